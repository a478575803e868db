//! Sessions: how staff sign in, and how anybody signs out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{self, Caller};
use super::command::Command;
use super::extract::Received;
use super::practice::SessionToken;
use super::reply::Json;
use super::stamp::Stamp;
use super::{App, Code, Problem};
use crate::ambient::{self, Clock, Secret, SecretKind, digest_of};
use crate::interview::{PersonId, Role, Span};
use crate::store::tokens::{self, NewToken, TokenKind};
use crate::store::{Store, StoreError, people};

/// How long a printed link may lie about.
const LINK: Span = Span::from_hours(24);

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The one-time link's token: what is behind its `#`.
    #[schema(example = "viva_lnk_…")]
    link: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    #[schema(format = "uuid")]
    id: String,
    /// administrator, interviewer, candidate or practice.
    #[schema(value_type = String)]
    role: Role,
    name: String,
}

/// Sign in
#[utoipa::path(post, path = "/sessions", tag = "people", request_body = NewSession,
    responses((status = 201, body = SessionToken)))]
pub async fn create(
    State(app): State<App>,
    Received(received): Received,
    Command { body, .. }: Command<NewSession>,
) -> Result<Response, Problem> {
    let mut doing = app.always().await?;
    let found = tokens::use_link(&mut doing.db, &digest_of(&body.link), received).await?;
    let Some(person) = found else {
        let detail = "the link is unknown, expired, or was used before";
        return Err(Problem::new(Code::LinkNotGood, detail));
    };
    let secret = Secret::new(SecretKind::Session);
    tokens::add(
        &mut doing.db,
        &caller::new_session(person, &secret, received, received + caller::SESSION),
    )
    .await?;
    let shown = SessionToken {
        token: secret.reveal().to_owned(),
        expires: Stamp(received + caller::SESSION),
    };
    let mut response = doing.answer(StatusCode::CREATED, &shown).await?;
    let cookie = caller::session_cookie(&secret, caller::SESSION, app.settings.is_https());
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// Who am I
#[utoipa::path(get, path = "/sessions/current", tag = "people", responses((status = 200, body = Me)))]
pub async fn read(State(app): State<App>, caller: Caller) -> Result<Json<Me>, Problem> {
    let mut db = app.store.read().await?;
    let person = people::get(&mut db, caller.person).await?;
    Ok(Json(Me {
        id: caller.person.to_string(),
        role: caller.role,
        name: person.map(|person| person.name).unwrap_or_default(),
    }))
}

/// Sign out
#[utoipa::path(delete, path = "/sessions/current", tag = "people", responses((status = 204)))]
pub async fn end(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
) -> Result<Response, Problem> {
    let mut db = app.store.write().await?;
    tokens::revoke(&mut db, &caller.token, received).await?;
    db.commit().await?;
    let cookie = caller::no_cookie(app.settings.is_https());
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}

/// A link with which the first administrator signs in, as long as none ever has: a new one at each start, so that one
/// lost in a scrolled terminal does no harm.
pub async fn first_link(store: &Store, clock: &dyn Clock) -> Result<Option<Secret>, StoreError> {
    let now = clock.now();
    let mut db = store.write().await?;
    // Nodes may start at the same time.
    db.alone("first administrator").await?;
    if tokens::any_signed_in(&mut db, Role::Administrator).await? {
        return Ok(None);
    }
    let person = match people::first(&mut db, Role::Administrator).await? {
        Some(person) => person.id,
        None => {
            let id = PersonId::from(ambient::new_id(now));
            let person = people::Person {
                id,
                role: Role::Administrator,
                name: "Administrator".to_owned(),
                email: None,
                created: now,
                disabled: None,
            };
            people::add(&mut db, &person).await?;
            id
        }
    };
    tokens::revoke_links(&mut db, person, now).await?;
    let secret = Secret::new(SecretKind::Link);
    let token = NewToken {
        digest: secret.digest(),
        id: ambient::new_id(now).to_string(),
        person,
        kind: TokenKind::Link,
        name: "first administrator".to_owned(),
        created: now,
        expires: Some(now + LINK),
    };
    tokens::add(&mut db, &token).await?;
    db.commit().await?;
    Ok(Some(secret))
}
