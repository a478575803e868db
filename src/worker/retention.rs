//! Erases by itself what is older than the operator wants to keep.

use std::time::Duration;

use super::{Stop, Worker, chain};
use crate::interview::Span;
use crate::store::{StoreError, erase};

/// Erased in one transaction; the rest follows in the next look.
const BATCH: u32 = 100;

/// Between two looks: retention counts in days.
const EVERY: Duration = Duration::from_secs(600);

impl Worker {
    /// Looks every ten minutes until `stop`.
    pub async fn retain_until(self, keep: Span, mut stop: Stop) {
        while !*stop.borrow() {
            match self.retain(keep).await {
                // There may be more.
                Ok(1..) => continue,
                Ok(0) => {}
                Err(error) => {
                    tracing::error!(error = %chain(&error), "old data could not be erased")
                }
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Deletes practice interviews that ended longer than `keep` ago, and erases the people who left no trace since;
    /// how many rows of either that were. See [`erase`] for what stays of a round's interviews.
    pub async fn retain(&self, keep: Span) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let before = now - keep;
        let mut db = self.store.write().await?;
        let mut erased = erase::old_practice(&mut db, before, BATCH).await?;
        for person in erase::old_people(&mut db, before, BATCH).await? {
            erase::person(&mut db, person, now).await?;
            erased += 1;
        }
        db.commit().await?;
        if erased > 0 {
            tracing::info!(erased, "what was older than the time of retention is gone");
        }
        Ok(erased)
    }
}
