//! Interviews: what is asked, how much time is left, what was written and handed in so far.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::caller::Caller;
use super::command::{Command, Early, Empty};
use super::extract::{Path, Query, Received};
use super::questions::QuestionSummary;
use super::reply::{Json, Page, Paging, page};
use super::stamp::Stamp;
use super::submissions::SubmissionView;
use super::{App, Code, Problem};
use crate::interview::{
    Ending, HintPolicy, InterviewId, Phase, Refusal, RoundId, Shut, Sitting, Time,
};
use crate::store::interviews::{self, Interview, Scope};
use crate::store::work::{self, Work};
use crate::store::{self, Connection, events, rounds};

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhaseName {
    Ready,
    Running,
    Over,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewSummary {
    #[schema(format = "uuid")]
    pub id: String,
    pub title: String,
    /// Of an invited interview.
    #[schema(format = "uuid")]
    pub round: Option<String>,
    /// Of a practice: the preset that it was made of.
    pub preset: Option<String>,
    /// Sat by staff to see what candidates will; counts nowhere.
    pub preview: bool,
    pub phase: PhaseName,
    /// Before any extra time.
    pub minutes: u32,
    pub extra_percent: u32,
    pub created: Stamp,
    pub started: Option<Stamp>,
    /// What the server receives then or later is too late.
    pub deadline: Option<Stamp>,
    pub finished: Option<Stamp>,
    /// Milliseconds, on the server's clock; 0 unless running.
    pub remaining_ms: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewView {
    #[serde(flatten)]
    pub summary: InterviewSummary,
    /// Submissions for each question; null is as many as time allows.
    pub max_attempts: Option<u32>,
    /// Empty until the clock has started.
    pub questions: Vec<Asked>,
}

/// A question of an interview, with what was done about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Asked {
    pub question: QuestionSummary,
    /// Points that it is worth here.
    pub weight: u32,
    pub draft: Option<DraftView>,
    /// In order of receipt.
    pub submissions: Vec<SubmissionView>,
    /// Those that were taken.
    pub hints: Vec<HintView>,
    /// Those that are left.
    pub hints_left: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DraftView {
    pub text: String,
    pub version: u64,
    pub saved: Stamp,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HintView {
    /// From 1.
    pub number: u32,
    /// Of the question's points.
    pub cost_percent: u32,
    /// Markdown.
    pub text: String,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Only those of this round.
    #[param(value_type = Option<String>, format = "uuid")]
    round: Option<RoundId>,
}

/// List interviews
///
/// The caller's own; for staff with `round`, those of that round.
#[utoipa::path(get, path = "/interviews", tag = "interviews", params(Filter, Paging),
    responses((status = 200, body = Page<InterviewSummary>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(filter): Query<Filter>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<InterviewSummary>>, Problem> {
    let own = Scope::Sitter(caller.person);
    let scope = match filter.round {
        Some(_) => caller.staff_scope().unwrap_or(own),
        None => own,
    };
    let (before, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    let found = interviews::list(&mut db, scope, filter.round, before, limit + 1).await?;
    let now = app.clock.now();
    let found = found
        .iter()
        .map(|one| InterviewSummary::new(one, now))
        .collect();
    Ok(Json(page(found, limit, |one: &InterviewSummary| {
        one.id.clone()
    })))
}

/// Read an interview
#[utoipa::path(get, path = "/interviews/{id}", tag = "interviews", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = InterviewView)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
) -> Result<Json<InterviewView>, Problem> {
    let mut db = app.store.read().await?;
    let (interview, work) = app.readable_work(&mut db, &caller, id).await?;
    InterviewView::new(&app, &interview, work, received).map(Json)
}

/// Start the clock
///
/// Once, and while the round is open: not before it opens, when it is closed, or archived.
#[utoipa::path(post, path = "/interviews/{id}/start", tag = "interviews",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = InterviewView)))]
pub async fn start(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
    Command { key, .. }: Command<Empty>,
) -> Result<Response, Early> {
    let mut doing = app.once(caller.person, key).await?;
    let db = &mut doing.db;
    let sitter = Scope::Sitter(caller.person);
    let found = interviews::get(db, id, sitter).await?;
    if let Some(Interview {
        round: Some(round),
        preview: false,
        ..
    }) = found
    {
        // Before the interview: see `rounds::lock`.
        let round = rounds::lock(db, round, None).await?;
        let round = round.ok_or_else(|| Problem::from(Shut::Archived))?;
        if round.archived.is_some() {
            return Err(Shut::Archived.into());
        }
        round.window.admits(received)?;
    }
    let mut interview = app.sat_by(db, &caller, id).await?;
    if interview.sitting.phase(received) != Phase::Ready {
        return Err(Problem::new(
            Code::AlreadyStarted,
            "read the interview to see its deadline",
        )
        .into());
    }
    interview.sitting = Sitting::start(received, interview.spec.minutes, interview.extra_percent);
    interviews::start(&mut doing.db, id, interview.sitting).await?;
    events::add(
        &mut doing.db,
        id,
        received,
        events::EventKind::Started,
        None,
        json!({}),
    )
    .await?;
    let view = InterviewView::read(&app, &mut doing.db, &interview, received).await?;
    doing.answer(StatusCode::OK, &view).await
}

/// Finish
///
/// A saved draft that differs from the last submission is handed in, as at the deadline.
#[utoipa::path(post, path = "/interviews/{id}/finish", tag = "interviews",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = InterviewView)))]
pub async fn finish(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Path(id): Path<InterviewId>,
    Command { key, .. }: Command<Empty>,
) -> Result<Response, Early> {
    let mut doing = app.once(caller.person, key).await?;
    let interview = app.sat_by(&mut doing.db, &caller, id).await?;
    match interview.sitting.accepts(received) {
        Ok(()) => {
            store::finish(&mut doing.db, &interview, Ending::Candidate, received).await?;
        }
        Err(Refusal::NotStarted) => return Err(Refusal::NotStarted.into()),
        // It is over, which is all that was asked for.
        Err(Refusal::Finished | Refusal::Late) => {}
    }
    let interview = app.readable(&mut doing.db, &caller, id).await?;
    let view = InterviewView::read(&app, &mut doing.db, &interview, received).await?;
    let response = doing.answer(StatusCode::OK, &view).await?;
    app.news.tell_work();
    Ok(response)
}

impl InterviewSummary {
    pub fn new(interview: &Interview, now: Time) -> Self {
        let sitting = &interview.sitting;
        let (phase, remaining_ms) = match sitting.phase(now) {
            Phase::Ready => (PhaseName::Ready, 0),
            Phase::Running { remaining } => (PhaseName::Running, remaining.as_millis()),
            Phase::Over => (PhaseName::Over, 0),
        };
        Self {
            id: interview.id.to_string(),
            title: interview.title.clone(),
            round: interview.round.map(|round| round.to_string()),
            preset: interview.spec.preset.clone(),
            preview: interview.preview,
            phase,
            minutes: interview.spec.minutes,
            extra_percent: interview.extra_percent,
            created: interview.created.into(),
            started: sitting.started.map(Stamp),
            deadline: sitting.deadline.map(Stamp),
            finished: sitting.finished.map(Stamp),
            remaining_ms,
        }
    }
}

impl InterviewView {
    /// With everything that its candidate may see at `now`.
    pub async fn read(
        app: &App,
        db: &mut impl Connection,
        interview: &Interview,
        now: Time,
    ) -> Result<Self, Problem> {
        let work = work::get(db, interview.id).await?;
        Self::new(app, interview, work, now)
    }

    fn new(app: &App, interview: &Interview, work: Work, now: Time) -> Result<Self, Problem> {
        let summary = InterviewSummary::new(interview, now);
        let mut view = Self {
            max_attempts: interview.spec.max_attempts,
            questions: Vec::new(),
            summary,
        };
        if view.summary.phase == PhaseName::Ready {
            return Ok(view);
        }
        let Work {
            drafts,
            submissions,
            hints,
        } = work;
        let mut drafts: BTreeMap<_, _> = drafts
            .into_iter()
            .map(|draft| (draft.question.clone(), draft))
            .collect();
        for item in &interview.spec.items {
            let question = app.question(&item.question)?;
            let taken: Vec<HintView> = hints
                .iter()
                .filter(|hint| hint.question == item.question)
                .map(|hint| HintView::new(&question, hint.number, hint.percent))
                .collect();
            view.questions.push(Asked {
                question: QuestionSummary::new(&question),
                weight: item.weight,
                draft: drafts.remove(&item.question).map(|draft| DraftView {
                    text: draft.text,
                    version: draft.version,
                    saved: draft.saved.into(),
                }),
                submissions: submissions
                    .iter()
                    .filter(|one| one.question == item.question)
                    .map(|one| SubmissionView::for_candidate(app, one, interview, now))
                    .collect(),
                hints_left: match interview.spec.hints {
                    HintPolicy::None => 0,
                    _ => question.hints.len().saturating_sub(taken.len()),
                },
                hints: taken,
            });
        }
        Ok(view)
    }
}

impl HintView {
    pub fn new(question: &crate::question::Question, number: u32, percent: u32) -> Self {
        let index = (number as usize).saturating_sub(1);
        let text = question.hints.get(index).map(|hint| hint.text.clone());
        Self {
            number,
            cost_percent: percent,
            text: text.unwrap_or_default(),
        }
    }
}
