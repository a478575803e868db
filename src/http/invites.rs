//! Invites: a link for one candidate to one round.
//!
//! A link is good once. Whoever loses the device on which it was used gets another from the interviewer
//! ([`resend`]): it leads to the same interview, and using it ends the sessions from before.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::{Command, Early};
use super::extract::{Path, Query, Received};
use super::reply::{Json, Page, Paging, page};
use super::rounds::{owned, taking};
use super::stamp::Stamp;
use super::{App, Problem};
use crate::ambient::{self, Secret, SecretKind};
use crate::interview::contact::{email, line};
use crate::interview::{Guest, InviteId, MAX_EXTRA, PersonId, Role, RoundId, Span, Standing, Time};
use crate::store::invites::{self, Invite, Listed};
use crate::store::{Write, people, tokens};

/// Unless the interviewer says otherwise.
const EXPIRES_DAYS: u32 = 14;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvite {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    #[schema(max_length = 254)]
    email: Option<String>,
    /// More time than the round gives, in percent.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 200)]
    extra_percent: u32,
    /// For the interviewer's eyes.
    #[schema(max_length = 500)]
    note: Option<String>,
    /// Until the invite has to be used, from now; 14 unless given.
    #[schema(minimum = 1, maximum = 365)]
    expires_days: Option<u32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resend {
    /// Until the new link has to be used, from now; 14 unless given.
    #[schema(minimum = 1, maximum = 365)]
    expires_days: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InviteView {
    #[schema(format = "uuid")]
    pub id: String,
    #[schema(format = "uuid")]
    round: String,
    /// Whom `/people/{id}` exports and erases.
    #[schema(format = "uuid")]
    person: String,
    name: String,
    email: Option<String>,
    extra_percent: u32,
    note: Option<String>,
    /// `sent`, `expired`, `redeemed`, `started`, `finished` or `revoked`.
    #[schema(value_type = String)]
    state: Standing,
    created: Stamp,
    /// Of the last link that was made.
    expires: Stamp,
    /// When that link was used.
    redeemed: Option<Stamp>,
    revoked: Option<Stamp>,
    #[schema(format = "uuid")]
    interview: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedInvite {
    #[serde(flatten)]
    invite: InviteView,
    /// Shown once; null when a request is repeated under its `Idempotency-Key`.
    #[schema(example = "viva_inv_…")]
    token: Option<String>,
    /// For the candidate, with the token behind the `#`, where no server's log sees it.
    link: Option<String>,
}

/// An invite with its new token.
pub struct Invited {
    listed: Listed,
    secret: Secret,
}

/// Invite somebody to a round
///
/// Unless it was archived.
#[utoipa::path(post, path = "/rounds/{id}/invites", tag = "rounds", request_body = NewInvite,
    params(("id" = String, Path, format = "uuid")), responses((status = 201, body = CreatedInvite)))]
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
    Command { body, key }: Command<NewInvite>,
) -> Result<Response, Early> {
    let expires = expiry(received, body.expires_days)?;
    if body.extra_percent > MAX_EXTRA {
        let detail = format!("extra_percent is from 0 to {MAX_EXTRA}");
        return Err(Problem::invalid(detail).into());
    }
    let person = people::Person {
        id: PersonId::from(ambient::new_id(received)),
        role: Role::Candidate,
        name: line("name", &body.name, 200)?,
        email: body.email.as_deref().map(email).transpose()?,
        created: received,
        disabled: None,
    };
    let note = body.note.map(|note| line("note", &note, 500)).transpose()?;
    let mut doing = app.once(staff.0.person, key).await?;
    let round = taking(&mut doing.db, &staff, id).await?;
    let invite = Invite {
        id: InviteId::from(ambient::new_id(received)),
        round: round.id,
        person: person.id,
        extra_percent: body.extra_percent,
        note,
        created: received,
        expires,
        redeemed: None,
        revoked: None,
    };
    let invited = add(&mut doing.db, person, invite).await?;
    let (shown, stored) = (invited.shown(&app, received), invited.stored(received));
    doing
        .answer_hiding(StatusCode::CREATED, &shown, &stored)
        .await
}

