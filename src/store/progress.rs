//! How far the interviews of a round are: counts, without anybody's text.

use super::rows::Columns;
use super::{Connection, StoreError};
use crate::interview::{InterviewId, RoundId, Sitting};

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

/// All interviews of a round, in the order in which they were made.
pub async fn of_round(
    db: &mut impl Connection,
    round: RoundId,
) -> Result<Vec<Progress>, StoreError> {
    let rows = sqlx::query(
        "SELECT i.id, p.name, i.started_ms, i.deadline_ms, i.finished_ms, \
           (SELECT CAST(COUNT(*) AS BIGINT) FROM drafts d WHERE d.interview_id = i.id) AS drafts, \
           (SELECT CAST(COUNT(*) AS BIGINT) FROM submissions s WHERE s.interview_id = i.id \
              AND s.kind = 'submission') AS submissions, \
           (SELECT CAST(COUNT(*) AS BIGINT) FROM submissions s WHERE s.interview_id = i.id \
              AND s.kind = 'submission' AND s.state = 'done') AS graded, \
           (SELECT CAST(COALESCE(MAX(e.number), 0) AS BIGINT) FROM events e WHERE e.interview_id = i.id) AS last_event \
         FROM interviews i JOIN people p ON p.id = i.person_id WHERE i.round_id = $1 AND i.preview = 0 ORDER BY i.id",
    )
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
