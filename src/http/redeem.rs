//! Redeeming an invite: its token is swapped, once, for a session.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller;
use super::command::{Body, Early};
use super::extract::Received;
use super::interviews::InterviewSummary;
use super::practice::SessionToken;
use super::preview::make;
use super::rate::Entry;
use super::{App, Code, Problem};
use crate::ambient::{self, Secret, SecretKind, digest_of};
use crate::interview::{InterviewId, Sitting, Time};
use crate::store::interviews::{self, Interview};
use crate::store::invites::{self, Invite};
use crate::store::{Write, rounds, tokens};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    #[schema(example = "viva_inv_…")]
    token: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Redeemed {
    /// Its clock starts when the candidate starts it.
    interview: InterviewSummary,
    session: SessionToken,
}

/// Redeem an invite
///
/// Once: the answer's session is what identifies the candidate from then on, and sessions from an earlier link end.
/// The interview's clock does not start yet. Too many attempts from one address are `rate_limited`.
#[utoipa::path(post, path = "/invites/redeem", tag = "rounds", request_body = Redeem,
    responses((status = 201, body = Redeemed)))]
pub async fn redeem(
    State(app): State<App>,
    _: Entry,
    Received(received): Received,
    Body(body): Body<Redeem>,
) -> Result<Response, Early> {
    let mut doing = app.always().await?;
    let db = &mut doing.db;
    let found = invites::redeem(db, &digest_of(&body.token), received).await?;
    let invite = found.ok_or_else(not_good)?;
    let interview = match interviews::of_invite(db, invite.id).await? {
        Some(interview) => interview,
        None => begin(db, &invite, received).await?,
    };
    tokens::end_sessions(db, invite.person, None, received).await?;
    let secret = Secret::new(SecretKind::Session);
    // For as long as the invite could have waited, and then for the sitting.
    let expires = invite.expires + caller::SESSION;
    let session = caller::new_session(invite.person, &secret, received, expires);
    tokens::add(db, &session).await?;
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

/// The candidate's interview, with its questions drawn.
async fn begin(db: &mut Write, invite: &Invite, now: Time) -> Result<Interview, Problem> {
    let round = rounds::lock(db, invite.round, None).await?;
    let round = round.ok_or_else(not_good)?;
    let seed = ambient::new_seed();
    let interview = Interview {
        id: InterviewId::from(ambient::new_id(now)),
        person: invite.person,
        round: Some(round.id),
        invite: Some(invite.id),
        preview: false,
        title: round.title,
        spec: round.spec.drawn(seed),
        extra_percent: invite.extra_percent,
        seed,
        created: now,
        sitting: Sitting::default(),
    };
    make(db, &interview).await?;
    Ok(interview)
}

fn not_good() -> Problem {
    let detail = "the invite is unknown, revoked, expired, or was used before; ask who sent it for a new one";
    Problem::new(Code::LinkNotGood, detail)
}
