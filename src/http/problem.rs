//! Errors as RFC 9457 problems: the one place where they become responses.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::authoring::FindingView;
use crate::interview::contact::InvalidText;
use crate::interview::{BadLine, InvalidRound, Refusal, Shut};
use crate::question::{Finding, Severity};
use crate::store::StoreError;

/// One row for each problem: what a program relies on and is never renamed, its status, its title.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $status:ident, $title:literal;)+) => {
        /// What a program can rely on; never renamed. Each has one status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $word)] $name),+
        }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $word),+ }
            }

            pub fn status(self) -> StatusCode {
                match self { $(Code::$name => StatusCode::$status),+ }
            }

            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title),+ }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    InvalidJson = "invalid_json", BAD_REQUEST, "The body is not JSON";
    /// The connection broke off in the middle of the body.
    IncompleteBody = "incomplete_body", BAD_REQUEST, "The body did not arrive whole";
    /// A part of the path is not what belongs there.
    InvalidPath = "invalid_path", BAD_REQUEST, "The path is not valid";
    /// A parameter after `?` is not what belongs there.
    InvalidQuery = "invalid_query", BAD_REQUEST, "The query is not valid";
    /// A header is not what belongs there.
    InvalidHeader = "invalid_header", BAD_REQUEST, "A header is not valid";
    /// No session or token, or one that is over.
    NotSignedIn = "not_signed_in", UNAUTHORIZED, "Not signed in";
    /// The link or invite is unknown, used up, revoked or expired.
    LinkNotGood = "link_not_good", UNAUTHORIZED, "The link is not good any more";
    /// The e-mail address or the password is wrong, or the account is disabled.
    SignInFailed = "sign_in_failed", UNAUTHORIZED, "The e-mail address or the password is wrong";
    /// Not with this role.
    Forbidden = "forbidden", FORBIDDEN, "Not allowed";
    /// The request came from another site's page.
    CrossSite = "cross_site", FORBIDDEN, "Refused because it came from another site";
    /// What is asked for is not (yet) shown to candidates.
    NotReleased = "not_released", FORBIDDEN, "Not shown to candidates";
    /// No such thing, or none that the caller may know of.
    NotFound = "not_found", NOT_FOUND, "Not found";
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "Method not allowed";
    /// The interview's clock has not started.
    NotStarted = "not_started", CONFLICT, "The interview has not been started";
    /// The interview was started before.
    AlreadyStarted = "already_started", CONFLICT, "The interview was started before";
    /// The interview is over; it was received too late.
    InterviewOver = "interview_over", CONFLICT, "The interview is over";
    /// The interview is not over yet.
    InterviewRunning = "interview_running", CONFLICT, "The interview is not over yet";
    /// Somebody saved another version of the draft.
    DraftConflict = "draft_conflict", CONFLICT, "Another version of the draft was saved";
    /// No attempts are left for this question.
    NoAttemptsLeft = "no_attempts_left", CONFLICT, "No attempts are left";
    /// No hint is left for this question.
    NoHintsLeft = "no_hints_left", CONFLICT, "No hint is left";
    /// Somebody of the staff has this e-mail address.
    EmailTaken = "email_taken", CONFLICT, "The e-mail address is taken";
    /// Without this one, nobody could run the service.
    LastAdministrator = "last_administrator", CONFLICT, "This is the last administrator";
    /// Somebody has started the round, so it stays as it is.
    RoundInUse = "round_in_use", CONFLICT, "The round is in use";
    /// Not open yet, closed, or archived.
    RoundNotOpen = "round_not_open", CONFLICT, "The round is not open";
    /// Every submission was graded with its question as it is now.
    NothingToRegrade = "nothing_to_regrade", CONFLICT, "Nothing is to be graded again";
    /// The submission is not graded yet, or came to something else than a report.
    NoReport = "no_report", CONFLICT, "There is no report";
    /// Some of its submissions are still being graded.
    RegradeRunning = "regrade_running", CONFLICT, "The regrade is not graded yet";
    /// The regrade was applied or dropped before.
    RegradeEnded = "regrade_ended", CONFLICT, "The regrade has ended";
    /// The service may not write to the folder that holds the questions.
    BankReadOnly = "bank_read_only", CONFLICT, "The bank can't be written to";
    /// The question is not what `If-Match` or `If-None-Match` says.
    PreconditionFailed = "precondition_failed", PRECONDITION_FAILED, "The question is not as it was";
    /// Neither `If-Match` nor `If-None-Match` was sent.
    PreconditionRequired = "precondition_required", PRECONDITION_REQUIRED, "Say what is to be changed";
    /// It was done before under this `Idempotency-Key`, and what it made was erased.
    Erased = "erased", GONE, "What the request made was erased";
    /// The body did not arrive in time.
    TooSlow = "too_slow", REQUEST_TIMEOUT, "The request took too long";
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "The request is too large";
    /// The body is not `application/json`, or where a table is sent, not `text/csv`.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body's type is not taken here";
    /// The body is JSON, and not what belongs there.
    InvalidBody = "invalid_body", UNPROCESSABLE_ENTITY, "The body is not valid";
    /// The address of a webhook is none that may be used, or can't be resolved.
    AddressRefused = "address_refused", UNPROCESSABLE_ENTITY, "The address is refused";
    /// There are as many as one may have.
    TooMany = "too_many", CONFLICT, "There are too many";
    /// The files make no question that can be used; `findings` has all that is wrong.
    InvalidQuestion = "invalid_question", UNPROCESSABLE_ENTITY, "The question is not valid";
    /// The archive is none, or holds what no question has.
    InvalidArchive = "invalid_archive", UNPROCESSABLE_ENTITY, "The archive is not valid";
    /// The `Idempotency-Key` was used for another request.
    KeyReused = "key_reused", UNPROCESSABLE_ENTITY, "The Idempotency-Key was used for another request";
    /// More requests than one person or one address may send.
    RateLimited = "rate_limited", TOO_MANY_REQUESTS, "Too many requests";
    /// Too many answers of the same person wait to be graded.
    TooManyWaiting = "too_many_waiting", TOO_MANY_REQUESTS, "Too many of your answers wait to be graded";
    /// As many event streams of the same person are open as may be.
    TooManyStreams = "too_many_streams", TOO_MANY_REQUESTS, "Too many of your event streams are open";
    /// Too many questions are being checked, or one of the same person's.
    TooManyChecks = "too_many_checks", TOO_MANY_REQUESTS, "Too many questions are being checked";
    /// Our own fault.
    Internal = "internal", INTERNAL_SERVER_ERROR, "The service failed";
    /// This node is stopping, or lacks what it needs; another may be well.
    NotReady = "not_ready", SERVICE_UNAVAILABLE, "The service is not ready";
    /// Too many answers wait to be graded.
    Busy = "busy", SERVICE_UNAVAILABLE, "The service is busy";
}

