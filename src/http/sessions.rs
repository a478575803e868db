//! Sessions: how staff sign in, and how anybody signs out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{self, Caller};
use super::command::{Body, Doing, Early};
use super::extract::Received;
use super::practice::SessionToken;
use super::rate::Entry;
use super::reply::Json;
use super::stamp::Stamp;
use super::{App, Code, Problem, passwords};
use crate::ambient::{Secret, SecretKind, digest_of};
use crate::interview::{PersonId, Role, Time};
use crate::store::{people, tokens};

/// Either a link, or an e-mail address and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The one-time link's token: what is behind its `#`.
    #[schema(example = "viva_lnk_…")]
    link: Option<String>,
    /// With a link: the password to sign in with from now on. Ends all sessions from before.
    #[schema(min_length = 12, max_length = 200)]
    new_password: Option<String>,
    email: Option<String>,
    password: Option<String>,
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
///
/// Staff only. Too many attempts from one address, or with one account's password, are `rate_limited`, whether or not
/// there is such an account.
#[utoipa::path(post, path = "/sessions", tag = "people", request_body = NewSession,
    responses((status = 201, body = SessionToken)))]
pub async fn create(
    State(app): State<App>,
    _: Entry,
    Received(received): Received,
    Body(body): Body<NewSession>,
) -> Result<Response, Early> {
    let (doing, person) = match body {
        NewSession {
            link: Some(link),
            new_password,
            email: None,
            password: None,
        } => by_link(&app, &link, new_password, received).await?,
        NewSession {
            link: None,
            new_password: None,
            email: Some(email),
            password: Some(password),
        } => by_password(&app, &email, password, received).await?,
        _ => {
            let detail = "send link (and perhaps new_password), or email and password";
            return Err(Problem::invalid(detail).into());
        }
    };
    open(&app, doing, person, received).await
}

async fn by_link(
    app: &App,
    link: &str,
    new_password: Option<String>,
    received: Time,
) -> Result<(Doing, PersonId), Problem> {
    let hash = match new_password {
        Some(password) => Some(passwords::hash(password).await?),
        None => None,
    };
    let mut doing = app.always().await?;
    let db = &mut doing.db;
    let found = tokens::use_link(db, &digest_of(link), received).await?;
    let Some(person) = found else {
        let detail = "the link is unknown, expired, or was used before";
        return Err(Problem::new(Code::LinkNotGood, detail));
    };
    if let Some(hash) = hash {
        people::set_password_hash(db, person, &hash).await?;
        tokens::end_sessions(db, person, None, received).await?;
    }
    Ok((doing, person))
}

async fn by_password(
    app: &App,
    email: &str,
    password: String,
    received: Time,
) -> Result<(Doing, PersonId), Problem> {
    let email = email.trim().to_lowercase();
    passwords::attempt(app, &email, received).await?;
    let mut db = app.store.read().await?;
    let found = people::by_email(&mut db, &email).await?;
    drop(db);
    let kept = found.as_ref().and_then(|(_, hash)| hash.clone());
    let right = passwords::verify(password, kept).await?;
    let mut doing = app.always().await?;
    // Hashing takes a while, in which they may have been disabled, or got another password.
    let now = people::by_email(&mut doing.db, &email).await?;
    match now {
        Some((ref person, _)) if right && now == found && person.disabled.is_none() => {
            passwords::forgive(&mut doing.db, &email).await?;
            Ok((doing, person.id))
        }
        _ => Err(Problem::new(
            Code::SignInFailed,
            "ask an administrator for a one-time link if the password is lost",
        )),
    }
}

/// A session for `person`, as a token and as a cookie.
async fn open(
    app: &App,
    mut doing: Doing,
    person: PersonId,
    received: Time,
) -> Result<Response, Early> {
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

/// Sign out everywhere
///
/// Ends all of the caller's sessions, this one too, and revokes unused links; programs' tokens stay.
#[utoipa::path(delete, path = "/sessions", tag = "people", responses((status = 204)))]
pub async fn end_all(
    State(app): State<App>,
    caller: Caller,
    Received(received): Received,
) -> Result<Response, Problem> {
    let mut db = app.store.write().await?;
    tokens::end_sessions(&mut db, caller.person, None, received).await?;
    db.commit().await?;
    let cookie = caller::no_cookie(app.settings.is_https());
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
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
