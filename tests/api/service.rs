//! The service in this process, and clients of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use futures_util::StreamExt as _;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use viva::cli::{self, Console};
use viva::grading::{GradeError, Graded, Grader, Ran, Source, Task};
use viva::hooks::Policy;
use viva::http::{self, App, Authoring, Exposed, Limits, RateLimits, Rates, Settings, Streams};
use viva::interview::Span;
use viva::question::{Bank, Library};
use viva::store::Store;
use viva::worker::checks::{Checks, OwnGrader};
use viva::worker::{News, Pulse, Worker};

use super::document::Document;
use super::fake::Fake;
use super::support::{Database, TestClock};

pub struct Service {
    router: Router,
    pub app: App,
    pub worker: Worker,
    pub clock: Arc<TestClock>,
    admin_link: String,
    bank: tempfile::TempDir,
    pub database: Database,
}

/// Somebody who sends requests; with a token once they have one.
#[derive(Clone, Default)]
pub struct Client {
    pub token: Option<String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Service {
    /// With a bank of `demo/code`, `demo/choice` and `demo/explain`, as `viva new` writes them, and [`PRESETS`].
    pub async fn start() -> Self {
        // The clock stands still, so nothing would fill up again.
        let most = Rates {
            person: 0,
            address: 0,
            entry: 0,
        };
        Self::start_with(RateLimits::new(most, Vec::new())).await
    }

    pub async fn start_with(rates: RateLimits) -> Self {
        let database = Database::new().await;
        let store = Store::open(&database.url)
            .await
            .expect("the database opens");
        let clock = Arc::new(TestClock::new());
        let bank = demo_bank();
        let library = Arc::new(read(&bank));
        let link = http::first_link(&store, &*clock).await.expect("a link");
        let news = News::default();
        let pulse = Pulse::default();
        let app = App {
            store: store.clone(),
            library: library.clone(),
            clock: clock.clone(),
            news: news.clone(),
            pulse: pulse.clone(),
            metrics: PrometheusBuilder::new().build_recorder().handle(),
            settings: Arc::new(Settings {
                public_url: "http://viva.test".to_owned(),
                max_queued: 5,
                max_queued_each: 3,
                limits: Limits::default(),
                metrics: Exposed::Anybody,
                authoring: Authoring::Administrators,
                webhook_policy: Policy::Any,
            }),
            rates: Arc::new(rates),
            streams: Streams::default(),
            checks: fake_checks(2, viva::worker::checks::LONGEST, || ()),
        };
        let worker = Worker {
            store,
            library,
            clock: clock.clone(),
            grader: Arc::new(Fake),
            news,
            pulse,
            holder: "test".into(),
            lease: viva::worker::LEASE,
        };
        let service = Self {
            router: http::router(app.clone()),
            app,
            bank,
            worker,
            clock,
            admin_link: link.expect("nobody has signed in").reveal().to_owned(),
            database,
        };
        let document = service.get(&Client::default(), "/openapi.json").await;
        Document::remember(&document.ok());
        service
    }

    /// The bank's folder.
    pub fn bank(&self) -> std::path::PathBuf {
        self.bank.path().join("questions")
    }

    /// Changes a file of the bank, and lets the service read it again.
    pub fn change(&mut self, file: &str, edit: impl FnOnce(String) -> String) {
        let path = self.bank.path().join("questions").join(file);
        let text = std::fs::read_to_string(&path).expect("the file is there");
        std::fs::write(&path, edit(text)).expect("the file can be written");
        let broken = self.app.library.reread().expect("a bank");
        assert!(broken.is_empty(), "{broken:?}");
    }

    pub fn pass(&self, span: Span) {
        self.clock.pass(span);
    }

    /// From now on webhooks may lead there alone.
    pub fn set_webhook_policy(&mut self, policy: Policy) {
        self.set(|settings| settings.webhook_policy = policy);
    }

    /// The service again, on the same database, with another setting.
    pub fn set(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = (*self.app.settings).clone();
        change(&mut settings);
        self.app.settings = Arc::new(settings);
        self.router = http::router(self.app.clone());
    }

    pub fn set_checks(&mut self, checks: Checks) {
        self.app.checks = checks;
        self.router = http::router(self.app.clone());
    }

    /// Grades all that waits, and returns how many that were.
    pub async fn grade(&self) -> usize {
        let mut done = 0;
        while self.worker.work_once().await.expect("the store works") {
            done += 1;
        }
        done
    }

    pub async fn administrator(&self) -> Client {
        let link = json!({ "link": self.admin_link });
        let session = self.post(&Client::default(), "/sessions", link).await.ok();
        Client::with(&session["token"])
    }

    /// Signed in by a link that was made on the machine itself.
    pub async fn another_administrator(&self) -> Client {
        let link = http::administrator_link(&self.worker.store, &*self.clock)
            .await
            .expect("a link");
        let link = json!({ "link": link.reveal() });
        let session = self.post(&Client::default(), "/sessions", link).await.ok();
        Client::with(&session["token"])
    }

    /// A practice of `questions` with a client of its own: the client, and the interview's path.
    pub async fn practice(&self, questions: &[&str], minutes: u32) -> (Client, String) {
        let body = json!({ "questions": questions, "minutes": minutes });
        let begun = self.post(&Client::default(), "/practice", body).await.ok();
        let id = begun["interview"]["id"].as_str().expect("an id");
        (
            Client::with(&begun["session"]["token"]),
            format!("/interviews/{id}"),
        )
    }

    pub async fn get(&self, client: &Client, path: &str) -> Answer {
        self.send(client, Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, client: &Client, path: &str, body: Value) -> Answer {
        self.send(client, Method::POST, path, Some(body), &[]).await
    }

    pub async fn patch(&self, client: &Client, path: &str, body: Value) -> Answer {
        self.send(client, Method::PATCH, path, Some(body), &[])
            .await
    }

    pub async fn delete(&self, client: &Client, path: &str) -> Answer {
        self.send(client, Method::DELETE, path, None, &[]).await
    }

    /// Somebody new of the staff, signed in by their link.
    pub async fn staff(&self, administrator: &Client, role: &str, email: &str) -> Client {
        let new = json!({ "name": "Staff", "email": email, "role": role });
        let created = self.post(administrator, "/staff", new).await.ok();
        let link = created["link"].as_str().expect("a link");
        let token = link
            .strip_prefix("http://viva.test/sign-in#")
            .expect("a link to sign in with");
        let session = json!({ "link": token });
        let session = self
            .post(&Client::default(), "/sessions", session)
            .await
            .ok();
        Client::with(&session["token"])
    }

    pub async fn put(&self, client: &Client, path: &str, body: Value) -> Answer {
        self.send(client, Method::PUT, path, Some(body), &[]).await
    }

    /// The path is below the API's prefix.
    pub async fn send(
        &self,
        client: &Client,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &client.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.raw(request.body(body).expect("a request")).await
    }

    /// The status alone, of an answer that may have no end.
    pub async fn status(&self, request: Request<Body>) -> u16 {
        self.respond(request).await.status().as_u16()
    }

    /// An answer whose body may be no text.
    pub async fn unread(&self, request: Request<Body>) -> Response {
        self.respond(request).await
    }

    pub async fn raw(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let (parts, body) = self.respond(request).await.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        };
        Document::check_code(&method, &path, answer.status, &answer.body);
        answer
    }

    /// Every request of these tests comes by here, so every answer is compared with the document.
    pub async fn respond(&self, request: Request<Body>) -> Response {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await;
        let response = response.expect("an answer");
        Document::check(&method, &path, response.status(), response.headers());
        response
    }
}

/// Server-sent events as they come.
pub struct Events {
    pub status: StatusCode,
    pub kind: String,
    body: std::pin::Pin<Box<axum::body::BodyDataStream>>,
    text: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub name: String,
    pub id: Option<String>,
    pub data: Value,
}

impl Service {
    pub async fn follow(&self, client: &Client, path: &str, last: Option<&str>) -> Events {
        let mut request = Request::get(format!("/api/v1{path}"));
        if let Some(token) = &client.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        self.events(request.body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn events(&self, request: Request<Body>) -> Events {
        let response = self.respond(request).await;
        let kind = response.headers().get("content-type");
        Events {
            status: response.status(),
            kind: kind
                .map_or("", |kind| kind.to_str().expect("text"))
                .to_owned(),
            body: Box::pin(response.into_body().into_data_stream()),
            text: String::new(),
        }
    }
}

impl Events {
    /// The next one; `None` at the end. Comments are passed over.
    pub async fn next(&mut self) -> Option<Sent> {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let find = |line: &str| {
                        line.strip_prefix(name)?
                            .strip_prefix(": ")
                            .map(str::to_owned)
                    };
                    event.lines().find_map(find)
                };
                let sent = field("data").map(|data| Sent {
                    name: field("event").expect("a name"),
                    id: field("id"),
                    data: serde_json::from_str(&data).expect("JSON"),
                });
                self.text = rest.to_owned();
                if sent.is_some() {
                    return sent;
                }
            }
            let bytes = self.body.next().await?.expect("a body");
            self.text += std::str::from_utf8(&bytes).expect("UTF-8");
        }
    }

