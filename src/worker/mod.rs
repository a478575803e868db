//! Claim, grade, record; and end the interviews whose time is over.
//!
//! Everything between two steps is in the store, so a worker may die at any time, and several may work on one
//! database. Knows no HTTP.

mod at_once;
pub mod checks;
mod claim;
mod elsewhere;
mod follow;
mod grade;
pub mod graders;
mod news;
mod publish;
mod pulse;
mod retention;
mod sweep;
mod versions;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::ambient::Clock;
use crate::grading::Grader;
use crate::interview::Span;
use crate::question::Library;
use crate::store::Store;
use claim::Step;

pub use at_once::at_once;
pub use follow::{Followed, LiveCase, Progress};
pub use news::News;
pub use pulse::{Pulse, Unwell};
pub use versions::version;

/// How long a claim lasts unless it is renewed, which its holder does three times in it. After it, somebody else takes
/// over from a worker that died.
pub const LEASE: Span = Span::from_millis(20_000);

/// How long after its deadline an interview is ended: what arrived just in time may still be on its way through the
/// server, and is stored before the leftovers are looked for.
pub const GRACE: Span = Span::from_millis(2_000);

/// How often a node whose graders are idle looks at the database: for the jobs of other nodes, should it not have heard
/// of them, and for those whose lease is over.
const POLL: Duration = Duration::from_millis(1_000);

/// Sweeps between two looks for what can be forgotten: ten minutes.
const FORGET_EVERY: u64 = 600;

/// A grader that several threads use.
pub type SharedGrader = Arc<dyn Grader + Send + Sync>;

/// What working needs. Cheap to clone.
#[derive(Clone)]
pub struct Worker {
    pub store: Store,
    pub library: Arc<Library>,
    pub clock: Arc<dyn Clock>,
    pub grader: SharedGrader,
    pub news: News,
    pub pulse: Pulse,
    /// Names this process among all that claim jobs.
    pub holder: Arc<str>,
    /// [`LEASE`] unless the operator says otherwise.
    pub lease: Span,
}

/// Says when to stop: the value becomes `true`.
pub type Stop = watch::Receiver<bool>;

impl Worker {
    /// Works with `graders` jobs at once until `stop`; then finishes what runs and claims nothing more.
    pub async fn run(&self, graders: usize, stop: Stop) {
        if let Err(error) = self.keep_versions().await {
            tracing::error!(error = %chain(&error), "the bank's questions could not be kept");
        }
        self.pulse.expect(graders);
        let mut tasks = JoinSet::new();
        for _ in 0..graders {
            tasks.spawn(self.clone().grade_until(stop.clone()));
        }
        tasks.spawn(self.clone().attend_until(stop.clone()));
        tasks.spawn(self.clone().sweep_until(stop));
        while let Some(ended) = tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a worker's task ended by a fault of ours");
            }
        }
    }

    async fn grade_until(self, mut stop: Stop) {
        let _beat = self.pulse.beat();
        while !*stop.borrow() {
            let stepped = self.step().await;
            if let Err(error) = &stepped {
                tracing::error!(error = %chain(error), "grading could not go on");
            }
            let again = async {
                match stepped {
                    Ok(Step::Graded) => {}
                    Ok(Step::Nothing) => self.news.work().await,
                    Ok(Step::PutOff) | Err(_) => tokio::time::sleep(POLL).await,
                }
            };
            tokio::select! {
                () = again => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn sweep_until(self, mut stop: Stop) {
        let mut round: u64 = 0;
        while !*stop.borrow() {
            if let Err(error) = self.sweep().await {
                tracing::error!(error = %chain(&error), "overdue interviews could not be ended");
            }
            if round.is_multiple_of(FORGET_EVERY)
                && let Err(error) = self.forget().await
            {
                tracing::error!(error = %chain(&error), "old answers could not be deleted");
            }
            round += 1;
            self.news.tell_one();
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
    }
}

/// An error with all its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
