//! One node's process, and what it says it has graded.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use serde_json::Value;

/// A job that a node graded and recorded, from its log.
#[derive(Debug, Clone)]
pub struct Graded {
    pub submission: String,
    pub seconds: f64,
}

pub struct Node {
    pub name: String,
    process: Child,
    /// Its first line.
    pub greeting: String,
    /// Kept open: the greeting goes on.
    _out: BufReader<ChildStdout>,
    graded: Arc<Mutex<Vec<Graded>>>,
    listening: Option<JoinHandle<()>>,
}

impl Node {
    /// Returns when it greets.
    pub fn start(name: &str, mut command: Command) -> Self {
        let mut process = command
            .args(["--log", "warn,viva::worker=info", "--log-format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the node starts");
        let graded = Arc::default();
        let errors = process.stderr.take().expect("a pipe");
        let listening = listen(name.to_owned(), errors, Arc::clone(&graded));
        let out = process.stdout.take().expect("a pipe");
        let mut out = BufReader::new(out);
        let mut greeting = String::new();
        out.read_line(&mut greeting).expect("a greeting");
        Self {
            name: name.to_owned(),
            process,
            greeting: greeting.trim().to_owned(),
            _out: out,
            graded,
            listening: Some(listening),
        }
    }

    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// So far.
    pub fn graded(&self) -> Vec<Graded> {
        self.graded.lock().expect("nobody panicked").clone()
    }

    /// Returns when it has finished what it graded.
    pub fn stop(mut self) -> Vec<Graded> {
        let id = rustix::process::Pid::from_child(&self.process);
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
        let _ = self.process.wait();
        if let Some(listening) = self.listening.take() {
            listening.join().expect("no panic");
        }
        self.graded()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Keeps what is graded; passes on what an operator should see.
fn listen(name: String, errors: ChildStderr, graded: Arc<Mutex<Vec<Graded>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(errors).lines().map_while(Result::ok) {
            let said: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
            if said["message"] == "graded" {
                graded.lock().expect("nobody panicked").push(Graded {
                    submission: said["submission"].as_str().unwrap_or_default().to_owned(),
                    seconds: said["seconds"].as_f64().unwrap_or(f64::NAN),
                });
            } else if said["level"] != "INFO" {
                eprintln!("{name}: {line}");
            }
        }
    })
}
