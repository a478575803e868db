//! Submissions as jobs: claimed under a lease, recorded once and only while the lease is held.
//!
//! A worker that dies leaves its lease behind; when that is over, somebody else claims the job. One that was only
//! slow then finds that its result is not taken.

use sqlx::any::AnyRow;

use super::notices::{self, Notice};
use super::rows::{Columns, big, number, one, to_json, words};
use super::submissions::{Kind, Outcome, State, Submission};
use super::together::Statement;
use super::{Connection, Dialect, StoreError, Write, submissions, together};
use crate::interview::{InterviewId, PersonId, Span, SubmissionId, Time};
use crate::question::QuestionId;

words! {
    /// Which traffic a job belongs to.
    Lane {
        /// A candidate waits for it.
        Live = "live",
        /// A question changed; goes behind every live one.
        Regrade = "regrade",
    }
}

/// A claimed job.
#[derive(Debug, Clone)]
pub struct Job {
    pub id: SubmissionId,
    pub interview: InterviewId,
    pub question: QuestionId,
    pub kind: Kind,
    pub text: String,
    pub scratch: Option<String>,
    pub seed: u64,
    /// How often it was claimed, this time included.
    pub attempts: u32,
}

/// How much is waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depth {
    pub queued: u64,
    /// Of these, those in the live lane.
    pub live: u64,
    pub running: u64,
    /// When the oldest that waits was received.
    pub oldest: Option<Time>,
}

/// The turn of a person's next job in a lane: the one after their last that is not done, and never before the turn that
/// is being served, so that whoever comes later begins beside the others. Ten jobs of one person thus have ten turns,
/// and another's first job comes right after the first of them that has not begun.
pub(super) fn next_turn(person: PersonId, lane: Lane, rank: i64) -> Statement {
    Statement::new(
        "SELECT CAST(COALESCE(MIN(turn), 0) AS BIGINT) AS served, \
                CAST(COALESCE(MAX(CASE WHEN person_id = $1 THEN turn + 1 END), 0) AS BIGINT) AS own \
         FROM submissions WHERE lane = $2 AND rank = $3 AND state <> 'done'",
    )
    .bind(person.to_string())
    .bind(lane.as_str())
    .bind(rank)
}

pub(super) fn read_turn(rows: &[AnyRow]) -> Result<u64, StoreError> {
    let row = Columns(one(rows)?);
    let (served, own): (u64, u64) = (row.number("served")?, row.number("own")?);
    Ok(served.max(own))
}

/// Claims the next job for `holder`: live before regrade, runs before submissions, people in turn, and of each person one
/// at a time, in the order in which they handed in. `None` if there is nothing to do.
pub async fn claim(
    db: &mut Write,
    holder: &str,
    now: Time,
    lease: Span,
) -> Result<Option<Job>, StoreError> {
    // Two claimers at once would not see each other's, and so start two jobs of one person. A claim that is lost is made
    // again, and the first one's result is then not taken.
    db.alone_and_soon_over("claim").await?;
    // `<> 'done'` says to the planner that the index of what is to do has it all.
    // Two texts: only PostgreSQL has (and needs) the clause with which claimers pass over each other's rows.
    let sql = match db.dialect() {
        Dialect::Sqlite => {
            "UPDATE submissions SET state = 'running', lease_holder = $1, lease_until_ms = $2, attempts = attempts + 1 \
             WHERE id = ( \
               SELECT q.id FROM submissions q \
               WHERE q.state <> 'done' AND (q.state = 'queued' OR (q.state = 'running' AND q.lease_until_ms <= $3)) \
                 AND NOT EXISTS (SELECT 1 FROM submissions r WHERE r.person_id = q.person_id \
                   AND r.state = 'running' AND r.lease_until_ms > $3) \
               ORDER BY q.lane, q.rank, q.turn, q.id LIMIT 1) \
             RETURNING id, interview_id, question, kind, text, scratch, seed, attempts"
        }
        Dialect::Postgres => {
            "UPDATE submissions SET state = 'running', lease_holder = $1, lease_until_ms = $2, attempts = attempts + 1 \
             WHERE id = ( \
               SELECT q.id FROM submissions q \
               WHERE q.state <> 'done' AND (q.state = 'queued' OR (q.state = 'running' AND q.lease_until_ms <= $3)) \
                 AND NOT EXISTS (SELECT 1 FROM submissions r WHERE r.person_id = q.person_id \
                   AND r.state = 'running' AND r.lease_until_ms > $3) \
               ORDER BY q.lane, q.rank, q.turn, q.id LIMIT 1 FOR UPDATE SKIP LOCKED) \
             RETURNING id, interview_id, question, kind, text, scratch, seed, attempts"
        }
    };
    let row = sqlx::query(sql)
        .bind(holder.to_owned())
        .bind((now + lease).as_millis())
        .bind(now.as_millis())
        .fetch_optional(db.sql())
        .await?;
    row.map(|row| {
        let row = Columns(&row);
        Ok(Job {
            id: row.parsed("id")?,
            interview: row.parsed("interview_id")?,
            question: row.parsed("question")?,
            kind: row.parsed("kind")?,
            text: row.text("text")?,
            scratch: row.text_or_null("scratch")?,
            seed: row.number("seed")?,
            attempts: row.number("attempts")?,
        })
    })
    .transpose()
}

/// Records what the job came to, if `holder` still holds it and nobody has recorded it: `false` says that the result
/// was not taken.
pub async fn record(
    db: &mut Write,
    id: SubmissionId,
    holder: &str,
    outcome: &Outcome,
    now: Time,
) -> Result<bool, StoreError> {
    let taken = write_outcome(db, id, Some(holder), outcome, now).await?;
    notices::tell(db, Notice::Done(id)).await?;
    Ok(taken)
}

