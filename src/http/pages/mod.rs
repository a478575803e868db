//! The pages for the browser: one shell for every page's path, and the files that it loads. They are a program of their
//! own (`web/`), which calls the public API and nothing else; here is only how they are served.
//!
//! Files are found under a digest of all of them, so that they may be cached for ever and never mix with another
//! version's. `VIVA_WEB=web` serves that folder as it is just now, for work on the pages.

mod files;
mod site;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use self::site::{Served, Site};
use super::{App, Problem, extract, openapi};

/// Where there is a page; which one is the browser's business (`web/app/routes.js`).
const PAGES: [&str; 12] = [
    "/",
    "/sign-in",
    "/invite",
    "/practice",
    "/interviews/{id}",
    "/interviews/{id}/{part}",
    "/me",
    "/rounds",
    "/rounds/{*rest}",
    "/questions",
    "/questions/{*rest}",
    "/staff/{*rest}",
];

/// Scripts and styles come from files alone, and text becomes markup nowhere: not even our own scripts could do it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The name says the content, so it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub fn router() -> Router<App> {
    let mut router = Router::new().route("/assets/{digest}/{*path}", get(asset));
    for path in PAGES {
        router = router.route(path, get(page));
    }
    router
}

async fn page(headers: HeaderMap) -> Response {
    shell(StatusCode::OK, &headers)
}

/// Where nothing is: for a browser a page that says so, for programs the problem.
pub async fn nothing(uri: Uri, headers: HeaderMap) -> Response {
    let is_api = uri.path().starts_with(openapi::PREFIX);
    let accepts = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.contains("text/html"));
    if !is_api && headers.get(ACCEPT).is_some_and(accepts) {
        return shell(StatusCode::NOT_FOUND, &headers);
    }
    extract::no_route(uri).await.into_response()
}

fn shell(status: StatusCode, asked: &HeaderMap) -> Response {
    let shell = Site::current().shell();
    let mut response = respond(shell, "text/html; charset=utf-8", "no-cache", asked);
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

async fn asset(
    Path((digest, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = Site::current();
    let found = site.file(&digest, &path);
    let found = found.ok_or_else(|| Problem::not_found("this file belongs to another version"))?;
    let caching = if site.is_fixed() {
        FOR_EVER
    } else {
        "no-store"
    };
    Ok(respond(found, kind(&path), caching, &headers))
}

fn respond(
    served: Served,
    kind: &'static str,
    caching: &'static str,
    asked: &HeaderMap,
) -> Response {
    let holds = |name, word: &str| {
        let values = asked.get_all(name).iter();
        let mut texts = values.filter_map(|value| value.to_str().ok());
        texts.any(|text| text.contains(word))
    };
    let fixed = |text| HeaderValue::from_static(text);
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, fixed(caching));
    headers.insert(VARY, fixed("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&served.tag) {
        headers.insert(ETAG, tag);
    }
    if holds(IF_NONE_MATCH, &served.tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(CONTENT_TYPE, fixed(kind));
    if holds(ACCEPT_ENCODING, "gzip") {
        headers.insert(CONTENT_ENCODING, fixed("gzip"));
        return (headers, served.packed()).into_response();
    }
    (headers, served.plain).into_response()
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
