//! Parts of a request as types; what doesn't fit becomes a [`Problem`].

use axum::extract::FromRequestParts;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{Code, Problem};
use crate::interview::Time;

/// Parameters in the path.
pub struct Path<T>(pub T);

/// Parameters after `?`.
pub struct Query<T>(pub T);

/// When the server received the request: what "late" is measured by.
#[derive(Debug, Clone, Copy)]
pub struct Received(pub Time);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|path| Self(path.0))
            .map_err(|error: PathRejection| Problem::new(Code::InvalidPath, error.body_text()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|query| Self(query.0))
            .map_err(|error: QueryRejection| Problem::new(Code::InvalidQuery, error.body_text()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Received {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Received>().copied().ok_or_else(|| {
            Problem::internal(&std::io::Error::other(
                "a request without its time of receipt",
            ))
        })
    }
}

pub async fn no_route(uri: axum::http::Uri) -> Problem {
    Problem::not_found(format!("nothing is at {}", uri.path()))
}

pub async fn no_method(method: axum::http::Method, uri: axum::http::Uri) -> Problem {
    let detail = format!("{} does not take {method}", uri.path());
    Problem::new(Code::MethodNotAllowed, detail)
}
