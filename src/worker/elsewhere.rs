//! Passes on what happens on other nodes to those who wait in this process.

use std::time::Duration;

use super::{Stop, Worker, chain};
use crate::store::notices::Notice;
use crate::store::{StoreError, submissions};

/// How often the jobs that somebody here waits for are looked at: one query for all of them.
const LOOK: Duration = Duration::from_millis(500);

/// The same while the database tells what happens: in case it was not heard.
const LOOK_IN_CASE: Duration = Duration::from_secs(5);

/// Before the database is asked again to tell.
const AGAIN: Duration = Duration::from_secs(5);

impl Worker {
    /// Hears and looks until `stop`.
    pub async fn attend_until(self, mut stop: Stop) {
        tokio::select! {
            () = self.hear() => {}
            () = self.look() => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }

    /// Passes on what other nodes tell, for as long as it is polled.
    pub async fn hear(&self) {
        loop {
            match self.hear_until_lost().await {
                // This database tells nothing.
                Ok(()) => return std::future::pending().await,
                Err(error) => {
                    let error = chain(&error);
                    tracing::warn!(
                        error,
                        "what other nodes do is not heard, only found by looking"
                    );
                }
            }
            self.news.set_hearing(false);
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn hear_until_lost(&self) -> Result<(), StoreError> {
        let Some(mut notices) = self.store.listen().await? else {
            return Ok(());
        };
        self.news.set_hearing(true);
        // What was told before is found by one look.
        let mut notice = Notice::Missed;
        loop {
            match notice {
                Notice::Work => self.news.tell_work(),
                Notice::Cases(id) => self.news.follows.more(id),
                Notice::Done(id) => {
                    self.news.follows.over(id);
                    // Of this person, the next may begin.
                    self.news.tell_done();
                }
                Notice::Bank => self.reread().await,
                Notice::Missed => {
                    self.reread().await;
                    self.news.follows.all_over();
                    self.news.tell_work();
                }
            }
            notice = notices.next().await?;
        }
    }

    /// Reads the bank again: another node has written to it, and may share its folder.
    async fn reread(&self) {
        let library = self.library.clone();
        match tokio::task::spawn_blocking(move || library.reread()).await {
            Ok(Ok(broken)) => {
                for error in broken {
                    tracing::warn!(%error, "a part of the bank is left out");
                }
            }
            Ok(Err(error)) => tracing::warn!(%error, "the bank can't be read again"),
            Err(error) => tracing::error!(%error, "reading the bank ended by a fault of ours"),
        }
    }

    async fn look(&self) {
        loop {
            tokio::time::sleep(if self.news.is_hearing() {
                LOOK_IN_CASE
            } else {
                LOOK
            })
            .await;
            if let Err(error) = self.look_once().await {
                tracing::warn!(error = %chain(&error), "results of other nodes can't be looked for");
            }
        }
    }

    /// Looks once at what is waited for here and graded elsewhere.
    async fn look_once(&self) -> Result<(), StoreError> {
        let followed = self.news.follows.elsewhere();
        if followed.is_empty() {
            return Ok(());
        }
        for id in submissions::done(&mut self.store.read().await?, &followed).await? {
            self.news.follows.over(id);
        }
        Ok(())
    }
}
