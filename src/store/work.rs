//! What a candidate did in an interview, all at once.

use super::drafts::Draft;
use super::hints::Taken;
use super::interviews::{self, Interview, Scope};
use super::submissions::{Kind, Submission};
use super::{Connection, StoreError, drafts, hints, submissions, together};
use crate::interview::InterviewId;

#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// In order of their questions' ids.
    pub drafts: Vec<Draft>,
    /// In order of receipt.
    pub submissions: Vec<Submission>,
    /// In order of their questions' ids.
    pub hints: Vec<Taken>,
}

/// The work of one interview, without regard to who asks.
pub async fn get(db: &mut impl Connection, id: InterviewId) -> Result<Work, StoreError> {
    let [drafts, submissions, hints] = together::fetch(
        db,
        [
            drafts::listed(id),
            submissions::listed(id, Kind::Submission),
            hints::listed(id),
        ],
    )
    .await?;
    Ok(Work {
        drafts: drafts::read_all(&drafts)?,
        submissions: submissions::read_all(&submissions)?,
        hints: hints::read_all(&hints)?,
    })
}

/// The same with the interview, if it is in `scope`.
pub async fn with_interview(
    db: &mut impl Connection,
    id: InterviewId,
    scope: Scope,
) -> Result<Option<(Interview, Work)>, StoreError> {
    let [interview, drafts, submissions, hints] = together::fetch(
        db,
        [
            interviews::wanted(id, scope),
            drafts::listed(id),
            submissions::listed(id, Kind::Submission),
            hints::listed(id),
        ],
    )
    .await?;
    // The rest is read for those alone who may see the interview.
    let Some(interview) = interviews::read_one(&interview)? else {
        return Ok(None);
    };
    let work = Work {
        drafts: drafts::read_all(&drafts)?,
        submissions: submissions::read_all(&submissions)?,
        hints: hints::read_all(&hints)?,
    };
    Ok(Some((interview, work)))
}
