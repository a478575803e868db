//! The database: opening it, its two kinds of connection, its tables.

use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AnyPool, Connection as _, Executor as _, SqlSafeStr as _};

use super::connection::{Connection as _, Inner};
use super::group::Group;
use super::notices::Notices;
use super::pool::Pool;
use super::rows::Columns;
use super::together::Statement;
use super::transaction::Transaction;
use super::{Read, StoreError, Write, together};
use crate::ambient::Clock;

/// In order; one that has been released is never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "service", include_str!("migrations/0001_service.sql")),
    (10, "queue", include_str!("migrations/0010_queue.sql")),
    (20, "people", include_str!("migrations/0020_people.sql")),
    (30, "reports", include_str!("migrations/0030_reports.sql")),
    (40, "webhooks", include_str!("migrations/0040_webhooks.sql")),
    (60, "guard", include_str!("migrations/0060_guard.sql")),
    (70, "live", include_str!("migrations/0070_live.sql")),
];

/// Readers at once. SQLite's readers block nobody; more than this adds memory, not speed, on a small machine.
const READERS: u32 = 8;

/// Which database it is. Only where the two have no common words for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// The open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    readers: Pool,
    writers: Writers,
}

#[derive(Debug, Clone)]
enum Writers {
    /// One at a time, so the database never finds itself busy.
    Sqlite(Group, AnyPool),
    Postgres(Pool),
}

impl Store {
    /// Opens the database at `url`, `sqlite:` or `postgres:`, and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let store = match Dialect::of(url)? {
            Dialect::Sqlite => {
                let pool_of_one = pool_of_one(url).await?;
                Self {
                    readers: Pool::open(url, READERS, SQLITE).await?,
                    writers: Writers::Sqlite(Group::new(pool_of_one.clone()), pool_of_one),
                }
            }
            Dialect::Postgres => {
                let pool = Pool::open(url, 2 * READERS, POSTGRES).await?;
                Self {
                    readers: pool.clone(),
                    writers: Writers::Postgres(pool),
                }
            }
        };
        store.migrate().await?;
        Ok(store)
    }

    /// Copies the SQLite database at `url` to `file`, which must not exist yet, as it is at one instant. The service
    /// may run meanwhile, and its tables are left as they are, so an older version's can be backed up before it goes.
    pub async fn backup(url: &str, file: &Path) -> Result<(), StoreError> {
        sqlx::any::install_default_drivers();
        if Dialect::of(url)? != Dialect::Sqlite {
            return Err(StoreError::BackupElsewhere);
        }
        let failed = |error| StoreError::Backup(file.to_owned(), error);
        // Of a database that isn't there, no backup of an empty one is made.
        let url = url.replace("mode=rwc", "mode=rw");
        let mut connection = AnyConnection::connect(&url).await?;
        let made = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(file)
            .map_err(failed)?;
        let copied = sqlx::query("VACUUM INTO $1")
            .bind(file.to_string_lossy().into_owned())
            .execute(&mut connection)
            .await;
        if let Err(error) = copied {
            // What there is of it is of no use to anybody.
            let _ = fs::remove_file(file);
            return Err(error.into());
        }
        made.sync_all().map_err(failed)
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
        match self.writers {
            Writers::Sqlite(..) => Dialect::Sqlite,
            Writers::Postgres(_) => Dialect::Postgres,
        }
    }

    pub async fn read(&self) -> Result<Read, StoreError> {
        Ok(Read::new(self.readers.lend().await?))
    }

    /// Begins a transaction; what isn't committed is undone when it is dropped.
    pub async fn write(&self) -> Result<Write, StoreError> {
        Ok(Write::new(match &self.writers {
            Writers::Sqlite(group, _) => Inner::Sqlite(group.turn().await?),
            Writers::Postgres(pool) => Inner::Postgres(Transaction::begin(pool).await?),
        }))
    }

    /// The same, and what `statements` find as the first of it.
    pub(super) async fn write_with<const N: usize>(
        &self,
        statements: [Statement; N],
    ) -> Result<(Write, [Vec<AnyRow>; N]), StoreError> {
        if let Writers::Sqlite(group, _) = &self.writers {
            let (turn, found) = group.turn_with(statements).await?;
            return Ok((Write::new(Inner::Sqlite(turn)), found));
        }
        let mut db = self.write().await?;
        let found = together::fetch(&mut db, statements).await?;
        Ok((db, found))
    }

    /// What other nodes tell from now on; `None` where the database passes nothing on.
    pub async fn listen(&self) -> Result<Option<Notices>, StoreError> {
        match &self.writers {
            Writers::Sqlite(..) => Ok(None),
            Writers::Postgres(pool) => Notices::open(pool.url()).await.map(Some),
        }
    }

    /// By how many milliseconds the database's clock is ahead of `clock`. A SQLite database is on this machine and has
    /// the same one.
    pub async fn ahead_of(&self, clock: &dyn Clock) -> Result<i64, StoreError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(0);
        }
        let mut db = self.read().await?;
        let asked = clock.now();
        let row = sqlx::query(
            "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now_ms",
        )
        .fetch_one(db.sql())
        .await?;
        let told: i64 = Columns(&row).number("now_ms")?;
        // It was read about half-way between the question and the answer.
        Ok(told - (asked.as_millis() + clock.now().as_millis()) / 2)
    }

    /// Whether the database answers, and its tables are those that this program was made for.
    pub async fn is_current(&self) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT CAST(MAX(version) AS BIGINT) AS version FROM _sqlx_migrations")
                .fetch_one(self.read().await?.sql())
                .await?;
        let newest = MIGRATIONS.iter().map(|(version, ..)| *version).max();
        Ok(Columns(&row).number_or_null("version")? == newest)
    }

    /// Waits for open transactions and closes.
    pub async fn close(&self) {
        self.readers.close().await;
        match &self.writers {
            Writers::Sqlite(group, pool) => {
                group.close().await;
                pool.close().await;
            }
            Writers::Postgres(pool) => pool.close().await,
        }
    }

    /// Several nodes may come here at once: the first brings the tables up to date, the others wait for it.
    async fn migrate(&self) -> Result<(), StoreError> {
        let migration = |&(version, name, sql): &(i64, &'static str, &'static str)| {
            let simple = MigrationType::Simple;
            Migration::new(version, name.into(), simple, sql.into_sql_str(), false)
        };
        let migrator = Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect());
        let migrated = match &self.writers {
            Writers::Sqlite(_, pool) => {
                // The migrator knows no lock of SQLite's, so it works inside of ours.
                let mut db = pool.begin_with("BEGIN IMMEDIATE").await?;
                let migrated = migrator.run(&mut *db).await;
                if migrated.is_ok() {
                    db.commit().await?;
                }
                migrated
            }
            // The migrator takes an advisory lock.
            Writers::Postgres(pool) => migrator.run(pool.lend().await?.sql()).await,
        };
        migrated.map_err(|error| {
            let known = MIGRATIONS.iter().map(|migration| migration.0).max();
            match (error, known) {
                (MigrateError::VersionMissing(found), Some(known)) if found > known => {
                    StoreError::Newer { found, known }
                }
                (error, _) => StoreError::Migrate(error),
            }
        })
    }
}

