//! Regrades: what submissions would come to with the bank as it is now, and whether that is to count.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::{Command, Doing, Early, Empty, Key};
use super::extract::{Path, Query, Received};
use super::reply::{Json, Page, Paging, page};
use super::report::Material;
use super::stamp::Stamp;
use super::{App, Code, Problem, rounds};
use crate::ambient;
use crate::interview::{InterviewId, RegradeId, RoundId, SubmissionId};
use crate::question::{Kind, Points, QuestionId};
use crate::store::interviews::{self, Interview, Scope};
use crate::store::regrades::{self, Again, Candidate, Progress, Regrade, RegradeState};
use crate::store::submissions::{Outcome, State as Stage};
use crate::store::{Connection, events, people};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRegrade {
    /// Only this round's submissions.
    #[schema(value_type = Option<String>, format = "uuid")]
    round: Option<RoundId>,
    /// Only those to this question.
    #[schema(value_type = Option<String>, example = "oauth2/scopes")]
    question: Option<QuestionId>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RegradeView {
    #[schema(format = "uuid")]
    id: String,
    #[schema(format = "uuid")]
    round: Option<String>,
    question: Option<String>,
    /// `open`, `applied` or `dropped`.
    #[schema(value_type = String)]
    state: RegradeState,
    created: Stamp,
    ended: Option<Stamp>,
    submissions: u64,
    /// How many of them are graded again. An open regrade can be applied when that is all.
    done: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    #[serde(flatten)]
    regrade: RegradeView,
    /// Whose score changes. Of an open regrade that is still being graded, as far as is known.
    interviews: Vec<InterviewChange>,
    /// Every submission that was graded again.
    changes: Vec<SubmissionChange>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewChange {
    #[schema(format = "uuid")]
    interview: String,
    candidate: String,
    #[schema(value_type = f64)]
    before: Points,
    #[schema(value_type = f64)]
    after: Points,
    difference: f64,
    #[schema(value_type = f64)]
    max_score: Points,
    /// How the score after it comes about.
    arithmetic: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionChange {
    #[schema(format = "uuid")]
    submission: String,
    #[schema(format = "uuid")]
    interview: String,
    question: String,
    /// null if it had none.
    #[schema(value_type = Option<f64>)]
    before: Option<Points>,
    /// null until it is graded again, and if that gives none.
    #[schema(value_type = Option<f64>)]
    after: Option<Points>,
    /// Of its new grade.
    verdict: Option<&'static str>,
    /// The question's SHA-256 that it was graded with before, and is now.
    before_digest: Option<String>,
    after_digest: Option<String>,
    /// Whether applying leaves it as it is: grading it again ended by a fault of ours.
    kept: bool,
}

/// Preview a regrade
///
/// Grades again, behind everything that candidates wait for, what was graded with another version of its question
/// or ended by a fault of ours: of a round, to a question, or both. Nothing changes until it is applied.
#[utoipa::path(post, path = "/regrades", tag = "regrades", request_body = NewRegrade,
    responses((status = 201, body = RegradeView)))]
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Command { body, key }: Command<NewRegrade>,
) -> Result<Response, Early> {
    if body.round.is_none() && body.question.is_none() {
        return Err(Problem::invalid("name a round, a question, or both").into());
    }
    if let Some(question) = &body.question
        && app.library.get(question).is_none()
    {
        return Err(Problem::invalid(format!("there is no question '{question}'")).into());
    }
    let mut doing = app.once(staff.0.person, key).await?;
    let db = &mut doing.db;
    if let Some(round) = body.round {
        rounds::owned(db, &staff, round).await?;
    }
    let question = body.question.as_ref();
    let found = regrades::candidates(db, staff.owner(), body.round, question).await?;
    let found: Vec<Candidate> = found
        .into_iter()
        .filter(|one| outdated(&app, one))
        .collect();
    if found.is_empty() {
        let detail =
            "every submission was graded with its question as it is now, or is in an open regrade";
        return Err(Problem::new(Code::NothingToRegrade, detail).into());
    }
    let regrade = Regrade {
        id: RegradeId::from(ambient::new_id(received)),
        author: staff.0.person,
        round: body.round,
        question: body.question,
        state: RegradeState::Open,
        created: received,
        ended: None,
    };
    regrades::add(db, &regrade).await?;
    for candidate in &found {
        regrades::add_item(db, regrade.id, candidate, received).await?;
    }
    let progress = regrades::progress(db, regrade.id).await?;
    let view = RegradeView::new(&regrade, progress);
    let response = doing.answer(StatusCode::CREATED, &view).await?;
    app.news.tell_work();
    Ok(response)
}

