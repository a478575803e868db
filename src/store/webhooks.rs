//! Webhooks: who is told of which events.

use super::events::EventKind;
use super::rows::{Columns, words};
use super::{Connection, StoreError, Write, deliveries};
use crate::ambient;
use crate::interview::{DeliveryId, InterviewId, PersonId, RoundId, Time, WebhookId};
use crate::question::QuestionId;

words! {
    /// What can be told of; the word is the message's `type`.
    Topic {
        Started = "interview.started",
        Submitted = "interview.submitted",
        Finished = "interview.finished",
    }
}

impl Topic {
    pub const ALL: [Topic; 3] = [Topic::Started, Topic::Submitted, Topic::Finished];

    fn of(kind: EventKind) -> Option<Self> {
        match kind {
            EventKind::Started => Some(Topic::Started),
            EventKind::Submitted => Some(Topic::Submitted),
            EventKind::Finished => Some(Topic::Finished),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub id: WebhookId,
    pub owner: PersonId,
    /// Of one round; `None` is all that the owner has.
    pub round: Option<RoundId>,
    pub url: String,
    pub topics: Vec<Topic>,
    pub created: Time,
    /// Since when nothing has been taken.
    pub failing: Option<Time>,
    pub disabled: Option<Time>,
}

const COLUMNS: &str = "id, owner_id, round_id, url, events, created_ms, failing_ms, disabled_ms";

/// With the secret that its messages are signed with.
pub async fn add(db: &mut Write, webhook: &Webhook, secret: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO webhooks (id, owner_id, round_id, url, secret, events, created_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(webhook.id.to_string())
    .bind(webhook.owner.to_string())
    .bind(webhook.round.map(|round| round.to_string()))
    .bind(webhook.url.clone())
    .bind(secret.to_owned())
    .bind(joined(&webhook.topics))
    .bind(webhook.created.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// The webhook, if `owner` owns it; `None` for the owner is anybody (an administrator asks).
pub async fn get(
    db: &mut impl Connection,
    id: WebhookId,
    owner: Option<PersonId>,
) -> Result<Option<Webhook>, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM webhooks WHERE id = $1 AND owner_id = COALESCE($2, owner_id)"
    )))
    .bind(id.to_string())
    .bind(owner.map(|owner| owner.to_string()))
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// Newest first, below `before`; `owner` as in [`get`].
pub async fn list(
    db: &mut impl Connection,
    owner: Option<PersonId>,
    before: Option<WebhookId>,
    limit: u32,
) -> Result<Vec<Webhook>, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM webhooks WHERE owner_id = COALESCE($1, owner_id) AND id < COALESCE($2, 'g') \
         ORDER BY id DESC LIMIT $3"
    )))
    .bind(owner.map(|owner| owner.to_string()))
    // Every id is below 'g': they are hexadecimal.
    .bind(before.map(|before| before.to_string()))
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| read(&Columns(row))).collect()
}

/// How many an owner has.
pub async fn count(db: &mut impl Connection, owner: PersonId) -> Result<u64, StoreError> {
    let row =
        sqlx::query("SELECT CAST(COUNT(*) AS BIGINT) AS number FROM webhooks WHERE owner_id = $1")
            .bind(owner.to_string())
            .fetch_one(db.sql())
            .await?;
    Columns(&row).number("number")
}

/// With its deliveries.
pub async fn remove(db: &mut Write, id: WebhookId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM webhooks WHERE id = $1")
        .bind(id.to_string())
        .execute(db.sql())
        .await?;
    Ok(())
}

/// Tells it of events again, as if it had never failed.
pub async fn enable(db: &mut Write, id: WebhookId) -> Result<(), StoreError> {
    sqlx::query("UPDATE webhooks SET failing_ms = NULL, disabled_ms = NULL WHERE id = $1")
        .bind(id.to_string())
        .execute(db.sql())
        .await?;
    Ok(())
}