impl Dialect {
    fn of(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => Ok(Dialect::Sqlite),
            Some(("postgres" | "postgresql", _)) => Ok(Dialect::Postgres),
            // Not the whole: an address may hold a password.
            _ => {
                let scheme = url.split(':').next().unwrap_or_default();
                Err(StoreError::Address(scheme.chars().take(40).collect()))
            }
        }
    }
}

/// What a connection to SQLite is told first. The rest of its settings are SQLite's defaults.
///
/// - `busy_timeout`: another process (a worker, a backup, `sqlite3`) may hold the lock; first, as the next line may
///   already wait for one.
/// - `journal_mode = WAL`: readers and the writer don't wait for each other.
/// - `synchronous = FULL`: a commit is on the disk when it returns, so what was acknowledged survives a power cut.
/// - `foreign_keys`: off by default, for the sake of old programs.
/// - `journal_size_limit`: after a burst the log shrinks again.
const SQLITE: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864;";

/// The same for PostgreSQL. Its warnings stay there: a transaction whose owner went away while it began or ended is
/// rolled back in any case, and that there was none any more is nobody's business.
const POSTGRES: &str = "SET TIME ZONE 'UTC'; SET client_min_messages = 'error'";

/// For the one writer of a SQLite database.
async fn pool_of_one(url: &str) -> Result<AnyPool, StoreError> {
    let pool = AnyPoolOptions::new()
        .max_connections(1)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql(SQLITE)).await?;
                Ok(())
            })
        });
    Ok(pool.connect(url).await?)
}
