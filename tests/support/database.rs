//! A database for one test: a SQLite file, or one of its own on the PostgreSQL server that `VIVA_TEST_POSTGRES` names
//! (`postgres://user@host`, without a database's name).

use std::future::Future;

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use viva::ambient::{Clock as _, SystemClock, new_id};
use viva::store::Store;

use super::again::SERVER;

pub struct Database {
    pub url: String,
    place: Place,
}

enum Place {
    /// Removes the file at the test's end.
    Folder {
        _folder: tempfile::TempDir,
    },
    Server {
        server: String,
        name: String,
    },
}

impl Database {
    pub async fn new() -> Self {
        match std::env::var(SERVER) {
            Ok(server) => {
                let name = format!("viva_{}", new_id(SystemClock.now()).simple());
                command(&server, format!("CREATE DATABASE {name}"))
                    .await
                    .expect("a database of its own");
                Self {
                    url: format!("{server}/{name}"),
                    place: Place::Server { server, name },
                }
            }
            Err(_) => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                Self {
                    url: Store::sqlite_url(&folder.path().join("viva test #1.db")),
                    place: Place::Folder { _folder: folder },
                }
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What a failed test leaves is for whoever looks into it.
        if let Place::Server { server, name } = &self.place
            && !std::thread::panicking()
        {
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            // In the middle of a runtime nothing may wait for another; a thread may.
            let dropped =
                std::thread::scope(|scope| scope.spawn(|| wait_for(command(server, drop))).join());
            if !matches!(dropped, Ok(Ok(()))) {
                eprintln!("the database {name} is left: {dropped:?}");
            }
        }
    }
}

async fn command(server: &str, sql: String) -> sqlx::Result<()> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&format!("{server}/postgres")).await?;
    connection.execute(AssertSqlSafe(sql)).await?;
    connection.close().await
}

fn wait_for<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}
