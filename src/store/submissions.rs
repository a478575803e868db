//! Submissions and runs as what they are to people; as jobs they are in [`super::queue`].

use super::queue::{self, Lane};
use super::rows::{Columns, big, words};
use super::{Connection, StoreError, Write};
use crate::grading::{Points, Ran, Report, Verdict};
use crate::interview::{Handed, InterviewId, PersonId, SubmissionId, Time};
use crate::question::QuestionId;

words! {
    /// What is done with the text.
    Kind {
        /// Graded on all cases; counts.
        Submission = "submission",
        /// The sample cases, or the candidate's own program; counts for nothing.
        Run = "run",
    }
}

words! {
    /// Who handed it in.
    Origin {
        Candidate = "candidate",
        /// The interview ended, and this was the draft.
        Leftover = "leftover",
    }
}

words! {
    State {
        Queued = "queued",
        Running = "running",
        Done = "done",
    }
}

/// What to store of one that comes in.
#[derive(Debug, Clone)]
pub struct New<'a> {
    pub id: SubmissionId,
    pub interview: InterviewId,
    pub person: PersonId,
    pub question: &'a QuestionId,
    pub kind: Kind,
    pub origin: Origin,
    pub text: &'a str,
    /// A program to run beside the answer, instead of the sample cases.
    pub scratch: Option<&'a str>,
    pub seed: u64,
    pub received: Time,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub id: SubmissionId,
    pub interview: InterviewId,
    pub question: QuestionId,
    pub kind: Kind,
    pub origin: Origin,
    /// The n-th of its kind for the question, from 1.
    pub number: u32,
    pub text: String,
    pub received: Time,
    pub state: State,
    pub done: Option<Time>,
    /// Present when done.
    pub outcome: Option<Outcome>,
    pub score: Option<Points>,
}

/// What grading came to; the JSON in the column. Whole: what of it a candidate sees is decided by its reader.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    Report {
        report: Report,
    },
    /// A program of the candidate's own was run.
    Ran {
        ran: Ran,
    },
    /// A person scores it.
    ByPerson,
    /// It can't be graded, and the sentence says why; for the candidate's eyes.
    Refused {
        why: String,
    },
    /// Our own fault; costs nothing.
    Internal,
}

impl Outcome {
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Outcome::Report { report } => Some(report.verdict),
            Outcome::Ran { ran } => Some(ran.verdict),
            Outcome::ByPerson | Outcome::Refused { .. } => None,
            Outcome::Internal => Some(Verdict::Internal),
        }
    }

    pub fn report(&self) -> Option<&Report> {
        match self {
            Outcome::Report { report } => Some(report),
            _ => None,
        }
    }
}

impl Handed for Submission {
    fn hundredths(&self) -> Option<u64> {
        self.score.map(|score| score.0)
    }

    fn is_void(&self) -> bool {
        let verdict = self.outcome.as_ref().and_then(Outcome::verdict);
        verdict == Some(Verdict::Internal)
    }
}

/// Stores it as a job to do, and returns its number.
pub async fn add(db: &mut Write, new: &New<'_>) -> Result<u32, StoreError> {
    let number = count(db, new.interview, new.question, new.kind).await? + 1;
    let lane = Lane::Live;
    // Runs are short and somebody waits for them, so they go in front.
    let rank: i64 = match new.kind {
        Kind::Run => 0,
        Kind::Submission => 1,
    };
    let turn = queue::next_turn(db, new.person, lane, rank).await?;
    sqlx::query(
        "INSERT INTO submissions (id, interview_id, person_id, question, kind, origin, number, text, scratch, seed, \
         received_ms, state, lane, rank, turn, attempts) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12, $13, $14, 0)",
    )
    .bind(new.id.to_string())
    .bind(new.interview.to_string())
    .bind(new.person.to_string())
    .bind(new.question.to_string())
    .bind(new.kind.as_str())
    .bind(new.origin.as_str())
    .bind(i64::from(number))
    .bind(new.text.to_owned())
    .bind(new.scratch.map(str::to_owned))
    .bind(big(new.seed))
    .bind(new.received.as_millis())
    .bind(lane.as_str())
    .bind(rank)
    .bind(big(turn))
    .execute(db.sql())
    .await?;
    Ok(number)
}

/// How many of a kind there are for one question.
pub async fn count(
    db: &mut impl Connection,
    interview: InterviewId,
    question: &QuestionId,
    kind: Kind,
) -> Result<u32, StoreError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM submissions \
         WHERE interview_id = $1 AND question = $2 AND kind = $3",
    )
    .bind(interview.to_string())
    .bind(question.to_string())
    .bind(kind.as_str())
    .fetch_one(db.sql())
    .await?;
    Columns(&row).number("number")
}

/// How many attempts at a question are used up: what our own fault ended is not among them.
pub async fn used(
    db: &mut impl Connection,
    interview: InterviewId,
    question: &QuestionId,
) -> Result<u32, StoreError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM submissions \
         WHERE interview_id = $1 AND question = $2 AND kind = 'submission' AND COALESCE(verdict, '') <> 'internal'",
    )
    .bind(interview.to_string())
    .bind(question.to_string())
    .fetch_one(db.sql())
    .await?;
    Columns(&row).number("number")
}

/// Without regard to who asks: look at its interview for that.
pub async fn get(
    db: &mut impl Connection,
    id: SubmissionId,
) -> Result<Option<Submission>, StoreError> {
    let row = sqlx::query(
        "SELECT id, interview_id, question, kind, origin, number, text, received_ms, state, done_ms, outcome, score \
         FROM submissions WHERE id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// An interview's of one kind, in order of receipt. Of two in the same millisecond the number decides: an id's random
/// part says nothing.
pub async fn list(
    db: &mut impl Connection,
    interview: InterviewId,
    kind: Kind,
) -> Result<Vec<Submission>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, interview_id, question, kind, origin, number, text, received_ms, state, done_ms, outcome, score \
         FROM submissions WHERE interview_id = $1 AND kind = $2 ORDER BY received_ms, number, id",
    )
    .bind(interview.to_string())
    .bind(kind.as_str())
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| read(&Columns(row))).collect()
}

fn read(row: &Columns<'_>) -> Result<Submission, StoreError> {
    Ok(Submission {
        id: row.parsed("id")?,
        interview: row.parsed("interview_id")?,
        question: row.parsed("question")?,
        kind: row.parsed("kind")?,
        origin: row.parsed("origin")?,
        number: row.number("number")?,
        text: row.text("text")?,
        received: row.time("received_ms")?,
        state: row.parsed("state")?,
        done: row.time_or_null("done_ms")?,
        outcome: row.json_or_null("outcome")?,
        score: row.number_or_null("score")?.map(Points),
    })
}
