//! Rounds: what interviewers compose.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::{Body, Command, Early};
use super::compose::{NewRound, RoundView, window};
use super::extract::{Path, Query, Received};
use super::reply::{Json, Page, Paging, page};
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::ambient;
use crate::interview::RoundId;
use crate::interview::contact::line;
use crate::store::rounds::{self, Round};
use crate::store::{Connection, Write, interviews};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Those that were archived, instead of the others.
    #[serde(default)]
    archived: bool,
}

/// What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundChange {
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    /// Null: at any time.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Stamp>)]
    opens: Option<Option<Stamp>>,
    /// Null: never.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Stamp>)]
    closes: Option<Option<Stamp>>,
    /// To an archived round nobody is invited, and nobody starts it; who has started goes on.
    archived: Option<bool>,
}

/// Tells null from nothing.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Stamp>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Create a round
#[utoipa::path(post, path = "/rounds", tag = "rounds", request_body = NewRound,
    responses((status = 201, body = RoundView)))]
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Command { body, key }: Command<NewRound>,
) -> Result<Response, Early> {
    let composed = body.compose(&app)?;
    let mut doing = app.once(staff.0.person, key).await?;
    let round = Round {
        id: RoundId::from(ambient::new_id(received)),
        owner: staff.0.person,
        title: composed.title,
        spec: composed.spec,
        window: composed.window,
        version: 1,
        previous: None,
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
#[utoipa::path(get, path = "/rounds", tag = "rounds", params(Filter, Paging),
    responses((status = 200, body = Page<RoundView>)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(Filter { archived }): Query<Filter>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<RoundView>>, Problem> {
    let (before, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    let found = rounds::list(&mut db, staff.owner(), archived, before, limit + 1).await?;
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

/// Compose a round anew
///
/// As long as no candidate has started it; those who were invited get the round as it is when they start.
/// After that, make a new version.
#[utoipa::path(put, path = "/rounds/{id}", tag = "rounds", request_body = NewRound,
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = RoundView)))]
pub async fn replace(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<RoundId>,
    Body(body): Body<NewRound>,
) -> Result<Json<RoundView>, Problem> {
    let composed = body.compose(&app)?;
    let mut db = app.store.write().await?;
    let mut round = locked(&mut db, &staff, id).await?;
    if interviews::any_started(&mut db, id).await? {
        let detail = format!("candidates have started it; POST to /rounds/{id}/versions");
        return Err(Problem::new(Code::RoundInUse, detail));
    }
    round.title = composed.title;
    round.spec = composed.spec;
    round.window = composed.window;
    rounds::update(&mut db, &round).await?;
    interviews::recompose(&mut db, id, &round.title, &round.spec).await?;
    db.commit().await?;
    Ok(Json(RoundView::new(&round)))
}

/// Rename, open, close or archive a round
///
/// At any time.
#[utoipa::path(patch, path = "/rounds/{id}", tag = "rounds", request_body = RoundChange,
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = RoundView)))]
pub async fn change(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
    Body(body): Body<RoundChange>,
) -> Result<Json<RoundView>, Problem> {
    let title = body.title.map(|title| line("title", &title, 200));
    let title = title.transpose()?;
    let mut db = app.store.write().await?;
    let mut round = locked(&mut db, &staff, id).await?;
    round.title = title.unwrap_or(round.title);
    round.window = window(
        body.opens.unwrap_or(round.window.opens.map(Stamp)),
        body.closes.unwrap_or(round.window.closes.map(Stamp)),
    )?;
    round.archived = match body.archived {
        None => round.archived,
        Some(false) => None,
        Some(true) => Some(round.archived.unwrap_or(received)),
    };
    rounds::update(&mut db, &round).await?;
    db.commit().await?;
    Ok(Json(RoundView::new(&round)))
}

/// Make a new version of a round
///
/// A round of its own, with this one as its `previous`. Invites, interviews and results stay with the round that they
/// belong to; archive that one if nobody else is to start it.
#[utoipa::path(post, path = "/rounds/{id}/versions", tag = "rounds", request_body = NewRound,
    params(("id" = String, Path, format = "uuid")), responses((status = 201, body = RoundView)))]
pub async fn follow(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
    Command { body, key }: Command<NewRound>,
) -> Result<Response, Early> {
    let composed = body.compose(&app)?;
    let mut doing = app.once(staff.0.person, key).await?;
    let previous = owned(&mut doing.db, &staff, id).await?;
    let round = Round {
        id: RoundId::from(ambient::new_id(received)),
        // Whoever was responsible stays so, also when an administrator helps out.
        owner: previous.owner,
        title: composed.title,
        spec: composed.spec,
        window: composed.window,
        version: previous.version.saturating_add(1),
        previous: Some(id),
        created: received,
        archived: None,
    };
    rounds::add(&mut doing.db, &round).await?;
    doing
        .answer(StatusCode::CREATED, &RoundView::new(&round))
        .await
}

/// A round that `staff` is responsible for.
pub async fn owned(db: &mut impl Connection, staff: &Staff, id: RoundId) -> Result<Round, Problem> {
    let found = rounds::get(db, id, staff.owner()).await?;
    found.ok_or_else(|| no_round(id))
}

/// The same, and nobody else changes it until `db` ends.
pub async fn locked(db: &mut Write, staff: &Staff, id: RoundId) -> Result<Round, Problem> {
    let found = rounds::lock(db, id, staff.owner()).await?;
    found.ok_or_else(|| no_round(id))
}

/// The same, if people can be invited to it.
pub async fn taking(db: &mut Write, staff: &Staff, id: RoundId) -> Result<Round, Problem> {
    let round = locked(db, staff, id).await?;
    if round.archived.is_some() {
        let detail = "the round was archived: nobody is invited to it";
        return Err(Problem::new(Code::RoundNotOpen, detail));
    }
    Ok(round)
}

fn no_round(id: RoundId) -> Problem {
    Problem::not_found(format!("no round {id}"))
}
