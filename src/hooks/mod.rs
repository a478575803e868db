//! Webhooks: sends what the store has queued for them, signed, until it is taken or given up.
//!
//! Between two steps everything is in the store, as with grading: a process may die at any time, and several may send.
//! Receivers are other people's machines: [`address`] decides which may be spoken to at all, and is asked again for
//! every connection. Knows no questions, no answers and no rights.

pub mod address;
mod schedule;
mod send;
pub mod sign;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::ambient::Clock;
use crate::interview::Span;
use crate::store::deliveries::{self, Attempt, Job, Next};
use crate::store::{Store, StoreError, webhooks};

pub use address::{Policy, Refusal};
pub use send::{Client, TlsError};

/// Longer than an attempt may take.
const LEASE: Span = Span::from_millis(60_000);

/// Messages sent at once, each to another webhook.
const SENDERS: usize = 4;

/// How often the store is looked at for what is due.
const POLL: Duration = Duration::from_millis(1_000);

/// A webhook of which nothing has been taken for so long is not tried any more.
pub const PATIENCE: Span = Span::from_hours(5 * 24);

/// How long what was sent can be looked up and sent again.
pub const KEEP: Span = Span::from_hours(30 * 24);

/// Looks between two deletions of what is old: about an hour.
const FORGET_EVERY: u64 = 3600;

/// What sending needs. Cheap to clone.
#[derive(Clone)]
pub struct Hooks {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub client: Client,
    /// Names this process among all that claim.
    pub holder: Arc<str>,
}

impl Hooks {
    /// Sends until `stop` becomes `true`; then finishes what is on its way.
    pub async fn run(&self, stop: watch::Receiver<bool>) {
        let mut tasks = JoinSet::new();
        for _ in 0..SENDERS {
            tasks.spawn(self.clone().send_until(stop.clone()));
        }
        tasks.spawn(self.clone().forget_until(stop));
        while let Some(ended) = tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a sender of webhooks ended by a fault of ours");
            }
        }
    }

    /// Sends one message that is due; `false` if there was none.
    pub async fn send_once(&self) -> Result<bool, StoreError> {
        let now = self.clock.now();
        if !deliveries::any_due(&mut self.store.read().await?, now).await? {
            return Ok(false);
        }
        let mut db = self.store.write().await?;
        let claimed = deliveries::claim(&mut db, &self.holder, now, LEASE).await?;
        let Some(job) = claimed else {
            return Ok(false);
        };
        db.commit().await?;
        let begun = Instant::now();
        let sent = self.client.send(&job, now).await;
        let (status, error) = match sent {
            Ok(status) if (200..300).contains(&status) => (Some(status), None),
            Ok(status @ 300..400) => (Some(status), Some("redirects are not followed".to_owned())),
            Ok(status) => (
                Some(status),
                Some(format!("the receiver answered {status}")),
            ),
            Err(error) => (None, Some(error.to_string())),
        };
        let attempt = Attempt {
            at: now,
            millis: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            status,
            error,
        };
        self.record(&job, &attempt).await?;
        Ok(true)
    }

    async fn record(&self, job: &Job, attempt: &Attempt) -> Result<(), StoreError> {
        let now = self.clock.now();
        let next = match (&attempt.error, schedule::pause(job.attempts)) {
            (None, _) => Next::Delivered,
            (Some(_), Some(pause)) => Next::Again(now + pause),
            (Some(_), None) => Next::GiveUp,
        };
        let mut db = self.store.write().await?;
        if !deliveries::record(&mut db, job, &self.holder, attempt, next).await? {
            return Ok(());
        }
        let disabled = match attempt.error {
            None => {
                webhooks::succeeded(&mut db, job.webhook).await?;
                false
            }
            Some(_) => webhooks::failed(&mut db, job.webhook, now, now - PATIENCE).await?,
        };
        db.commit().await?;
        let result = match next {
            Next::Delivered => "delivered",
            Next::Again(_) => "failed",
            Next::GiveUp => "given_up",
        };
        metrics::counter!("viva_webhook_attempts_total", "result" => result).increment(1);
        metrics::histogram!("viva_webhook_seconds").record(attempt.millis as f64 / 1000.0);
        let (delivery, webhook) = (job.id, job.webhook);
        tracing::info!(%delivery, %webhook, attempt = job.attempts, status = attempt.status, result, "webhook");
        if disabled {
            tracing::warn!(%webhook, "disabled: nothing has been taken for days");
        }
        Ok(())
    }

    async fn send_until(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.send_once().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "webhooks could not be sent"),
            }
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn forget_until(self, mut stop: watch::Receiver<bool>) {
        let mut round: u64 = 0;
        while !*stop.borrow() {
            if round.is_multiple_of(FORGET_EVERY)
                && let Err(error) = self.forget().await
            {
                tracing::error!(%error, "old deliveries could not be deleted");
            }
            round += 1;
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Deletes deliveries that are too old to be asked for, and returns how many.
    pub async fn forget(&self) -> Result<u64, StoreError> {
        let mut db = self.store.write().await?;
        let forgotten = deliveries::forget(&mut db, self.clock.now() - KEEP).await?;
        db.commit().await?;
        Ok(forgotten)
    }
}
