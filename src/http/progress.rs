//! Who of a round is where.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::App;
use super::Problem;
use super::caller::Staff;
use super::extract::{Path, Query, Received};
use super::reply::{Json, Page, Paging, page};
use super::rounds::owned;
use super::stamp::Stamp;
use crate::interview::{Phase, RoundId, Standing, Time};
use crate::store::progress::{self, Invited};

#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressView {
    #[schema(format = "uuid")]
    invite: String,
    name: String,
    /// `sent`, `expired`, `redeemed`, `started`, `finished` or `revoked`.
    #[schema(value_type = String)]
    state: Standing,
    #[schema(format = "uuid")]
    interview: Option<String>,
    started: Option<Stamp>,
    deadline: Option<Stamp>,
    finished: Option<Stamp>,
    /// Milliseconds, on the server's clock; 0 unless started.
    remaining_ms: i64,
    /// Questions with a saved draft.
    drafts: u32,
    /// Questions with a submission.
    answered: u32,
    submissions: u32,
    runs: u32,
    /// When the candidate (or the deadline) last did something.
    last: Option<Stamp>,
}

/// Read a round's progress
///
/// One entry for each invite, in the order of their making.
#[utoipa::path(get, path = "/rounds/{id}/progress", tag = "rounds",
    params(("id" = String, Path, format = "uuid"), Paging), responses((status = 200, body = Page<ProgressView>)))]
pub async fn read(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ProgressView>>, Problem> {
    let (after, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    owned(&mut db, &staff, id).await?;
    let found = progress::of_invites(&mut db, id, after, limit + 1).await?;
    let found = found.iter().map(|one| ProgressView::new(one, received));
    Ok(Json(page(found.collect(), limit, |one: &ProgressView| {
        one.invite.clone()
    })))
}

impl ProgressView {
    fn new(progress: &Invited, now: Time) -> Self {
        let of = &progress.of;
        let sitting = of.interview.map(|sat| sat.sitting).unwrap_or_default();
        let remaining_ms = match sitting.phase(now) {
            Phase::Running { remaining } => remaining.as_millis(),
            Phase::Ready | Phase::Over => 0,
        };
        Self {
            invite: of.invite.id.to_string(),
            name: of.name.clone(),
            state: of.standing(now),
            interview: of.interview.map(|sat| sat.id.to_string()),
            started: sitting.started.map(Stamp),
            deadline: sitting.deadline.map(Stamp),
            finished: sitting.finished.map(Stamp),
            remaining_ms,
            drafts: progress.drafts,
            answered: progress.answered,
            submissions: progress.submissions,
            runs: progress.runs,
            last: progress.last.map(Stamp),
        }
    }
}
