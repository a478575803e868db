//! The two ways to the database: reading, and a transaction that writes.

use sqlx::AnyConnection;

use super::group::Turn;
use super::pool::Lent;
use super::together::{self, Statement};
use super::transaction::Transaction;
use super::{Dialect, StoreError};

/// What reading functions take: either of [`Read`] and [`Write`].
pub trait Connection: Send {
    fn sql(&mut self) -> &mut AnyConnection;
}

/// A connection for reading; each statement sees what was committed before it.
#[derive(Debug)]
pub struct Read(Lent);

/// A transaction. Dropped without [`Write::commit`], it never happened.
#[derive(Debug)]
pub struct Write(Inner);

#[derive(Debug)]
pub(super) enum Inner {
    Sqlite(Turn),
    Postgres(Transaction),
}

impl Read {
    pub(super) fn new(lent: Lent) -> Self {
        Self(lent)
    }
}

impl Write {
    pub(super) fn new(inner: Inner) -> Self {
        Self(inner)
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self.0 {
            Inner::Sqlite(_) => Dialect::Sqlite,
            Inner::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Lets one transaction at a time go on from here to its end, of all that name the same thing. For what is looked
    /// at before it exists: there is no row to lock yet.
    pub async fn alone(&mut self, thing: &str) -> Result<(), StoreError> {
        // SQLite has one writer at a time anyway.
        if self.dialect() == Dialect::Postgres {
            sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
                .bind(thing.to_owned())
                .execute(self.sql())
                .await?;
        }
        Ok(())
    }

    /// The same for what may be lost if the database's machine fails, because it is then done again: the commit isn't
    /// waited for, so that the next comes soon.
    pub async fn alone_and_soon_over(&mut self, thing: &str) -> Result<(), StoreError> {
        if self.dialect() == Dialect::Postgres {
            sqlx::query(
                "SELECT set_config('synchronous_commit', 'off', true), \
                 CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT)",
            )
            .bind(thing.to_owned())
            .execute(self.sql())
            .await?;
        }
        Ok(())
    }

    /// Makes all of it durable, with `statements` as the last of it.
    pub(super) async fn commit_with<const N: usize>(
        mut self,
        statements: [Statement; N],
    ) -> Result<(), StoreError> {
        if let Inner::Sqlite(turn) = self.0 {
            return turn.commit_with(statements).await;
        }
        together::fetch(&mut self, statements).await?;
        self.commit().await
    }

    /// Makes all of it durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Inner::Sqlite(turn) => turn.commit().await,
            Inner::Postgres(transaction) => transaction.commit().await,
        }
    }
}

impl Connection for Read {
    fn sql(&mut self) -> &mut AnyConnection {
        self.0.sql()
    }
}

impl Connection for Write {
    fn sql(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            Inner::Sqlite(turn) => turn.sql(),
            Inner::Postgres(transaction) => transaction.sql(),
        }
    }
}
