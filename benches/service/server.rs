//! `viva serve` as a process, with a bank and a database of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

const VIVA: &str = env!("CARGO_BIN_EXE_viva");

pub struct Server {
    process: Child,
    pub address: String,
    /// Kept open: the greeting goes on.
    _out: BufReader<ChildStdout>,
    _folder: tempfile::TempDir,
}

#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Of the server and of all graders that it has ended or that still run.
    pub cpu_seconds: f64,
    /// Of the server alone.
    pub resident_mb: u64,
}

impl Server {
    pub async fn start(database: Option<&str>) -> Self {
        // Not /tmp, which is memory on many machines: what is measured is a disk that is synced.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let bank = folder.path().join("questions");
        std::fs::create_dir(&bank).expect("a bank");
        for kind in ["code", "choice"] {
            let mut new = Command::new(VIVA);
            new.args(["new", kind, &format!("load/{kind}"), "--questions"]);
            let made = new.arg(&bank).stdout(Stdio::null()).status();
            assert!(made.expect("viva runs").success());
        }
        let mut serve = Command::new(VIVA);
        serve
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"])
            // Thousands of people, all from here.
            .args(["--rate-address", "0"])
            .args(["--questions".as_ref(), bank.as_os_str()])
            .args(["--data".as_ref(), folder.path().join("data").as_os_str()])
            .stdout(Stdio::piped());
        if let Some(url) = database {
            serve.args(["--database", url]);
        }
        let mut process = serve.spawn().expect("the server starts");
        let out = process.stdout.take().expect("a pipe");
        let mut line = String::new();
        let mut out = BufReader::new(out);
        out.read_line(&mut line).expect("a greeting");
        let (_, address) = line.trim().rsplit_once("http://").expect("an address");
        Self {
            address: address.to_owned(),
            process,
            _out: out,
            _folder: folder,
        }
    }

    pub fn usage(&self) -> Usage {
        let id = self.process.id();
        let mut cpu_seconds = 0.0;
        for process in family(id) {
            // After the name, which may hold anything: user and system time, and those of ended children.
            let stat = read(process, "stat");
            let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
            let ticks = fields.split_whitespace().skip(11).take(4);
            cpu_seconds += ticks.filter_map(|one| one.parse::<f64>().ok()).sum::<f64>() / 100.0;
        }
        let status = read(id, "status");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = resident.and_then(|value| value.trim().split(' ').next()?.parse::<u64>().ok());
        Usage {
            cpu_seconds,
            resident_mb: kib.unwrap_or(0) / 1024,
        }
    }

    pub fn stop(mut self) {
        let id = rustix::process::Pid::from_child(&self.process);
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
        let _ = self.process.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The process and its children, and theirs.
fn family(id: u32) -> Vec<u32> {
    let mut family = vec![id];
    let threads = std::fs::read_dir(Path::new("/proc").join(id.to_string()).join("task"));
    for thread in threads.into_iter().flatten().flatten() {
        let children = std::fs::read_to_string(thread.path().join("children"));
        for child in children.unwrap_or_default().split_whitespace() {
            family.extend(child.parse().map(self::family).unwrap_or_default());
        }
    }
    family
}

fn read(id: u32, file: &str) -> String {
    std::fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default()
}
