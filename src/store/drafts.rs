//! Drafts: the text as the candidate last saved it, one for each question of an interview.

use sqlx::any::AnyRow;

use super::events::EventKind;
use super::interviews::{Interview, Scope};
use super::rows::{Columns, big};
use super::together::Statement;
use super::{Connection, Store, StoreError, Write, events, interviews, together, webhooks};
use crate::interview::{self, InterviewId, Time};
use crate::question::QuestionId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub question: QuestionId,
    pub text: String,
    /// Counts the saves, from 1.
    pub version: u64,
    pub saved: Time,
}

/// A version to save.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub interview: InterviewId,
    pub question: &'a QuestionId,
    pub text: &'a str,
    /// The one after the current.
    pub version: u64,
    pub at: Time,
    /// What the time line says of it.
    pub detail: serde_json::Value,
}

/// Begins to write: the interview, if it is in `scope`, locked as by [`interviews::lock`], and its draft to `question`.
pub async fn begin(
    store: &Store,
    interview: InterviewId,
    scope: Scope,
    question: &QuestionId,
) -> Result<(Write, Option<(Interview, Option<Draft>)>), StoreError> {
    // In this order: whoever had the lock before may have saved.
    let locked = interviews::locked(store.dialect(), interview, scope);
    let current = Statement::new(
        "SELECT question, text, version, saved_ms FROM drafts WHERE interview_id = $1 AND question = $2",
    )
    .bind(interview.to_string())
    .bind(question.to_string());
    let (db, [interview, current]) = store.write_with([locked, current]).await?;
    let current = read_all(&current)?.pop();
    let interview = interviews::read_one(&interview)?;
    Ok((db, interview.map(|interview| (interview, current))))
}

/// Saves it over the one before, notes it in the time line, and commits. `db` is of [`begin`].
pub async fn save(mut db: Write, new: New<'_>) -> Result<(), StoreError> {
    let New {
        interview,
        question,
        at,
        detail,
        ..
    } = new;
    let written = Statement::new(
        "INSERT INTO drafts (interview_id, question, text, version, saved_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (interview_id, question) \
         DO UPDATE SET text = excluded.text, version = excluded.version, saved_ms = excluded.saved_ms",
    )
    .bind(interview.to_string())
    .bind(question.to_string())
    .bind(new.text)
    .bind(big(new.version))
    .bind(at.as_millis());
    let kind = EventKind::DraftSaved;
    let noted = events::noted(interview, at, kind, Some(question), &detail);
    webhooks::announce(&mut db, interview, at, kind, Some(question), &detail).await?;
    db.commit_with([written, noted]).await
}

/// All of an interview's, in order of their questions' ids.
pub async fn list(
    db: &mut impl Connection,
    interview: InterviewId,
) -> Result<Vec<Draft>, StoreError> {
    let [rows] = together::fetch(db, [listed(interview)]).await?;
    read_all(&rows)
}

pub(super) fn listed(interview: InterviewId) -> Statement {
    Statement::new(
        "SELECT question, text, version, saved_ms FROM drafts WHERE interview_id = $1 ORDER BY question",
    )
    .bind(interview.to_string())
}

pub(super) fn read_all(rows: &[AnyRow]) -> Result<Vec<Draft>, StoreError> {
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Draft {
                question: row.parsed("question")?,
                text: row.text("text")?,
                version: row.number("version")?,
                saved: row.time("saved_ms")?,
            })
        })
        .collect()
}

/// Each draft beside the last submission to the same question, for [`interview::leftover`]. What our own fault ended
/// counts as never handed in.
pub async fn beside_submissions(
    db: &mut impl Connection,
    interview: InterviewId,
) -> Result<Vec<interview::Draft>, StoreError> {
    let rows = sqlx::query(
        "SELECT d.question, d.text, s.text AS submitted, \
           (SELECT CAST(COUNT(*) AS BIGINT) FROM submissions a WHERE a.interview_id = d.interview_id \
              AND a.question = d.question AND a.kind = 'submission' AND COALESCE(a.verdict, '') <> 'internal') AS attempts \
         FROM drafts d LEFT JOIN submissions s ON s.interview_id = d.interview_id AND s.question = d.question \
           AND s.kind = 'submission' AND s.number = ( \
             SELECT MAX(l.number) FROM submissions l WHERE l.interview_id = d.interview_id \
               AND l.question = d.question AND l.kind = 'submission' AND COALESCE(l.verdict, '') <> 'internal') \
         WHERE d.interview_id = $1 ORDER BY d.question",
    )
    .bind(interview.to_string())
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(interview::Draft {
                question: row.parsed("question")?,
                text: row.text("text")?,
                submitted: row.text_or_null("submitted")?,
                attempts: row.number("attempts")?,
            })
        })
        .collect()
}
