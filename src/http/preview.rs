//! Previews: staff sit a round as a candidate would.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::caller::Staff;
use super::command::{Command, Early, Empty};
use super::extract::{Path, Received};
use super::interviews::InterviewSummary;
use super::rounds::locked;
use super::{App, Problem};
use crate::ambient;
use crate::interview::{InterviewId, RoundId, Sitting};
use crate::store::interviews::{self, Interview};
use crate::store::{Write, events};

/// Preview a round
///
/// Makes an interview for the caller, with questions drawn anew, to be started and sat like a candidate's, and read
/// with a candidate's eyes. It counts nowhere, and needs no open round.
#[utoipa::path(post, path = "/rounds/{id}/preview", tag = "rounds", params(("id" = String, Path, format = "uuid")),
    responses((status = 201, body = InterviewSummary)))]
pub async fn begin(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
    Command { key, .. }: Command<Empty>,
) -> Result<Response, Early> {
    let mut doing = app.once(staff.0.person, key).await?;
    let round = locked(&mut doing.db, &staff, id).await?;
    let seed = ambient::new_seed();
    let interview = Interview {
        id: InterviewId::from(ambient::new_id(received)),
        person: staff.0.person,
        round: Some(round.id),
        invite: None,
        preview: true,
        title: round.title,
        spec: round.spec.drawn(seed),
        extra_percent: 0,
        seed,
        created: received,
        sitting: Sitting::default(),
    };
    make(&mut doing.db, &interview).await?;
    let view = InterviewSummary::new(&interview, received);
    doing.answer(StatusCode::CREATED, &view).await
}

/// Stores a new interview and the beginning of its time line.
pub async fn make(db: &mut Write, interview: &Interview) -> Result<(), Problem> {
    interviews::add(db, interview).await?;
    let kind = events::EventKind::Created;
    let at = interview.created;
    events::add(db, interview.id, at, kind, None, json!({})).await?;
    Ok(())
}
