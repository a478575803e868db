//! The bank as candidates may see it: never a hidden case, an accepted answer, an option's truth or an explanation.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Path, Query};
use super::reply::{Json, Page, Paging, page};
use super::{App, Code, Problem};
use crate::question::{Filter, Kind, Level, Question, QuestionId, Select};

#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionSummary {
    /// `topic/slug`.
    #[schema(example = "oauth2/scopes")]
    id: String,
    title: String,
    #[schema(value_type = String, example = "code")]
    kind: Kind,
    #[schema(value_type = String, example = "mid")]
    level: Level,
    topics: Vec<String>,
    roles: Vec<String>,
    /// What a candidate of this level needs.
    minutes: u32,
    points: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionDetail {
    #[serde(flatten)]
    summary: QuestionSummary,
    /// Markdown.
    prompt: String,
    /// What an editor opens with.
    starter: Option<String>,
    /// `support.py`, which an answer may import.
    support: Option<String>,
    /// For a choice: whether `one` is right, or `all` that are right are to be chosen.
    #[schema(value_type = Option<String>)]
    select: Option<Select>,
    /// For a choice.
    options: Vec<OptionView>,
    /// What each hint costs, in percent of the question's points.
    hint_costs_percent: Vec<u32>,
    /// SHA-256 of the question's folder; a report names the one it was graded with.
    digest: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OptionView {
    id: String,
    /// Markdown.
    text: String,
}

/// Only questions for which all of these hold.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    topic: Option<String>,
    /// code, fix, tests, choice or explain.
    #[param(value_type = Option<String>)]
    kind: Option<Kind>,
    /// junior, mid, senior or staff.
    #[param(value_type = Option<String>)]
    level: Option<Level>,
    role: Option<String>,
    /// At most this long.
    max_minutes: Option<u32>,
}

/// List questions
#[utoipa::path(get, path = "/questions", tag = "bank", params(Wanted, Paging),
    responses((status = 200, body = Page<QuestionSummary>)))]
pub async fn list(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<QuestionSummary>>, Problem> {
    let filter = Filter::from(wanted);
    let (after, limit) = (paging.after::<QuestionId>()?, paging.limit()?);
    let found = app
        .library
        .questions()
        .iter()
        .filter(|question| after.as_ref().is_none_or(|after| question.id > *after))
        .filter(|question| filter.admits(question))
        .take(limit as usize + 1)
        .map(|question| QuestionSummary::new(question))
        .collect();
    Ok(Json(page(found, limit, |one: &QuestionSummary| {
        one.id.clone()
    })))
}

/// Read a question
#[utoipa::path(get, path = "/questions/{topic}/{slug}", tag = "bank",
    params(("topic" = String, Path), ("slug" = String, Path)),
    responses((status = 200, body = QuestionDetail)))]
pub async fn read(
    State(app): State<App>,
    Path(Named(id)): Path<Named>,
) -> Result<Json<QuestionDetail>, Problem> {
    let question = app.question(&id)?;
    Ok(Json(QuestionDetail::new(&question)))
}

/// A question that a path names.
#[derive(Deserialize)]
#[serde(try_from = "(String, String)")]
pub struct Named(pub QuestionId);

impl TryFrom<(String, String)> for Named {
    type Error = crate::question::InvalidId;

    fn try_from((topic, slug): (String, String)) -> Result<Self, Self::Error> {
        format!("{topic}/{slug}").parse().map(Self)
    }
}

/// The question that a path with more in it names.
pub fn question_id(topic_and_slug: (String, String)) -> Result<QuestionId, Problem> {
    let named = Named::try_from(topic_and_slug);
    named.map_or_else(
        |error| Err(Problem::new(Code::InvalidPath, error.to_string())),
        |Named(id)| Ok(id),
    )
}

impl From<Wanted> for Filter {
    fn from(wanted: Wanted) -> Self {
        Self {
            topic: wanted.topic,
            kind: wanted.kind.into_iter().collect(),
            level: wanted.level.into_iter().collect(),
            role: wanted.role,
            max_minutes: wanted.max_minutes,
        }
    }
}

impl QuestionSummary {
    pub fn new(question: &Question) -> Self {
        Self {
            id: question.id.to_string(),
            title: question.title.clone(),
            kind: question.kind,
            level: question.level,
            topics: question.topics.clone(),
            roles: question.roles.clone(),
            minutes: question.minutes,
            points: question.points,
        }
    }
}

impl QuestionDetail {
    pub fn new(question: &Question) -> Self {
        Self {
            summary: QuestionSummary::new(question),
            prompt: question.prompt.clone(),
            starter: question.starter.clone(),
            support: question.support.clone(),
            select: question.select,
            options: question
                .options
                .iter()
                .map(|option| OptionView {
                    id: option.id.clone(),
                    text: option.text.clone(),
                })
                .collect(),
            hint_costs_percent: question.hints.iter().map(|hint| hint.cost).collect(),
            digest: question.digest.to_string(),
        }
    }
}
