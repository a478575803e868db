//! Drafts: the text as the candidate last saved it, one for each question of an interview.

use super::rows::{Columns, big};
use super::{Connection, StoreError, Write};
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

/// What saving came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub version: u64,
    /// The text of the version before.
    pub before: Option<String>,
}

/// Saves it. With `expected`, only over that version (0: there is none yet), so that a
/// second tab doesn't overwrite the first unseen; `None` then says that another one is there.
pub async fn save(
    db: &mut Write,
    interview: InterviewId,
    question: &QuestionId,
    text: &str,
    expected: Option<u64>,
    now: Time,
) -> Result<Option<Saved>, StoreError> {
    let row =
        sqlx::query("SELECT version, text FROM drafts WHERE interview_id = $1 AND question = $2")
            .bind(interview.to_string())
            .bind(question.to_string())
            .fetch_optional(db.sql())
            .await?;
    let (current, before) = match row {
        Some(row) => {
            let row = Columns(&row);
            (row.number("version")?, Some(row.text("text")?))
        }
        None => (0, None),
    };
    if expected.is_some_and(|expected| expected != current) {
        return Ok(None);
    }
    sqlx::query(
        "INSERT INTO drafts (interview_id, question, text, version, saved_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (interview_id, question) \
         DO UPDATE SET text = excluded.text, version = excluded.version, saved_ms = excluded.saved_ms",
    )
    .bind(interview.to_string())
    .bind(question.to_string())
    .bind(text.to_owned())
    .bind(big(current + 1))
    .bind(now.as_millis())
    .execute(db.sql())
    .await?;
    Ok(Some(Saved {
        version: current + 1,
        before,
    }))
}

/// 0 if there is none.
pub async fn version(
    db: &mut impl Connection,
    interview: InterviewId,
    question: &QuestionId,
) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT version FROM drafts WHERE interview_id = $1 AND question = $2")
        .bind(interview.to_string())
        .bind(question.to_string())
        .fetch_optional(db.sql())
        .await?;
    row.map_or(Ok(0), |row| Columns(&row).number("version"))
}

/// All of an interview's, in order of their questions' ids.
pub async fn list(
    db: &mut impl Connection,
    interview: InterviewId,
) -> Result<Vec<Draft>, StoreError> {
    let rows = sqlx::query(
        "SELECT question, text, version, saved_ms FROM drafts WHERE interview_id = $1 ORDER BY question",
    )
    .bind(interview.to_string())
    .fetch_all(db.sql())
    .await?;
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
