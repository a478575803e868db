//! A PostgreSQL server of the tests' own, where its programs are installed.
//!
//! It listens on a Unix socket alone, forgets to sync (nobody minds losing a test's data), and sorts text as people do,
//! not by bytes: what depends on the order of bytes fails here.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Names the socket's file.
const PORT: u16 = 5432;

/// Ends the server with the test process, however that ends: its own end of the pipe closes then.
const KEEPER: &str = r#"
trap : INT TERM
"$@" & server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf -- "$FOLDER"
"#;

/// A running server. Dropped, it is gone.
pub struct Server {
    keeper: Child,
    socket: PathBuf,
    port: u16,
}

impl Server {
    /// With `data` in a folder that is there and empty, or in its own; `settings` are `name=value` and go before those
    /// of here. `None` where PostgreSQL is not installed.
    pub fn start(data: Option<&Path>, settings: &[&str]) -> Option<Self> {
        Self::start_at(PORT, data, settings)
    }

    /// The same, on a port of its own if it is to listen on the network, too.
    pub fn start_at(port: u16, data: Option<&Path>, settings: &[&str]) -> Option<Self> {
        let programs = programs()?;
        // The socket's path is short: an address holds 107 bytes.
        let folder = tempfile::Builder::new()
            .prefix("viva-pg-")
            .tempdir_in("/tmp")
            .expect("a temporary folder")
            .keep();
        let own = folder.join("data");
        let data = data.unwrap_or_else(|| {
            std::fs::create_dir(&own).expect("the data's folder");
            &own
        });
        if is_root() {
            // The server refuses to run as root.
            for path in [folder.as_path(), data] {
                std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).expect("a new owner");
            }
        }
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(data, private).expect("a private folder");

        let mut initdb = unprivileged(&programs.join("initdb"));
        initdb
            .args(["--username=viva", "--auth=trust", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C.UTF-8"])
            .args(["--locale-provider=icu", "--icu-locale=en-US", "--pgdata"])
            .arg(data);
        let made = initdb.output().expect("initdb runs");
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "initdb: {said}");

        let log = std::fs::File::create(folder.join("log")).expect("a log");
        let mut keeper = unprivileged(Path::new("/bin/sh"));
        keeper
            .args(["-c", KEEPER, "keeper"])
            .arg(programs.join("postgres"))
            .arg("-D")
            .arg(data)
            .arg("-k")
            .arg(&folder)
            .args(["-p", &port.to_string()])
            .args(["-c", "listen_addresses="])
            .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
            .args(["-c", "max_connections=300", "-c", "shared_buffers=64MB"])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .env("FOLDER", &folder)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log);
        let server = Self {
            keeper: keeper.spawn().expect("the server starts"),
            socket: folder,
            port,
        };
        server.wait_until_ready(&programs);
        Some(server)
    }

    /// Without a database's name.
    pub fn url(&self) -> String {
        let socket = self.socket.to_str().expect("UTF-8").replace('/', "%2F");
        format!("postgres://viva@{socket}:{}", self.port)
    }

    fn wait_until_ready(&self, programs: &Path) {
        let begun = Instant::now();
        loop {
            let mut ask = Command::new(programs.join("pg_isready"));
            ask.arg("-q").arg("-h").arg(&self.socket).arg("-t").arg("1");
            ask.args(["-p", &self.port.to_string()]);
            if ask.status().expect("pg_isready runs").success() {
                return;
            }
            let log = std::fs::read_to_string(self.socket.join("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(60), "{log}");
            // Nothing tells when it is ready; it takes about a third of a second.
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The newest installed version's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin)
}

/// As whom the server runs if these tests run as root; on every Debian.
pub const NOBODY: u32 = 65534;

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn unprivileged(program: &Path) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(program);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    // A working directory that it may enter.
    command.current_dir("/");
    command
}
