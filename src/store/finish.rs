//! Ending an interview: what was written and not handed in is handed in, in the same transaction.

use serde_json::json;

use super::interviews::{self, Interview};
use super::submissions::{self, Kind, New, Origin};
use super::{StoreError, Write, drafts, events};
use crate::ambient;
use crate::interview::{Ending, SubmissionId, Time, leftover};

/// Ends `interview`, which the caller has locked and found running, and returns what was handed in by itself. An
/// interview that ran out of time ended at its deadline, whenever that is noted.
pub async fn finish(
    db: &mut Write,
    interview: &Interview,
    ending: Ending,
    now: Time,
) -> Result<Vec<SubmissionId>, StoreError> {
    let at = match (ending, interview.sitting.deadline) {
        (Ending::Deadline, Some(deadline)) => deadline,
        _ => now,
    };
    let drafts = drafts::beside_submissions(db, interview.id).await?;
    let mut handed_in = Vec::new();
    for draft in leftover(drafts, interview.spec.max_attempts) {
        let id = SubmissionId::from(ambient::new_id(now));
        let new = New {
            id,
            interview: interview.id,
            person: interview.person,
            question: &draft.question,
            kind: Kind::Submission,
            origin: Origin::Leftover,
            text: &draft.text,
            scratch: None,
            seed: interview.seed,
            received: at,
        };
        let number = submissions::add(db, &new).await?;
        let detail = json!({ "submission": id, "number": number, "origin": Origin::Leftover });
        let kind = events::EventKind::Submitted;
        events::add(db, interview.id, at, kind, Some(&draft.question), detail).await?;
        handed_in.push(id);
    }
    interviews::end(db, interview.id, ending, at).await?;
    let detail = json!({ "ending": ending.as_str() });
    let finished = events::EventKind::Finished;
    events::add(db, interview.id, at, finished, None, detail).await?;
    Ok(handed_in)
}
