//! The OpenAPI document against what is really answered: [`Document::check`] sees every answer of these tests, so an
//! answer that the document doesn't describe fails the test in which it came.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;

use super::service::{Answer, Client, Service};

const PREFIX: &str = "/api/v1";

/// All services of a test run serve the same one.
static DOCUMENT: OnceLock<Document> = OnceLock::new();

#[derive(Debug)]
pub struct Document(Vec<Operation>);

#[derive(Debug)]
struct Operation {
    method: Method,
    /// `interviews`, `{id}`, `start`.
    template: Vec<String>,
    parameters: Vec<Value>,
    responses: BTreeMap<u16, Response>,
}

#[derive(Debug)]
struct Response {
    kinds: Vec<String>,
    /// Of a problem.
    codes: Vec<String>,
}

impl Document {
    pub fn remember(document: &Value) {
        DOCUMENT.get_or_init(|| Self::read(document));
    }

    /// That the answer's status, content type and (where it is known) problem code are documented. Without a document
    /// (until the first service has given it) and for what is no operation, nothing is checked.
    #[track_caller]
    pub fn check(method: &Method, path: &str, status: StatusCode, headers: &HeaderMap) {
        let Some(response) = Self::described(method, path, status) else {
            return;
        };
        let kind = headers
            .get(CONTENT_TYPE)
            .map(|kind| kind.to_str().expect("text"));
        let essence = kind.map(|kind| kind.split(';').next().unwrap_or(kind));
        let is_documented = match essence {
            None => response.kinds.is_empty(),
            Some(kind) => response.kinds.iter().any(|one| one == kind),
        };
        assert!(
            is_documented,
            "{method} {path} answers {status} with {kind:?}, and the document has {:?}",
            response.kinds
        );
    }

    /// That the answer's problem, if it is one, is among those of its operation and status.
    #[track_caller]
    pub fn check_code(method: &Method, path: &str, status: StatusCode, body: &Value) {
        let Some(response) = Self::described(method, path, status) else {
            return;
        };
        if let (false, Some(code)) = (status.is_success(), body["code"].as_str()) {
            assert!(
                response.codes.iter().any(|one| one == code),
                "{method} {path} answers {status} {code}, and the document has {:?}",
                response.codes
            );
        }
    }

    #[track_caller]
    fn described(method: &Method, path: &str, status: StatusCode) -> Option<&'static Response> {
        let operation = DOCUMENT.get()?.find(method, path)?;
        let response = operation.responses.get(&status.as_u16());
        assert!(
            response.is_some(),
            "{method} {path} answers {status}, which is not documented"
        );
        response
    }

    fn find(&self, method: &Method, path: &str) -> Option<&Operation> {
        let words: Vec<&str> = path.strip_prefix(PREFIX)?.split('/').skip(1).collect();
        let fits = |operation: &&Operation| {
            operation.method == method
                && operation.template.len() == words.len()
                && std::iter::zip(&operation.template, &words)
                    .all(|(template, word)| template.starts_with('{') || template == word)
        };
        // As the router does: the one with the most words of its own.
        let own = |operation: &&Operation| {
            let names = operation.template.iter();
            names.filter(|word| !word.starts_with('{')).count()
        };
        self.0.iter().filter(fits).max_by_key(own)
    }

    fn read(document: &Value) -> Self {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, about) in item.as_object().expect("operations") {
                let responses = about["responses"].as_object().expect("responses");
                operations.push(Operation {
                    method: method.to_uppercase().parse().expect("a method"),
                    template: path.split('/').skip(1).map(str::to_owned).collect(),
                    parameters: about["parameters"].as_array().cloned().unwrap_or_default(),
                    responses: responses
                        .iter()
                        .map(|(status, response)| {
                            let status = status.parse().expect("a status, and no default");
                            (status, Response::read(document, response))
                        })
                        .collect(),
                });
            }
        }
        Self(operations)
    }
}

impl Response {
    fn read(document: &Value, response: &Value) -> Self {
        let place = response["$ref"]
            .as_str()
            .map(|place| place.trim_start_matches('#'));
        let response = place.map_or(response, |place| {
            document
                .pointer(place)
                .expect("a reference leads somewhere")
        });
        let kinds = response["content"].as_object();
        let description = response["description"].as_str().expect("a description");
        let quoted = description.split('`').skip(1).step_by(2);
        Self {
            kinds: kinds
                .map(|kinds| kinds.keys().cloned().collect())
                .unwrap_or_default(),
            codes: quoted.map(str::to_owned).collect(),
        }
    }
}

impl Operation {
    fn documents(&self, code: &str) -> bool {
        let mut responses = self.responses.values();
        responses.any(|response| response.codes.iter().any(|one| one == code))
    }

