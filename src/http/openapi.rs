//! The OpenAPI document, made from the handlers.

use std::sync::Arc;

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder, Server, schema::ComponentsBuilder};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::authoring::FindingView;
use super::problem::{Code, LineProblem};
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
        .schema(LineProblem::name(), LineProblem::schema())
        .schema(FindingView::name(), FindingView::schema())
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

pub async fn document(Extension(document): Extension<Document>) -> Response {
    reply::stored(StatusCode::OK, document.0.0.clone())
}
