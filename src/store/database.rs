//! The database: opening it, its two kinds of connection, its tables.

use std::path::Path;
use std::time::Duration;

use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Executor as _, SqlSafeStr as _};

use super::{Read, StoreError, Write};

/// In order; one that has been released is never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "service", include_str!("migrations/0001_service.sql")),
    (10, "queue", include_str!("migrations/0010_queue.sql")),
    (30, "reports", include_str!("migrations/0030_reports.sql")),
];

/// Readers at once. SQLite's readers block nobody; more than this adds memory, not speed, on a small machine.
const READERS: u32 = 8;

/// How long a request waits for a connection before it fails.
const ACQUIRE: Duration = Duration::from_secs(10);

/// Which database it is. Only where the two have no common words for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// The open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    dialect: Dialect,
    readers: AnyPool,
    /// On SQLite a pool of one: writers queue here in order, so the database never finds itself busy.
    writers: AnyPool,
}

impl Store {
    /// Opens the database at `url`, `sqlite:` or `postgres:`, and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let dialect = match url.split_once(':') {
            Some(("sqlite", _)) => Dialect::Sqlite,
            Some(("postgres" | "postgresql", _)) => Dialect::Postgres,
            // Not the whole: an address may hold a password.
            _ => {
                let scheme = url.split(':').next().unwrap_or_default();
                return Err(StoreError::Address(scheme.chars().take(40).collect()));
            }
        };
        let store = match dialect {
            Dialect::Sqlite => {
                let writers = pool(1, sqlite).connect(url).await?;
                let readers = pool(READERS, sqlite).connect(url).await?;
                Self {
                    dialect,
                    readers,
                    writers,
                }
            }
            Dialect::Postgres => {
                let pool = pool(2 * READERS, || "SET TIME ZONE 'UTC'")
                    .connect(url)
                    .await?;
                Self {
                    dialect,
                    readers: pool.clone(),
                    writers: pool,
                }
            }
        };
        store.migrate().await?;
        Ok(store)
    }

    /// The address of the SQLite database in `file`, which is made if it isn't there.
    pub fn sqlite_url(file: &Path) -> String {
        // `?`, `#` and `%` would end or change the path.
        let path: String = file
            .to_string_lossy()
            .chars()
            .map(|c| match c {
                '%' => "%25".to_owned(),
                '?' => "%3F".to_owned(),
                '#' => "%23".to_owned(),
                ' ' => "%20".to_owned(),
                c => c.to_string(),
            })
            .collect();
        format!("sqlite://{path}?mode=rwc")
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub async fn read(&self) -> Result<Read, StoreError> {
        Ok(Read::new(self.readers.acquire().await?))
    }

    /// Begins a transaction; what isn't committed is undone when it is dropped.
    pub async fn write(&self) -> Result<Write, StoreError> {
        let begin = match self.dialect {
            // Takes the lock at once, not at the first write, when it would be too late to wait for it.
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        };
        Ok(Write::new(
            self.writers.begin_with(begin).await?,
            self.dialect,
        ))
    }

    /// Waits for open transactions and closes.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let migration = |&(version, name, sql): &(i64, &'static str, &'static str)| {
            let simple = MigrationType::Simple;
            Migration::new(version, name.into(), simple, sql.into_sql_str(), false)
        };
        let migrator = Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect());
        let mut connection = self.writers.acquire().await?;
        migrator.run(&mut *connection).await?;
        Ok(())
    }
}

/// What a connection to SQLite is told first.
fn sqlite() -> &'static str {
    // FULL: a commit is on the disk when it returns, so what was acknowledged survives a power cut.
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;"
}

fn pool(size: u32, hello: fn() -> &'static str) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(ACQUIRE)
        // Each use would ask the server first whether it is still there; a broken connection shows by itself.
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(hello())).await?;
                Ok(())
            })
        })
}