/// Records what a job comes to that needs no grader, in the transaction that stored it.
pub async fn record_at_once(
    db: &mut Write,
    id: SubmissionId,
    outcome: &Outcome,
    now: Time,
) -> Result<(), StoreError> {
    write_outcome(db, id, None, outcome, now).await.map(|_| ())
}

/// `holder` is who must hold the job; without, nobody may have claimed it.
async fn write_outcome(
    db: &mut Write,
    id: SubmissionId,
    holder: Option<&str>,
    outcome: &Outcome,
    now: Time,
) -> Result<bool, StoreError> {
    let report = outcome.report();
    let state = match holder {
        Some(_) => State::Running,
        None => State::Queued,
    };
    let done = sqlx::query(
        "UPDATE submissions SET state = 'done', lease_holder = NULL, lease_until_ms = NULL, done_ms = $3, \
         outcome = $4, verdict = $5, score = $6, max_score = $7, question_digest = $8 \
         WHERE id = $1 AND COALESCE(lease_holder, '') = $2 AND state = $9",
    )
    .bind(id.to_string())
    .bind(holder.unwrap_or_default().to_owned())
    .bind(now.as_millis())
    .bind(to_json("outcome", outcome)?)
    .bind(outcome.verdict().map(|verdict| verdict.as_str()))
    .bind(report.and_then(|report| report.score).map(|points| big(points.0)))
    .bind(report.and_then(|report| report.max_score).map(|points| big(points.0)))
    .bind(report.map(|report| report.question_digest.clone()))
    .bind(state.as_str())
    .execute(db.sql())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds a job for longer; `false` if it is no longer held.
pub async fn renew(
    db: &mut Write,
    id: SubmissionId,
    holder: &str,
    until: Time,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE submissions SET lease_until_ms = $3 WHERE id = $1 AND state = 'running' AND lease_holder = $2",
    )
    .bind(id.to_string())
    .bind(holder.to_owned())
    .bind(until.as_millis())
    .execute(db.sql())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a job back as if it had not been claimed: the holder stops before it is done.
pub async fn give_back(db: &mut Write, id: SubmissionId, holder: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE submissions SET state = 'queued', lease_holder = NULL, lease_until_ms = NULL, \
         attempts = attempts - 1 WHERE id = $1 AND state = 'running' AND lease_holder = $2",
    )
    .bind(id.to_string())
    .bind(holder.to_owned())
    .execute(db.sql())
    .await?;
    notices::tell(db, Notice::Work).await
}

/// How many queued jobs go before this one.
pub async fn position(db: &mut impl Connection, id: SubmissionId) -> Result<u64, StoreError> {
    let [found] = together::fetch(db, [before(id)]).await?;
    number(&found)
}

/// The same with the submission itself.
pub async fn with_position(
    db: &mut impl Connection,
    id: SubmissionId,
) -> Result<Option<(Submission, u64)>, StoreError> {
    let [found, position] = together::fetch(db, [submissions::wanted(id), before(id)]).await?;
    match submissions::read_all(&found)?.pop() {
        Some(submission) => Ok(Some((submission, number(&position)?))),
        None => Ok(None),
    }
}

fn before(id: SubmissionId) -> Statement {
    Statement::new(
        "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM submissions q, submissions mine \
         WHERE mine.id = $1 AND q.state <> 'done' AND q.state = 'queued' AND (q.lane < mine.lane OR (q.lane = mine.lane \
           AND (q.rank < mine.rank OR (q.rank = mine.rank \
             AND (q.turn < mine.turn OR (q.turn = mine.turn AND q.id < mine.id))))))",
    )
    .bind(id.to_string())
}

/// What decides whether one more job is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Attempts at the question that are used up.
    pub used: u32,
    /// Jobs of the person that wait or run.
    pub own: u64,
    /// Jobs in the live lane that wait.
    pub live: u64,
}

pub async fn room(
    db: &mut impl Connection,
    interview: InterviewId,
    question: &QuestionId,
    person: PersonId,
) -> Result<Room, StoreError> {
    let own = Statement::new(
        "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM submissions \
         WHERE person_id = $1 AND lane = 'live' AND state IN ('queued', 'running')",
    )
    .bind(person.to_string());
    let used = submissions::used(interview, question);
    let [used, own, all] = together::fetch(db, [used, own, deep()]).await?;
    Ok(Room {
        used: number(&used)?,
        own: number(&own)?,
        live: read_depth(&all)?.live,
    })
}

pub async fn depth(db: &mut impl Connection) -> Result<Depth, StoreError> {
    let [found] = together::fetch(db, [deep()]).await?;
    read_depth(&found)
}

fn deep() -> Statement {
    Statement::new(
        "SELECT CAST(COALESCE(SUM(CASE WHEN state = 'queued' THEN 1 ELSE 0 END), 0) AS BIGINT) AS queued, \
                CAST(COALESCE(SUM(CASE WHEN state = 'queued' AND lane = 'live' THEN 1 ELSE 0 END), 0) AS BIGINT) AS live, \
                CAST(COALESCE(SUM(CASE WHEN state = 'running' THEN 1 ELSE 0 END), 0) AS BIGINT) AS running, \
                CAST(MIN(CASE WHEN state = 'queued' THEN received_ms END) AS BIGINT) AS oldest \
         FROM submissions WHERE state <> 'done'",
    )
}

fn read_depth(rows: &[AnyRow]) -> Result<Depth, StoreError> {
    let row = Columns(one(rows)?);
    Ok(Depth {
        queued: row.number("queued")?,
        live: row.number("live")?,
        running: row.number("running")?,
        oldest: row.time_or_null("oldest")?,
    })
}
