//! Tells the tasks of this process that something happened, so that they look at the database at once. What happens
//! in another process is passed on by [`super::elsewhere`]. The database is the truth, this only saves waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Notify, watch};

use super::follow::{Followed, Follows};
use crate::interview::SubmissionId;

#[derive(Debug, Clone, Default)]
pub struct News {
    work: Arc<Notify>,
    changed: Arc<Notify>,
    pub(super) follows: Follows,
    stopping: watch::Sender<bool>,
    /// Whether other nodes are heard.
    hearing: Arc<AtomicBool>,
}

impl News {
    /// There is a job to do.
    pub fn tell_work(&self) {
        self.tell_one();
        self.changed.notify_waiters();
    }

    /// One of those who wait for work should look for it, or the next who would wait. Who finds some tells the next:
    /// so all get to work while there is some, and one alone looks in vain when there is none.
    pub(super) fn tell_one(&self) {
        self.work.notify_one();
    }

    /// A job is done.
    pub fn tell_done(&self) {
        // A person has one running job at a time, so an end may be what another job waited for.
        self.tell_work();
    }

    /// The process is about to stop: nobody should wait any longer.
    pub fn tell_stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Ends when there may be work, also if that was told before and nobody has looked since.
    pub(super) fn work(&self) -> impl Future<Output = ()> + Send + use<> {
        self.work.clone().notified_owned()
    }

    pub(super) fn set_hearing(&self, hearing: bool) {
        self.hearing.store(hearing, Ordering::Relaxed);
    }

    pub(super) fn is_hearing(&self) -> bool {
        self.hearing.load(Ordering::Relaxed)
    }

    /// Ends when anything was handed in or is done.
    pub fn changed(&self) -> impl Future<Output = ()> + Send + use<> {
        self.changed.clone().notified_owned()
    }

    /// Ends when the process is about to stop, or is stopping already.
    pub fn stop(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopping = self.stopping.subscribe();
        async move {
            // Without a sender there is nobody to stop.
            if stopping.wait_for(|stopping| *stopping).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// What becomes of one job.
    pub fn follow(&self, id: SubmissionId) -> Followed {
        self.follows.follow(id)
    }
}
