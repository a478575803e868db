//! Unsafe requests: a JSON body, and an `Idempotency-Key` with which a client may repeat it without doing it twice.
//!
//! The answer to a request with a key is stored in the transaction of what it did, for a day. The same request with
//! the same key is then answered by the stored answer; another request with it is refused.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{App, Code, Problem, body, reply};
use crate::interview::{PersonId, Time};
use crate::question::Digest;
use crate::store::{Write, idempotency};

const HEADER: &str = "idempotency-key";

/// Longer ones are nobody's UUID.
pub const MAX_KEY: usize = 128;

/// The body of a request that may be repeated as it is: done twice, it comes to the same.
pub struct Body<T>(pub T);

/// The body of an unsafe request.
pub struct Command<T> {
    pub body: T,
    pub key: Option<Key>,
}

/// An unsafe request whose body is a table, `text/csv`.
pub struct Sheet {
    pub text: String,
    pub key: Option<Key>,
}

/// A body that is a zip archive, `application/zip`.
pub struct Archive(pub Bytes);

/// An `Idempotency-Key`, with what it was sent for.
#[derive(Debug, Clone)]
pub struct Key {
    text: String,
    request_digest: String,
}

/// A request without a body, or with `{}`.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// What ends an unsafe request before it is done: a problem, or that it was done before.
#[derive(Debug)]
pub enum Early {
    Problem(Problem),
    /// The answer that was given then.
    Replay(Box<Response>),
}

impl<E: Into<Problem>> From<E> for Early {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

impl IntoResponse for Early {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Replay(response) => *response,
        }
    }
}

/// A transaction whose answer is stored with it.
pub struct Doing {
    pub db: Write,
    now: Time,
    remember: Option<(PersonId, Key)>,
}

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let (_, body) = json(request).await?;
        Ok(Self(body))
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Command<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let place = place(&request);
        let key = key(request.headers())?;
        let (bytes, body) = json(request).await?;
        let key = key.map(|text| Key::new(text, &place, &bytes));
        Ok(Self { body, key })
    }
}

/// The body as it was sent, and what it says. Nothing at all is taken for `{}`.
async fn json<T: DeserializeOwned>(request: Request) -> Result<(Bytes, T), Problem> {
    let is_json = has_type(request.headers(), "application/json");
    let bytes = body::whole(request.into_body()).await?;
    if !is_json && !bytes.is_empty() {
        let detail = "send JSON, with the header Content-Type: application/json";
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    if has_nul(&bytes) {
        let detail = "the body has a text with the character U+0000, which can't be stored";
        return Err(Problem::invalid(detail));
    }
    let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
    let body = serde_json::from_slice(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Problem::invalid(error.to_string()),
        _ => Problem::new(Code::InvalidJson, error.to_string()),
    })?;
    Ok((bytes, body))
}

/// Whether a text of the JSON holds U+0000: PostgreSQL takes none. JSON writes it as an escape alone.
fn has_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        if rest[at..].starts_with(br"\u0000") {
            return true;
        }
        // The escaped character may be a backslash that begins nothing.
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    false
}

impl FromRequest<App> for Sheet {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let place = place(&request);
        let key = key(request.headers())?;
        if !has_type(request.headers(), "text/csv") {
            let detail = "send the table with the header Content-Type: text/csv";
            return Err(Problem::new(Code::UnsupportedMediaType, detail));
        }
        let bytes = body::whole(request.into_body()).await?;
        let key = key.map(|text| Key::new(text, &place, &bytes));
        let text = String::from_utf8(bytes.into())
            .map_err(|_| Problem::invalid("the table is not UTF-8: export it as CSV UTF-8"))?;
        if text.contains('\0') {
            return Err(Problem::invalid("the table has a character U+0000"));
        }
        Ok(Self { text, key })
    }
}

impl FromRequest<App> for Archive {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        if !has_type(request.headers(), "application/zip") {
            let detail = "send the archive with the header Content-Type: application/zip";
            return Err(Problem::new(Code::UnsupportedMediaType, detail));
        }
        Ok(Self(body::whole(request.into_body()).await?))
    }
}

impl Key {
    fn new(text: String, place: &str, body: &[u8]) -> Self {
        let request_digest = Digest::of_files([(place, body)]).to_string();
        Self {
            text,
            request_digest,
        }
    }
}

/// What the request is for. With the query: it may say what is done.
fn place(request: &Request) -> String {
    format!("{} {}", request.method(), request.uri())
}

fn has_type(headers: &HeaderMap, wanted: &str) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value.map(|value| value.split(';').next().unwrap_or(value).trim());
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case(wanted))
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(HEADER) else {
        return Ok(None);
    };
    let text = value
        .to_str()
        .ok()
        .filter(|text| (1..=MAX_KEY).contains(&text.len()));
    match text {
        Some(text) => Ok(Some(text.to_owned())),
        None => Err(Problem::new(
            Code::InvalidHeader,
            "an Idempotency-Key has 1 to 128 visible ASCII characters; a UUID does well",
        )),
    }
}

impl App {
    /// Begins to do what `person` asks for, unless it was done under this key before.
    pub(super) async fn once(&self, person: PersonId, key: Option<Key>) -> Result<Doing, Early> {
        let mut db = self.store.write().await?;
        let now = self.clock.now();
        let Some(key) = key else {
            return Ok(Doing {
                db,
                now,
                remember: None,
            });
        };
        // The same request again, sent before the first is answered, waits for it.
        db.alone(&format!("{person} {}", key.text)).await?;
        match idempotency::get(&mut db, person, &key.text).await? {
            None => Ok(Doing {
                db,
                now,
                remember: Some((person, key)),
            }),
            Some(answered) if answered.body.is_empty() => {
                let detail = "the request was done; the person whom it was about was erased since";
                Err(Problem::new(Code::Erased, detail).into())
            }
            Some(answered) if answered.request_digest == key.request_digest => {
                // What was read must be on the disk before it is told: it may share this transaction.
                db.commit().await?;
                let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::OK);
                let answer = reply::stored(status, answered.body);
                Err(Early::Replay(Box::new(answer)))
            }
            Some(_) => {
                let detail = "take a new key for a new request";
                Err(Problem::new(Code::KeyReused, detail).into())
            }
        }
    }

    /// The same for somebody who is not known yet, and so has no keys.
    pub(super) async fn always(&self) -> Result<Doing, Problem> {
        Ok(Doing {
            db: self.store.write().await?,
            now: self.clock.now(),
            remember: None,
        })
    }
}

impl Doing {
    /// Commits, and answers.
    pub async fn answer(
        self,
        status: StatusCode,
        body: &impl Serialize,
    ) -> Result<Response, Early> {
        self.answer_hiding(status, body, body).await
    }

    /// The same, storing `stored` for a replay: a secret in `shown` is shown once and kept nowhere.
    pub async fn answer_hiding(
        mut self,
        status: StatusCode,
        shown: &impl Serialize,
        stored: &impl Serialize,
    ) -> Result<Response, Early> {
        let text = |value| serde_json::to_string(value).map_err(|error| Problem::internal(&error));
        if let Some((person, key)) = self.remember {
            let answered = idempotency::Answered {
                request_digest: key.request_digest,
                status: status.as_u16(),
                body: serde_json::to_string(stored).map_err(|error| Problem::internal(&error))?,
            };
            idempotency::add(&mut self.db, person, &key.text, &answered, self.now).await?;
        }
        self.db.commit().await?;
        Ok(reply::stored(status, text(shown)?))
    }
}
