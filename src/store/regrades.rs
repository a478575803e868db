//! Regrades: submissions graded again with the bank as it is now, beside what they had come to.
//!
//! Each is graded as a row of its own, of kind `regrade` in the regrade lane, which counts for nothing. Applying moves
//! the results over and keeps the old ones; dropping forgets the new ones.

use super::rows::{Columns, big, to_json, words};
use super::submissions::{self, Kind, New, Origin, Outcome, State};
use super::{Connection, StoreError, Write};
use crate::ambient;
use crate::interview::{InterviewId, PersonId, RegradeId, RoundId, SubmissionId, Time};
use crate::question::{Points, QuestionId};

words! {
    RegradeState {
        /// Being graded, or graded and waiting for somebody to decide.
        Open = "open",
        Applied = "applied",
        Dropped = "dropped",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regrade {
    pub id: RegradeId,
    pub author: PersonId,
    /// Only this round's submissions.
    pub round: Option<RoundId>,
    /// Only those to this question.
    pub question: Option<QuestionId>,
    pub state: RegradeState,
    pub created: Time,
    pub ended: Option<Time>,
}

/// A submission that could be graded again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub submission: SubmissionId,
    pub interview: InterviewId,
    pub person: PersonId,
    pub question: QuestionId,
    pub text: String,
    pub seed: u64,
    pub digest: Option<String>,
}

/// One submission of a regrade, with what it came to before and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Again {
    pub submission: SubmissionId,
    pub interview: InterviewId,
    pub question: QuestionId,
    pub before_score: Option<Points>,
    pub before_digest: Option<String>,
    /// Of the new grade; `None` once the regrade has ended.
    pub job: Option<SubmissionId>,
    pub state: Option<State>,
    pub outcome: Option<Outcome>,
    pub score: Option<Points>,
    pub max_score: Option<Points>,
    pub digest: Option<String>,
}

/// How far grading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub submissions: u64,
    pub done: u64,
}

pub async fn add(db: &mut Write, regrade: &Regrade) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO regrades (id, author_id, round_id, question, state, created_ms) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(regrade.id.to_string())
    .bind(regrade.author.to_string())
    .bind(regrade.round.map(|id| id.to_string()))
    .bind(regrade.question.as_ref().map(ToString::to_string))
    .bind(regrade.state.as_str())
    .bind(regrade.created.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Graded submissions of `round` and to `question` (any, where there is none) in rounds of `owner` (`None`: in all
/// interviews) that no open regrade has.
pub async fn candidates(
    db: &mut impl Connection,
    owner: Option<PersonId>,
    round: Option<RoundId>,
    question: Option<&QuestionId>,
) -> Result<Vec<Candidate>, StoreError> {
    let rows = sqlx::query(
        "SELECT s.id, s.interview_id, s.person_id, s.question, s.text, s.seed, s.question_digest \
         FROM submissions s JOIN interviews i ON i.id = s.interview_id LEFT JOIN rounds r ON r.id = i.round_id \
         WHERE s.kind = 'submission' AND s.state = 'done' AND i.preview = 0 AND s.outcome NOT LIKE '{\"kind\":\"erased\"%' \
           AND COALESCE(r.owner_id, '') = COALESCE($1, r.owner_id, '') \
           AND COALESCE(i.round_id, '') = COALESCE($2, i.round_id, '') AND s.question = COALESCE($3, s.question) \
           AND NOT EXISTS (SELECT 1 FROM regrade_items t JOIN regrades g ON g.id = t.regrade_id \
             WHERE t.submission_id = s.id AND g.state = 'open') \
         ORDER BY s.id",
    )
    .bind(owner.map(|id| id.to_string()))
    .bind(round.map(|id| id.to_string()))
    .bind(question.map(ToString::to_string))
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Candidate {
                submission: row.parsed("id")?,
                interview: row.parsed("interview_id")?,
                person: row.parsed("person_id")?,
                question: row.parsed("question")?,
                text: row.text("text")?,
                seed: row.number("seed")?,
                digest: row.text_or_null("question_digest")?,
            })
        })
        .collect()
}

/// Makes the job that grades `candidate` again.
pub async fn add_item(
    db: &mut Write,
    regrade: RegradeId,
    candidate: &Candidate,
    now: Time,
) -> Result<(), StoreError> {
    let job = SubmissionId::from(ambient::new_id(now));
    let new = New {
        id: job,
        interview: candidate.interview,
        person: candidate.person,
        question: &candidate.question,
        kind: Kind::Regrade,
        origin: Origin::Candidate,
        text: &candidate.text,
        scratch: None,
        seed: candidate.seed,
        received: now,
    };
    submissions::add(db, &new).await?;
    sqlx::query(
        "INSERT INTO regrade_items (regrade_id, submission_id, job_id, before_score, before_digest) \
         SELECT $1, id, $3, score, question_digest FROM submissions WHERE id = $2",
    )
    .bind(regrade.to_string())
    .bind(candidate.submission.to_string())
    .bind(job.to_string())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// The regrade, if `author` made it; `None` for the author is anybody (an administrator asks).
pub async fn get(
    db: &mut impl Connection,
    id: RegradeId,
    author: Option<PersonId>,
) -> Result<Option<Regrade>, StoreError> {
    let row = sqlx::query(
        "SELECT id, author_id, round_id, question, state, created_ms, ended_ms FROM regrades \
         WHERE id = $1 AND author_id = COALESCE($2, author_id)",
    )
    .bind(id.to_string())
    .bind(author.map(|id| id.to_string()))
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// Newest first, below `before`; `author` as in [`get`].
pub async fn list(
    db: &mut impl Connection,
    author: Option<PersonId>,
    before: Option<RegradeId>,
    limit: u32,
) -> Result<Vec<Regrade>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, author_id, round_id, question, state, created_ms, ended_ms FROM regrades \
         WHERE author_id = COALESCE($1, author_id) AND id < COALESCE($2, 'g') ORDER BY id DESC LIMIT $3",
    )
    .bind(author.map(|id| id.to_string()))
    // Every id is below 'g': they are hexadecimal.
    .bind(before.map(|id| id.to_string()))
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| read(&Columns(row))).collect()
}

