//! Encrypted connections to PostgreSQL.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use viva::store::{Connection as _, Store, StoreError};

use super::support::postgres::{NOBODY, Server};

use sqlx::Row as _;

/// A server on a port of this machine, with a certificate for `localhost` if it is given one.
fn server(certificate: Option<&Path>) -> Option<(Server, String)> {
    if !super::support::again::on_postgres() {
        return None;
    }
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = free.expect("a free port").port();
    let mut settings = vec!["listen_addresses=localhost".to_owned()];
    if let Some(folder) = certificate {
        let file = |name: &str| folder.join(name).display().to_string();
        settings.push("ssl=on".to_owned());
        settings.push(format!("ssl_cert_file={}", file("server.crt")));
        settings.push(format!("ssl_key_file={}", file("server.key")));
    }
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let server = Server::start_at(port, None, &settings)?;
    Some((server, format!("postgres://viva@localhost:{port}/postgres")))
}

/// A certification authority, and a certificate of it for `localhost`.
fn certificates() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), readable).expect("an open folder");
    std::fs::write(folder.path().join("names"), "subjectAltName=DNS:localhost").expect("a file");
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for arguments in [
        format!("req -x509 {key} -days 2 -subj /CN=authority -keyout ca.key -out ca.crt"),
        format!("req {key} -subj /CN=localhost -keyout server.key -out server.csr"),
        "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.crt"
            .to_owned(),
    ] {
        let mut openssl = Command::new("openssl");
        openssl.args(arguments.split(' ')).current_dir(folder.path());
        let made = openssl.output().expect("openssl runs");
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "openssl {arguments}: {said}");
    }
    // The server wants its key to be its own, and nobody else's to read: openssl has seen to the latter.
    if rustix::process::geteuid().is_root() {
        let key = folder.path().join("server.key");
        std::os::unix::fs::chown(key, Some(NOBODY), Some(NOBODY)).expect("a new owner");
    }
    folder
}

async fn is_encrypted(store: &Store) -> bool {
    let sql = "SELECT CASE WHEN ssl THEN 1 ELSE 0 END AS encrypted FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let mut db = store.read().await.expect("a connection");
    let row = sqlx::query(sql).fetch_one(db.sql()).await;
    row.expect("a row").get::<i32, _>("encrypted") == 1
}

#[track_caller]
fn refused(opened: Result<Store, StoreError>, why: &str) {
    let error = anyhow::Error::from(opened.expect_err("it is refused"));
    let text = format!("{error:#}");
    assert!(text.starts_with("no encrypted connection"), "{text}");
    assert!(text.contains(why), "{text}");
}

#[tokio::test]
async fn a_server_is_trusted_by_its_certificate() {
    let certificates = certificates();
    let Some((_server, url)) = server(Some(certificates.path())) else {
        return;
    };
    let authority = certificates.path().join("ca.crt").display().to_string();
    let full = format!("{url}?sslmode=verify-full");
    let trusted = format!("{full}&sslrootcert={authority}");
    let store = Store::open(&trusted).await.expect("its authority is known");
    assert!(is_encrypted(&store).await);
    let mut notices = store
        .listen()
        .await
        .expect("it listens")
        .expect("it is PostgreSQL");
    let mut db = store.write().await.expect("a transaction");
    let notice = viva::store::notices::Notice::Work;
    viva::store::notices::tell(&mut db, notice)
        .await
        .expect("told");
    db.commit().await.expect("it is stored");
    assert_eq!(notices.next().await.expect("heard"), notice);
    store.close().await;

    refused(Store::open(&full).await, "UnknownIssuer");
    let elsewhere = trusted.replace("@localhost", "@127.0.0.1");
    refused(Store::open(&elsewhere).await, "not valid for name");
    let unverified = Store::open(&format!("{url}?sslmode=require")).await;
    assert!(is_encrypted(&unverified.expect("anybody's certificate will do")).await);
}

#[tokio::test]
async fn a_server_without_encryption_is_refused_where_it_is_asked_for() {
    let Some((_server, url)) = server(None) else {
        return;
    };
    let store = Store::open(&url).await.expect("nothing is asked for");
    assert!(!is_encrypted(&store).await);
    store.close().await;
    for mode in ["require", "verify-full"] {
        let opened = Store::open(&format!("{url}?sslmode={mode}")).await;
        refused(opened, "server does not support TLS");
    }
}
