//! Errors as RFC 9457 problems: the one place where they become responses.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::interview::{InvalidRound, Refusal};
use crate::store::StoreError;

/// What a program can rely on; never renamed. Each has one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// 400: the body is not JSON.
    InvalidJson,
    /// 400: a part of the path is not what belongs there.
    InvalidPath,
    /// 400: a parameter after `?` is not what belongs there.
    InvalidQuery,
    /// 400: a header is not what belongs there.
    InvalidHeader,
    /// 401: no session or token, or one that is over.
    NotSignedIn,
    /// 401: the link or invite is unknown, used up, revoked or expired.
    LinkNotGood,
    /// 403: not with this role.
    Forbidden,
    /// 403: the request came from another site's page.
    CrossSite,
    /// 403: what is asked for is not (yet) shown to candidates.
    NotReleased,
    /// 404: no such thing, or none that the caller may know of.
    NotFound,
    /// 405
    MethodNotAllowed,
    /// 408: the request took too long to arrive.
    TooSlow,
    /// 409: the interview's clock has not started.
    NotStarted,
    /// 409: the interview was started before.
    AlreadyStarted,
    /// 409: the interview is over; it was received too late.
    InterviewOver,
    /// 409: the interview is not over yet.
    InterviewRunning,
    /// 409: somebody saved another version of the draft.
    DraftConflict,
    /// 409: no attempts are left for this question.
    NoAttemptsLeft,
    /// 409: no hint is left for this question.
    NoHintsLeft,
    /// 413
    TooLarge,
    /// 415: the body is not `application/json`.
    UnsupportedMediaType,
    /// 422: the body is JSON, and not what belongs there.
    InvalidBody,
    /// 422: the `Idempotency-Key` was used for another request.
    KeyReused,
    /// 429: too many requests.
    TooMany,
    /// 500: our own fault.
    Internal,
    /// 503: too many answers wait to be graded, or the service is stopping.
    Busy,
}

impl Code {
    pub fn status(self) -> StatusCode {
        match self {
            Code::InvalidJson | Code::InvalidPath | Code::InvalidQuery | Code::InvalidHeader => {
                StatusCode::BAD_REQUEST
            }
            Code::NotSignedIn | Code::LinkNotGood => StatusCode::UNAUTHORIZED,
            Code::Forbidden | Code::CrossSite | Code::NotReleased => StatusCode::FORBIDDEN,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Code::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Code::NotStarted
            | Code::AlreadyStarted
            | Code::InterviewOver
            | Code::InterviewRunning
            | Code::DraftConflict
            | Code::NoAttemptsLeft
            | Code::NoHintsLeft => StatusCode::CONFLICT,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::InvalidBody | Code::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Code::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Code::InvalidJson => "The body is not JSON",
            Code::InvalidPath => "The path is not valid",
            Code::InvalidQuery => "The query is not valid",
            Code::InvalidHeader => "A header is not valid",
            Code::NotSignedIn => "Not signed in",
            Code::LinkNotGood => "The link is not good any more",
            Code::Forbidden => "Not allowed",
            Code::CrossSite => "Refused because it came from another site",
            Code::NotReleased => "Not shown to candidates",
            Code::NotFound => "Not found",
            Code::MethodNotAllowed => "Method not allowed",
            Code::TooSlow => "The request took too long",
            Code::NotStarted => "The interview has not been started",
            Code::AlreadyStarted => "The interview was started before",
            Code::InterviewOver => "The interview is over",
            Code::InterviewRunning => "The interview is not over yet",
            Code::DraftConflict => "Another version of the draft was saved",
            Code::NoAttemptsLeft => "No attempts are left",
            Code::NoHintsLeft => "No hint is left",
            Code::TooLarge => "The request is too large",
            Code::UnsupportedMediaType => "The body is not application/json",
            Code::InvalidBody => "The body is not valid",
            Code::KeyReused => "The Idempotency-Key was used for another request",
            Code::TooMany => "Too many requests",
            Code::Internal => "The service failed",
            Code::Busy => "The service is busy",
        }
    }
}

/// An error response's body, `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: `code` tells problems apart.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened, where, and what to do, for people.
    detail: String,
    code: Code,
    /// Also the `Retry-After` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u32>,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: code.title(),
            status: code.status().as_u16(),
            detail: detail.into(),
            code,
            retry_after_seconds: None,
        }
    }

    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(Code::NotFound, detail)
    }

    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(Code::InvalidBody, detail)
    }

    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Our fault: the cause goes to the log, the caller learns nothing of our insides.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        let mut causes = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            causes = format!("{causes}: {error}");
            cause = error.source();
        }
        tracing::error!(error = causes, "a request failed by a fault of ours");
        Self::new(
            Code::Internal,
            "it was noted under the request's id (the x-request-id header)",
        )
    }

    pub fn code(&self) -> Code {
        self.code
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.code.status();
        // A struct of texts and numbers is always JSON.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(CONTENT_TYPE, kind)], body).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Problem::internal(&error)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::NotStarted => Code::NotStarted,
            Refusal::Late | Refusal::Finished => Code::InterviewOver,
        };
        Problem::new(code, refusal.to_string())
    }
}

impl From<InvalidRound> for Problem {
    fn from(error: InvalidRound) -> Self {
        Problem::invalid(error.to_string())
    }
}
