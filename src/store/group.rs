//! Writing to SQLite: one writer at a time, and one disk sync for all who wait.
//!
//! A commit costs a sync of the disk, often 5 ms and more, whatever was written; a sync for each would bound the
//! service to some 100 writes a second. So whoever commits while others wait for their turn leaves the database's
//! transaction open for them, and waits: the last one commits for all. Each writer has a savepoint, so that one that
//! gives up undoes its own writes alone. [`Turn::commit`] returns when the writes are on the disk, as ever.
//!
//! A writer sees what those before it in the group wrote. It can't be durable without them, so what it commits on
//! that ground is sound; what it merely answers is sound if it commits first, even if it wrote nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Executor as _};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::StoreError;

/// Writers that share one sync at most: the first of them waits for the last.
const MOST: usize = 64;

/// The one connection that writes. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pool: AnyPool,
    state: Arc<Mutex<State>>,
    /// Who wants the turn and doesn't have it yet.
    waiting: Arc<AtomicUsize>,
}

#[derive(Debug, Default)]
struct State {
    /// Present from the first use on. One that failed is thrown away with all that wasn't committed.
    connection: Option<PoolConnection<Any>>,
    /// Whether there is an open transaction, left by the turn before.
    open: bool,
    /// Those whose writes are in it; told when it is committed.
    members: Vec<oneshot::Sender<Result<(), Arc<sqlx::Error>>>>,
}

/// The right to write. Dropped, what it wrote is undone.
#[derive(Debug)]
pub(super) struct Turn {
    /// `None` when it is over.
    state: Option<OwnedMutexGuard<State>>,
    group: Group,
}

impl Group {
    /// `pool` has one connection, which is kept.
    pub fn new(pool: AnyPool) -> Self {
        Self {
            pool,
            state: Arc::default(),
            waiting: Arc::default(),
        }
    }

    /// Waits for the turn, behind all who asked before.
    pub async fn turn(&self) -> Result<Turn, StoreError> {
        let group = self.clone();
        // A task of its own: a caller that goes away in the middle must not leave a half-begun transaction.
        done(tokio::spawn(async move { group.begin().await }).await)?
    }

    /// Waits for whoever writes, and gives the connection back.
    pub async fn close(&self) {
        self.state.lock().await.connection = None;
    }

    async fn begin(self) -> Result<Turn, StoreError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut state = self.state.clone().lock_owned().await;
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        if state.connection.is_none() {
            match self.pool.acquire().await {
                Ok(connection) => state.connection = Some(connection),
                Err(error) => return Err(error.into()),
            }
        }
        // IMMEDIATE takes the lock at once, not at the first write, when it would be too late to wait for it.
        let begin = match state.open {
            true => "SAVEPOINT turn",
            false => "BEGIN IMMEDIATE; SAVEPOINT turn",
        };
        if let Err(error) = state.execute(begin).await {
            return Err(StoreError::Commit(state.fail(error).await));
        }
        state.open = true;
        Ok(Turn {
            state: Some(state),
            group: self,
        })
    }

    /// Gives the turn to the next, or commits for all if there is none. `state` is after a savepoint's end.
    async fn pass_on(&self, mut state: OwnedMutexGuard<State>) {
        if state.members.len() < MOST && self.waiting.load(Ordering::SeqCst) > 0 {
            return;
        }
        let end = match state.members.is_empty() {
            true => "ROLLBACK",
            false => "COMMIT",
        };
        match state.execute(end).await {
            Ok(()) => {
                state.open = false;
                for member in state.members.drain(..) {
                    let _ = member.send(Ok(()));
                }
            }
            Err(error) => {
                state.fail(error).await;
            }
        }
    }
}

impl Turn {
    pub fn sql(&mut self) -> &mut AnyConnection {
        let state = self.state.as_mut();
        let connection = state.and_then(|state| state.connection.as_mut());
        connection.expect("it is taken by the turn's end alone")
    }

    /// Returns when it is on the disk.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let Some(mut state) = self.state.take() else {
            return Err(gone());
        };
        let group = self.group.clone();
        let (told, committed) = oneshot::channel();
        // A caller that goes away now must not keep the others from their commit.
        tokio::spawn(async move {
            match state.execute("RELEASE turn").await {
                Ok(()) => {
                    state.members.push(told);
                    group.pass_on(state).await;
                }
                Err(error) => {
                    let error = state.fail(error).await;
                    let _ = told.send(Err(error));
                }
            }
        });
        match committed.await {
            Ok(result) => result.map_err(StoreError::Commit),
            Err(_) => Err(gone()),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut state) = self.state.take() else {
            return;
        };
        let group = self.group.clone();
        // Without a runtime the process is ending, and what isn't committed is undone by that.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                match state.execute("ROLLBACK TO turn; RELEASE turn").await {
                    Ok(()) => group.pass_on(state).await,
                    Err(error) => {
                        state.fail(error).await;
                    }
                }
            });
        }
    }
}

impl State {
    async fn execute(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        (**connection).execute(sqlx::raw_sql(sql)).await?;
        Ok(())
    }

    /// Undoes all that isn't committed, and tells whom it concerns.
    async fn fail(&mut self, error: sqlx::Error) -> Arc<sqlx::Error> {
        self.open = false;
        if let Some(connection) = self.connection.take() {
            // What state it is in is anybody's guess.
            let _ = connection.close().await;
        }
        let error = Arc::new(error);
        for member in self.members.drain(..) {
            let _ = member.send(Err(error.clone()));
        }
        error
    }
}

fn gone() -> StoreError {
    StoreError::Commit(Arc::new(sqlx::Error::PoolClosed))
}

/// A task's result; it is lost only if the task panicked or the runtime ends.
fn done<T>(joined: Result<T, tokio::task::JoinError>) -> Result<T, StoreError> {
    joined.map_err(|_| gone())
}