/// List regrades
///
/// One's own; an administrator's list has everybody's.
#[utoipa::path(get, path = "/regrades", tag = "regrades", params(Paging),
    responses((status = 200, body = Page<RegradeView>)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<RegradeView>>, Problem> {
    let (before, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    let mut views = Vec::new();
    for regrade in regrades::list(&mut db, staff.owner(), before, limit + 1).await? {
        let progress = regrades::progress(&mut db, regrade.id).await?;
        views.push(RegradeView::new(&regrade, progress));
    }
    Ok(Json(page(views, limit, |one: &RegradeView| one.id.clone())))
}

/// Read a regrade
///
/// Whose score changes, and by how much.
#[utoipa::path(get, path = "/regrades/{id}", tag = "regrades", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = Preview)))]
pub async fn read(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<RegradeId>,
) -> Result<Json<Preview>, Problem> {
    let mut db = app.store.read().await?;
    let regrade = made_by(&mut db, &staff, id).await?;
    let progress = regrades::progress(&mut db, id).await?;
    let items = regrades::items(&mut db, id).await?;
    Ok(Json(Preview {
        interviews: interviews(&app, &mut db, &regrade, &items).await?,
        changes: items.iter().map(SubmissionChange::new).collect(),
        regrade: RegradeView::new(&regrade, progress),
    }))
}

/// Apply a regrade
///
/// The submissions now are what they came to again. One whose new grade ended by a fault of ours stays as it was.
#[utoipa::path(post, path = "/regrades/{id}/apply", tag = "regrades",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = RegradeView)))]
pub async fn apply(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RegradeId>,
    Command { key, .. }: Command<Empty>,
) -> Result<Response, Early> {
    let mut doing = open(&app, &staff, id, key).await?;
    let db = &mut doing.db;
    let Progress { submissions, done } = regrades::progress(db, id).await?;
    if done < submissions {
        let detail =
            format!("{done} of {submissions} submissions are graded again; wait for the rest");
        return Err(Problem::new(Code::RegradeRunning, detail).into());
    }
    if !regrades::end(db, id, RegradeState::Applied, received).await? {
        return Err(ended().into());
    }
    for again in regrades::items(db, id).await? {
        let Some(outcome) = again.outcome.as_ref().filter(|_| again.counts()) else {
            continue;
        };
        regrades::replace(db, id, &again, outcome).await?;
        // The lock makes the events' numbers follow each other.
        interviews::lock(db, again.interview, Scope::Everything).await?;
        let detail = json!({ "submission": again.submission, "regrade": id });
        let kind = events::EventKind::Regraded;
        let question = Some(&again.question);
        events::add(db, again.interview, received, kind, question, detail).await?;
    }
    finish(doing, &staff, id).await
}

/// Drop a regrade
///
/// Nothing changes; what it came to is forgotten.
#[utoipa::path(post, path = "/regrades/{id}/drop", tag = "regrades",
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = RegradeView)))]
pub async fn discard(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RegradeId>,
    Command { key, .. }: Command<Empty>,
) -> Result<Response, Early> {
    let mut doing = open(&app, &staff, id, key).await?;
    let db = &mut doing.db;
    if !regrades::end(db, id, RegradeState::Dropped, received).await? {
        return Err(ended().into());
    }
    finish(doing, &staff, id).await
}

/// Begins to end a regrade that `staff` is responsible for.
async fn open(app: &App, staff: &Staff, id: RegradeId, key: Option<Key>) -> Result<Doing, Early> {
    let mut doing = app.once(staff.0.person, key).await?;
    made_by(&mut doing.db, staff, id).await?;
    Ok(doing)
}

async fn finish(mut doing: Doing, staff: &Staff, id: RegradeId) -> Result<Response, Early> {
    let db = &mut doing.db;
    regrades::remove_jobs(db, id).await?;
    let regrade = made_by(db, staff, id).await?;
    let progress = regrades::progress(db, id).await?;
    let view = RegradeView::new(&regrade, progress);
    doing.answer(StatusCode::OK, &view).await
}

