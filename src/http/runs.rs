//! Runs: trying an answer on the sample cases, or with a program of the candidate's own.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::caller::Caller;
use super::command::{Command, Early};
use super::extract::{Path, Received};
use super::intake::{Work, hand_in};
use super::submissions::SubmissionView;
use crate::interview::InterviewId;
use crate::question::QuestionId;
use crate::store::submissions::Kind;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    #[schema(value_type = String, example = "oauth2/scopes")]
    question: QuestionId,
    /// The answer as it stands.
    text: String,
    /// A program that may `import answer`; what it prints is the result. Without it, the sample cases are run.
    scratch: Option<String>,
}

/// Run an answer
///
/// Counts for nothing. Read the result as a submission's.
#[utoipa::path(post, path = "/interviews/{id}/runs", tag = "interviews", request_body = NewRun,
    params(("id" = String, Path, format = "uuid")), responses((status = 202, body = SubmissionView)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
    Command { body, key }: Command<NewRun>,
) -> Result<Response, Early> {
    let work = Work {
        interview: id,
        question: body.question,
        kind: Kind::Run,
        text: body.text,
        scratch: body.scratch,
    };
    hand_in(&app, &caller, received, work, key).await
}
