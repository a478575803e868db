//! Submissions: handing in an answer, and what it came to.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::Instant;
use utoipa::ToSchema;

use super::caller::Caller;
use super::command::{Command, Early};
use super::extract::{Path, Query, Received};
use super::intake::{Work, hand_in};
use super::reply::Json;
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::interview::{InterviewId, Phase, SubmissionId, Time};
use crate::question::{self, QuestionId};
use crate::store::interviews::Interview;
use crate::store::submissions::{self, Kind, Origin, Outcome, State as Progress, Submission};
use crate::store::{Connection, queue};

/// The longest `?wait=`, in seconds: below what proxies allow a response to take.
const MAX_WAIT: u64 = 25;

/// How often a waiting request looks at the database, should it not have been told.
const LOOK: Duration = Duration::from_secs(5);

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubmission {
    #[schema(value_type = String, example = "oauth2/scopes")]
    question: QuestionId,
    /// The program; for a choice the chosen ids (`a, c`); for an explanation the text.
    text: String,
}

/// A submission or a run, as the one who sits the interview sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionView {
    #[schema(format = "uuid")]
    pub id: String,
    #[schema(format = "uuid")]
    pub interview: String,
    pub question: String,
    /// `submission` or `run`.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// `candidate`, or `leftover`: a draft that was handed in when the interview ended.
    #[schema(value_type = String)]
    pub origin: Origin,
    /// The n-th of its kind for the question, from 1.
    pub number: u32,
    pub received: Stamp,
    /// `queued`, `running` or `done`.
    #[schema(value_type = String)]
    pub state: Progress,
    /// How many go before it, while queued (given where one submission is read).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    pub done: Option<Stamp>,
    /// What it came to, when done: `{"kind": "report", "report": …}`, `{"kind": "ran", "ran": …}`,
    /// `{"kind": "by_person"}`, `{"kind": "refused", "why": …}`, `{"kind": "internal"}`, or `{"kind": "withheld"}` where
    /// the round doesn't show results, and for a choice until the interview is over.
    #[schema(value_type = Option<Object>)]
    pub outcome: Option<Value>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wait {
    /// Seconds to wait for the result, 0 to 25. What is there by then is answered.
    #[param(minimum = 0, maximum = 25)]
    wait: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Submissions {
    /// In order of receipt.
    items: Vec<SubmissionView>,
}

/// Submit an answer
///
/// It is graded on all cases, hidden ones too. When this is answered, it is stored for good.
#[utoipa::path(post, path = "/interviews/{id}/submissions", tag = "interviews", request_body = NewSubmission,
    params(("id" = String, Path, format = "uuid")), responses((status = 202, body = SubmissionView)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
    Command { body, key }: Command<NewSubmission>,
) -> Result<Response, Early> {
    let work = Work {
        interview: id,
        question: body.question,
        kind: Kind::Submission,
        text: body.text,
        scratch: None,
    };
    hand_in(&app, &caller, received, work, key).await
}

/// List an interview's submissions
#[utoipa::path(get, path = "/interviews/{id}/submissions", tag = "interviews",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = Submissions)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
) -> Result<Json<Submissions>, Problem> {
    let mut db = app.store.read().await?;
    let interview = app.readable(&mut db, &caller, id).await?;
    let found = submissions::list(&mut db, id, Kind::Submission).await?;
    let items = found
        .iter()
        .map(|one| SubmissionView::for_candidate(&app, one, &interview, received))
        .collect();
    Ok(Json(Submissions { items }))
}

/// Read a submission or a run
///
/// With `wait`, as soon as it is done.
#[utoipa::path(get, path = "/submissions/{id}", tag = "interviews",
    params(("id" = String, Path, format = "uuid"), Wait), responses((status = 200, body = SubmissionView)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<SubmissionId>,
    Query(Wait { wait }): Query<Wait>,
) -> Result<Json<SubmissionView>, Problem> {
    let (found, interview) = settled(&app, &caller, id, wait).await?;
    let mut view = SubmissionView::for_candidate(&app, &found, &interview, app.clock.now());
    if found.state == Progress::Queued {
        let mut db = app.store.read().await?;
        view.position = Some(queue::position(&mut db, id).await?);
    }
    Ok(Json(view))
}

/// A submission that `caller` may read, with its interview, as soon as it is done or `wait` seconds have passed.
pub async fn settled(
    app: &App,
    caller: &Caller,
    id: SubmissionId,
    wait: Option<u64>,
) -> Result<(Submission, Interview), Problem> {
    let wait = wait.unwrap_or(0);
    if wait > MAX_WAIT {
        let detail = format!("wait is from 0 to {MAX_WAIT} seconds");
        return Err(Problem::new(Code::InvalidQuery, detail));
    }
    let until = Instant::now() + Duration::from_secs(wait);
    loop {
        let mut followed = app.news.follow(id);
        let mut db = app.store.read().await?;
        let (found, interview) = found(app, &mut db, caller, id).await?;
        if found.state == Progress::Done || Instant::now() >= until || app.news.is_stopping() {
            return Ok((found, interview));
        }
        // The connection goes back before the waiting.
        drop(db);
        tokio::select! {
            () = followed.ended() => {}
            () = app.news.stop() => {}
            () = tokio::time::sleep_until(until.min(Instant::now() + LOOK)) => {}
        }
    }
}

/// A submission that `caller` may read, with its interview.
pub async fn found(
    app: &App,
    db: &mut impl Connection,
    caller: &Caller,
    id: SubmissionId,
) -> Result<(Submission, Interview), Problem> {
    let missing = || Problem::not_found(format!("no submission {id}"));
    let found = submissions::get(db, id).await?.ok_or_else(missing)?;
    let interview = app.readable(db, caller, found.interview).await;
    let interview = interview.map_err(|problem| match problem.code() {
        Code::NotFound => missing(),
        _ => problem,
    })?;
    Ok((found, interview))
}

/// Whether its candidate may see what it came to only later, or never: nothing is shown where the round withholds
/// results, and of a choice while the interview runs, since whoever knows that one option is wrong has half the answer.
pub fn is_withheld(app: &App, submission: &Submission, interview: &Interview, now: Time) -> bool {
    let is_choice = app
        .library
        .get(&submission.question)
        .is_some_and(|question| question.kind == question::Kind::Choice);
    let phase = interview.sitting.phase(now);
    submission.kind == Kind::Submission
        && (!interview.spec.shows_results(phase) || (is_choice && phase != Phase::Over))
}

impl SubmissionView {
    /// Hidden cases show their titles and verdicts alone; see also [`is_withheld`].
    pub fn for_candidate(
        app: &App,
        submission: &Submission,
        interview: &Interview,
        now: Time,
    ) -> Self {
        let withheld = is_withheld(app, submission, interview, now);
        let outcome = submission.outcome.as_ref().map(|outcome| match outcome {
            _ if withheld => json!({ "kind": "withheld" }),
            Outcome::Report { report } => {
                json!({ "kind": "report", "report": report.for_candidate() })
            }
            other => json!(other),
        });
        Self {
            id: submission.id.to_string(),
            interview: submission.interview.to_string(),
            question: submission.question.to_string(),
            kind: submission.kind,
            origin: submission.origin,
            number: submission.number,
            received: submission.received.into(),
            state: submission.state,
            position: None,
            done: submission.done.map(Stamp),
            outcome,
        }
    }
}
