//! The OpenAPI document, made from the handlers.

use std::sync::Arc;

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, ResponseBuilder, Server,
    schema::ComponentsBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::problem::Code;
use super::{Problem, reference, reply};

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
        // The document is built of what serializes.
        let value = serde_json::to_value(&api).unwrap_or_default();
        let page = reference::render(&value);
        let json = api.to_pretty_json().unwrap_or_default();
        Self(Arc::new((json, page)))
    }

    pub fn page(&self) -> &str {
        &self.0.1
    }
}

/// What no handler says.
pub fn base() -> OpenApi {
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("viva_session")));
    let components = ComponentsBuilder::new()
        .schema(Problem::name(), Problem::schema())
        .schema(Code::name(), Code::schema())
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