fn ended() -> Problem {
    Problem::new(Code::RegradeEnded, "it was applied or dropped before")
}

async fn made_by(
    db: &mut impl Connection,
    staff: &Staff,
    id: RegradeId,
) -> Result<Regrade, Problem> {
    let found = regrades::get(db, id, staff.owner()).await?;
    found.ok_or_else(|| Problem::not_found(format!("no regrade {id}")))
}

/// Whether grading it again can come to something else: it can be graded, and it was graded with another version.
fn outdated(app: &App, candidate: &Candidate) -> bool {
    app.library
        .get(&candidate.question)
        .is_some_and(|question| {
            let graded_by_us = question.kind != Kind::Explain;
            let current = question.digest.to_string();
            graded_by_us && candidate.digest.as_ref() != Some(&current)
        })
}

/// The interviews whose score is another with what was graded again.
async fn interviews(
    app: &App,
    db: &mut impl Connection,
    regrade: &Regrade,
    items: &[Again],
) -> Result<Vec<InterviewChange>, Problem> {
    if regrade.state == RegradeState::Dropped {
        return Ok(Vec::new());
    }
    let mut by_interview: BTreeMap<InterviewId, Vec<&Again>> = BTreeMap::new();
    for again in items {
        by_interview.entry(again.interview).or_default().push(again);
    }
    let mut changes = Vec::new();
    for (id, items) in by_interview {
        let Some(interview) = interviews::get(db, id, Scope::Everything).await? else {
            continue;
        };
        let material = Material::load(db, &interview).await?;
        let (before, after) = sides(&material, &items);
        let before = before.score(app, &interview);
        let after = after.score(app, &interview);
        if before.score == after.score {
            continue;
        }
        changes.push(InterviewChange {
            interview: id.to_string(),
            candidate: name(db, &interview).await?,
            before: before.score,
            after: after.score,
            // Points fit into a float with all their hundredths.
            difference: (after.score.0 as f64 - before.score.0 as f64) / 100.0,
            max_score: after.max,
            arithmetic: after.arithmetic,
        });
    }
    Ok(changes)
}

/// The interview without and with the regrade. One of the two is what is stored; the other is put together.
fn sides(material: &Material, items: &[&Again]) -> (Material, Material) {
    let (mut before, mut after) = (material.clone(), material.clone());
    let find = |id: SubmissionId| items.iter().find(|again| again.submission == id);
    for one in &mut before.submissions {
        if let Some(again) = find(one.id) {
            one.score = again.before_score;
        }
    }
    for one in &mut after.submissions {
        if let Some(again) = find(one.id).filter(|again| again.counts()) {
            one.score = again.score;
            one.max_score = again.max_score;
        }
    }
    (before, after)
}

async fn name(db: &mut impl Connection, interview: &Interview) -> Result<String, Problem> {
    let person = people::get(db, interview.person).await?;
    Ok(person.map(|person| person.name).unwrap_or_default())
}

impl Again {
    /// Whether its new grade takes the old one's place: our own fault never does.
    fn counts(&self) -> bool {
        let graded = self.job.is_none() || self.state == Some(Stage::Done);
        graded
            && self.outcome.as_ref().is_some_and(|outcome| {
                outcome
                    .report()
                    .is_some_and(|report| report.score.is_some())
            })
    }
}

impl RegradeView {
    fn new(regrade: &Regrade, progress: Progress) -> Self {
        Self {
            id: regrade.id.to_string(),
            round: regrade.round.map(|id| id.to_string()),
            question: regrade.question.as_ref().map(ToString::to_string),
            state: regrade.state,
            created: regrade.created.into(),
            ended: regrade.ended.map(Stamp),
            submissions: progress.submissions,
            done: progress.done,
        }
    }
}

impl SubmissionChange {
    fn new(again: &Again) -> Self {
        let graded = again.job.is_none() || again.state == Some(Stage::Done);
        Self {
            submission: again.submission.to_string(),
            interview: again.interview.to_string(),
            question: again.question.to_string(),
            before: again.before_score,
            after: again.score,
            verdict: again
                .outcome
                .as_ref()
                .and_then(Outcome::verdict)
                .map(|verdict| verdict.as_str()),
            before_digest: again.before_digest.clone(),
            after_digest: again.digest.clone(),
            kept: graded && !again.counts(),
        }
    }
}
