//! Who may change the bank, and what the requests that do have in common.

use axum::extract::FromRequestParts;
use axum::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::{App, Code, Problem};
use crate::interview::Role;
use crate::question::{Condition, Digest, Finding, Severity};

/// Who may write questions. All staff may read their sources and check them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Authoring {
    /// Nobody: the bank is written elsewhere.
    Off,
    #[default]
    Administrators,
    /// Interviewers, too.
    Staff,
}

impl Authoring {
    /// That somebody of the staff may write.
    pub fn admit(self, caller: &Caller) -> Result<(), Problem> {
        let detail = match self {
            Authoring::Staff => return Ok(()),
            Authoring::Administrators if caller.role == Role::Administrator => return Ok(()),
            Authoring::Administrators => {
                "questions are written by administrators here; whoever runs the service can let interviewers, too: \
                 --authoring staff"
            }
            Authoring::Off => {
                "questions are not written over the API here; whoever runs the service can let that: \
                 --authoring administrators"
            }
        };
        Err(Problem::new(Code::Forbidden, detail))
    }
}

/// What a request says must be true of the question that it changes.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header, names("if-match", "if-none-match"))]
pub struct Precondition(
    /// The question's `ETag`, or `*` for whatever is there.
    #[param(value_type = Option<String>)]
    Option<Condition>,
    /// `*`: nothing is there.
    #[param(value_type = Option<String>)]
    (),
);

impl Precondition {
    /// It must say something: nobody overwrites what they have not seen.
    pub fn required(self) -> Result<Condition, Problem> {
        self.0.ok_or_else(|| {
            let detail = "send If-Match with the ETag of the source that you have read, or If-None-Match: * for a \
                          new question";
            Problem::new(Code::PreconditionRequired, detail)
        })
    }

    /// Unless it says something, nothing may be there.
    pub fn or_new(self) -> Condition {
        self.0.unwrap_or(Condition::New)
    }
}

impl FromRequestParts<App> for Precondition {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let given = |name: &HeaderName| tags(&parts.headers, name);
        let condition = match (given(&IF_MATCH)?, given(&IF_NONE_MATCH)?) {
            (None, None) => None,
            (Some(Tags::Any), None) => Some(Condition::Exists),
            (Some(Tags::These(digests)), None) => Some(Condition::Is(digests)),
            (None, Some(Tags::Any)) => Some(Condition::New),
            (_, Some(_)) => {
                let detail = "send either If-Match, or If-None-Match: *";
                return Err(Problem::new(Code::InvalidHeader, detail));
            }
        };
        Ok(Self(condition, ()))
    }
}

enum Tags {
    Any,
    These(Vec<String>),
}

/// A list of entity tags (RFC 9110). A weak one matches nothing here, so it is none.
fn tags(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Tags>, Problem> {
    let mut digests = Vec::new();
    for value in headers.get_all(name) {
        let text = value.to_str().unwrap_or_default();
        if text.trim() == "*" {
            return Ok(Some(Tags::Any));
        }
        for tag in text.split(',').map(str::trim) {
            let bare = tag
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            let Some(bare) = bare.filter(|bare| !bare.contains('"')) else {
                let detail = format!("{name} is `*` or an ETag as it was given, with its quotes");
                return Err(Problem::new(Code::InvalidHeader, detail));
            };
            digests.push(bare.to_owned());
        }
    }
    Ok((!digests.is_empty()).then_some(Tags::These(digests)))
}

/// A digest as an entity tag.
pub fn etag(digest: &Digest) -> HeaderValue {
    // Hexadecimal digits are legal in a header.
    HeaderValue::from_str(&format!("\"{digest}\"")).unwrap_or(HeaderValue::from_static(""))
}

/// Something that is wrong with a question, or may be.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingView {
    /// `error`: it can't be used like this; `warning`: probably a mistake.
    #[schema(value_type = String)]
    severity: Severity,
    /// Below the question's folder.
    file: String,
    /// From 1.
    line: Option<usize>,
    /// What is wrong.
    what: String,
    /// What to do about it.
    todo: String,
}

impl From<&Finding> for FindingView {
    fn from(finding: &Finding) -> Self {
        Self {
            severity: finding.severity,
            file: finding.file.clone(),
            line: finding.line,
            what: finding.what.clone(),
            todo: finding.todo.clone(),
        }
    }
}

/// Does what touches files where it may block.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Problem::internal(&error))
}
