//! `viva worker` as a process: it has no API, and tells whoever runs it how it does.

use std::io::{BufRead as _, BufReader, Lines, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::events::submit;
use super::service::Service;

const TOKEN: &str = "0123456789abcdef";

struct Process {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
    /// For `--data`, should it look for a file there, and a bank without questions.
    _folder: tempfile::TempDir,
}

impl Process {
    /// On the service's database. It grades nothing, so it needs no sandbox.
    fn start(service: &Service, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_viva"))
            .args(["worker", "--graders", "0", "--log", "error"])
            .args(["--database", &service.database.url])
            .arg("--data")
            .arg(folder.path())
            .arg("--questions")
            .arg(folder.path())
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .expect("viva runs");
        let out = child.stdout.take().expect("a pipe");
        Self {
            child,
            said: BufReader::new(out).lines(),
            _folder: folder,
        }
    }

    fn line(&mut self) -> String {
        let line = self.said.next().expect("it goes on");
        line.expect("UTF-8")
    }

    /// Asks it to stop, which it does; returns what else it said.
    fn stop(mut self) -> Vec<String> {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it can be signalled");
        let ended = self.child.wait().expect("its end");
        assert!(ended.success(), "{ended:?}");
        let rest = self.said.by_ref().collect::<Result<_, _>>();
        rest.expect("UTF-8")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(address: &str, path: &str, token: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("a request");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer");
    text
}

#[tokio::test]
async fn it_tells_its_metrics_where_it_is_asked_to() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    submit(&service, &me, &interview, "# waits\n").await;

    let listen = ["--metrics-listen", "127.0.0.1:0", "--metrics-token", TOKEN];
    let mut process = Process::start(&service, &listen);
    assert!(process.line().starts_with("viva grades as "));
    let line = process.line();
    let address = line.strip_prefix("  metrics  http://");
    let address = address.and_then(|rest| rest.strip_suffix("/metrics"));
    let address = address.unwrap_or_else(|| panic!("no address: {line}"));

    let metrics = get(address, "/metrics", TOKEN);
    for part in [
        "HTTP/1.1 200 ",
        "\nviva_queue_jobs{state=\"queued\"} 1\n",
        "\n# TYPE viva_queue_oldest_seconds gauge\n",
    ] {
        assert!(metrics.contains(part), "{part}: {metrics}");
    }
    for (path, token, status) in [
        ("/metrics", "another token", 401),
        ("/healthz", "", 200),
        ("/readyz", "", 200),
        ("/api/v1/questions", TOKEN, 404),
    ] {
        let got = get(address, path, token);
        assert!(
            got.starts_with(&format!("HTTP/1.1 {status} ")),
            "{path}: {got}"
        );
    }
    process.stop();
}

#[tokio::test]
async fn it_listens_nowhere_by_itself() {
    let service = Service::start().await;
    let mut process = Process::start(&service, &[]);
    assert!(process.line().starts_with("viva grades as "));
    let sockets = format!("/proc/{}/net/tcp", process.child.id());
    let fds = format!("/proc/{}/fd", process.child.id());
    let own: Vec<String> = std::fs::read_dir(fds)
        .expect("its descriptors")
        .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
        .map(|target| target.to_string_lossy().into_owned())
        .collect();
    let table = std::fs::read_to_string(sockets).expect("the machine's sockets");
    let listening = table.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        (fields.get(3) == Some(&"0A")).then(|| format!("socket:[{}]", fields[9]))
    });
    for socket in listening {
        assert!(!own.contains(&socket), "{socket}");
    }
    assert_eq!(process.stop(), Vec::<String>::new());
}
