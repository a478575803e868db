//! What can go wrong with the database itself. A row that isn't there is an `Option`, never an error.

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database can't be used")]
    Database(#[from] sqlx::Error),
    #[error("the database's tables can't be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the database's address '{0}' is not one of sqlite: and postgres:")]
    Address(String),
    #[error("column {column} holds what can't be read: {why}")]
    Content { column: &'static str, why: String },
}

impl StoreError {
    /// Whether a unique index refused the row.
    pub fn is_duplicate(&self) -> bool {
        match self {
            StoreError::Database(sqlx::Error::Database(error)) => error.is_unique_violation(),
            _ => false,
        }
    }
}
