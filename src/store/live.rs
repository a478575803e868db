//! Cases of running jobs as they finish, for those who follow them on another node than the one that grades.
//!
//! On PostgreSQL alone: a SQLite database is one machine's, and not worth the writes. What is here is gone when the job
//! is done, since its report has it all.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::notices::{self, Notice};
use super::rows::{Columns, big, to_json};
use super::{Connection, Dialect, StoreError, Write};
use crate::interview::SubmissionId;

/// How far a job is that another node grades.
#[derive(Debug, Clone, PartialEq)]
pub struct Live<T> {
    /// How often it was claimed.
    pub attempt: u32,
    /// How many cases there are.
    pub cases: usize,
    /// In the order in which they were done.
    pub finished: Vec<T>,
}

/// A job under way.
#[derive(Debug, Clone, Copy)]
pub struct Running<'a> {
    pub id: SubmissionId,
    pub holder: &'a str,
    pub attempt: u32,
    /// How many cases there are.
    pub cases: usize,
}

/// Adds cases that are done, after the first `before`, and tells the other nodes. Nothing if the job is no longer held.
pub async fn add<T: Serialize>(
    db: &mut Write,
    job: Running<'_>,
    before: usize,
    finished: &[T],
) -> Result<(), StoreError> {
    if db.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    // Locked, so that nothing is added after the job's end. That nobody waits for this commit is decided on the way:
    // what is lost with the machine was of no use but at that moment.
    let held = sqlx::query(
        "SELECT set_config('synchronous_commit', 'off', true) FROM submissions \
         WHERE id = $1 AND state = 'running' AND lease_holder = $2 FOR UPDATE",
    )
    .bind(job.id.to_string())
    .bind(job.holder.to_owned())
    .fetch_optional(db.sql())
    .await?;
    if held.is_none() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO live_cases (submission_id, attempt, number, total, cases) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(job.id.to_string())
    .bind(i64::from(job.attempt))
    .bind(big(before + 1))
    .bind(big(job.cases))
    .bind(to_json("cases", &finished)?)
    .execute(db.sql())
    .await?;
    notices::tell(db, Notice::Cases(job.id)).await
}

/// What its latest attempt has come to; `None` if nothing was added.
pub async fn list<T: DeserializeOwned>(
    db: &mut impl Connection,
    id: SubmissionId,
) -> Result<Option<Live<T>>, StoreError> {
    let rows = sqlx::query(
        "SELECT attempt, total, cases FROM live_cases WHERE submission_id = $1 \
         AND attempt = (SELECT attempts FROM submissions WHERE id = $1) ORDER BY number",
    )
    .bind(id.to_string())
    .fetch_all(db.sql())
    .await?;
    let mut live = None;
    for row in &rows {
        let row = Columns(row);
        let found = live.get_or_insert(Live {
            attempt: row.number("attempt")?,
            cases: row.number("total")?,
            finished: Vec::new(),
        });
        found.finished.extend(row.json::<Vec<T>>("cases")?);
    }
    Ok(live)
}

/// Forgets what this attempt and those before it have come to: it has ended.
pub async fn forget(db: &mut Write, id: SubmissionId, attempt: u32) -> Result<(), StoreError> {
    if db.dialect() == Dialect::Postgres {
        sqlx::query("DELETE FROM live_cases WHERE submission_id = $1 AND attempt <= $2")
            .bind(id.to_string())
            .bind(i64::from(attempt))
            .execute(db.sql())
            .await?;
    }
    Ok(())
}