    /// All of them, to the end.
    pub async fn rest(mut self) -> Vec<Sent> {
        let mut all = Vec::new();
        while let Some(sent) = self.next().await {
            all.push(sent);
        }
        all
    }
}

impl Client {
    pub fn with(token: &Value) -> Self {
        Self {
            token: Some(token.as_str().expect("a token").to_owned()),
        }
    }
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {:#}", self.status, self.body);
        self.body
    }

    /// The code of a problem, whose form is checked on the way.
    #[track_caller]
    pub fn problem(&self) -> &str {
        let kind = self.headers.get("content-type").expect("a type");
        assert_eq!(
            kind, "application/problem+json",
            "{}: {:#}",
            self.status, self.body
        );
        assert_eq!(self.body["status"], self.status.as_u16());
        assert_eq!(self.body["type"], "about:blank");
        assert!(
            self.body["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty())
        );
        self.body["code"].as_str().expect("a code")
    }
}

/// Checks by a grader that runs no Python and, before each grade, does `wait`.
pub fn fake_checks(
    most: usize,
    longest: std::time::Duration,
    wait: impl Fn() + Clone + Send + Sync + 'static,
) -> Checks {
    let start = move || {
        let grader = Ended {
            wait: Box::new(wait.clone()),
            ended: AtomicBool::new(false),
        };
        Ok(Arc::new(grader) as Arc<dyn OwnGrader>)
    };
    Checks::new(Arc::new(start), most, longest)
}

/// Fails to grade once it is ended.
struct Ended {
    wait: Box<dyn Fn() + Send + Sync>,
    ended: AtomicBool,
}

impl OwnGrader for Ended {
    fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }
}