    /// A path that is well-formed; nothing needs to be there.
    fn path(&self) -> String {
        let words = self.template.iter().map(|word| match word.as_str() {
            "{topic}" => "demo",
            "{slug}" => "code",
            "{digest}" => "0",
            word if word.starts_with('{') => "01a1fcfe-9540-7f79-8328-4e6e7ad25d88",
            word => word,
        });
        words.fold(PREFIX.to_owned(), |path, word| format!("{path}/{word}"))
    }

    /// A path in which one word is none.
    fn wrong_path(&self) -> String {
        let first = self.template.iter().position(|word| word.starts_with('{'));
        let good = self.path();
        let mut words: Vec<&str> = good.split('/').collect();
        // Two words of the prefix, and what is before the first slash.
        words[first.expect("a word that varies") + 3] = "Wrong";
        words.join("/")
    }

    /// A parameter that takes no text.
    fn wrong_query(&self) -> String {
        let wrong = self.parameters.iter().find(|one| {
            let schema = &one["schema"];
            let kinds = schema["type"].to_string();
            one["in"] == "query" && (kinds.contains("integer") || schema["format"] == "uuid")
        });
        let name = wrong.expect("a number or an id")["name"].as_str();
        format!("{}=wrong", name.expect("a name"))
    }

    /// A request that is refused with `code`, as an administrator with this token sends it.
    fn refused(&self, code: &str, token: &str) -> Option<Request<Body>> {
        let request =
            |path: &str| -> Builder { Request::builder().method(self.method.clone()).uri(path) };
        let mine = |request: Builder| request.header("authorization", format!("Bearer {token}"));
        let path = self.path();
        let sent = |kind: &str, body: String| {
            let request = mine(request(&path)).header("content-type", kind);
            request.body(Body::from(body))
        };
        let kind = match self.template.last().map(String::as_str) {
            Some("csv") => "text/csv",
            Some("import") => "application/zip",
            _ => "application/json",
        };
        let request = match code {
            "invalid_path" => mine(request(&self.wrong_path())).body(Body::empty()),
            "invalid_query" => {
                let path = format!("{path}?{}", self.wrong_query());
                mine(request(&path)).body(Body::empty())
            }
            "invalid_header" => mine(request(&path))
                .header("idempotency-key", "x".repeat(129))
                .header("if-match", "without quotes")
                .header("content-type", kind)
                .body(Body::empty()),
            "not_signed_in" => request(&path)
                .header("authorization", "Bearer viva_ses_wrong")
                .body(Body::empty()),
            "cross_site" => request(&path)
                .header("cookie", format!("viva_session={token}"))
                .header("origin", "http://elsewhere.test")
                .body(Body::empty()),
            "unsupported_media_type" => sent("image/png", "x".to_owned()),
            "too_large" => sent(kind, "x".repeat(3 * 1024 * 1024)),
            "invalid_json" => sent(kind, "{".to_owned()),
            "invalid_body" => sent(kind, "7".to_owned()),
            _ => return None,
        };
        Some(request.expect("a request"))
    }
}

#[tokio::test]
async fn operations_refuse_what_they_say_that_they_refuse() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let token = administrator.token.as_deref().expect("a token");
    let mut sent = BTreeMap::<&str, usize>::new();
    for operation in &DOCUMENT.get().expect("a document").0 {
        let responses = operation.responses.iter();
        let codes = responses.flat_map(|(status, response)| {
            let codes = response.codes.iter();
            codes.map(move |code| (*status, code.as_str()))
        });
        for (status, code) in codes.filter(|(status, _)| *status >= 400) {
            let Some(request) = operation.refused(code, token) else {
                continue;
            };
            let place = format!("{} {}", operation.method, request.uri());
            let answer: Answer = service.raw(request).await;
            let wanted = (status, code);
            assert_eq!(
                (answer.status.as_u16(), answer.problem()),
                wanted,
                "{place}"
            );
            *sent.entry(code).or_default() += 1;
        }
        assert!(operation.documents("rate_limited") && operation.documents("internal"));
    }
    assert_eq!(sent.len(), 9, "{sent:?}");
    assert!(
        sent["invalid_path"] > 30 && sent["invalid_json"] > 20,
        "{sent:?}"
    );
}

#[tokio::test]
async fn a_cookie_alone_can_be_misused_by_what_changes_something() {
    let service = Service::start().await;
    service.get(&Client::default(), "/questions").await.ok();
    for operation in &DOCUMENT.get().expect("a document").0 {
        if operation.method == Method::GET {
            assert!(!operation.documents("cross_site"), "{operation:?}");
        }
    }
}
