//! How far those are who sit a round: counts, without anybody's text.

use sqlx::AssertSqlSafe;

use super::invites::{self, FROM, LISTED, Listed};
use super::rows::Columns;
use super::{Connection, StoreError};
use crate::interview::{InterviewId, InviteId, RoundId, Sitting, Time};

/// One interview, as it is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub interview: InterviewId,
    pub candidate: String,
    pub sitting: Sitting,
    /// Questions with a saved draft.
    pub drafts: u64,
    pub submissions: u64,
    /// Of the submissions.
    pub graded: u64,
    /// The number of the last event.
    pub last_event: u64,
}

/// One invite, with how far its candidate has come with what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    pub of: Listed,
    /// Questions with a saved draft.
    pub drafts: u32,
    /// Questions with a submission.
    pub answered: u32,
    pub submissions: u32,
    pub runs: u32,
    /// When the last of the interview's events was.
    pub last: Option<Time>,
}

/// What both count of the interview `i`.
const COUNTS: &str = "\
    (SELECT CAST(COUNT(*) AS BIGINT) FROM drafts d WHERE d.interview_id = i.id) AS drafts, \
    (SELECT CAST(COUNT(*) AS BIGINT) FROM submissions s \
      WHERE s.interview_id = i.id AND s.kind = 'submission') AS submissions";

/// All interviews of a round, in the order in which they were made.
pub async fn of_round(
    db: &mut impl Connection,
    round: RoundId,
) -> Result<Vec<Progress>, StoreError> {
    let sql = format!(
        "SELECT i.id, p.name, i.started_ms, i.deadline_ms, i.finished_ms, {COUNTS}, \
           (SELECT CAST(COUNT(*) AS BIGINT) FROM submissions s WHERE s.interview_id = i.id \
              AND s.kind = 'submission' AND s.state = 'done') AS graded, \
           (SELECT CAST(COALESCE(MAX(e.number), 0) AS BIGINT) FROM events e WHERE e.interview_id = i.id) AS last_event \
         FROM interviews i JOIN people p ON p.id = i.person_id WHERE i.round_id = $1 AND i.preview = 0 ORDER BY i.id"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(round.to_string())
        .fetch_all(db.sql())
        .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Progress {
                interview: row.parsed("id")?,
                candidate: row.text("name")?,
                sitting: row.sitting()?,
                drafts: row.number("drafts")?,
                submissions: row.number("submissions")?,
                graded: row.number("graded")?,
                last_event: row.number("last_event")?,
            })
        })
        .collect()
}

/// A round's invites in the order of their making, after `after`.
pub async fn of_invites(
    db: &mut impl Connection,
    round: RoundId,
    after: Option<InviteId>,
    limit: u32,
) -> Result<Vec<Invited>, StoreError> {
    let sql = format!(
        "SELECT {LISTED}, {COUNTS}, \
           (SELECT CAST(COUNT(DISTINCT s.question) AS BIGINT) FROM submissions s \
             WHERE s.interview_id = i.id AND s.kind = 'submission') AS answered, \
           (SELECT CAST(COUNT(*) AS BIGINT) FROM submissions s \
             WHERE s.interview_id = i.id AND s.kind = 'run') AS runs, \
           (SELECT e.at_ms FROM events e WHERE e.interview_id = i.id ORDER BY e.number DESC LIMIT 1) AS last_ms \
         FROM {FROM} WHERE n.round_id = $1 AND n.id > COALESCE($2, '') ORDER BY n.id LIMIT $3"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(round.to_string())
        .bind(after.map(|after| after.to_string()))
        .bind(i64::from(limit))
        .fetch_all(db.sql())
        .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Invited {
                of: invites::listed(&row)?,
                drafts: row.number("drafts")?,
                answered: row.number("answered")?,
                submissions: row.number("submissions")?,
                runs: row.number("runs")?,
                last: row.time_or_null("last_ms")?,
            })
        })
        .collect()
}
