//! One job from the queue to its record.

use std::time::{Duration, Instant};

use tokio::task::{JoinError, JoinHandle};

use super::{Worker, grade};
use crate::interview::SubmissionId;
use crate::store::submissions::Outcome;
use crate::store::{StoreError, live, queue};

/// A job that was claimed this often and never recorded ends as our own fault. A grader that dies over it doesn't count
/// here (see [`super::graders`]): whole workers were lost, and the job might be what they were lost to.
const MAX_ATTEMPTS: u32 = 10;

/// What looking for a job came to.
pub(super) enum Step {
    /// One was graded.
    Graded,
    /// There was none.
    Nothing,
    /// One was given back, since it can't be graded now: trying again at once would come to the same.
    PutOff,
}

impl Worker {
    /// Claims a job, grades it and records what it came to; `false` if there was none, or none that can be graded now.
    pub async fn work_once(&self) -> Result<bool, StoreError> {
        Ok(matches!(self.step().await?, Step::Graded))
    }

    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let mut db = self.store.write().await?;
        let claimed = queue::claim(&mut db, &self.holder, self.clock.now(), self.lease).await?;
        let Some(job) = claimed else {
            return Ok(Step::Nothing);
        };
        db.commit().await?;
        // There may be another.
        self.news.tell_one();

        let (id, question, kind) = (job.id, job.question.clone(), job.kind);
        let attempt = job.attempts;
        let begun = Instant::now();
        let following = self.news.follows.begin(id, job.attempts);
        let outcome = if job.attempts > MAX_ATTEMPTS {
            tracing::error!(submission = %id, %question, "given up: its workers ended without a result");
            Outcome::Internal
        } else {
            let (library, grader, watch) =
                (self.library.clone(), self.grader.clone(), following.watch());
            let graded =
                tokio::task::spawn_blocking(move || grade::grade(&library, &*grader, &job, &watch));
            let holding = self.while_holding(id, graded);
            let publishing = self.publish(id, attempt, self.news.follow(id));
            let graded = tokio::select! {
                graded = holding => graded,
                never = publishing => match never {},
            };
            match graded {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(put_off)) => {
                    tracing::warn!(submission = %id, %question, why = %put_off, "is graded later");
                    self.give_back(id, attempt).await?;
                    return Ok(Step::PutOff);
                }
                Err(error) => {
                    tracing::error!(submission = %id, %question, %error, "grading ended by a fault of ours");
                    Outcome::Internal
                }
            }
        };
        let seconds = begun.elapsed().as_secs_f64();
        let verdict = outcome.verdict().map_or("none", |verdict| verdict.as_str());

        let mut db = self.store.write().await?;
        live::forget(&mut db, id, attempt).await?;
        let taken = queue::record(&mut db, id, &self.holder, &outcome, self.clock.now()).await?;
        db.commit().await?;
        if taken {
            metrics::counter!("viva_grades_total", "kind" => kind.as_str(), "verdict" => verdict)
                .increment(1);
            metrics::histogram!("viva_grade_seconds", "kind" => kind.as_str()).record(seconds);
            tracing::info!(submission = %id, %question, %kind, verdict, seconds, "graded");
        } else {
            tracing::warn!(submission = %id, "the lease was over before the result came; it was not taken");
        }
        // Whoever follows looks at the store when this ends, so it ends after the record.
        drop(following);
        self.news.tell_done();
        Ok(Step::Graded)
    }

    /// Waits for `graded`, and renews the lease three times in its length.
    async fn while_holding<T>(
        &self,
        id: SubmissionId,
        mut graded: JoinHandle<T>,
    ) -> Result<T, JoinError> {
        let third = Duration::from_millis(self.lease.as_millis().unsigned_abs() / 3);
        loop {
            tokio::select! {
                graded = &mut graded => return graded,
                () = tokio::time::sleep(third) => {}
            }
            if let Err(error) = self.renew(id).await {
                let error = super::chain(&error);
                tracing::warn!(submission = %id, error, "the lease could not be renewed");
            }
        }
    }

    async fn renew(&self, id: SubmissionId) -> Result<(), StoreError> {
        let mut db = self.store.write().await?;
        queue::renew(&mut db, id, &self.holder, self.clock.now() + self.lease).await?;
        db.commit().await
    }

    async fn give_back(&self, id: SubmissionId, attempt: u32) -> Result<(), StoreError> {
        let mut db = self.store.write().await?;
        live::forget(&mut db, id, attempt).await?;
        queue::give_back(&mut db, id, &self.holder).await?;
        db.commit().await
    }
}
