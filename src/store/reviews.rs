//! What reviewers write and give: comments, points along a rubric, adjustments.

use super::rows::{Columns, to_json, words};
use super::{Connection, StoreError, Write};
use crate::interview::{CommentId, InterviewId, PersonId, SubmissionId, Time};
use crate::question::{Points, QuestionId};

words! {
    /// Who may read a comment.
    Audience {
        /// Staff alone.
        Staff = "staff",
        /// The candidate as well, once the round shows results.
        Candidate = "candidate",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    pub interview: InterviewId,
    pub author: PersonId,
    /// On the whole interview if there is none.
    pub question: Option<QuestionId>,
    /// On one submission to the question.
    pub submission: Option<SubmissionId>,
    /// On one line of the submission, from 1.
    pub line: Option<u32>,
    pub audience: Audience,
    pub text: String,
    pub created: Time,
}

/// A comment with the name of who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub comment: Comment,
    pub author_name: String,
}

/// What a reviewer gave for one question of an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub question: QuestionId,
    /// For each line of the question's rubric.
    pub rubric: Option<Vec<Points>>,
    /// Hundredths of a point, added to what was earned.
    pub adjustment: i64,
    /// Why it was adjusted.
    pub reason: String,
    pub author: PersonId,
    pub changed: Time,
}

pub async fn add_comment(db: &mut Write, comment: &Comment) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO comments (id, interview_id, author_id, question, submission_id, line, audience, text, created_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(comment.id.to_string())
    .bind(comment.interview.to_string())
    .bind(comment.author.to_string())
    .bind(comment.question.as_ref().map(ToString::to_string))
    .bind(comment.submission.map(|id| id.to_string()))
    .bind(comment.line.map(i64::from))
    .bind(comment.audience.as_str())
    .bind(comment.text.clone())
    .bind(comment.created.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// An interview's comments in the order of their making.
pub async fn comments(
    db: &mut impl Connection,
    interview: InterviewId,
) -> Result<Vec<Signed>, StoreError> {
    let rows = sqlx::query(
        "SELECT c.id, c.interview_id, c.author_id, c.question, c.submission_id, c.line, c.audience, c.text, \
                c.created_ms, p.name \
         FROM comments c JOIN people p ON p.id = c.author_id WHERE c.interview_id = $1 ORDER BY c.created_ms, c.id",
    )
    .bind(interview.to_string())
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Signed {
                comment: Comment {
                    id: row.parsed("id")?,
                    interview: row.parsed("interview_id")?,
                    author: row.parsed("author_id")?,
                    question: row.parsed_or_null("question")?,
                    submission: row.parsed_or_null("submission_id")?,
                    line: row.number_or_null("line")?,
                    audience: row.parsed("audience")?,
                    text: row.text("text")?,
                    created: row.time("created_ms")?,
                },
                author_name: row.text("name")?,
            })
        })
        .collect()
}

/// Removes a comment from `interview`; `false` if it has none with this id.
pub async fn remove_comment(
    db: &mut Write,
    interview: InterviewId,
    id: CommentId,
) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM comments WHERE id = $1 AND interview_id = $2")
        .bind(id.to_string())
        .bind(interview.to_string())
        .execute(db.sql())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Stores what was given, over what had been given before.
pub async fn put(
    db: &mut Write,
    interview: InterviewId,
    review: &Review,
) -> Result<(), StoreError> {
    let rubric = review.rubric.as_ref();
    let rubric = rubric.map(|points| to_json("rubric", points)).transpose()?;
    sqlx::query(
        "INSERT INTO reviews (interview_id, question, rubric, adjustment, reason, author_id, changed_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (interview_id, question) DO UPDATE SET rubric = excluded.rubric, \
           adjustment = excluded.adjustment, reason = excluded.reason, author_id = excluded.author_id, \
           changed_ms = excluded.changed_ms",
    )
    .bind(interview.to_string())
    .bind(review.question.to_string())
    .bind(rubric)
    .bind(review.adjustment)
    .bind(review.reason.clone())
    .bind(review.author.to_string())
    .bind(review.changed.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

pub async fn list(
    db: &mut impl Connection,
    interview: InterviewId,
) -> Result<Vec<Review>, StoreError> {
    let rows = sqlx::query(
        "SELECT question, rubric, adjustment, reason, author_id, changed_ms FROM reviews \
         WHERE interview_id = $1 ORDER BY question",
    )
    .bind(interview.to_string())
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Review {
                question: row.parsed("question")?,
                rubric: row.json_or_null("rubric")?,
                adjustment: row.number("adjustment")?,
                reason: row.text("reason")?,
                author: row.parsed("author_id")?,
                changed: row.time("changed_ms")?,
            })
        })
        .collect()
}
