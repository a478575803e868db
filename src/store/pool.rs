//! Connections that are kept open and lent.
//!
//! The driver's own pool asks the server after each use whether the connection is still one, and in a service whose
//! requests take a handful of short statements that is a good part of all its round trips. Here it is asked once in a
//! while, before a use; what breaks in between fails those who hold it, as it would anyway.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sqlx::{AnyConnection, Connection as _, Executor as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::StoreError;

/// How long a request waits for a connection before it fails.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long it is taken for granted that a connection still is one.
const SURE: Duration = Duration::from_secs(1);

/// How old one gets: a server keeps memory for each, and an address may come to mean another server.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Pool(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    url: String,
    /// What a new connection is told first.
    hello: &'static str,
    size: u32,
    places: Arc<Semaphore>,
    /// The last one given back is the first to be lent.
    idle: Mutex<Vec<Kept>>,
}

#[derive(Debug)]
struct Kept {
    connection: AnyConnection,
    opened: Instant,
    /// When it answered last, as far as was looked.
    proven: Instant,
}

/// A connection, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Lent {
    /// `None` when it is given away.
    kept: Option<Kept>,
    pool: Pool,
    _place: OwnedSemaphorePermit,
}

impl Pool {
    /// With `size` connections at most, of which the first is opened now.
    pub async fn open(url: &str, size: u32, hello: &'static str) -> Result<Self, StoreError> {
        let pool = Self(Arc::new(Inner {
            url: url.to_owned(),
            hello,
            size,
            places: Arc::new(Semaphore::new(size as usize)),
            idle: Mutex::default(),
        }));
        pool.lend().await?;
        Ok(pool)
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Waits for one, behind all who asked before.
    pub async fn lend(&self) -> Result<Lent, StoreError> {
        let lent = timeout(PATIENCE, self.find()).await;
        lent.unwrap_or(Err(sqlx::Error::PoolTimedOut.into()))
    }

    async fn find(&self) -> Result<Lent, StoreError> {
        let place = self.0.places.clone().acquire_owned().await;
        let place = place.map_err(|_| sqlx::Error::PoolClosed)?;
        let mut found = None;
        while let Some(mut kept) = self.pop() {
            if kept.opened.elapsed() < LIFETIME && kept.is_sound().await {
                found = Some(kept);
                break;
            }
        }
        let kept = match found {
            Some(kept) => kept,
            None => self.connect().await?,
        };
        Ok(Lent {
            kept: Some(kept),
            pool: self.clone(),
            _place: place,
        })
    }

    async fn connect(&self) -> Result<Kept, StoreError> {
        let connected = AnyConnection::connect(&self.0.url).await;
        let mut connection = connected.map_err(StoreError::of_connecting)?;
        connection.execute(sqlx::raw_sql(self.0.hello)).await?;
        let now = Instant::now();
        Ok(Kept {
            connection,
            opened: now,
            proven: now,
        })
    }

    /// Waits for what is lent, and lends nothing more.
    pub async fn close(&self) {
        let all = self.0.places.acquire_many(self.0.size).await;
        self.0.places.close();
        drop(all);
        while let Some(kept) = self.pop() {
            // The server notices by itself if this fails.
            let _ = kept.connection.close().await;
        }
    }

    fn pop(&self) -> Option<Kept> {
        self.idle().pop()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    async fn is_sound(&mut self) -> bool {
        if self.proven.elapsed() < SURE {
            return true;
        }
        match self.connection.ping().await {
            Ok(()) => {
                self.proven = Instant::now();
                true
            }
            Err(error) => {
                tracing::warn!(%error, "a connection to the database is gone; another is opened");
                false
            }
        }
    }
}

impl Lent {
    pub fn sql(&mut self) -> &mut AnyConnection {
        let kept = self.kept.as_mut();
        &mut kept.expect("it is taken by the end alone").connection
    }

    pub async fn execute(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        self.sql().execute(sqlx::raw_sql(sql)).await?;
        Ok(())
    }

    /// Doesn't give it back: what state it is in is anybody's guess.
    pub fn throw_away(mut self) {
        self.kept = None;
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(kept) = self.kept.take()
            && !self.pool.0.places.is_closed()
        {
            self.pool.idle().push(kept);
        }
    }
}
