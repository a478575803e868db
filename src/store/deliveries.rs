//! Deliveries: messages for webhooks, claimed under a lease like submissions, sent until they are taken or given up.

use super::rows::{Columns, big, words};
use super::webhooks::Topic;
use super::{Connection, Dialect, StoreError, Write};
use crate::interview::{DeliveryId, InterviewId, Span, Time, WebhookId};

words! {
    /// Where it stands.
    Progress {
        Queued = "queued",
        Running = "running",
        Delivered = "delivered",
        /// Not sent any more, unless somebody asks for it.
        GivenUp = "given_up",
    }
}

#[derive(Debug, Clone)]
pub struct New {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    /// What it tells of; it goes with that.
    pub interview: InterviewId,
    pub topic: Topic,
    /// JSON, exactly as it is sent.
    pub body: String,
    pub at: Time,
}

/// A claimed delivery, with what sending it takes.
#[derive(Debug, Clone)]
pub struct Job {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub url: String,
    pub secret: String,
    pub body: String,
    /// How often it was claimed, this time included.
    pub attempts: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub topic: Topic,
    pub body: String,
    pub created: Time,
    pub progress: Progress,
    /// When it is sent next, while queued.
    pub due: Time,
    pub done: Option<Time>,
    /// In order.
    pub attempts: Vec<Attempt>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub at: Time,
    pub millis: u64,
    /// What the receiver answered, if it did.
    pub status: Option<u16>,
    /// Why it did not count; `None` is success.
    pub error: Option<String>,
}

/// What becomes of a delivery after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Delivered,
    Again(Time),
    GiveUp,
}

pub(super) async fn add(db: &mut Write, new: &New) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO deliveries (id, webhook_id, event, body, created_ms, state, due_ms, attempts, interview_id) \
         VALUES ($1, $2, $3, $4, $5, 'queued', $5, 0, $6)",
    )
    .bind(new.id.to_string())
    .bind(new.webhook.to_string())
    .bind(new.topic.as_str())
    .bind(new.body.clone())
    .bind(new.at.as_millis())
    .bind(new.interview.to_string())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Claims what is due for `holder`, the longest due first, of each webhook one at a time: a receiver that hangs holds
/// up its own messages alone.
pub async fn claim(
    db: &mut Write,
    holder: &str,
    now: Time,
    lease: Span,
) -> Result<Option<Job>, StoreError> {
    // Two texts: only PostgreSQL has (and needs) the clause with which claimers pass over each other's rows.
    let sql = match db.dialect() {
        Dialect::Sqlite => {
            "UPDATE deliveries SET state = 'running', lease_holder = $1, lease_until_ms = $2, attempts = attempts + 1 \
             WHERE id = ( \
               SELECT d.id FROM deliveries d JOIN webhooks w ON w.id = d.webhook_id \
               WHERE d.state IN ('queued', 'running') AND d.due_ms <= $3 AND w.disabled_ms IS NULL \
                 AND (d.state = 'queued' OR d.lease_until_ms <= $3) \
                 AND NOT EXISTS (SELECT 1 FROM deliveries r WHERE r.webhook_id = d.webhook_id \
                   AND r.state = 'running' AND r.lease_until_ms > $3) \
               ORDER BY d.due_ms, d.id LIMIT 1) \
             RETURNING id, webhook_id, body, attempts"
        }
        Dialect::Postgres => {
            "UPDATE deliveries SET state = 'running', lease_holder = $1, lease_until_ms = $2, attempts = attempts + 1 \
             WHERE id = ( \
               SELECT d.id FROM deliveries d JOIN webhooks w ON w.id = d.webhook_id \
               WHERE d.state IN ('queued', 'running') AND d.due_ms <= $3 AND w.disabled_ms IS NULL \
                 AND (d.state = 'queued' OR d.lease_until_ms <= $3) \
                 AND NOT EXISTS (SELECT 1 FROM deliveries r WHERE r.webhook_id = d.webhook_id \
                   AND r.state = 'running' AND r.lease_until_ms > $3) \
               ORDER BY d.due_ms, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED) \
             RETURNING id, webhook_id, body, attempts"
        }
    };
    let row = sqlx::query(sql)
        .bind(holder.to_owned())
        .bind((now + lease).as_millis())
        .bind(now.as_millis())
        .fetch_optional(db.sql())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let row = Columns(&row);
    let webhook: WebhookId = row.parsed("webhook_id")?;
    let to = sqlx::query("SELECT url, secret FROM webhooks WHERE id = $1")
        .bind(webhook.to_string())
        .fetch_one(db.sql())
        .await?;
    Ok(Some(Job {
        id: row.parsed("id")?,
        webhook,
        url: Columns(&to).text("url")?,
        secret: Columns(&to).text("secret")?,
        body: row.text("body")?,
        attempts: row.number("attempts")?,
    }))
}

