//! Where printed links lead as long as there are no browser pages: says what the token behind the `#` is for. A
//! browser keeps that part to itself, so the server can't do more than tell.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::App;

pub fn router() -> Router<App> {
    Router::new()
        .route("/sign-in", get(|| async { page("sessions", "link") }))
        .route("/invite", get(|| async { page("invites/redeem", "token") }))
}

fn page(resource: &str, field: &str) -> Response {
    let text = format!(
        "Behind the # in this page's address is a token that can be used once:\n\n\
         \x20   curl -d '{{\"{field}\": \"TOKEN\"}}' -H 'content-type: application/json' \\\n\
         \x20       THIS-SERVER/api/v1/{resource}\n\n\
         The answer holds a session's token. /api/v1/reference says what can be done with it.\n"
    );
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
