//! Hints that were taken, with the price they had then.

use sqlx::any::AnyRow;

use super::rows::Columns;
use super::together::Statement;
use super::{Connection, StoreError, Write, together};
use crate::interview::{InterviewId, Time};
use crate::question::QuestionId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub question: QuestionId,
    /// From 1.
    pub number: u32,
    /// Of the question's points.
    pub percent: u32,
    pub at: Time,
}

/// Notes that a hint was taken; `false` if it had been before, which costs nothing more.
pub async fn take(
    db: &mut Write,
    interview: InterviewId,
    hint: &Taken,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO hints (interview_id, question, number, percent, taken_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (interview_id, question, number) DO NOTHING",
    )
    .bind(interview.to_string())
    .bind(hint.question.to_string())
    .bind(i64::from(hint.number))
    .bind(i64::from(hint.percent))
    .bind(hint.at.as_millis())
    .execute(db.sql())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn list(
    db: &mut impl Connection,
    interview: InterviewId,
) -> Result<Vec<Taken>, StoreError> {
    let [rows] = together::fetch(db, [listed(interview)]).await?;
    read_all(&rows)
}

pub(super) fn listed(interview: InterviewId) -> Statement {
    Statement::new(
        "SELECT question, number, percent, taken_ms FROM hints WHERE interview_id = $1 ORDER BY question, number",
    )
    .bind(interview.to_string())
}

pub(super) fn read_all(rows: &[AnyRow]) -> Result<Vec<Taken>, StoreError> {
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Taken {
                question: row.parsed("question")?,
                number: row.number("number")?,
                percent: row.number("percent")?,
                at: row.time("taken_ms")?,
            })
        })
        .collect()
}