impl Code {
    /// Whether the same request may do well later, which the answer's `Retry-After` says.
    pub fn is_temporary(self) -> bool {
        [
            StatusCode::TOO_MANY_REQUESTS,
            StatusCode::SERVICE_UNAVAILABLE,
        ]
        .contains(&self.status())
    }
}

/// By hand: the derive doesn't see the names through the macro above.
impl PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(Code::ALL.iter().map(|code| code.as_str())))
            .description(Some(
                "What a program can rely on; never renamed. Each has one status.",
            ))
            .into()
    }
}

impl ToSchema for Code {}

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
    /// Of a list that was sent: every line that can't be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    lines: Vec<LineProblem>,
    /// Of a question: everything that is wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    findings: Vec<FindingView>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineProblem {
    /// From 1, the line of column names.
    line: usize,
    detail: String,
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
            lines: Vec::new(),
            findings: Vec::new(),
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

    /// A list of which nothing was taken, because some of its lines can't be.
    pub fn lines(bad: Vec<BadLine>) -> Self {
        let count = bad.len();
        let detail = format!("nobody was invited: {count} of the list's lines can't be used");
        let lines = bad.into_iter().map(|bad| LineProblem {
            line: bad.line,
            detail: bad.why,
        });
        Self {
            lines: lines.collect(),
            ..Self::invalid(detail)
        }
    }

    /// Files that make no question.
    pub fn question(found: Vec<Finding>) -> Self {
        let mut errors = found.iter().filter(|one| one.severity == Severity::Error);
        let detail = match (errors.next(), errors.count()) {
            (Some(first), 0) => first.to_string(),
            (Some(first), more) => format!("{first} (and {more} more: see findings)"),
            (None, _) => "it can't be used".to_owned(),
        };
        Self {
            findings: found.iter().map(FindingView::from).collect(),
            ..Self::new(Code::InvalidQuestion, detail)
        }
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

impl From<Shut> for Problem {
    fn from(shut: Shut) -> Self {
        let detail = format!("{shut}; ask who invited you");
        Problem::new(Code::RoundNotOpen, detail)
    }
}

impl From<InvalidText> for Problem {
    fn from(error: InvalidText) -> Self {
        Problem::invalid(error.to_string())
    }
}

impl From<InvalidRound> for Problem {
    fn from(error: InvalidRound) -> Self {
        Problem::invalid(error.to_string())
    }
}
