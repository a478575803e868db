//! Attempts to sign in, counted for each account, by all processes on one database together. A bucket that fills up
//! again: its row says when it will be full, and a full one needs no row.

use super::rows::Columns;
use super::{Connection, StoreError, Write};
use crate::interview::{Span, Time};

/// Takes one attempt out of the account's bucket, which holds as many as `each` fits into `whole`. `Err` is how long
/// it takes until there is one again.
pub async fn take(
    db: &mut Write,
    account: &str,
    now: Time,
    each: Span,
    whole: Span,
) -> Result<Result<(), Span>, StoreError> {
    let taken = sqlx::query(
        "INSERT INTO sign_in_attempts (account, full_ms) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET full_ms = \
           CASE WHEN sign_in_attempts.full_ms > $3 THEN sign_in_attempts.full_ms + $4 ELSE $2 END \
         WHERE sign_in_attempts.full_ms + $4 <= $5",
    )
    .bind(account.to_owned())
    .bind((now + each).as_millis())
    .bind(now.as_millis())
    .bind(each.as_millis())
    .bind((now + whole).as_millis())
    .execute(db.sql())
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(Ok(()));
    }
    let row = sqlx::query("SELECT full_ms FROM sign_in_attempts WHERE account = $1")
        .bind(account.to_owned())
        .fetch_one(db.sql())
        .await?;
    let full = Columns(&row).time("full_ms")?;
    Ok(Err((full + each).since(now + whole)))
}

/// All attempts are to be had again: the last one was right.
pub async fn forgive(db: &mut Write, account: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sign_in_attempts WHERE account = $1")
        .bind(account.to_owned())
        .execute(db.sql())
        .await?;
    Ok(())
}

/// Deletes what says nothing any more.
pub async fn forget(db: &mut Write, now: Time) -> Result<u64, StoreError> {
    let done = sqlx::query("DELETE FROM sign_in_attempts WHERE full_ms <= $1")
        .bind(now.as_millis())
        .execute(db.sql())
        .await?;
    Ok(done.rows_affected())
}
