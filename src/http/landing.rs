//! Pages that lead on, as long as there are no others: what this is, and what the token behind a printed link's `#` is
//! for. A browser keeps that part to itself, so the server can't do more than tell.

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, reference};

const FRONT: &str = include_str!("landing.html");

pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(front))
        .route("/sign-in", get(|| async { page("sessions", "link") }))
        .route("/invite", get(|| async { page("invites/redeem", "token") }))
}

async fn front() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, reference::POLICY),
    ];
    (headers, FRONT).into_response()
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
