//! What every request passes: its time of receipt, an id, a line in the log, the metrics, security headers.

use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use tracing::Instrument as _;

use super::extract::Received;
use super::{App, rate};
use crate::ambient;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Larger than any answer may be (1 MiB, see the questions' limits) with its JSON escapes in the usual case.
const MAX_BODY: usize = 2 * 1024 * 1024;

/// What is served is read by nobody's page but ours, loads nothing from elsewhere, and is kept by no cache.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

pub fn add(router: Router<App>, app: App) -> Router<App> {
    // The last one added is the first that a request meets.
    router
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), rate::admit))
        .layer(middleware::from_fn(measure))
        .layer(middleware::from_fn_with_state(app, receive))
}

async fn receive(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let now = app.clock.now();
    request.extensions_mut().insert(Received(now));
    let id = ambient::new_id(now).to_string();
    // The path alone: a query may hold what doesn't belong into a log.
    let span =
        tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    let mut response = next.run(request).instrument(span).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert_with(|| HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

async fn measure(route: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().as_str().to_owned();
    // The pattern, not the path: ids would make a series each.
    let route = route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status();
    let seconds = begun.elapsed().as_secs_f64();
    let labels = [
        ("method", method),
        ("route", route),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("viva_http_requests_total", &labels).increment(1);
    metrics::histogram!("viva_http_seconds", &labels[..2]).record(seconds);
    if status >= StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(status = status.as_u16(), seconds, "failed");
    } else {
        tracing::debug!(status = status.as_u16(), seconds, "answered");
    }
    response
}