/// An ended one counts as done: its jobs are gone.
pub async fn progress(db: &mut impl Connection, id: RegradeId) -> Result<Progress, StoreError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS submissions, \
                CAST(COALESCE(SUM(CASE WHEN COALESCE(j.state, 'done') = 'done' THEN 1 ELSE 0 END), 0) AS BIGINT) AS done \
         FROM regrade_items t LEFT JOIN submissions j ON j.id = t.job_id WHERE t.regrade_id = $1",
    )
    .bind(id.to_string())
    .fetch_one(db.sql())
    .await?;
    let row = Columns(&row);
    Ok(Progress {
        submissions: row.number("submissions")?,
        done: row.number("done")?,
    })
}

/// All of a regrade's, by interview.
pub async fn items(db: &mut impl Connection, id: RegradeId) -> Result<Vec<Again>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.submission_id, s.interview_id, s.question, t.before_score, t.before_digest, t.job_id, j.state, \
                COALESCE(j.outcome, CASE WHEN t.job_id IS NULL THEN s.outcome END) AS outcome, \
                COALESCE(j.score, CASE WHEN t.job_id IS NULL THEN s.score END) AS score, \
                COALESCE(j.max_score, CASE WHEN t.job_id IS NULL THEN s.max_score END) AS max_score, \
                COALESCE(j.question_digest, CASE WHEN t.job_id IS NULL THEN s.question_digest END) AS digest \
         FROM regrade_items t JOIN submissions s ON s.id = t.submission_id LEFT JOIN submissions j ON j.id = t.job_id \
         WHERE t.regrade_id = $1 ORDER BY s.interview_id, s.id",
    )
    .bind(id.to_string())
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Again {
                submission: row.parsed("submission_id")?,
                interview: row.parsed("interview_id")?,
                question: row.parsed("question")?,
                before_score: row.number_or_null("before_score")?.map(Points),
                before_digest: row.text_or_null("before_digest")?,
                job: row.parsed_or_null("job_id")?,
                state: row.parsed_or_null("state")?,
                outcome: row.json_or_null("outcome")?,
                score: row.number_or_null("score")?.map(Points),
                max_score: row.number_or_null("max_score")?.map(Points),
                digest: row.text_or_null("digest")?,
            })
        })
        .collect()
}

/// Ends an open regrade; `false` if somebody else did before. Writers of one regrade wait for each other here.
pub async fn end(
    db: &mut Write,
    id: RegradeId,
    state: RegradeState,
    now: Time,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE regrades SET state = $2, ended_ms = $3 WHERE id = $1 AND state = 'open'",
    )
    .bind(id.to_string())
    .bind(state.as_str())
    .bind(now.as_millis())
    .execute(db.sql())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives the submission what it came to again, and keeps what it had come to.
pub async fn replace(
    db: &mut Write,
    id: RegradeId,
    again: &Again,
    outcome: &Outcome,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE regrade_items SET before_outcome = \
           (SELECT s.outcome FROM submissions s WHERE s.id = regrade_items.submission_id) \
         WHERE regrade_id = $1 AND submission_id = $2",
    )
    .bind(id.to_string())
    .bind(again.submission.to_string())
    .execute(db.sql())
    .await?;
    sqlx::query(
        "UPDATE submissions SET outcome = $2, verdict = $3, score = $4, max_score = $5, question_digest = $6 \
         WHERE id = $1",
    )
    .bind(again.submission.to_string())
    .bind(to_json("outcome", outcome)?)
    .bind(outcome.verdict().map(|verdict| verdict.as_str()))
    .bind(again.score.map(|points| big(points.0)))
    .bind(again.max_score.map(|points| big(points.0)))
    .bind(again.digest.clone())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Removes the jobs of a regrade that has ended. One that is being graded finds nobody to record for.
pub async fn remove_jobs(db: &mut Write, id: RegradeId) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM submissions WHERE kind = 'regrade' \
         AND id IN (SELECT job_id FROM regrade_items WHERE regrade_id = $1)",
    )
    .bind(id.to_string())
    .execute(db.sql())
    .await?;
    Ok(())
}

fn read(row: &Columns<'_>) -> Result<Regrade, StoreError> {
    Ok(Regrade {
        id: row.parsed("id")?,
        author: row.parsed("author_id")?,
        round: row.parsed_or_null("round_id")?,
        question: row.parsed_or_null("question")?,
        state: row.parsed("state")?,
        created: row.time("created_ms")?,
        ended: row.time_or_null("ended_ms")?,
    })
}
