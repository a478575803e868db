//! A server of the binary under test, and its ends.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use super::client;

pub struct Server {
    pub address: SocketAddr,
    child: Child,
    start: Start,
}

/// What is needed to start it once more.
#[derive(Clone)]
struct Start {
    database: String,
    bank: std::rc::Rc<tempfile::TempDir>,
    graders: &'static str,
}

/// A process that grades what a server has stored.
pub struct Worker {
    child: Child,
    /// Kept open: what it writes must have somewhere to go.
    _said: BufReader<ChildStdout>,
}

/// After a kill, what the dead one graded is taken over this soon.
const LEASE: &str = "1";

/// Far longer than a start takes once the sandbox is compiled.
const READY: Duration = Duration::from_secs(120);

impl Server {
    /// On `database`, with a bank of one question.
    pub fn start(database: &str, graders: &'static str) -> Self {
        let bank = tempfile::tempdir().expect("a temporary folder");
        let made = Command::new(env!("CARGO_BIN_EXE_viva"))
            .args(["new", "code", client::QUESTION, "--questions"])
            .arg(bank.path())
            .output()
            .expect("viva runs");
        assert!(made.status.success(), "{made:?}");
        // Free now, and nobody else asks for it in the moments between a kill and the next start.
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let start = Start {
            database: database.to_owned(),
            bank: std::rc::Rc::new(bank),
            graders,
        };
        Self::at(address.expect("a free port"), start)
    }

    /// Kills it and starts it again.
    pub fn restart(&mut self) {
        self.kill();
        *self = Self::at(self.address, self.start.clone());
    }

    fn at(address: SocketAddr, start: Start) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_viva"))
            .args(["serve", "--graders", start.graders])
            .args(["--lease", LEASE, "--log", "error"])
            .args(["--rate-address", "0", "--rate-person", "0"])
            .args([
                "--listen",
                &address.to_string(),
                "--database",
                &start.database,
            ])
            .arg("--questions")
            .arg(start.bank.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("viva runs");
        let mut server = Self {
            address,
            child,
            start,
        };
        let until = Instant::now() + READY;
        while client::request(address, "GET", "/readyz", &[], "").is_none() {
            let ended = server.child.try_wait().expect("a child");
            assert!(ended.is_none(), "the server ended: {ended:?}");
            assert!(Instant::now() < until, "the server is not ready");
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }

    fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("its end");
    }

    /// One of its children, if there is one just now.
    pub fn kill_a_grader(&self, random: &mut Random) -> bool {
        let children = children(self.child.id());
        if children.is_empty() {
            return false;
        }
        let chosen = children[random.below(children.len() as u64) as usize];
        // It may have ended by itself in the meantime.
        rustix::process::kill_process(chosen, Signal::KILL).is_ok()
    }

    /// Asks it to stop, which it does.
    pub fn stop(mut self) {
        stop(&mut self.child);
    }

    /// A worker of its own on the same database and bank, once it works.
    pub fn worker(&self) -> Worker {
        let child = Command::new(env!("CARGO_BIN_EXE_viva"))
            .args(["worker", "--graders", "1", "--log", "error"])
            .args(["--database", &self.start.database, "--questions"])
            .arg(self.start.bank.path())
            .stdout(Stdio::piped())
            .spawn();
        let mut child = child.expect("viva runs");
        let mut said = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        said.read_line(&mut line).expect("UTF-8");
        assert!(line.starts_with("viva grades as "), "{line:?}");
        Worker { child, _said: said }
    }
}

impl Worker {
    /// Asks it to stop, which it does.
    pub fn stop(mut self) {
        stop(&mut self.child);
    }
}

fn stop(child: &mut Child) {
    rustix::process::kill_process(Pid::from_child(child), Signal::TERM)
        .expect("it can be signalled");
    let ended = child.wait().expect("its end");
    assert!(ended.success(), "{ended:?}");
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processes that a process has started, by whichever thread.
fn children(process: u32) -> Vec<Pid> {
    let threads = fs::read_dir(Path::new("/proc").join(process.to_string()).join("task"));
    let threads = threads.into_iter().flatten().flatten();
    threads
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| {
            let pids = children
                .split_whitespace()
                .filter_map(|pid| pid.parse().ok());
            pids.filter_map(Pid::from_raw).collect::<Vec<_>>()
        })
        .collect()
}

/// SplitMix64, begun anywhere.
pub struct Random(u64);

impl Random {
    pub fn new() -> Self {
        use std::hash::{BuildHasher as _, RandomState};
        Self(RandomState::new().hash_one(0))
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}
