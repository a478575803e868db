//! The time that all nodes on one database agree on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::{Store, StoreError};
use crate::ambient::Clock;
use crate::interview::Time;

/// How often the node's clock is compared with the database's again.
const COMPARE: Duration = Duration::from_secs(30);

/// Further apart, it is worth a line in the log.
const FAR: i64 = 1_000;

/// The node's clock, set by the database's. Deadlines and leases are written by one node and read by another: with
/// each going by its own clock, one that is fast would take jobs from those who hold them and end interviews early.
/// Asking the database each time would cost a query a request; the difference hardly changes.
pub struct DatabaseClock {
    node: Arc<dyn Clock>,
    store: Store,
    /// What the database's is ahead, in milliseconds.
    ahead: AtomicI64,
}

impl DatabaseClock {
    pub async fn new(store: &Store, node: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let clock = Self {
            node,
            store: store.clone(),
            ahead: AtomicI64::new(0),
        };
        clock.compare().await?;
        Ok(clock)
    }

    /// Sets it by the database's clock.
    pub async fn compare(&self) -> Result<(), StoreError> {
        let ahead = self.store.ahead_of(&*self.node).await?;
        let before = self.ahead.swap(ahead, Ordering::Relaxed);
        if (ahead - before).abs() > FAR {
            tracing::warn!(
                milliseconds = ahead,
                "the database's clock is ahead of this machine's by so much; the database's counts"
            );
        }
        Ok(())
    }

    /// Goes on comparing for as long as it is polled. A failure leaves what was known before.
    pub async fn keep(&self) {
        loop {
            tokio::time::sleep(COMPARE).await;
            if let Err(error) = self.compare().await {
                tracing::warn!(%error, "the database's clock can't be read");
            }
        }
    }
}

impl Clock for DatabaseClock {
    fn now(&self) -> Time {
        Time::from_millis(self.node.now().as_millis() + self.ahead.load(Ordering::Relaxed))
    }
}
