//! Answers: JSON, and lists with a cursor.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Code, Problem};

/// A list's entries if nothing else is asked for.
const DEFAULT_LIMIT: u32 = 50;

/// A JSON response.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_string(&self.0) {
            Ok(text) => stored(StatusCode::OK, text),
            Err(error) => Problem::internal(&error).into_response(),
        }
    }
}

/// Text that is JSON already.
pub fn stored(status: StatusCode, json: String) -> Response {
    let kind = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, kind)], json).into_response()
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// For `?cursor=`, to get what follows; null at the end.
    pub next: Option<String>,
}

/// Which page of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Entries on a page, 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

impl Paging {
    /// The last entry's key of the page before.
    pub fn after<K: std::str::FromStr>(&self) -> Result<Option<K>, Problem> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        match text.and_then(|text| text.parse().ok()) {
            Some(key) => Ok(Some(key)),
            None => Err(Problem::new(
                Code::InvalidQuery,
                "the cursor is none that this list gave out",
            )),
        }
    }

    pub fn limit(&self) -> Result<u32, Problem> {
        match self.limit {
            None => Ok(DEFAULT_LIMIT),
            Some(limit @ 1..=200) => Ok(limit),
            Some(_) => Err(Problem::new(Code::InvalidQuery, "limit is from 1 to 200")),
        }
    }
}

/// A page of `found`, of which one more than `limit` was asked for if there is one.
pub fn page<T>(mut found: Vec<T>, limit: u32, key: impl Fn(&T) -> String) -> Page<T> {
    let limit = limit as usize;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| URL_SAFE_NO_PAD.encode(key(last)));
    Page { items: found, next }
}
