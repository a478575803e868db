//! One sitter: a connection kept open, a token, and what the server has acknowledged.

use std::time::Instant;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;

pub type Outcome<T> = Result<T, String>;

const ANSWER: &str = include_str!("answer.py");

pub struct Client {
    stream: BufStream<TcpStream>,
    pub address: String,
    pub token: String,
    interview: String,
    question: String,
    /// The version of the last draft that was acknowledged.
    pub drafts: u64,
    /// Those that were acknowledged.
    pub submissions: Vec<String>,
}

impl Client {
    pub async fn open(address: &str, question: &str) -> Outcome<Self> {
        let mut client = Self {
            stream: connect(address).await?,
            address: address.to_owned(),
            token: String::new(),
            interview: String::new(),
            question: question.to_owned(),
            drafts: 0,
            submissions: Vec::new(),
        };
        let body = json!({ "questions": [question], "minutes": 60 });
        let begun = client.send("POST", "/practice", Some(body)).await?;
        client.token = text(&begun["session"]["token"])?;
        client.interview = text(&begun["interview"]["id"])?;
        Ok(client)
    }

    /// Over another connection: the server closes one that was silent for long.
    pub async fn reconnect(&mut self) -> Outcome<()> {
        self.stream = connect(&self.address).await?;
        Ok(())
    }

    /// About as long as an answer is.
    pub async fn save_draft(&mut self) -> Outcome<()> {
        let path = format!("/interviews/{}/drafts/{}", self.interview, self.question);
        let body = json!({ "text": format!("{ANSWER}\n# {}\n", self.drafts) });
        let saved = self.send("PUT", &path, Some(body)).await?;
        self.drafts = saved["version"].as_u64().ok_or("no version")?;
        Ok(())
    }

    pub async fn read_state(&mut self) -> Outcome<()> {
        self.state().await.map(drop)
    }

    pub async fn state(&mut self) -> Outcome<Value> {
        let path = format!("/interviews/{}", self.interview);
        self.send("GET", &path, None).await
    }

    pub async fn submit(&mut self, kind: &str) -> Outcome<String> {
        let answer = if kind == "choice" { "a, c, d" } else { ANSWER };
        let path = format!("/interviews/{}/submissions", self.interview);
        let body = json!({ "question": self.question, "text": answer });
        let taken = self.send("POST", &path, Some(body)).await?;
        let id = text(&taken["id"])?;
        self.submissions.push(id.clone());
        Ok(id)
    }

    /// Waits for a result, on another connection, and tells when it was there.
    pub async fn result(address: &str, token: &str, id: &str) -> Outcome<Instant> {
        let mut stream = connect(address).await?;
        loop {
            let path = format!("/submissions/{id}?wait=20");
            let found = exchange(&mut stream, token, "GET", &path, None).await?;
            if found["state"] == "done" {
                return match found["outcome"]["kind"].as_str() {
                    Some("internal") | None => Err(format!("graded as {}", found["outcome"])),
                    Some(_) => Ok(Instant::now()),
                };
            }
        }
    }

    async fn send(&mut self, method: &str, path: &str, body: Option<Value>) -> Outcome<Value> {
        exchange(&mut self.stream, &self.token, method, path, body).await
    }
}

async fn connect(address: &str) -> Outcome<BufStream<TcpStream>> {
    let stream = TcpStream::connect(address).await.map_err(said)?;
    stream.set_nodelay(true).map_err(said)?;
    Ok(BufStream::with_capacity(2048, 2048, stream))
}

/// One request and its answer's JSON; a status that is not a success is an error.
async fn exchange(
    stream: &mut BufStream<TcpStream>,
    token: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Outcome<Value> {
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let mut head = format!("{method} /api/v1{path} HTTP/1.1\r\nhost: load\r\n");
    if !token.is_empty() {
        head += &format!("authorization: Bearer {token}\r\n");
    }
    if !body.is_empty() {
        head += &format!(
            "content-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
    }
    let request = format!("{head}\r\n{body}");
    stream.write_all(request.as_bytes()).await.map_err(said)?;
    stream.flush().await.map_err(said)?;

    let mut line = String::new();
    stream.read_line(&mut line).await.map_err(said)?;
    let status = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        line.clear();
        if stream.read_line(&mut line).await.map_err(said)? == 0 {
            return Err("the connection was closed".to_owned());
        }
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(said)?;
        }
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await.map_err(said)?;
    if !status.starts_with('2') {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        return Err(format!("{method} {path}: {status} {text}"));
    }
    serde_json::from_slice(&bytes).map_err(said)
}

fn text(value: &Value) -> Outcome<String> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("not a text: {value}"))
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
