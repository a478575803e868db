//! Tells the tasks of this process that something happened, so that they look at the database at once. What happens
//! in another process they find by looking now and then: the database is the truth, this only saves waiting.

use std::sync::Arc;

use tokio::sync::{Notify, watch};

use super::follow::{Followed, Follows};
use crate::interview::SubmissionId;

#[derive(Debug, Clone, Default)]
pub struct News {
    work: Arc<Notify>,
    changed: Arc<Notify>,
    pub(super) follows: Follows,
    stopping: watch::Sender<bool>,
}

impl News {
    /// There is a job to do.
    pub fn tell_work(&self) {
        self.work.notify_waiters();
        self.changed.notify_waiters();
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

    /// Ends at the next [`News::tell_work`] after this call, whether or not it is being waited for yet.
    pub fn work(&self) -> impl Future<Output = ()> + Send + use<> {
        self.work.clone().notified_owned()
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

    /// What becomes of one job, as far as this process grades it.
    pub fn follow(&self, id: SubmissionId) -> Followed {
        self.follows.follow(id)
    }
}
