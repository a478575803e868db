//! Tells other nodes how far a job is that is graded here.

use std::convert::Infallible;
use std::time::Duration;

use super::{Followed, Worker};
use crate::interview::SubmissionId;
use crate::store::live::{self, Running};
use crate::store::{Dialect, StoreError};

/// Between two tellings. Most jobs are done before the first, and then nothing is told but their end.
const PAUSE: Duration = Duration::from_millis(250);

impl Worker {
    /// Stores the cases of a job as they finish, for as long as it is polled.
    pub(super) async fn publish(
        &self,
        id: SubmissionId,
        attempt: u32,
        mut followed: Followed,
    ) -> Infallible {
        if self.store.dialect() == Dialect::Sqlite {
            return std::future::pending().await;
        }
        let mut told = 0;
        loop {
            tokio::time::sleep(PAUSE).await;
            let progress = followed.progress();
            if progress.finished.len() == told {
                followed.changed().await;
                continue;
            }
            let job = Running {
                id,
                holder: &self.holder,
                attempt,
                cases: progress.cases,
            };
            match self
                .store_cases(job, told, &progress.finished[told..])
                .await
            {
                Ok(()) => told = progress.finished.len(),
                Err(error) => {
                    let error = super::chain(&error);
                    tracing::warn!(submission = %id, error, "other nodes can't be told how far it is");
                }
            }
        }
    }

    async fn store_cases(
        &self,
        job: Running<'_>,
        before: usize,
        finished: &[std::sync::Arc<super::LiveCase>],
    ) -> Result<(), StoreError> {
        let cases: Vec<&super::LiveCase> = finished.iter().map(|case| &**case).collect();
        let mut db = self.store.write().await?;
        live::add(&mut db, job, before, &cases).await?;
        db.commit().await
    }
}
