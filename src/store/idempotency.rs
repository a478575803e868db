//! Answers to unsafe requests that carried an `Idempotency-Key`, stored in the transaction of what they did: the
//! effect and the answer are there together or not at all.

use super::rows::Columns;
use super::{Connection, StoreError, Write};
use crate::interview::{PersonId, Time};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Of the request that was answered: the same key must not name another one.
    pub request_digest: String,
    pub status: u16,
    /// JSON; empty if it told of somebody who was erased since.
    pub body: String,
}

pub async fn get(
    db: &mut impl Connection,
    person: PersonId,
    key: &str,
) -> Result<Option<Answered>, StoreError> {
    let row = sqlx::query(
        "SELECT request_digest, status, body FROM idempotency WHERE person_id = $1 AND key = $2",
    )
    .bind(person.to_string())
    .bind(key.to_owned())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| {
        let row = Columns(&row);
        Ok(Answered {
            request_digest: row.text("request_digest")?,
            status: row.number("status")?,
            body: row.text("body")?,
        })
    })
    .transpose()
}

pub async fn add(
    db: &mut Write,
    person: PersonId,
    key: &str,
    answered: &Answered,
    now: Time,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO idempotency (person_id, key, request_digest, status, body, created_ms) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(person.to_string())
    .bind(key.to_owned())
    .bind(answered.request_digest.clone())
    .bind(i64::from(answered.status))
    .bind(answered.body.clone())
    .bind(now.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Deletes what is older than `before`.
pub async fn forget(db: &mut Write, before: Time) -> Result<u64, StoreError> {
    let done = sqlx::query("DELETE FROM idempotency WHERE created_ms < $1")
        .bind(before.as_millis())
        .execute(db.sql())
        .await?;
    Ok(done.rows_affected())
}
