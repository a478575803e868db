//! A person's own page: all their sittings, how far they are by topic, and what to practise next.

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::extract::{Query, Received};
use super::interviews::InterviewSummary;
use super::questions::QuestionSummary;
use super::reply::{Json, Page, Paging, page};
use super::report::Material;
use super::{App, Problem};
use crate::interview::progress::{self, Known, Next, TopicProgress};
use crate::interview::{InterviewScore, Phase, Release, Time};
use crate::question::{Level, Points, QuestionId};
use crate::store::interviews::{self, Interview, Scope};
use crate::store::{Connection, belongings};

/// Suggestions that are given.
const SUGGESTIONS: usize = 5;

/// An interview that one sat.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnInterview {
    interview: InterviewSummary,
    /// Of `max_score`; null until it is over, and where the round keeps its results.
    #[schema(value_type = Option<f64>)]
    score: Option<Points>,
    #[schema(value_type = Option<f64>)]
    max_score: Option<Points>,
    /// Empty where there is no score.
    questions: Vec<OwnResult>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OwnResult {
    question: String,
    #[schema(value_type = f64)]
    score: Points,
    #[schema(value_type = f64)]
    max_score: Points,
    answered: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Progress {
    /// The weakest first, then those of which nothing was answered.
    topics: Vec<TopicView>,
    /// The level that fits next: above the highest that is mastered.
    #[schema(value_type = Option<String>)]
    level: Option<Level>,
    /// What to practise next, the best first.
    next: Vec<Suggestion>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TopicView {
    topic: String,
    /// In the bank.
    questions: usize,
    answered: usize,
    /// The mean of the best results in percent; null if none was answered.
    percent: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestion {
    question: QuestionSummary,
    /// In a sentence.
    why: String,
}

/// List one's own interviews
///
/// With what each came to, where that is shown; the newest first.
#[utoipa::path(get, path = "/me/interviews", tag = "practice", params(Paging),
    responses((status = 200, body = Page<OwnInterview>)))]
pub async fn interviews(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<OwnInterview>>, Problem> {
    let (before, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    let own = Scope::Sitter(caller.person);
    let mut views = Vec::new();
    for interview in interviews::list(&mut db, own, None, before, limit + 1).await? {
        let shown = results(&app, &mut db, &interview, received).await?;
        views.push(OwnInterview::new(&interview, shown, received));
    }
    let id = |one: &OwnInterview| one.interview.id.clone();
    Ok(Json(page(views, limit, id)))
}

/// See one's progress
///
/// By topic, over all interviews whose results are shown, and what to practise next.
#[utoipa::path(get, path = "/me/progress", tag = "practice", responses((status = 200, body = Progress)))]
pub async fn progress(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
) -> Result<Json<Progress>, Problem> {
    let mut db = app.store.read().await?;
    let mut best: BTreeMap<QuestionId, u32> = BTreeMap::new();
    for interview in belongings::interviews(&mut db, caller.person).await? {
        let Some((score, material)) = results(&app, &mut db, &interview, received).await? else {
            continue;
        };
        for one in score.questions {
            if is_answered(&material, &one.question) {
                let percent = percent(one.score, one.max);
                let kept = best.entry(one.question).or_default();
                *kept = percent.max(*kept);
            }
        }
    }
    let questions = app.library.questions();
    let known: Vec<Known<'_>> = questions
        .iter()
        .map(|question| Known {
            question: &question.id,
            topics: &question.topics,
            level: question.level,
            best: best.get(&question.id).copied(),
        })
        .collect();
    let next = progress::next(&known, SUGGESTIONS).into_iter();
    Ok(Json(Progress {
        topics: progress::topics(&known)
            .into_iter()
            .map(TopicView::from)
            .collect(),
        level: progress::level(&known),
        next: next.filter_map(|next| suggestion(&app, next)).collect(),
    }))
}

/// What an interview came to, if the one who sat it may see that.
async fn results(
    app: &App,
    db: &mut impl Connection,
    interview: &Interview,
    now: Time,
) -> Result<Option<(InterviewScore, Material)>, Problem> {
    let over = interview.sitting.phase(now) == Phase::Over;
    if !over || interview.spec.release == Release::Nothing {
        return Ok(None);
    }
    let material = Material::load(db, interview).await?;
    Ok(Some((material.score(app, interview), material)))
}

fn is_answered(material: &Material, question: &QuestionId) -> bool {
    let mut handed_in = material.submissions.iter();
    handed_in.any(|one| one.question == *question)
}

/// Rounded down.
fn percent(score: Points, max: Points) -> u32 {
    let percent = (score.0 * 100).checked_div(max.0).unwrap_or_default();
    u32::try_from(percent).unwrap_or(100)
}

fn suggestion(app: &App, next: Next) -> Option<Suggestion> {
    let question = app.library.get(&next.question)?;
    Some(Suggestion {
        question: QuestionSummary::new(&question),
        why: next.why,
    })
}

impl OwnInterview {
    fn new(interview: &Interview, shown: Option<(InterviewScore, Material)>, now: Time) -> Self {
        let (score, questions) = match shown {
            None => (None, Vec::new()),
            Some((score, material)) => {
                let questions = score.questions.iter().map(|one| OwnResult {
                    question: one.question.to_string(),
                    score: one.score,
                    max_score: one.max,
                    answered: is_answered(&material, &one.question),
                });
                (Some((score.score, score.max)), questions.collect())
            }
        };
        Self {
            interview: InterviewSummary::new(interview, now),
            score: score.map(|(score, _)| score),
            max_score: score.map(|(_, max)| max),
            questions,
        }
    }
}

impl From<TopicProgress> for TopicView {
    fn from(one: TopicProgress) -> Self {
        Self {
            topic: one.topic,
            questions: one.questions,
            answered: one.answered,
            percent: one.percent,
        }
    }
}
