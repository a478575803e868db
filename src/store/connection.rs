//! The two ways to the database: reading, and a transaction that writes.

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};

use super::group::Turn;
use super::{Dialect, StoreError};

/// What reading functions take: either of [`Read`] and [`Write`].
pub trait Connection: Send {
    fn sql(&mut self) -> &mut AnyConnection;
}

/// A connection for reading; each statement sees what was committed before it.
#[derive(Debug)]
pub struct Read(PoolConnection<Any>);

/// A transaction. Dropped without [`Write::commit`], it never happened.
#[derive(Debug)]
pub struct Write(Inner);

#[derive(Debug)]
pub(super) enum Inner {
    Sqlite(Turn),
    Postgres(Transaction<'static, Any>),
}

impl Read {
    pub(super) fn new(connection: PoolConnection<Any>) -> Self {
        Self(connection)
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

    /// Makes all of it durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0 {
            Inner::Sqlite(turn) => turn.commit().await,
            Inner::Postgres(transaction) => Ok(transaction.commit().await?),
        }
    }
}

impl Connection for Read {
    fn sql(&mut self) -> &mut AnyConnection {
        &mut self.0
    }
}

impl Connection for Write {
    fn sql(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            Inner::Sqlite(turn) => turn.sql(),
            Inner::Postgres(transaction) => transaction,
        }
    }
}
