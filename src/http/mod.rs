//! The service over HTTP: the router, one file a resource, and what they share.
//!
//! A request's way: [`layers`] note when it came and give it an id; extractors turn it into types (or a
//! [`Problem`]) and find out who calls; the handler asks the rules in `interview` and stores what they allow. Knows
//! neither SQL nor how answers are graded: whatever is graded was stored first, and its result is read from there.

mod app;
mod caller;
mod command;
mod extract;
mod health;
mod landing;
mod layers;
mod links;
mod openapi;
mod problem;
mod rate;
mod reply;
mod stamp;
mod stream;

mod compose;
mod drafts;
mod events;
mod guests;
mod hints;
mod interviews;
mod invites;
mod live;
mod passwords;
mod practice;
mod preview;
mod progress;
mod questions;
mod redeem;
mod report;
mod rounds;
mod runs;
mod sessions;
mod staff;
mod submissions;
mod tokens;
mod watch;

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use app::{App, Settings};
pub use links::{address as link_address, administrator_link, first_link};
pub use problem::{Code, Problem};
pub use rate::{Net, RateLimits, Rates};

/// All routes: what is in the OpenAPI document is exactly what is served below `/api/v1`.
pub fn router(app: App) -> Router {
    let (api, document) = api();
    let document = openapi::finish(document);
    let api = api
        .route("/openapi.json", get(openapi::document))
        .route("/reference", get(openapi::reference))
        .layer(axum::Extension(openapi::Document::new(document)));
    let router = Router::new()
        .nest(openapi::PREFIX, api)
        .merge(health::router())
        .merge(landing::router())
        .fallback(extract::no_route)
        .method_not_allowed_fallback(extract::no_method);
    layers::add(router, app.clone()).with_state(app)
}

/// The resources, and their description.
fn api() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(questions::list))
        .routes(routes!(questions::read))
        .routes(routes!(practice::begin))
        .routes(routes!(interviews::list))
        .routes(routes!(interviews::read))
        .routes(routes!(interviews::start))
        .routes(routes!(interviews::finish))
        .routes(routes!(drafts::save))
        .routes(routes!(runs::create))
        .routes(routes!(submissions::create, submissions::list))
        .routes(routes!(submissions::read))
        .routes(routes!(live::submission))
        .routes(routes!(hints::take))
        .routes(routes!(events::list))
        .routes(routes!(report::read))
        .routes(routes!(rounds::create, rounds::list))
        .routes(routes!(rounds::read, rounds::replace, rounds::change))
        .routes(routes!(rounds::follow))
        .routes(routes!(preview::begin))
        .routes(routes!(progress::read))
        .routes(routes!(watch::round))
        .routes(routes!(invites::create, invites::list))
        .routes(routes!(guests::create))
        .routes(routes!(invites::revoke))
        .routes(routes!(invites::resend))
        .routes(routes!(redeem::redeem))
        .routes(routes!(sessions::create, sessions::end_all))
        .routes(routes!(sessions::read, sessions::end))
        .routes(routes!(passwords::change))
        .routes(routes!(staff::create, staff::list))
        .routes(routes!(staff::read, staff::change))
        .routes(routes!(staff::link))
        .routes(routes!(tokens::create, tokens::list))
        .routes(routes!(tokens::revoke))
        .split_for_parts()
}

/// Answers requests on `listener` until `stop` ends, then finishes those that have begun.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop)
        .await
}
