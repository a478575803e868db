//! Somebody who practises over a connection that breaks now and then.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub const QUESTION: &str = "demo/code";

/// Longer than any answer takes; a request to a server that is killed ends at once.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Client {
    address: SocketAddr,
    number: u64,
    token: String,
    interview: String,
}

/// A submission that was acknowledged.
pub struct Handed {
    pub id: String,
    /// What it came to, if that was asked for and told.
    pub outcome: Option<Value>,
}

impl Client {
    /// In the middle of an interview.
    pub fn start(address: SocketAddr, number: u64) -> Self {
        let body = json!({ "questions": [QUESTION], "minutes": 480 }).to_string();
        let begun = until_answered(|| request(address, "POST", "/api/v1/practice", &[], &body));
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Self {
            address,
            number,
            token: text(&begun["session"]["token"]),
            interview: text(&begun["interview"]["id"]),
        }
    }

    /// Hands in until it is enough, reads every fourth result, and counts both as steps.
    pub fn work(self, enough: &AtomicBool, steps: &AtomicU64) -> (Self, Vec<Handed>) {
        let mut handed = Vec::new();
        while !enough.load(Ordering::Relaxed) {
            let number = handed.len();
            let id = self.hand_in(number);
            steps.fetch_add(1, Ordering::Relaxed);
            let outcome = number.is_multiple_of(4).then(|| {
                let outcome = self.result(&id);
                steps.fetch_add(1, Ordering::Relaxed);
                outcome
            });
            handed.push(Handed { id, outcome });
        }
        (self, handed)
    }

    /// Until it is acknowledged.
    pub fn hand_in(&self, number: usize) -> String {
        let (client, path) = (
            self.number,
            format!("/interviews/{}/submissions", self.interview),
        );
        // Something to compute, so that many a kill falls into a grade.
        let text = format!(
            "# answer {number} of client {client}\nfor _ in range(200_000):\n    pass\n\ndef parse_duration(text):\n    return 0\n"
        );
        let body = json!({ "question": QUESTION, "text": text }).to_string();
        let key = format!("client-{client}-answer-{number}");
        let stored =
            until_answered(|| self.send("POST", &path, &[("Idempotency-Key", &key)], &body));
        stored["id"].as_str().expect("an id").to_owned()
    }

    /// When it is there.
    pub fn result(&self, id: &str) -> Value {
        loop {
            let path = format!("/submissions/{id}?wait=5");
            let read = until_answered(|| self.send("GET", &path, &[], ""));
            if read["state"] == "done" {
                return read["outcome"].clone();
            }
        }
    }

    /// All that is stored, when all of it is done.
    pub fn settled(&self, until: Instant) -> Vec<Value> {
        loop {
            let stored = self.stored();
            let waiting = stored.iter().filter(|one| one["state"] != "done");
            let waiting = waiting.count();
            if waiting == 0 {
                return stored;
            }
            assert!(Instant::now() < until, "{waiting} are not graded");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// All that is stored, by number.
    pub fn stored(&self) -> Vec<Value> {
        let path = format!("/interviews/{}/submissions", self.interview);
        let list = until_answered(|| self.send("GET", &path, &[], ""));
        let mut items = list["items"].as_array().expect("a list").clone();
        items.sort_by_key(|one| one["number"].as_u64());
        items
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<(u16, Value)> {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("Authorization", bearer.as_str())], headers].concat();
        request(
            self.address,
            method,
            &format!("/api/v1{path}"),
            &headers,
            body,
        )
    }
}

/// Asks until there is an answer: a server that is gone, or has no room, may be there and have some soon.
fn until_answered(ask: impl Fn() -> Option<(u16, Value)>) -> Value {
    loop {
        match ask() {
            Some((200..300, body)) => return body,
            None | Some((429 | 503, _)) => std::thread::sleep(Duration::from_millis(20)),
            Some((status, body)) => panic!("{status}: {body:#}"),
        }
    }
}

/// Status and body of one request on a connection of its own; `None` if no whole answer came.
pub fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let length = body.len();
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    head += &format!("Content-Type: application/json\r\nContent-Length: {length}\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream
        .write_all(format!("{head}\r\n{body}").as_bytes())
        .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse::<usize>().ok())?
    });
    // A connection that breaks in the middle of a body is no answer.
    if length.is_some_and(|length| length != body.len()) {
        return None;
    }
    let body = serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.to_owned()));
    Some((status, body))
}