/// List a round's invites
#[utoipa::path(get, path = "/rounds/{id}/invites", tag = "rounds",
    params(("id" = String, Path, format = "uuid"), Paging), responses((status = 200, body = Page<InviteView>)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<InviteView>>, Problem> {
    let (after, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    owned(&mut db, &staff, id).await?;
    let found = invites::list(&mut db, id, after, limit + 1).await?;
    let found = found.iter().map(|one| InviteView::new(one, received));
    Ok(Json(page(found.collect(), limit, |one: &InviteView| {
        one.id.clone()
    })))
}

/// Revoke an invite
///
/// Its link is good no more, and the candidate's sessions end. An interview that runs goes on to its deadline.
#[utoipa::path(post, path = "/invites/{id}/revoke", tag = "rounds", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, body = InviteView)))]
pub async fn revoke(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<InviteId>,
) -> Result<Json<InviteView>, Problem> {
    let mut db = app.store.write().await?;
    let mut found = one(&mut db, &staff, id).await?;
    invites::revoke(&mut db, id, received).await?;
    tokens::revoke_all(&mut db, found.invite.person, received).await?;
    db.commit().await?;
    found.invite.revoked = found.invite.revoked.or(Some(received));
    Ok(Json(InviteView::new(&found, received)))
}

/// Make a new link for an invite
///
/// The old link is good no more. If the candidate has come already, the new one leads to the same interview, whose
/// clock is as it was; using it ends the sessions on other devices. One that was revoked is good again.
#[utoipa::path(post, path = "/invites/{id}/resend", tag = "rounds", request_body = Resend,
    params(("id" = String, Path, format = "uuid")), responses((status = 200, body = CreatedInvite)))]
pub async fn resend(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<InviteId>,
    Command { body, key }: Command<Resend>,
) -> Result<Response, Early> {
    let expires = expiry(received, body.expires_days)?;
    let mut doing = app.once(staff.0.person, key).await?;
    one(&mut doing.db, &staff, id).await?;
    let secret = Secret::new(SecretKind::Invite);
    invites::renew(&mut doing.db, id, &secret.digest(), expires).await?;
    let listed = one(&mut doing.db, &staff, id).await?;
    let invited = Invited { listed, secret };
    let (shown, stored) = (invited.shown(&app, received), invited.stored(received));
    doing.answer_hiding(StatusCode::OK, &shown, &stored).await
}

/// An invite to a round that `staff` is responsible for.
pub async fn one(db: &mut Write, staff: &Staff, id: InviteId) -> Result<Listed, Problem> {
    let found = invites::get(db, id, staff.owner()).await?;
    found.ok_or_else(|| Problem::not_found(format!("no invite {id}")))
}

/// Until when a link is good that is made now.
pub fn expiry(now: Time, days: Option<u32>) -> Result<Time, Problem> {
    match days.unwrap_or(EXPIRES_DAYS) {
        days @ 1..=365 => Ok(now + Span::from_hours(24 * days)),
        _ => Err(Problem::invalid("expires_days is from 1 to 365")),
    }
}

/// Invites one of a list.
pub async fn invite(
    db: &mut Write,
    round: RoundId,
    guest: Guest,
    now: Time,
    expires: Time,
) -> Result<Invited, Problem> {
    // Ids sort by their time, so lists keep the order.
    let place = now + Span::from_millis(u32::try_from(guest.line).unwrap_or(u32::MAX));
    let person = people::Person {
        id: PersonId::from(ambient::new_id(place)),
        role: Role::Candidate,
        name: guest.name,
        email: Some(guest.email),
        created: now,
        disabled: None,
    };
    let invite = Invite {
        id: InviteId::from(ambient::new_id(place)),
        round,
        person: person.id,
        extra_percent: guest.extra_percent,
        note: guest.note,
        created: now,
        expires,
        redeemed: None,
        revoked: None,
    };
    add(db, person, invite).await
}

async fn add(db: &mut Write, person: people::Person, invite: Invite) -> Result<Invited, Problem> {
    people::add(db, &person).await?;
    let secret = Secret::new(SecretKind::Invite);
    invites::add(db, &invite, &secret.digest()).await?;
    let listed = Listed {
        invite,
        name: person.name,
        email: person.email,
        interview: None,
    };
    Ok(Invited { listed, secret })
}

impl Invited {
    /// For the interviewer, once.
    pub fn shown(&self, app: &App, now: Time) -> CreatedInvite {
        let token = self.secret.reveal();
        CreatedInvite {
            invite: InviteView::new(&self.listed, now),
            token: Some(token.to_owned()),
            link: Some(format!("{}/invite#{token}", app.settings.public_url)),
        }
    }

    /// Without the secret.
    pub fn stored(&self, now: Time) -> CreatedInvite {
        CreatedInvite {
            invite: InviteView::new(&self.listed, now),
            token: None,
            link: None,
        }
    }
}

impl InviteView {
    pub fn new(listed: &Listed, now: Time) -> Self {
        let invite = &listed.invite;
        Self {
            id: invite.id.to_string(),
            round: invite.round.to_string(),
            person: invite.person.to_string(),
            name: listed.name.clone(),
            email: listed.email.clone(),
            extra_percent: invite.extra_percent,
            note: invite.note.clone(),
            state: listed.standing(now),
            created: invite.created.into(),
            expires: invite.expires.into(),
            redeemed: invite.redeemed.map(Stamp),
            revoked: invite.revoked.map(Stamp),
            interview: listed.interview.map(|sat| sat.id.to_string()),
        }
    }
}
