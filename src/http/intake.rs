//! Taking an answer in, as a submission or a run: stored as a job, and acknowledged when that is durable.

use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::app::in_interview;
use super::caller::Caller;
use super::command::{Early, Key};
use super::submissions::SubmissionView;
use super::{App, Code, Problem, openapi};
use crate::ambient;
use crate::interview::{InterviewId, SubmissionId, Time};
use crate::question::{Question, QuestionId};
use crate::store::events;
use crate::store::queue::{self, Room};
use crate::store::submissions::{self, Kind, New, Origin, State as Progress};
use crate::worker;

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
    fits(&question, &work.text)?;
    if work.kind == Kind::Run && !question.kind.is_python() {
        let detail = format!("a question of kind {} has nothing to run", question.kind);
        return Err(Problem::invalid(detail).into());
    }
    if let Some(scratch) = &work.scratch {
        fits(&question, scratch)?;
    }
    let mut doing = app.once(caller.person, key).await?;
    let db = &mut doing.db;
    let interview = app.sat_by(db, caller, work.interview).await?;
    in_interview(&interview, &work.question)?;
    interview.sitting.accepts(received)?;
    let room = queue::room(db, interview.id, &work.question, interview.person).await?;
    let most = interview.spec.max_attempts;
    if work.kind == Kind::Submission && most.is_some_and(|most| room.used >= most) {
        let detail = format!("all {} submissions to this question are used", room.used);
        return Err(Problem::new(Code::NoAttemptsLeft, detail).into());
    }
    let outcome = worker::at_once(&question, &work.text, interview.seed);
    if outcome.is_none() {
        admit(app, room)?;
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
    let (stored, position) = queue::with_position(db, id).await?.ok_or_else(missing)?;
    let mut view = SubmissionView::for_candidate(app, &stored, &interview, received);
    view.position = (stored.state == Progress::Queued).then_some(position);
    let mut response = doing.answer(StatusCode::ACCEPTED, &view).await?;
    app.news.tell_work();
    let place = format!("{}/submissions/{id}", openapi::PREFIX);
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// That one more job may wait. Nothing was stored if not, so that a client may just try again.
fn admit(app: &App, room: Room) -> Result<(), Problem> {
    if room.own >= app.settings.max_queued_each {
        let detail = "too many of your answers wait to be graded; try again when one is done";
        return Err(Problem::new(Code::TooManyWaiting, detail).retry_after(2));
    }
    if room.live >= app.settings.max_queued {
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
