//! Inviting a whole list at once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::{Early, Sheet};
use super::extract::{Path, Query, Received};
use super::invites::{CreatedInvite, Invited, expiry, invite};
use super::rounds::taking;
use super::{App, Problem};
use crate::interview::{BadLine, RoundId, guests};
use crate::store::invites;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Expiry {
    /// Until the invites have to be used, from now; 14 unless given.
    #[param(minimum = 1, maximum = 365)]
    expires_days: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedInvites {
    /// In the list's order.
    items: Vec<CreatedInvite>,
}

/// Invite a list of people to a round
///
/// The body is CSV in UTF-8 (RFC 4180), its first line the names of its columns: `name`, `email`, and if wanted
/// `extra_percent` and `note`. If any line can't be used, nobody is invited, and the problem's `lines` name every such
/// line; one whose address has an invite to this round already is one of them.
#[utoipa::path(post, path = "/rounds/{id}/invites/csv", tag = "rounds",
    request_body(content = String, content_type = "text/csv"),
    params(("id" = String, Path, format = "uuid"), Expiry), responses((status = 201, body = CreatedInvites)))]
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
    Query(Expiry { expires_days }): Query<Expiry>,
    Sheet { text, key }: Sheet,
) -> Result<Response, Early> {
    let expires = expiry(received, expires_days)?;
    let guests = guests(&text).map_err(Problem::lines)?;
    let mut doing = app.once(staff.0.person, key).await?;
    let db = &mut doing.db;
    let round = taking(db, &staff, id).await?;
    let before = invites::emails(db, round.id).await?;
    let bad: Vec<BadLine> = guests
        .iter()
        .filter(|guest| before.contains(&guest.email))
        .map(|guest| BadLine {
            line: guest.line,
            why: format!("{} has an invite to this round: resend that", guest.email),
        })
        .collect();
    if !bad.is_empty() {
        return Err(Problem::lines(bad).into());
    }
    let mut invited: Vec<Invited> = Vec::new();
    for guest in guests {
        invited.push(invite(db, round.id, guest, received, expires).await?);
    }
    let shown = CreatedInvites {
        items: invited
            .iter()
            .map(|one| one.shown(&app, received))
            .collect(),
    };
    let stored = CreatedInvites {
        items: invited.iter().map(|one| one.stored(received)).collect(),
    };
    doing
        .answer_hiding(StatusCode::CREATED, &shown, &stored)
        .await
}
