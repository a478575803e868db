//! What every request passes: its time of receipt, an id, a line in the log, the metrics, security headers.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use tracing::Instrument as _;

use super::body::bounded;
use super::extract::Received;
use super::limits::longest_body;
use super::{App, rate};
use crate::ambient;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Once over HTTPS, a browser stays with it.
const ONE_YEAR: &str = "max-age=31536000";

/// As long an id as another program may give a request; a UUID has 36.
const MAX_ID: usize = 64;

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
    // One for all of it: each layer is there for every route, and a request clones what it passes.
    router.layer(middleware::from_fn_with_state(app, receive))
}

async fn receive(
    State(app): State<App>,
    route: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response {
    let now = app.clock.now();
    request.extensions_mut().insert(Received(now));
    let id = given_id(&request).unwrap_or_else(|| ambient::new_id(now).to_string());
    // Of a path that leads nowhere nothing is logged: it may be a link that was pasted with its token. Nor of the query.
    let (template, path) = match &route {
        Some(route) => (route.as_str(), request.uri().path()),
        None => ("", ""),
    };
    let span = tracing::info_span!("request", id, method = %request.method(), path);
    let limits = &app.settings.limits;
    let most = longest_body(template);
    let request = request.map(|body| bounded(body, most, limits.body));
    let mut response = measure(&app, route, request, next).instrument(span).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert_with(|| HeaderValue::from_static(value));
    }
    if app.settings.is_https() {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(ONE_YEAR),
        );
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

/// The id under which a proxy or a client knows the request, if it fits into a log line.
fn given_id(request: &Request) -> Option<String> {
    let given = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let fits = (1..=MAX_ID).contains(&given.len()) && given.bytes().all(plain);
    fits.then(|| given.to_owned())
}

async fn measure(
    app: &App,
    route: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let method = request.method().as_str().to_owned();
    // The pattern, not the path: ids would make a series each.
    let route = route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned());
    let response = match rate::admit(app, &mut request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
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
