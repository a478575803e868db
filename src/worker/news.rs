//! Tells the tasks of this process that something happened, so that they look at the database at once. What happens
//! in another process they find by looking now and then: the database is the truth, this only saves waiting.

use std::sync::Arc;

use tokio::sync::Notify;

#[derive(Debug, Clone, Default)]
pub struct News {
    work: Arc<Notify>,
    done: Arc<Notify>,
}

impl News {
    /// There is a job to do.
    pub fn tell_work(&self) {
        self.work.notify_waiters();
    }

    /// A job is done.
    pub fn tell_done(&self) {
        self.done.notify_waiters();
        // A person has one running job at a time, so an end may be what another job waited for.
        self.work.notify_waiters();
    }

    /// Ends at the next [`News::tell_work`] after this call, whether or not it is being waited for yet.
    pub fn work(&self) -> impl Future<Output = ()> + Send + use<> {
        self.work.clone().notified_owned()
    }

    /// The same for [`News::tell_done`].
    pub fn done(&self) -> impl Future<Output = ()> + Send + use<> {
        self.done.clone().notified_owned()
    }
}
