//! Ends interviews whose time is over, and forgets what is kept for a day only.

use super::{GRACE, Worker};
use crate::interview::{Ending, InterviewId, Span};
use crate::store::interviews::{self, Scope};
use crate::store::{StoreError, attempts, finish, idempotency};

/// Ended in one go; the rest follows in the next.
const BATCH: u32 = 100;

/// How long an answer to an `Idempotency-Key` is kept.
const REMEMBER: Span = Span::from_hours(24);

impl Worker {
    /// Ends what is overdue and returns how many interviews that were.
    pub async fn sweep(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let overdue =
            interviews::overdue(&mut self.store.read().await?, now - GRACE, BATCH).await?;
        for id in &overdue {
            self.end(*id).await?;
        }
        if !overdue.is_empty() {
            self.news.tell_work();
        }
        Ok(overdue.len())
    }

    /// Deletes stored answers that are too old to be asked for again, and attempts to sign in that count no more.
    pub async fn forget(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let mut db = self.store.write().await?;
        let mut forgotten = idempotency::forget(&mut db, now - REMEMBER).await?;
        forgotten += attempts::forget(&mut db, now).await?;
        db.commit().await?;
        Ok(forgotten)
    }

    async fn end(&self, id: InterviewId) -> Result<(), StoreError> {
        let mut db = self.store.write().await?;
        let Some(interview) = interviews::lock(&mut db, id, Scope::Everything).await? else {
            return Ok(());
        };
        // Another node, or the candidate, may have been faster; or an interviewer, with more time.
        let sitting = interview.sitting;
        if sitting.finished.is_none() && sitting.is_late(self.clock.now()) {
            let handed_in = finish(&mut db, &interview, Ending::Deadline, self.clock.now()).await?;
            tracing::info!(interview = %id, handed_in = handed_in.len(), "its time is over");
        }
        db.commit().await
    }
}
