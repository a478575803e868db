//! Submissions: handing in an answer, and what it came to.

use std::time::Duration;

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::Instant;
use utoipa::ToSchema;

use super::app::in_interview;
use super::caller::Caller;
use super::command::{Command, Early, Key};
use super::extract::{Path, Query, Received};
use super::reply::Json;
use super::stamp::Stamp;
use super::{App, Code, Problem, openapi};
use crate::ambient;
use crate::interview::{InterviewId, PersonId, Phase, SubmissionId, Time};
use crate::question::{self, Question, QuestionId};
use crate::store::interviews::Interview;
use crate::store::submissions::{self, Kind, New, Origin, Outcome, State as Progress, Submission};
use crate::store::{Connection, events, queue};
use crate::worker;

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
    let wait = wait.unwrap_or(0);
    if wait > MAX_WAIT {
        let detail = format!("wait is from 0 to {MAX_WAIT} seconds");
        return Err(Problem::new(Code::InvalidQuery, detail));
    }
    let until = Instant::now() + Duration::from_secs(wait);
    loop {
        let mut followed = app.news.follow(id);
        let mut db = app.store.read().await?;
        let (found, interview) = found(&app, &mut db, &caller, id).await?;
        if found.state == Progress::Done || Instant::now() >= until || app.news.is_stopping() {
            let mut view = SubmissionView::for_candidate(&app, &found, &interview, app.clock.now());
            if found.state == Progress::Queued {
                view.position = Some(queue::position(&mut db, id).await?);
            }
            return Ok(Json(view));
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

/// What is to be graded or run.
pub struct Work {
    pub interview: InterviewId,
    pub question: QuestionId,
    pub kind: Kind,
    pub text: String,
    pub scratch: Option<String>,
}

/// Stores a submission or a run as a job, if the interview takes it.
pub async fn hand_in(
    app: &App,
    caller: &Caller,
    received: Time,
    work: Work,
    key: Option<Key>,
) -> Result<Response, Early> {
    let question = app.question(&work.question)?;
    fits(question, &work.text)?;
    if work.kind == Kind::Run && !question.kind.has_cases() {
        let detail = format!("a question of kind {} has nothing to run", question.kind);
        return Err(Problem::invalid(detail).into());
    }
    if let Some(scratch) = &work.scratch {
        fits(question, scratch)?;
    }
    let mut doing = app.once(caller.person, key).await?;
    let db = &mut doing.db;
    let interview = app.sat_by(db, caller, work.interview).await?;
    in_interview(&interview, &work.question)?;
    interview.sitting.accepts(received)?;
    if work.kind == Kind::Submission {
        let before = submissions::used(db, interview.id, &work.question).await?;
        if interview
            .spec
            .max_attempts
            .is_some_and(|most| before >= most)
        {
            let detail = format!("all {before} submissions to this question are used");
            return Err(Problem::new(Code::NoAttemptsLeft, detail).into());
        }
    }
    let outcome = worker::at_once(question, &work.text, interview.seed);
    if outcome.is_none() {
        room(app, db, interview.person).await?;
    }
    let id = SubmissionId::from(ambient::new_id(received));
    let new = New {
        id,
        interview: interview.id,
        person: interview.person,
        question: &work.question,
        kind: work.kind,
        origin: Origin::Candidate,
        text: &work.text,
        scratch: work.scratch.as_deref(),
        seed: interview.seed,
        received,
    };
    let number = submissions::add(db, &new).await?;
    if let Some(outcome) = &outcome {
        queue::record_at_once(db, id, outcome, received).await?;
    }
    let event = match work.kind {
        Kind::Run => events::EventKind::Ran,
        Kind::Submission | Kind::Regrade => events::EventKind::Submitted,
    };
    let detail = json!({ "submission": id, "number": number, "origin": Origin::Candidate });
    events::add(
        db,
        interview.id,
        received,
        event,
        Some(&work.question),
        detail,
    )
    .await?;
    let missing = || Problem::internal(&std::io::Error::other("what was just stored is gone"));
    let stored = submissions::get(db, id).await?.ok_or_else(missing)?;
    let mut view = SubmissionView::for_candidate(app, &stored, &interview, received);
    if stored.state == Progress::Queued {
        view.position = Some(queue::position(db, id).await?);
    }
    let mut response = doing.answer(StatusCode::ACCEPTED, &view).await?;
    app.news.tell_work();
    let place = format!("{}/submissions/{id}", openapi::PREFIX);
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// That one more job of `person` may wait. Nothing was stored if not, so that a client may just try again.
async fn room(app: &App, db: &mut impl Connection, person: PersonId) -> Result<(), Problem> {
    if queue::unfinished(db, person).await? >= app.settings.max_queued_each {
        let detail = "too many of your answers wait to be graded; try again when one is done";
        return Err(Problem::new(Code::TooManyWaiting, detail).retry_after(2));
    }
    if queue::depth(db).await?.live >= app.settings.max_queued {
        let detail = "too many answers wait to be graded; nothing was stored, try again";
        return Err(Problem::new(Code::Busy, detail).retry_after(5));
    }
    Ok(())
}

/// That the question's limit admits the text.
pub fn fits(question: &Question, text: &str) -> Result<(), Problem> {
    let most = question.limits.source_kib * 1024;
    if text.len() as u64 <= most {
        return Ok(());
    }
    let detail = format!(
        "the text has {} bytes; this question takes at most {most}",
        text.len()
    );
    Err(Problem::invalid(detail))
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
