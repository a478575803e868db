//! The OpenAPI document, made from the handlers, and a page to read it by.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Extension;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, ResponseBuilder, Server,
    schema::ComponentsBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::problem::{Code, LineProblem};
use super::{Problem, reply};

/// Where version 1 of the API is.
pub const PREFIX: &str = "/api/v1";

const ABOUT: &str = "Timed Python interviews, graded in a sandbox against hidden cases. Errors are problems (RFC 9457) \
with a stable `code`. Instants are RFC 3339 in UTC, ids are UUIDv7. Lists are paged by a cursor. An unsafe POST takes an \
`Idempotency-Key`: repeated with it within a day, it is answered again and not done again.";

/// The document and its page, ready to send.
#[derive(Clone)]
pub struct Document(Arc<(String, String)>);

impl Document {
    pub fn new(api: OpenApi) -> Self {
        let page = page(&api);
        // The document is built of what serializes.
        let json = api.to_pretty_json().unwrap_or_default();
        Self(Arc::new((json, page)))
    }
}

/// What no handler says.
pub fn base() -> OpenApi {
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("viva_session")));
    let components = ComponentsBuilder::new()
        .schema(Problem::name(), Problem::schema())
        .schema(Code::name(), Code::schema())
        .schema(LineProblem::name(), LineProblem::schema())
        .security_scheme("bearer", bearer)
        .security_scheme("cookie", cookie)
        .build();
    let info = InfoBuilder::new()
        .title("viva")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT));
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new(PREFIX)]))
        .components(Some(components))
        .build()
}

/// Adds what all operations have in common: every one may answer with a problem.
pub fn finish(mut api: OpenApi) -> OpenApi {
    let problem = ResponseBuilder::new()
        .description("A problem; `code` says which")
        .content(
            "application/problem+json",
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name(Problem::name())))
                .build(),
        )
        .build();
    for item in api.paths.paths.values_mut() {
        for operation in operations(item) {
            let responses = &mut operation.responses.responses;
            responses.insert("default".to_owned(), problem.clone().into());
        }
    }
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

pub async fn document(Extension(document): Extension<Document>) -> Response {
    reply::stored(StatusCode::OK, document.0.0.clone())
}

pub async fn reference(Extension(document): Extension<Document>) -> Response {
    let kind = "text/html; charset=utf-8";
    ([(CONTENT_TYPE, kind)], document.0.1.clone()).into_response()
}

/// A plain page: every operation with its sentence, every problem's code.
fn page(api: &OpenApi) -> String {
    let mut rows = String::new();
    for (path, item) in &api.paths.paths {
        let operations = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            let summary = escape(operation.summary.as_deref().unwrap_or_default());
            let about = escape(operation.description.as_deref().unwrap_or_default());
            let path = escape(path);
            let _ = writeln!(
                rows,
                "<tr><td><code>{method} {PREFIX}{path}</code></td><td>{summary}<br><small>{about}</small></td></tr>"
            );
        }
    }
    let mut codes = String::new();
    for code in Code::ALL {
        let (status, name, title) = (code.status().as_u16(), code.as_str(), code.title());
        let _ = writeln!(
            codes,
            "<tr><td><code>{name}</code></td><td>{status}</td><td>{title}</td></tr>"
        );
    }
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>viva: API reference</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
         td{{padding:.4rem 1rem .4rem 0;vertical-align:top;border-top:1px solid #ccc}}code{{white-space:nowrap}}</style>\
         <h1>viva: API reference</h1><p>{}</p>\
         <p>Shapes of requests and responses: <a href=\"{PREFIX}/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>\
         <table>{rows}</table><h2>Problems</h2><table>{codes}</table></html>",
        escape(ABOUT)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
