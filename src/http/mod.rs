//! The service over HTTP: the router, one file a resource, and what they share.
//!
//! A request's way: `layers` note when it came and give it an id; extractors turn it into types (or a
//! [`Problem`]) and find out who calls; the handler asks the rules in `interview` and stores what they allow. Knows
//! neither SQL nor how answers are graded: whatever is graded was stored first, and its result is read from there.

mod app;
mod body;
mod caller;
mod command;
mod extract;
mod health;
mod landing;
mod layers;
mod limits;
mod links;
mod listen;
mod openapi;
mod problem;
mod rate;
mod reference;
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
mod me;
mod passwords;
mod practice;
mod preview;
mod privacy;
mod progress;
mod questions;
mod redeem;
mod regrades;
mod report;
mod reviews;
mod rounds;
mod runs;
mod sessions;
mod staff;
mod submissions;
mod tokens;
mod versions;
mod watch;
mod webhooks;

use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use app::{App, Settings};
pub use health::describe as describe_metrics;
pub use limits::Limits;
pub use links::{address as link_address, administrator_link, first_link};
pub use listen::serve;
pub use problem::{Code, Problem};
pub use rate::{Net, RateLimits, Rates};

/// All routes: what is in the OpenAPI document is exactly what is served below `/api/v1`.
pub fn router(app: App) -> Router {
    let (api, document) = api();
    let document = openapi::finish(document);
    let api = api
        .route("/openapi.json", get(openapi::document))
        .route("/reference", get(reference::page))
        .route("/reference.css", get(reference::style))
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
        .routes(routes!(report::print))
        .routes(routes!(report::table))
        .routes(routes!(reviews::comment))
        .routes(routes!(reviews::remove_comment))
        .routes(routes!(reviews::review))
        .routes(routes!(regrades::create, regrades::list))
        .routes(routes!(regrades::read))
        .routes(routes!(regrades::apply))
        .routes(routes!(regrades::discard))
        .routes(routes!(me::interviews))
        .routes(routes!(me::progress))
        .routes(routes!(privacy::export_own))
        .routes(routes!(privacy::erase_own))
        .routes(routes!(privacy::export_person))
        .routes(routes!(privacy::erase_person))
        .routes(routes!(versions::list))
        .routes(routes!(versions::read))
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
        .routes(routes!(webhooks::create, webhooks::list))
        .routes(routes!(webhooks::read, webhooks::remove))
        .routes(routes!(webhooks::enable))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::redeliver))
        .split_for_parts()
}