/// Notes a success: whatever failed before is forgotten.
pub async fn succeeded(db: &mut Write, id: WebhookId) -> Result<(), StoreError> {
    sqlx::query("UPDATE webhooks SET failing_ms = NULL WHERE id = $1 AND failing_ms IS NOT NULL")
        .bind(id.to_string())
        .execute(db.sql())
        .await?;
    Ok(())
}

/// Notes a failure, and disables the webhook if nothing has been taken since `patience` or longer; whether it did.
pub async fn failed(
    db: &mut Write,
    id: WebhookId,
    now: Time,
    patience: Time,
) -> Result<bool, StoreError> {
    sqlx::query("UPDATE webhooks SET failing_ms = COALESCE(failing_ms, $2) WHERE id = $1")
        .bind(id.to_string())
        .bind(now.as_millis())
        .execute(db.sql())
        .await?;
    let done = sqlx::query(
        "UPDATE webhooks SET disabled_ms = $2 WHERE id = $1 AND disabled_ms IS NULL AND failing_ms <= $3",
    )
    .bind(id.to_string())
    .bind(now.as_millis())
    .bind(patience.as_millis())
    .execute(db.sql())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Queues a message of the event for each webhook that wants it, in the event's own transaction: the event is told of
/// if and only if it happened. A message names things and holds no names of people and no answers.
pub(super) async fn announce(
    db: &mut Write,
    interview: InterviewId,
    at: Time,
    kind: EventKind,
    question: Option<&QuestionId>,
    detail: &serde_json::Value,
) -> Result<(), StoreError> {
    let Some(topic) = Topic::of(kind) else {
        return Ok(());
    };
    let rows = sqlx::query(
        "SELECT w.id, w.events, i.round_id, i.person_id FROM interviews i JOIN rounds r ON r.id = i.round_id \
         JOIN webhooks w ON w.round_id = r.id OR (w.round_id IS NULL AND w.owner_id = r.owner_id) \
         WHERE i.id = $1 AND i.preview = 0 AND w.disabled_ms IS NULL ORDER BY w.id",
    )
    .bind(interview.to_string())
    .fetch_all(db.sql())
    .await?;
    for row in &rows {
        let row = Columns(row);
        if !split(&row.text("events")?)?.contains(&topic) {
            continue;
        }
        let body = serde_json::json!({
            "type": topic,
            "timestamp": instant(at),
            "data": {
                "interview": interview,
                "round": row.text("round_id")?,
                "candidate": row.text("person_id")?,
                "question": question.map(ToString::to_string),
                "detail": detail,
            },
        });
        let delivery = deliveries::New {
            id: DeliveryId::from(ambient::new_id(at)),
            webhook: row.parsed("id")?,
            interview,
            topic,
            body: body.to_string(),
            at,
        };
        deliveries::add(db, &delivery).await?;
    }
    Ok(())
}

/// RFC 3339, UTC.
fn instant(at: Time) -> String {
    jiff::Timestamp::from_millisecond(at.as_millis())
        .map(|stamp| format!("{stamp:.3}"))
        .unwrap_or_default()
}

fn joined(topics: &[Topic]) -> String {
    let words: Vec<&str> = topics.iter().map(|topic| topic.as_str()).collect();
    words.join(",")
}

fn split(words: &str) -> Result<Vec<Topic>, StoreError> {
    let parse = |word: &str| {
        word.parse().map_err(|why| StoreError::Content {
            column: "events",
            why,
        })
    };
    words.split(',').map(parse).collect()
}

fn read(row: &Columns<'_>) -> Result<Webhook, StoreError> {
    Ok(Webhook {
        id: row.parsed("id")?,
        owner: row.parsed("owner_id")?,
        round: row.parsed_or_null("round_id")?,
        url: row.text("url")?,
        topics: split(&row.text("events")?)?,
        created: row.time("created_ms")?,
        failing: row.time_or_null("failing_ms")?,
        disabled: row.time_or_null("disabled_ms")?,
    })
}
