//! The two ways to the database: reading, and a transaction that writes.

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};

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
pub struct Write {
    transaction: Transaction<'static, Any>,
    dialect: Dialect,
}

impl Read {
    pub(super) fn new(connection: PoolConnection<Any>) -> Self {
        Self(connection)
    }
}

impl Write {
    pub(super) fn new(transaction: Transaction<'static, Any>, dialect: Dialect) -> Self {
        Self {
            transaction,
            dialect,
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Makes all of it durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}

impl Connection for Read {
    fn sql(&mut self) -> &mut AnyConnection {
        &mut self.0
    }
}

impl Connection for Write {
    fn sql(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}
