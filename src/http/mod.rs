//! The service over HTTP: the router, one file a resource, and what they share.
//!
//! A request's way: `layers` note when it came and give it an id; extractors turn it into types (or a
//! [`Problem`]) and find out who calls; the handler asks the rules in `interview` and stores what they allow. Knows
//! neither SQL nor how answers are graded: whatever is graded was stored first, and its result is read from there.

mod app;
mod archive;
mod authoring;
mod body;
mod caller;
mod command;
mod extract;
mod health;
mod intake;
mod layers;
mod limits;
mod links;
mod listen;
mod metrics;
mod node;
mod openapi;
mod operations;
mod pages;
mod problem;
mod rate;
mod reference;
mod refusals;
mod reply;
mod stamp;
mod stream;
mod streams;

mod check;
mod compose;
mod drafts;
mod events;
mod extra;
mod guests;
mod hints;
mod interviews;
mod invites;
mod live;
mod me;
mod passwords;
mod practice;
mod presets;
mod preview;
mod privacy;
mod progress;
mod questions;
mod redeem;
mod regrades;
mod report;
mod results;
mod reviews;
mod rounds;
mod runs;
mod sessions;
mod source;
mod staff;
mod submissions;
mod tokens;
mod versions;
mod watch;
mod webhooks;

use axum::Router;
use axum::routing::get;

pub use app::{App, Settings};
pub use authoring::Authoring;
pub use limits::Limits;
pub use links::{address as link_address, administrator_link, first_link};
pub use listen::{serve, serve_node};
pub use metrics::{Exposed, describe as describe_metrics};
pub use node::Node;
pub use problem::{Code, Problem};
pub use rate::{Net, RateLimits, Rates};
pub use streams::Streams;

/// All routes: what is in the OpenAPI document is exactly what is served below `/api/v1`.
pub fn router(app: App) -> Router {
    let (api, document) = operations::api(&app);
    let document = axum::Extension(openapi::Document::new(document));
    // Of these two routes alone: a layer over all of them would cost each request a clone.
    let described = Router::new()
        .route("/openapi.json", get(openapi::document))
        .route("/reference", get(reference::page))
        .layer(document);
    let api = api
        .merge(described)
        .route("/reference.css", get(reference::style));
    let router = Router::new()
        .nest(openapi::PREFIX, api)
        .merge(health::router())
        .merge(metrics::router())
        .merge(pages::router())
        .fallback(pages::nothing)
        .method_not_allowed_fallback(extract::no_method);
    layers::add(router, app.clone()).with_state(app)
}
