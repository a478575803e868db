//! What can go wrong with the database itself. A row that isn't there is an `Option`, never an error.

use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database can't be used")]
    Database(#[from] sqlx::Error),
    #[error(
        "no encrypted connection to the database comes about: either its server offers none, or its certificate is not \
         trusted (sslmode and sslrootcert in the database's address say what is asked for)"
    )]
    Encryption(#[source] sqlx::Error),
    #[error("the database's tables can't be brought up to date")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    #[error(
        "the database is of a newer version of viva (its tables are at {found}, this version knows them up to {known}): \
         run that version, or go back to a backup of before"
    )]
    Newer { found: i64, known: i64 },
    /// Of several writers at once, hence shared.
    #[error("the database did not take the writes")]
    Commit(#[source] Arc<sqlx::Error>),
    #[error("the backup can't be written to '{0}'")]
    Backup(PathBuf, #[source] std::io::Error),
    #[error("a PostgreSQL database is backed up with its own tools: pg_dump")]
    BackupElsewhere,
    #[error("the database's address '{0}' is not one of sqlite: and postgres:")]
    Address(String),
    #[error("column {column} holds what can't be read: {why}")]
    Content { column: &'static str, why: String },
}

impl StoreError {
    /// Why no connection came about.
    pub(super) fn of_connecting(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Tls(_) => StoreError::Encryption(error),
            // What is wrong with a certificate comes as an error of reading.
            sqlx::Error::Io(ref io) if io.kind() == std::io::ErrorKind::InvalidData => {
                StoreError::Encryption(error)
            }
            error => StoreError::Database(error),
        }
    }

    /// Whether a unique index refused the row.
    pub fn is_duplicate(&self) -> bool {
        match self {
            StoreError::Database(sqlx::Error::Database(error)) => error.is_unique_violation(),
            _ => false,
        }
    }
}