impl Grader for Ended {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        (self.wait)();
        if self.ended.load(Ordering::SeqCst) {
            return Err(GradeError::later("it was ended"));
        }
        Fake.grade(task)
    }

    fn run(
        &self,
        file: &Source,
        support: &[Source],
        seed: u64,
        limits: &viva::question::Limits,
    ) -> Result<Ran, GradeError> {
        Fake.run(file, support, seed, limits)
    }

    fn image(&self) -> String {
        Fake.image()
    }
}

fn demo_bank() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bank = folder.path().join("questions");
    std::fs::create_dir(&bank).expect("an empty bank");
    for kind in ["code", "choice", "explain"] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console {
            out: &mut out,
            err: &mut err,
            input: &mut &b""[..],
        };
        let bank = bank.to_str().expect("UTF-8");
        let id = format!("demo/{kind}");
        let words = ["viva", "new", kind, &id, "--questions", bank];
        cli::run(words.map(Into::into), &|| Ok(Box::new(Fake)), &mut console);
    }
    std::fs::write(bank.join("presets.toml"), PRESETS).expect("the bank can be written to");
    folder
}

const PRESETS: &str = r#"
[[presets]]
id = "warm-up"
title = "Warm-up"
description = "A choice, and something else."
roles = ["backend"]
topics = ["demo"]
level = "mid"
minutes = 30
questions = ["demo/choice"]
pools = [{ take = 1 }]

[[presets]]
id = "draw"
title = "Two of all"
description = "By chance."
roles = ["backend"]
topics = []
level = "senior"
minutes = 60
pools = [{ take = 2 }]
"#;

fn read(folder: &tempfile::TempDir) -> Library {
    let bank = Bank::open(folder.path().join("questions")).expect("a bank");
    let (library, broken) = Library::read(&bank).expect("a library");
    assert!(broken.is_empty(), "{broken:?}");
    assert_eq!(library.len(), 3);
    library
}
