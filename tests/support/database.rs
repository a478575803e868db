//! A database for one test: a SQLite file, or one of its own on the PostgreSQL server that `VIVA_TEST_POSTGRES` names
//! (`postgres://user@host`, without a database's name).

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use viva::store::Store;

pub struct Database {
    pub url: String,
    /// Removes the file at the test's end. A database on a test server is left for whoever looks into a failure.
    _folder: tempfile::TempDir,
}

impl Database {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match std::env::var("VIVA_TEST_POSTGRES") {
            Ok(server) => on_server(&server).await,
            Err(_) => Store::sqlite_url(&folder.path().join("viva test #1.db")),
        };
        Self {
            url,
            _folder: folder,
        }
    }
}

async fn on_server(server: &str) -> String {
    sqlx::any::install_default_drivers();
    let name = format!(
        "viva_{}",
        viva::ambient::new_id(viva::ambient::Clock::now(&viva::ambient::SystemClock)).simple()
    );
    let mut connection = AnyConnection::connect(&format!("{server}/postgres"))
        .await
        .expect("the test server answers");
    connection
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .expect("a database of its own");
    format!("{server}/{name}")
}
