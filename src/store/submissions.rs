//! Submissions and runs as what they are to people; as jobs they are in [`super::queue`].

use sqlx::any::AnyRow;

use super::notices::{self, Notice};
use super::queue::{self, Lane};
use super::rows::{Columns, big, number, words};
use super::together::Statement;
use super::{Connection, StoreError, Write, together};
use crate::grading::{Points, Ran, Report, Verdict};
use crate::interview::{Handed, InterviewId, PersonId, SubmissionId, Time, integrity};
use crate::question::QuestionId;

words! {
    /// What is done with the text.
    Kind {
        /// Graded on all cases; counts.
        Submission = "submission",
        /// The sample cases, or the candidate's own program; counts for nothing.
        Run = "run",
        /// A submission graded again: counts for nothing, and is nobody's to read, until it is applied.
        Regrade = "regrade",
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
    /// Of a run: a program to run beside the answer.
    pub scratch: Option<String>,
    pub received: Time,
    pub state: State,
    pub done: Option<Time>,
    /// Present when done.
    pub outcome: Option<Outcome>,
    pub score: Option<Points>,
    pub max_score: Option<Points>,
    /// Of the question that it was graded with.
    pub question_digest: Option<String>,
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
    /// The answer and what was said of it were erased; the score was kept.
    Erased,
}

impl Outcome {
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Outcome::Report { report } => Some(report.verdict),
            Outcome::Ran { ran } => Some(ran.verdict),
            Outcome::ByPerson | Outcome::Refused { .. } | Outcome::Erased => None,
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
    // Runs are short and somebody waits for them, so they go in front.
    let rank: i64 = match new.kind {
        Kind::Run => 0,
        Kind::Submission | Kind::Regrade => 1,
    };
    let lane = match new.kind {
        Kind::Run | Kind::Submission => Lane::Live,
        Kind::Regrade => Lane::Regrade,
    };
    let print = match new.kind {
        Kind::Submission => integrity::print(new.text),
        Kind::Run | Kind::Regrade => None,
    };
    let before = count(new.interview, new.question, new.kind);
    let turn = queue::next_turn(new.person, lane, rank);
    let [before, turn] = together::fetch(db, [before, turn]).await?;
    let number = number::<u32>(&before)? + 1;
    let turn = queue::read_turn(&turn)?;
    sqlx::query(
        "INSERT INTO submissions (id, interview_id, person_id, question, kind, origin, number, text, scratch, seed, \
         received_ms, state, lane, rank, turn, attempts, print) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12, $13, $14, 0, $15)",
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
    .bind(print)
    .execute(db.sql())
    .await?;
    notices::tell(db, Notice::Work).await?;
    Ok(number)
}

/// How many of a kind there are for one question.
fn count(interview: InterviewId, question: &QuestionId, kind: Kind) -> Statement {
    Statement::new(
        "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM submissions \
         WHERE interview_id = $1 AND question = $2 AND kind = $3",
    )
    .bind(interview.to_string())
    .bind(question.to_string())
    .bind(kind.as_str())
}

/// How many attempts at a question are used up: what our own fault ended is not among them.
pub(super) fn used(interview: InterviewId, question: &QuestionId) -> Statement {
    Statement::new(
        "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM submissions \
         WHERE interview_id = $1 AND question = $2 AND kind = 'submission' AND COALESCE(verdict, '') <> 'internal'",
    )
    .bind(interview.to_string())
    .bind(question.to_string())
}

/// A submission or a run, without regard to who asks: look at its interview for that.
pub async fn get(
    db: &mut impl Connection,
    id: SubmissionId,
) -> Result<Option<Submission>, StoreError> {
    let [found] = together::fetch(db, [wanted(id)]).await?;
    Ok(read_all(&found)?.pop())
}

pub(super) fn wanted(id: SubmissionId) -> Statement {
    Statement::new(
        "SELECT id, interview_id, question, kind, origin, number, text, scratch, received_ms, state, done_ms, outcome, score, \
                max_score, question_digest \
         FROM submissions WHERE id = $1 AND kind <> 'regrade'",
    )
    .bind(id.to_string())
}

/// Those of `ids` that are done.
pub async fn done(
    db: &mut impl Connection,
    ids: &[SubmissionId],
) -> Result<Vec<SubmissionId>, StoreError> {
    let mut done = Vec::new();
    for some in ids.chunks(128) {
        // A few sizes alone, since each is a statement that the connection keeps.
        let size = some.len().next_power_of_two();
        let places: Vec<String> = (1..=size).map(|place| format!("${place}")).collect();
        let mut query = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT id FROM submissions WHERE state = 'done' AND id IN ({})",
            places.join(", ")
        )));
        for id in some.iter().cycle().take(size) {
            query = query.bind(id.to_string());
        }
        let rows = query.fetch_all(db.sql()).await?;
        for row in &rows {
            done.push(Columns(row).parsed("id")?);
        }
    }
    Ok(done)
}

