//! Writing to SQLite: one writer at a time, and one disk sync for all who wait.
//!
//! A commit costs a sync of the disk, often 5 ms and more, whatever was written; a sync for each would bound the
//! service to some 100 writes a second. So whoever commits while others wait for their turn leaves the database's
//! transaction open for them, and waits: the last one commits for all. Each writer but the first has a savepoint, so that
//! one that gives up undoes its own writes alone. [`Turn::commit`] returns when the writes are on the disk, as ever.
//!
//! A writer sees what those before it in the group wrote. It can't be durable without them, so what it commits on
//! that ground is sound; what it merely answers is sound if it commits first, even if it wrote nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::any::AnyRow;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::StoreError;
use super::together::{self, Failed, Statement};

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

/// Somebody who waits for the commit.
type Member = oneshot::Sender<Result<(), Arc<sqlx::Error>>>;

#[derive(Debug, Default)]
struct State {
    /// Present from the first use on. One that failed is thrown away with all that wasn't committed.
    connection: Option<PoolConnection<Any>>,
    /// Those whose writes are in the open transaction; told when it is committed. Between two turns, there is one if and
    /// only if it has members.
    members: Vec<Member>,
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
        let (turn, []) = self.turn_with([]).await?;
        Ok(turn)
    }

    /// The same, and what `statements` find as the first of it, in one trip.
    pub async fn turn_with<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Result<(Turn, [Vec<AnyRow>; N]), StoreError> {
        let group = self.clone();
        // A task of its own: a caller that goes away in the middle must not leave a half-begun transaction.
        done(tokio::spawn(async move { group.begin(statements).await }).await)?
    }

    /// Waits for whoever writes, and gives the connection back.
    pub async fn close(&self) {
        self.state.lock().await.connection = None;
    }

    async fn begin<const N: usize>(
        self,
        statements: [Statement; N],
    ) -> Result<(Turn, [Vec<AnyRow>; N]), StoreError> {
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
        let begin = match state.members.is_empty() {
            true => "BEGIN IMMEDIATE",
            false => "SAVEPOINT turn",
        };
        match state.run(begin, statements, "").await {
            Ok(found) => Ok((self.with(state), found)),
            Err(failed) if failed.ended > 0 => {
                // It has begun, so there is something to undo.
                drop(self.with(state));
                Err(failed.error.into())
            }
            Err(failed) => Err(StoreError::Commit(state.fail(failed.error).await)),
        }
    }

    fn with(self, state: OwnedMutexGuard<State>) -> Turn {
        Turn {
            state: Some(state),
            group: self,
        }
    }

    /// Keeps what a turn wrote, with `statements` as the last of it; commits it, and what is there of others, unless
    /// the next is to do that.
    async fn keep<const N: usize>(
        &self,
        mut state: OwnedMutexGuard<State>,
        statements: [Statement; N],
        told: Member,
    ) {
        let goes_on = self.goes_on(state.members.len() + 1);
        let end = match (state.members.is_empty(), goes_on) {
            (true, true) => "",
            (true, false) => "COMMIT",
            (false, true) => "RELEASE turn",
            (false, false) => "RELEASE turn; COMMIT",
        };
        match state.run("", statements, end).await {
            Ok(_) => {
                state.members.push(told);
                if !goes_on {
                    state.tell();
                }
            }
            Err(failed) if failed.ended < N => {
                // Of this turn alone.
                let _ = told.send(Err(Arc::new(failed.error)));
                self.undo(state).await;
            }
            Err(failed) => {
                state.members.push(told);
                state.fail(failed.error).await;
            }
        }
    }

    /// Undoes what a turn wrote, and no more.
    async fn undo(&self, mut state: OwnedMutexGuard<State>) {
        let goes_on = self.goes_on(state.members.len());
        let end = match (state.members.is_empty(), goes_on) {
            (true, _) => "ROLLBACK",
            (false, true) => "ROLLBACK TO turn; RELEASE turn",
            (false, false) => "ROLLBACK TO turn; RELEASE turn; COMMIT",
        };
        match state.run("", [], end).await {
            Ok([]) if goes_on => {}
            Ok([]) => state.tell(),
            Err(failed) => {
                state.fail(failed.error).await;
            }
        }
    }

    /// Whether another turn of a transaction with so many members comes.
    fn goes_on(&self, members: usize) -> bool {
        members < MOST && self.waiting.load(Ordering::SeqCst) > 0
    }
}

impl Turn {
    pub fn sql(&mut self) -> &mut AnyConnection {
        let state = self.state.as_mut();
        let connection = state.and_then(|state| state.connection.as_mut());
        connection.expect("it is taken by the turn's end alone")
    }

    /// Returns when it is on the disk.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.commit_with([]).await
    }

    /// The same, with `statements` as the last of it, in one trip.
    pub async fn commit_with<const N: usize>(
        mut self,
        statements: [Statement; N],
    ) -> Result<(), StoreError> {
        let Some(state) = self.state.take() else {
            return Err(gone());
        };
        let group = self.group.clone();
        let (told, committed) = oneshot::channel();
        // A caller that goes away now must not keep the others from their commit.
        tokio::spawn(async move { group.keep(state, statements, told).await });
        match committed.await {
            Ok(result) => result.map_err(StoreError::Commit),
            Err(_) => Err(gone()),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(state) = self.state.take() else {
            return;
        };
        let group = self.group.clone();
        // Without a runtime the process is ending, and what isn't committed is undone by that.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { group.undo(state).await });
        }
    }
}

impl State {
    async fn run<const N: usize>(
        &mut self,
        begin: &str,
        statements: [Statement; N],
        end: &str,
    ) -> Result<[Vec<AnyRow>; N], Failed> {
        match &mut self.connection {
            Some(connection) => together::run(connection, begin, statements, end).await,
            None => Err(Failed {
                ended: 0,
                error: sqlx::Error::PoolClosed,
            }),
        }
    }

    /// Tells the members that all of it is committed.
    fn tell(&mut self) {
        for member in self.members.drain(..) {
            let _ = member.send(Ok(()));
        }
    }

    /// Undoes all that isn't committed, and tells whom it concerns.
    async fn fail(&mut self, error: sqlx::Error) -> Arc<sqlx::Error> {
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
