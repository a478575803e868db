//! The time line of an interview: what happened, in order.

use super::rows::{Columns, words};
use super::together::Statement;
use super::{Connection, StoreError, Write, together, webhooks};
use crate::interview::{InterviewId, Time};
use crate::question::QuestionId;

words! {
    EventKind {
        Created = "created",
        Started = "started",
        DraftSaved = "draft_saved",
        Ran = "ran",
        Submitted = "submitted",
        HintTaken = "hint_taken",
        /// Staff gave another extra time, before the start or after it.
        ExtraChanged = "extra_changed",
        /// A submission's result was replaced by that of a regrade.
        Regraded = "regraded",
        Finished = "finished",
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// From 1, without gaps.
    pub number: u64,
    pub at: Time,
    pub kind: EventKind,
    pub question: Option<QuestionId>,
    /// An object; what is in it depends on the kind.
    pub detail: serde_json::Value,
}

/// Appends, and queues what webhooks are told of it. The caller holds the interview's lock ([`super::interviews::lock`]) or has just made it, so numbers are
/// not given twice.
pub async fn add(
    db: &mut Write,
    interview: InterviewId,
    at: Time,
    kind: EventKind,
    question: Option<&QuestionId>,
    detail: serde_json::Value,
) -> Result<(), StoreError> {
    let noted = noted(interview, at, kind, question, &detail);
    together::fetch(db, [noted]).await?;
    webhooks::announce(db, interview, at, kind, question, &detail).await
}

/// The event alone.
pub(super) fn noted(
    interview: InterviewId,
    at: Time,
    kind: EventKind,
    question: Option<&QuestionId>,
    detail: &serde_json::Value,
) -> Statement {
    Statement::new(
        "INSERT INTO events (interview_id, number, at_ms, kind, question, detail) VALUES ($1, \
         (SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM events WHERE interview_id = $1), $2, $3, $4, $5)",
    )
    .bind(interview.to_string())
    .bind(at.as_millis())
    .bind(kind.as_str())
    .bind(question.map(ToString::to_string))
    .bind(detail.to_string())
}

/// After the event with number `after` (0: from the beginning).
pub async fn list(
    db: &mut impl Connection,
    interview: InterviewId,
    after: u64,
    limit: u32,
) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query(
        "SELECT number, at_ms, kind, question, detail FROM events WHERE interview_id = $1 AND number > $2 \
         ORDER BY number LIMIT $3",
    )
    .bind(interview.to_string())
    .bind(super::rows::big(after))
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Event {
                number: row.number("number")?,
                at: row.time("at_ms")?,
                kind: row.parsed("kind")?,
                question: row.parsed_or_null("question")?,
                detail: row.json("detail")?,
            })
        })
        .collect()
}
