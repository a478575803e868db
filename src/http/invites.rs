//! Invites: a link for one candidate to one round, and what the candidate does with it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::caller::{self, Staff};
use super::command::{Command, Once};
use super::extract::{Path, Query, Received};
use super::interviews::InterviewSummary;
use super::practice::SessionToken;
use super::reply::{Json, Page, Paging, page};
use super::rounds::{line, owned};
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::ambient::{self, Secret, SecretKind, digest_of};
use crate::interview::{InterviewId, InviteId, PersonId, Role, RoundId, Sitting, Span};
use crate::store::interviews::{self, Interview};
use crate::store::invites::{self, Invite, Listed};
use crate::store::{events, people, rounds, tokens};

/// Unless the interviewer says otherwise.
const EXPIRES_DAYS: u32 = 14;

/// Three times the longest round is a day, the length of a session.
const MAX_EXTRA: u32 = 200;

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
    /// Until the invite has to be used, from now; 14 unless given.
    #[schema(minimum = 1, maximum = 365)]
    expires_days: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InviteView {
    #[schema(format = "uuid")]
    id: String,
    /// Whom `/people/{id}` exports and erases.
    #[schema(format = "uuid")]
    person: String,
    name: String,
    email: Option<String>,
    extra_percent: u32,
    created: Stamp,
    expires: Stamp,
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

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    token: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Redeemed {
    /// Its clock starts when the candidate starts it.
    interview: InterviewSummary,
    session: SessionToken,
}

/// Invite somebody to a round
#[utoipa::path(post, path = "/rounds/{id}/invites", tag = "rounds", request_body = NewInvite,
    params(("id" = String, Path, format = "uuid")), responses((status = 201, body = CreatedInvite)))]
pub async fn create(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Path(id): Path<RoundId>,
    Command { body, key }: Command<NewInvite>,
) -> Result<Response, Problem> {
    let name = line("name", &body.name, 200)?;
    let email = body
        .email
        .as_deref()
        .map(|email| line("email", email, 254))
        .transpose()?;
    let days = body.expires_days.unwrap_or(EXPIRES_DAYS);
    if !(1..=365).contains(&days) || body.extra_percent > MAX_EXTRA {
        let detail = "expires_days is from 1 to 365, extra_percent from 0 to 200";
        return Err(Problem::invalid(detail));
    }
    let mut doing = match app.once(staff.0.person, key).await? {
        Once::Replay(response) => return Ok(response),
        Once::Do(doing) => doing,
    };
    let round = owned(&mut doing.db, &staff, id).await?;
    let person = people::Person {
        id: PersonId::from(ambient::new_id(received)),
        role: Role::Candidate,
        name,
        email,
        created: received,
        disabled: None,
    };
    people::add(&mut doing.db, &person).await?;
    let invite = Invite {
        id: InviteId::from(ambient::new_id(received)),
        round: round.id,
        person: person.id,
        extra_percent: body.extra_percent,
        created: received,
        expires: received + Span::from_hours(24 * days),
        redeemed: None,
        revoked: None,
    };
    let secret = Secret::new(SecretKind::Invite);
    invites::add(&mut doing.db, &invite, &secret.digest()).await?;
    let listed = Listed {
        invite,
        name: person.name,
        email: person.email,
        interview: None,
    };
    let view = |token: Option<&str>| CreatedInvite {
        invite: InviteView::new(&listed),
        token: token.map(str::to_owned),
        link: token.map(|token| format!("{}/invite#{token}", app.settings.public_url)),
    };
    let shown = view(Some(secret.reveal()));
    doing
        .answer_hiding(StatusCode::CREATED, &shown, &view(None))
        .await
}

/// List a round's invites
#[utoipa::path(get, path = "/rounds/{id}/invites", tag = "rounds",
    params(("id" = String, Path, format = "uuid"), Paging), responses((status = 200, body = Page<InviteView>)))]
pub async fn list(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<RoundId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<InviteView>>, Problem> {
    let (after, limit) = (paging.after()?, paging.limit()?);
    let mut db = app.store.read().await?;
    owned(&mut db, &staff, id).await?;
    let found = invites::list(&mut db, id, after, limit + 1).await?;
    let found = found.iter().map(InviteView::new).collect();
    Ok(Json(page(found, limit, |one: &InviteView| one.id.clone())))
}

/// Redeem an invite
///
/// Once: the answer's session is what identifies the candidate from then on. The interview's clock does not start yet.
#[utoipa::path(post, path = "/invites/redeem", tag = "rounds", request_body = Redeem,
    responses((status = 201, body = Redeemed)))]
pub async fn redeem(
    State(app): State<App>,
    Received(received): Received,
    Command { body, .. }: Command<Redeem>,
) -> Result<Response, Problem> {
    let mut doing = app.always().await?;
    let db = &mut doing.db;
    let found = invites::redeem(db, &digest_of(&body.token), received).await?;
    let not_good = || {
        let detail = "the invite is unknown, revoked, expired, or was used before; ask who sent it for a new one";
        Problem::new(Code::LinkNotGood, detail)
    };
    let invite = found.ok_or_else(not_good)?;
    let round = rounds::get(db, invite.round, None)
        .await?
        .ok_or_else(not_good)?;
    let interview = Interview {
        id: InterviewId::from(ambient::new_id(received)),
        person: invite.person,
        round: Some(round.id),
        invite: Some(invite.id),
        title: round.title,
        spec: round.spec,
        extra_percent: invite.extra_percent,
        seed: ambient::new_seed(),
        created: received,
        sitting: Sitting::default(),
    };
    interviews::add(db, &interview).await?;
    events::add(
        db,
        interview.id,
        received,
        events::EventKind::Created,
        None,
        json!({}),
    )
    .await?;
    let secret = Secret::new(SecretKind::Session);
    // For as long as the invite could have waited, and then for the sitting.
    let expires = invite.expires + caller::SESSION;
    tokens::add(
        db,
        &caller::new_session(invite.person, &secret, received, expires),
    )
    .await?;
    let shown = Redeemed {
        interview: InterviewSummary::new(&interview, received),
        session: SessionToken {
            token: secret.reveal().to_owned(),
            expires: expires.into(),
        },
    };
    let mut response = doing.answer(StatusCode::CREATED, &shown).await?;
    let cookie = caller::session_cookie(&secret, expires.since(received), app.settings.is_https());
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

impl InviteView {
    fn new(listed: &Listed) -> Self {
        let invite = &listed.invite;
        Self {
            id: invite.id.to_string(),
            person: invite.person.to_string(),
            name: listed.name.clone(),
            email: listed.email.clone(),
            extra_percent: invite.extra_percent,
            created: invite.created.into(),
            expires: invite.expires.into(),
            redeemed: invite.redeemed.map(Stamp),
            revoked: invite.revoked.map(Stamp),
            interview: listed.interview.map(|id| id.to_string()),
        }
    }
}
