//! Rounds: what interviewers compose.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::{Command, Once};
use super::extract::{Path, Query, Received};
use super::reply::{Json, Page, Paging, page};
use super::stamp::Stamp;
use super::{App, Problem};
use crate::ambient;
use crate::interview::{Counts, Item, Release, RoundId, RoundSpec};
use crate::question::QuestionId;
use crate::store::Connection;
use crate::store::rounds::{self, Round};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRound {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// In the order in which they are asked.
    #[schema(min_items = 1, max_items = 50)]
    questions: Vec<NewItem>,
    #[schema(minimum = 1, maximum = 480)]
    minutes: u32,
    /// Submissions for each question; as many as time allows unless given.
    #[schema(minimum = 1, maximum = 1000)]
    max_attempts: Option<u32>,
    /// `best` (unless given) or `last`: the submission whose score counts.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    counts: Counts,
    /// What candidates see when their interview is over: `nothing`, `score` (unless given) or `explanations`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    release: Release,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    #[schema(value_type = String, example = "oauth2/scopes")]
    id: QuestionId,
    /// Points that it is worth in this round; the question's own unless given.
    #[schema(minimum = 0, maximum = 10000)]
    weight: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RoundView {
    #[schema(format = "uuid")]
    id: String,
    title: String,
    questions: Vec<ItemView>,
    minutes: u32,
    max_attempts: Option<u32>,
    #[schema(value_type = String)]
    counts: Counts,
    #[schema(value_type = String)]
    release: Release,
    created: Stamp,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ItemView {
    id: String,
    weight: u32,
}

/// Create a round
#[utoipa::path(post, path = "/rounds", tag = "rounds", request_body = NewRound,
    responses((status = 201, body = RoundView)))]
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Command { body, key }: Command<NewRound>,
) -> Result<Response, Problem> {
    let title = line("title", &body.title, 200)?;
    let spec = spec(&app, body)?;
    let mut doing = match app.once(staff.0.person, key).await? {
        Once::Replay(response) => return Ok(response),
        Once::Do(doing) => doing,
    };
    let round = Round {
        id: RoundId::from(ambient::new_id(received)),
        owner: staff.0.person,
        title,
        spec,
        created: received,
        archived: None,
    };
    rounds::add(&mut doing.db, &round).await?;
    doing
        .answer(StatusCode::CREATED, &RoundView::new(&round))
        .await
}

/// List rounds
///
/// One's own; an administrator's list has everybody's.
#[utoipa::path(get, path = "/rounds", tag = "rounds", params(Paging), responses((status = 200, body = Page<RoundView>)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<RoundView>>, Problem> {
    let (before, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    let found = rounds::list(&mut db, staff.owner(), before, limit + 1).await?;
    let found = found.iter().map(RoundView::new).collect();
    Ok(Json(page(found, limit, |one: &RoundView| one.id.clone())))
}

/// Read a round
#[utoipa::path(get, path = "/rounds/{id}", tag = "rounds", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = RoundView)))]
pub async fn read(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<RoundId>,
) -> Result<Json<RoundView>, Problem> {
    let mut db = app.store.read().await?;
    let round = owned(&mut db, &staff, id).await?;
    Ok(Json(RoundView::new(&round)))
}

/// A round that `staff` is responsible for.
pub async fn owned(db: &mut impl Connection, staff: &Staff, id: RoundId) -> Result<Round, Problem> {
    let found = rounds::get(db, id, staff.owner()).await?;
    found.ok_or_else(|| Problem::not_found(format!("no round {id}")))
}

/// One line of text, trimmed, of 1 to `most` characters.
pub fn line(field: &str, text: &str, most: usize) -> Result<String, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > most || text.chars().any(char::is_control) {
        let detail = format!("{field} must be one line of 1 to {most} characters");
        return Err(Problem::invalid(detail));
    }
    Ok(text.to_owned())
}

fn spec(app: &App, body: NewRound) -> Result<RoundSpec, Problem> {
    let mut items = Vec::new();
    for item in body.questions {
        let Ok(question) = app.question(&item.id) else {
            return Err(Problem::invalid(format!(
                "there is no question '{}'",
                item.id
            )));
        };
        items.push(Item {
            question: item.id,
            weight: item.weight.unwrap_or(question.points),
        });
    }
    let spec = RoundSpec {
        max_attempts: body.max_attempts,
        counts: body.counts,
        release: body.release,
        ..RoundSpec::of(items, body.minutes)
    };
    spec.validate()?;
    Ok(spec)
}

impl RoundView {
    fn new(round: &Round) -> Self {
        let spec = &round.spec;
        Self {
            id: round.id.to_string(),
            title: round.title.clone(),
            questions: spec
                .items
                .iter()
                .map(|item| ItemView {
                    id: item.question.to_string(),
                    weight: item.weight,
                })
                .collect(),
            minutes: spec.minutes,
            max_attempts: spec.max_attempts,
            counts: spec.counts,
            release: spec.release,
            created: round.created.into(),
        }
    }
}
