//! Questions as they were: each version that something could be graded with, by its digest.

use super::rows::Columns;
use super::{Connection, StoreError, Write};
use crate::interview::Time;
use crate::question::QuestionId;

#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// SHA-256 of the question's folder.
    pub digest: String,
    pub question: QuestionId,
    /// What a report refers to, as JSON.
    pub content: serde_json::Value,
    /// When it was first seen.
    pub kept: Time,
}

/// Keeps a version, unless it is kept.
pub async fn keep(db: &mut Write, version: &Version) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO question_versions (digest, question, content, kept_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (digest) DO NOTHING",
    )
    .bind(version.digest.clone())
    .bind(version.question.to_string())
    .bind(version.content.to_string())
    .bind(version.kept.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

pub async fn get(
    db: &mut impl Connection,
    question: &QuestionId,
    digest: &str,
) -> Result<Option<Version>, StoreError> {
    let row = sqlx::query(
        "SELECT digest, question, content, kept_ms FROM question_versions WHERE question = $1 AND digest = $2",
    )
    .bind(question.to_string())
    .bind(digest.to_owned())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// The first seen first.
pub async fn list(
    db: &mut impl Connection,
    question: &QuestionId,
) -> Result<Vec<Version>, StoreError> {
    let rows = sqlx::query(
        "SELECT digest, question, content, kept_ms FROM question_versions WHERE question = $1 ORDER BY kept_ms, digest",
    )
    .bind(question.to_string())
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| read(&Columns(row))).collect()
}

fn read(row: &Columns<'_>) -> Result<Version, StoreError> {
    Ok(Version {
        digest: row.text("digest")?,
        question: row.parsed("question")?,
        content: row.json("content")?,
        kept: row.time("kept_ms")?,
    })
}