/// An interview's of one kind, in order of receipt. Of two in the same millisecond the number decides: an id's random
/// part says nothing.
pub async fn list(
    db: &mut impl Connection,
    interview: InterviewId,
    kind: Kind,
) -> Result<Vec<Submission>, StoreError> {
    let [rows] = together::fetch(db, [listed(interview, kind)]).await?;
    read_all(&rows)
}

pub(super) fn listed(interview: InterviewId, kind: Kind) -> Statement {
    Statement::new(
        "SELECT id, interview_id, question, kind, origin, number, text, scratch, received_ms, state, done_ms, outcome, score, \
                max_score, question_digest \
         FROM submissions WHERE interview_id = $1 AND kind = $2 ORDER BY received_ms, number, id",
    )
    .bind(interview.to_string())
    .bind(kind.as_str())
}

pub(super) fn read_all(rows: &[AnyRow]) -> Result<Vec<Submission>, StoreError> {
    rows.iter().map(|row| read(&Columns(row))).collect()
}

/// An answer in the same round that equals one of an interview's but for spaces and comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    pub submission: SubmissionId,
    pub question: QuestionId,
    pub print: String,
    pub other: SubmissionId,
    pub other_interview: InterviewId,
    pub other_name: String,
    pub other_received: Time,
}

/// Other candidates' answers that equal one of `interview`'s; at most `limit`.
pub async fn twins(
    db: &mut impl Connection,
    interview: InterviewId,
    limit: u32,
) -> Result<Vec<Twin>, StoreError> {
    let rows = sqlx::query(
        "SELECT m.id, m.question, m.print, o.id AS other_id, o.interview_id AS other_interview, p.name, \
                o.received_ms \
         FROM submissions m JOIN interviews mi ON mi.id = m.interview_id \
         JOIN submissions o ON o.question = m.question AND o.print = m.print AND o.person_id <> m.person_id \
         JOIN interviews oi ON oi.id = o.interview_id AND oi.round_id = mi.round_id AND oi.preview = 0 \
         JOIN people p ON p.id = o.person_id \
         WHERE m.interview_id = $1 AND m.print IS NOT NULL ORDER BY m.received_ms, m.id, o.received_ms, o.id LIMIT $2",
    )
    .bind(interview.to_string())
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Twin {
                submission: row.parsed("id")?,
                question: row.parsed("question")?,
                print: row.text("print")?,
                other: row.parsed("other_id")?,
                other_interview: row.parsed("other_interview")?,
                other_name: row.text("name")?,
                other_received: row.time("received_ms")?,
            })
        })
        .collect()
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
        scratch: row.text_or_null("scratch")?,
        received: row.time("received_ms")?,
        state: row.parsed("state")?,
        done: row.time_or_null("done_ms")?,
        outcome: row.json_or_null("outcome")?,
        score: row.number_or_null("score")?.map(Points),
        max_score: row.number_or_null("max_score")?.map(Points),
        question_digest: row.text_or_null("question_digest")?,
    })
}
