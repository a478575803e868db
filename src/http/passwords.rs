//! Staff's passwords: changing one's own. Hashing is slow on purpose, so it happens on threads of its own.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use super::caller::Staff;
use super::command::Body;
use super::extract::Received;
use super::{App, Code, Problem};
use crate::ambient;
use crate::interview::{Span, Time};
use crate::store::{Write, attempts, people, tokens};

/// Hashed at once, each in 19 MiB: bounds what a rush of sign-ins takes from those who sit an interview.
static HASHING: Semaphore = Semaphore::const_new(2);

/// After so long a wrong password is forgotten.
const ONE_ATTEMPT: Span = Span::from_minutes(1);

/// Ten of them at once.
const ALL_ATTEMPTS: Span = Span::from_minutes(10);

/// In characters; a shorter one is guessed.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=200;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The password as it is; left out by one who has none yet.
    current: Option<String>,
    #[schema(min_length = 12, max_length = 200)]
    new: String,
}

/// Set or change one's password
///
/// Ends all other sessions and unused links of the caller; programs' tokens stay. Not for a
/// program's token.
#[utoipa::path(put, path = "/sessions/current/password", tag = "people", request_body = NewPassword,
    responses((status = 204)))]
pub async fn change(
    State(app): State<App>,
    staff: Staff,
    Received(received): Received,
    Body(body): Body<NewPassword>,
) -> Result<StatusCode, Problem> {
    let caller = staff.0.in_person()?;
    let mut db = app.store.read().await?;
    let kept = people::password_hash(&mut db, caller.person).await?;
    drop(db);
    let account = caller.person.to_string();
    attempt(&app, &account, received).await?;
    if kept.is_some() && !verify(body.current.unwrap_or_default(), kept.clone()).await? {
        let detail = "current is not the password; sign in with a one-time link if it is lost";
        return Err(Problem::new(Code::SignInFailed, detail));
    }
    let hash = hash(body.new).await?;
    let mut db = app.store.write().await?;
    if people::password_hash(&mut db, caller.person).await? != kept {
        let detail = "the password was changed in the meantime";
        return Err(Problem::new(Code::SignInFailed, detail));
    }
    forgive(&mut db, &account).await?;
    people::set_password_hash(&mut db, caller.person, &hash).await?;
    tokens::end_sessions(&mut db, caller.person, Some(&caller.token), received).await?;
    db.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes an attempt to name the password of `account`, whether or not there is one like that; refused if there were
/// too many. Noted before the password is looked at: attempts that come at once count as well.
pub async fn attempt(app: &App, account: &str, now: Time) -> Result<(), Problem> {
    let mut db = app.store.write().await?;
    let account = ambient::digest_of(account);
    let taken = attempts::take(&mut db, &account, now, ONE_ATTEMPT, ALL_ATTEMPTS).await?;
    db.commit().await?;
    taken.map_err(|wait| {
        let seconds = u32::try_from(wait.as_millis().div_euclid(1000) + 1).unwrap_or(60);
        let detail = format!(
            "too many attempts with this account's password; come back in {seconds} s, or use a one-time link"
        );
        Problem::new(Code::RateLimited, detail).retry_after(seconds)
    })
}

/// Forgets the attempts that came before the right one.
pub async fn forgive(db: &mut Write, account: &str) -> Result<(), Problem> {
    Ok(attempts::forgive(db, &ambient::digest_of(account)).await?)
}

/// What to keep of a new password, if it is long enough.
pub async fn hash(password: String) -> Result<String, Problem> {
    if !LENGTH.contains(&password.chars().count()) {
        let (least, most) = (LENGTH.start(), LENGTH.end());
        let detail = format!("a password has {least} to {most} characters");
        return Err(Problem::invalid(detail));
    }
    aside(move || ambient::hash_password(&password)).await
}

/// Whether it is the password that `kept` was made from.
pub async fn verify(password: String, kept: Option<String>) -> Result<bool, Problem> {
    // What could not have been set needs no time to be wrong, and none to be hashed.
    if password.chars().count() > *LENGTH.end() {
        return Ok(false);
    }
    aside(move || ambient::is_password(&password, kept.as_deref())).await
}

async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ambient::PasswordError> + Send + 'static,
) -> Result<T, Problem> {
    let turn = HASHING.acquire().await;
    let turn = turn.map_err(|error| Problem::internal(&error))?;
    let done = tokio::task::spawn_blocking(work).await;
    drop(turn);
    done.map_err(|error| Problem::internal(&error))?
        .map_err(|error| Problem::internal(&error))
}
