//! Extra time, changed by staff: before the invite is used, before the start, and while the clock runs.

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::Body;
use super::extract::{Path, Received};
use super::interviews::InterviewSummary;
use super::invites::{self as views, InviteView};
use super::reply::Json;
use super::reviews::responsible;
use super::stamp::Stamp;
use super::{App, Problem};
use crate::interview::{InterviewId, InviteId, MAX_EXTRA, Time};
use crate::store::interviews::{self, Interview};
use crate::store::{Write, events, invites};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExtra {
    /// More time than the round gives, in percent; in place of what was given before.
    #[schema(minimum = 0, maximum = 200)]
    extra_percent: u32,
}

/// Change an invite's extra time
///
/// Also of the interview that came of it, until that is over: the deadline becomes what it would have been from the
/// start, but never an instant that has passed. The time line says who changed it.
#[utoipa::path(patch, path = "/invites/{id}", tag = "rounds", request_body = NewExtra,
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = InviteView)))]
pub async fn of_invite(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<InviteId>,
    Body(body): Body<NewExtra>,
) -> Result<Json<InviteView>, Problem> {
    let extra = body.checked()?;
    let mut db = app.store.write().await?;
    views::one(&mut db, &staff, id).await?;
    // The invite first: whoever redeems it now waits for this, or was done before and is found below.
    invites::change_extra(&mut db, id, extra).await?;
    let listed = views::one(&mut db, &staff, id).await?;
    if let Some(sat) = listed.interview {
        let interview = responsible(&mut db, &staff, sat.id).await?;
        change(&mut db, &staff, interview, extra, received).await?;
    }
    let listed = views::one(&mut db, &staff, id).await?;
    db.commit().await?;
    tracing::info!(invite = %id, by = %staff.0.person, extra, "another extra time");
    app.news.tell_work();
    Ok(Json(InviteView::new(&listed, received)))
}

/// Change an interview's extra time
///
/// The same as at its invite.
#[utoipa::path(patch, path = "/interviews/{id}", tag = "interviews", request_body = NewExtra,
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = InterviewSummary)))]
pub async fn of_interview(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<InterviewId>,
    Body(body): Body<NewExtra>,
) -> Result<Json<InterviewSummary>, Problem> {
    let extra = body.checked()?;
    let mut db = app.store.write().await?;
    // In the same order as above, so that the two never wait for each other.
    let found = app.readable(&mut db, &staff.0, id).await?;
    if let Some(invite) = found.invite {
        invites::change_extra(&mut db, invite, extra).await?;
    }
    let interview = responsible(&mut db, &staff, id).await?;
    let interview = change(&mut db, &staff, interview, extra, received).await?;
    db.commit().await?;
    tracing::info!(interview = %id, by = %staff.0.person, extra, "another extra time");
    app.news.tell_work();
    Ok(Json(InterviewSummary::new(&interview, received)))
}

/// Moves the deadline of an interview that is locked, and notes who did it.
async fn change(
    db: &mut Write,
    staff: &Staff,
    interview: Interview,
    extra: u32,
    now: Time,
) -> Result<Interview, Problem> {
    let before = interview.extra_percent;
    let minutes = interview.spec.minutes;
    let sitting = interview.sitting.with_extra(minutes, extra, now)?;
    if (before, interview.sitting) == (extra, sitting) {
        return Ok(interview);
    }
    interviews::change_extra(db, interview.id, extra, sitting).await?;
    let deadline = sitting.deadline.map(Stamp);
    let by = staff.0.person;
    let detail = json!({ "from": before, "to": extra, "deadline": deadline, "by": by });
    let kind = events::EventKind::ExtraChanged;
    events::add(db, interview.id, now, kind, None, detail).await?;
    Ok(Interview {
        extra_percent: extra,
        sitting,
        ..interview
    })
}

impl NewExtra {
    fn checked(&self) -> Result<u32, Problem> {
        if self.extra_percent <= MAX_EXTRA {
            return Ok(self.extra_percent);
        }
        let detail = format!("extra_percent is from 0 to {MAX_EXTRA}");
        Err(Problem::invalid(detail))
    }
}