/// Whether something is due, without the lock that claiming takes.
pub async fn any_due(db: &mut impl Connection, now: Time) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT d.id FROM deliveries d JOIN webhooks w ON w.id = d.webhook_id \
         WHERE d.state IN ('queued', 'running') AND d.due_ms <= $1 AND w.disabled_ms IS NULL \
           AND (d.state = 'queued' OR d.lease_until_ms <= $1) LIMIT 1",
    )
    .bind(now.as_millis())
    .fetch_optional(db.sql())
    .await?;
    Ok(row.is_some())
}

/// Notes an attempt and what follows, if `holder` still holds the delivery; `false` says that it was not taken.
pub async fn record(
    db: &mut Write,
    job: &Job,
    holder: &str,
    attempt: &Attempt,
    next: Next,
) -> Result<bool, StoreError> {
    let (progress, due, done) = match next {
        Next::Delivered => (Progress::Delivered, None, true),
        Next::Again(due) => (Progress::Queued, Some(due), false),
        Next::GiveUp => (Progress::GivenUp, None, true),
    };
    let ended = attempt.at.as_millis() + big(attempt.millis);
    let taken = sqlx::query(
        "UPDATE deliveries SET state = $3, due_ms = COALESCE($4, due_ms), done_ms = $5, lease_holder = NULL, \
         lease_until_ms = NULL WHERE id = $1 AND state = 'running' AND lease_holder = $2",
    )
    .bind(job.id.to_string())
    .bind(holder.to_owned())
    .bind(progress.as_str())
    .bind(due.map(Time::as_millis))
    .bind(done.then_some(ended))
    .execute(db.sql())
    .await?;
    if taken.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO delivery_attempts (delivery_id, number, at_ms, millis, status, error) VALUES ($1, \
         (SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM delivery_attempts WHERE delivery_id = $1), \
         $2, $3, $4, $5)",
    )
    .bind(job.id.to_string())
    .bind(attempt.at.as_millis())
    .bind(big(attempt.millis))
    .bind(attempt.status.map(i64::from))
    .bind(attempt.error.clone())
    .execute(db.sql())
    .await?;
    Ok(true)
}

/// Queues it once more, from the first attempt on; `false` if it is being sent right now, or there is none.
pub async fn again(db: &mut Write, id: DeliveryId, now: Time) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE deliveries SET state = 'queued', due_ms = $2, attempts = 0, done_ms = NULL \
         WHERE id = $1 AND state <> 'running'",
    )
    .bind(id.to_string())
    .bind(now.as_millis())
    .execute(db.sql())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn get(
    db: &mut impl Connection,
    webhook: WebhookId,
    id: DeliveryId,
) -> Result<Option<Delivery>, StoreError> {
    let row = sqlx::query(
        "SELECT id, event, body, created_ms, state, due_ms, done_ms FROM deliveries \
         WHERE webhook_id = $1 AND id = $2",
    )
    .bind(webhook.to_string())
    .bind(id.to_string())
    .fetch_optional(db.sql())
    .await?;
    match row {
        Some(row) => read(db, &Columns(&row)).await.map(Some),
        None => Ok(None),
    }
}

/// Newest first, below `before`.
pub async fn list(
    db: &mut impl Connection,
    webhook: WebhookId,
    before: Option<DeliveryId>,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, event, body, created_ms, state, due_ms, done_ms FROM deliveries \
         WHERE webhook_id = $1 AND id < COALESCE($2, 'g') ORDER BY id DESC LIMIT $3",
    )
    .bind(webhook.to_string())
    // Every id is below 'g': they are hexadecimal.
    .bind(before.map(|before| before.to_string()))
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    let mut found = Vec::new();
    for row in &rows {
        found.push(read(db, &Columns(row)).await?);
    }
    Ok(found)
}

/// Deletes what was made before then.
pub async fn forget(db: &mut Write, before: Time) -> Result<u64, StoreError> {
    let done = sqlx::query("DELETE FROM deliveries WHERE created_ms < $1")
        .bind(before.as_millis())
        .execute(db.sql())
        .await?;
    Ok(done.rows_affected())
}

async fn read(db: &mut impl Connection, row: &Columns<'_>) -> Result<Delivery, StoreError> {
    let id: DeliveryId = row.parsed("id")?;
    let rows = sqlx::query(
        "SELECT at_ms, millis, status, error FROM delivery_attempts WHERE delivery_id = $1 ORDER BY number",
    )
    .bind(id.to_string())
    .fetch_all(db.sql())
    .await?;
    let attempts = rows.iter().map(|row| {
        let row = Columns(row);
        Ok(Attempt {
            at: row.time("at_ms")?,
            millis: row.number("millis")?,
            status: row.number_or_null("status")?,
            error: row.text_or_null("error")?,
        })
    });
    Ok(Delivery {
        id,
        topic: row.parsed("event")?,
        body: row.text("body")?,
        created: row.time("created_ms")?,
        progress: row.parsed("state")?,
        due: row.time("due_ms")?,
        done: row.time_or_null("done_ms")?,
        attempts: attempts.collect::<Result<_, StoreError>>()?,
    })
}
