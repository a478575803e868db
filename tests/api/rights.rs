//! Every endpoint with every role, compared with a table. An endpoint that is not in the table fails the test.
//!
//! To add one: a row in [`TABLE`], what it is sent in [`Scene::body`] (unless nothing is), and what `{id}` stands for in
//! [`Scene::path`] (if its first word is new).

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use super::service::{Client, Service};

/// Who asks. Everything in a [`Scene`] is the interviewer's or the candidate's.
const ROLES: [&str; 6] = [
    "nobody",
    "another candidate",
    "the candidate",
    "another interviewer",
    "the interviewer",
    "an administrator",
];

/// What they get, in the order of [`ROLES`].
const TABLE: &[(&str, [u16; 6])] = &[
    // The bank and practice.
    ("GET /questions", [200, 200, 200, 200, 200, 200]),
    (
        "GET /questions/{topic}/{slug}",
        [200, 200, 200, 200, 200, 200],
    ),
    (
        "GET /questions/{topic}/{slug}/source",
        [401, 403, 403, 200, 200, 200],
    ),
    (
        "PUT /questions/{topic}/{slug}/source",
        [401, 403, 403, 403, 403, 200],
    ),
    (
        "GET /questions/{topic}/{slug}/source.zip",
        [401, 403, 403, 200, 200, 200],
    ),
    // Whoever may would get further with an archive.
    ("POST /questions/import", [401, 403, 403, 403, 403, 422]),
    ("POST /questions/check", [401, 403, 403, 200, 200, 200]),
    ("GET /presets", [200, 200, 200, 200, 200, 200]),
    ("POST /practice", [201, 403, 403, 201, 201, 201]),
    // An interview: the candidate's to sit, the interviewer's to read.
    ("GET /interviews", [401, 200, 200, 200, 200, 200]),
    ("GET /interviews/{id}", [401, 404, 200, 404, 200, 200]),
    ("PATCH /interviews/{id}", [401, 403, 403, 404, 200, 200]),
    (
        "POST /interviews/{id}/start",
        [401, 404, 200, 404, 404, 404],
    ),
    (
        "POST /interviews/{id}/finish",
        [401, 404, 200, 404, 404, 404],
    ),
    (
        "PUT /interviews/{id}/drafts/{topic}/{slug}",
        [401, 404, 200, 404, 404, 404],
    ),
    ("POST /interviews/{id}/runs", [401, 404, 202, 404, 404, 404]),
    (
        "POST /interviews/{id}/submissions",
        [401, 404, 202, 404, 404, 404],
    ),
    (
        "GET /interviews/{id}/submissions",
        [401, 404, 200, 404, 200, 200],
    ),
    ("GET /submissions/{id}", [401, 404, 200, 404, 200, 200]),
    (
        "GET /submissions/{id}/results",
        [401, 404, 200, 404, 200, 200],
    ),
    (
        "GET /submissions/{id}/events",
        [401, 404, 200, 404, 200, 200],
    ),
    (
        "POST /interviews/{id}/hints",
        [401, 404, 201, 404, 404, 404],
    ),
    (
        "GET /interviews/{id}/events",
        [401, 404, 200, 404, 200, 200],
    ),
    // The candidate's own is there once the interview is over.
    (
        "GET /interviews/{id}/report",
        [401, 404, 409, 404, 200, 200],
    ),
    (
        "GET /interviews/{id}/report.html",
        [401, 404, 409, 404, 200, 200],
    ),
    // What staff say to it.
    (
        "POST /interviews/{id}/comments",
        [401, 403, 403, 404, 201, 201],
    ),
    (
        "DELETE /interviews/{id}/comments/{comment}",
        [401, 403, 403, 404, 204, 204],
    ),
    (
        "PUT /interviews/{id}/reviews/{topic}/{slug}",
        [401, 403, 403, 404, 200, 200],
    ),
    // Rounds and invites: whoever made the round, and administrators.
    ("POST /rounds", [401, 403, 403, 201, 201, 201]),
    ("GET /rounds", [401, 403, 403, 200, 200, 200]),
    ("GET /rounds/{id}", [401, 403, 403, 404, 200, 200]),
    ("PUT /rounds/{id}", [401, 403, 403, 404, 200, 200]),
    ("PATCH /rounds/{id}", [401, 403, 403, 404, 200, 200]),
    ("POST /rounds/{id}/versions", [401, 403, 403, 404, 201, 201]),
    ("POST /rounds/{id}/preview", [401, 403, 403, 404, 201, 201]),
    ("GET /rounds/{id}/events", [401, 403, 403, 404, 200, 200]),
    ("GET /rounds/{id}/progress", [401, 403, 403, 404, 200, 200]),
    ("POST /rounds/{id}/invites", [401, 403, 403, 404, 201, 201]),
    ("GET /rounds/{id}/invites", [401, 403, 403, 404, 200, 200]),
    (
        "POST /rounds/{id}/invites/csv",
        [401, 403, 403, 404, 201, 201],
    ),
    ("PATCH /invites/{id}", [401, 403, 403, 404, 200, 200]),
    ("POST /invites/{id}/revoke", [401, 403, 403, 404, 200, 200]),
    ("POST /invites/{id}/resend", [401, 403, 403, 404, 200, 200]),
    (
        "GET /rounds/{id}/report.csv",
        [401, 403, 403, 404, 200, 200],
    ),
    // Regrades; there is none here, since no question has changed.
    ("POST /regrades", [401, 403, 403, 404, 409, 409]),
    ("GET /regrades", [401, 403, 403, 200, 200, 200]),
    ("GET /regrades/{id}", [401, 403, 403, 404, 404, 404]),
    ("POST /regrades/{id}/apply", [401, 403, 403, 404, 404, 404]),
    ("POST /regrades/{id}/drop", [401, 403, 403, 404, 404, 404]),
    (
        "GET /questions/{topic}/{slug}/versions",
        [401, 403, 403, 200, 200, 200],
    ),
    (
        "GET /questions/{topic}/{slug}/versions/{digest}",
        [401, 403, 403, 404, 404, 404],
    ),
    // A person's own data, and that of the people one has invited.
    ("GET /me/interviews", [401, 200, 200, 200, 200, 200]),
    ("GET /me/progress", [401, 200, 200, 200, 200, 200]),
    ("GET /me/export", [401, 200, 200, 200, 200, 200]),
    ("DELETE /me", [401, 403, 403, 403, 403, 403]),
    ("GET /people/{id}/export", [401, 403, 403, 404, 200, 200]),
    ("DELETE /people/{id}", [401, 403, 403, 404, 200, 200]),
    // Webhooks, the same.
    ("POST /webhooks", [401, 403, 403, 201, 201, 201]),
    ("GET /webhooks", [401, 403, 403, 200, 200, 200]),
    ("GET /webhooks/{id}", [401, 403, 403, 404, 200, 200]),
    ("DELETE /webhooks/{id}", [401, 403, 403, 404, 204, 204]),
    ("POST /webhooks/{id}/enable", [401, 403, 403, 404, 200, 200]),
    (
        "GET /webhooks/{id}/deliveries",
        [401, 403, 403, 404, 200, 200],
    ),
    (
        "POST /webhooks/{id}/deliveries/{delivery}/redeliver",
        [401, 403, 403, 404, 202, 202],
    ),
    // The token says who comes, whoever they were before.
    ("POST /invites/redeem", [201, 201, 201, 201, 201, 201]),
    ("POST /sessions", [201, 201, 201, 201, 201, 201]),
    // One's own sessions and tokens.
    ("DELETE /sessions", [401, 204, 204, 204, 204, 204]),
    ("GET /sessions/current", [401, 200, 200, 200, 200, 200]),
    ("DELETE /sessions/current", [401, 204, 204, 204, 204, 204]),
    (
        "PUT /sessions/current/password",
        [401, 403, 403, 204, 204, 204],
    ),
    ("POST /tokens", [401, 403, 403, 201, 201, 201]),
    ("GET /tokens", [401, 403, 403, 200, 200, 200]),
    ("DELETE /tokens/{id}", [401, 403, 403, 404, 204, 404]),
    // Staff are the administrators' business.
    ("POST /staff", [401, 403, 403, 403, 403, 201]),
    ("GET /staff", [401, 403, 403, 403, 403, 200]),
    ("GET /staff/{id}", [401, 403, 403, 403, 403, 200]),
    ("PATCH /staff/{id}", [401, 403, 403, 403, 403, 200]),
    ("POST /staff/{id}/link", [401, 403, 403, 403, 403, 201]),
    // The last, for all others need the question.
    (
        "DELETE /questions/{topic}/{slug}/source",
        [401, 403, 403, 403, 403, 204],
    ),
];

/// Needs an interview or a round that nobody has started.
const BEFORE_THE_START: [&str; 2] = ["POST /interviews/{id}/start", "PUT /rounds/{id}"];

/// An id that nothing has.
const NOBODYS: &str = "01a1fcfe-9540-7f79-8328-4e6e7ad25d88";

/// Where nobody listens.
const HOOK: &str = "http://127.0.0.1:9/";

/// One round with all that belongs to it.
struct Scene {
    clients: [Client; 6],
    interview: String,
    submission: String,
    round: String,
    invite: String,
    /// The candidate.
    person: String,
    comment: String,
    webhook: String,
    delivery: String,
    staff: String,
    token: String,
    /// Good for one redeeming.
    invitation: String,
    /// Good for one signing in.
    link: String,
    /// Of demo/code.
    source: Value,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The token of a link.
fn after_hash(link: &Value) -> String {
    let link = text(link);
    let (_, token) = link.split_once('#').expect("a token");
    token.to_owned()
}

impl Scene {
    /// The `number`-th of this service.
    async fn set(service: &Service, number: usize, started: bool) -> Self {
        let administrator = service.another_administrator().await;
        let email = |name: &str| format!("{name}{number}@example.com");
        let staff = async |name: &str| {
            service
                .staff(&administrator, "interviewer", &email(name))
                .await
        };
        let (interviewer, other_interviewer) = (staff("ivy").await, staff("otto").await);
        let new = json!({ "name": "Max", "email": email("max"), "role": "interviewer" });
        let third = service.post(&administrator, "/staff", new).await.ok();
        let new = json!({ "title": "R", "questions": [{ "id": "demo/code" }], "minutes": 30 });
        let round = text(&service.post(&interviewer, "/rounds", new).await.ok()["id"]);
        let hook = json!({ "url": HOOK, "round": round });
        let hook = service.post(&interviewer, "/webhooks", hook).await.ok();
        let webhook = text(&hook["id"]);
        let invites = format!("/rounds/{round}/invites");
        let invite = async || {
            let name = json!({ "name": "Somebody" });
            service.post(&interviewer, &invites, name).await.ok()
        };
        let redeem = async |invite: &Value| {
            let token = json!({ "token": invite["token"] });
            let nobody = Client::default();
            service.post(&nobody, "/invites/redeem", token).await.ok()
        };
        let invited = invite().await;
        let sat = redeem(&invited).await;
        let other = redeem(&invite().await).await;
        let candidate = Client::with(&sat["session"]["token"]);
        let interview = text(&sat["interview"]["id"]);
        let (mut submission, mut delivery) = (String::new(), String::new());
        let mut comment = String::new();
        if started {
            let path = format!("/interviews/{interview}");
            let start = format!("{path}/start");
            service.post(&candidate, &start, json!({})).await.ok();
            let answer = json!({ "question": "demo/code", "text": "# mine\n" });
            let hand_in = format!("{path}/submissions");
            let handed_in = service.post(&candidate, &hand_in, answer).await.ok();
            submission = text(&handed_in["id"]);
            service.grade().await;
            let sent = format!("/webhooks/{webhook}/deliveries");
            let sent = service.get(&interviewer, &sent).await.ok();
            delivery = text(&sent["items"][0]["id"]);
            let words = json!({ "text": "well done" });
            let comments = format!("{path}/comments");
            let said = service.post(&interviewer, &comments, words).await.ok();
            comment = text(&said["id"]);
        }
        let token = json!({ "name": "ci" });
        let token = service.post(&interviewer, "/tokens", token).await.ok();
        Self {
            interview,
            submission,
            webhook,
            delivery,
            invite: text(&invited["id"]),
            person: text(&invited["person"]),
            comment,
            staff: text(&third["id"]),
            token: text(&token["id"]),
            invitation: text(&invite().await["token"]),
            link: after_hash(&third["link"]),
            source: service
                .get(&administrator, "/questions/demo/code/source")
                .await
                .ok()["files"]
                .take(),
            round,
            clients: [
                Client::default(),
                Client::with(&other["session"]["token"]),
                candidate,
                other_interviewer,
                interviewer,
                administrator,
            ],
        }
    }

    fn path(&self, template: &str) -> String {
        let mut words = template.split('/').skip(1);
        let id = match words.next().unwrap_or_default() {
            "interviews" => &self.interview,
            "submissions" => &self.submission,
            "rounds" => &self.round,
            "invites" => &self.invite,
            "webhooks" => &self.webhook,
            "staff" => &self.staff,
            "tokens" => &self.token,
            "people" => &self.person,
            "regrades" => NOBODYS,
            word => {
                assert!(!template.contains("{id}"), "which id does {word} have?");
                word
            }
        };
        let path = template.replace("{id}", id);
        let path = path.replace("{topic}", "demo").replace("{slug}", "code");
        let path = path.replace("{delivery}", &self.delivery);
        let path = path.replace("{comment}", &self.comment);
        let path = path.replace("{digest}", &"0".repeat(64));
        let path = path.replace("/results", "/results?form=exercism");
        assert!(!path.contains('{'), "{path}: what else is in it?");
        path
    }

    /// The content's type and what is sent.
    fn body(&self, endpoint: &str) -> (&'static str, String) {
        let round = json!({ "title": "R", "questions": [{ "id": "demo/code" }], "minutes": 20 });
        let answer = json!({ "question": "demo/code", "text": "# mine\n" });
        let body = match endpoint {
            "POST /practice" => json!({ "questions": ["demo/code"] }),
            "PUT /interviews/{id}/drafts/{topic}/{slug}" => json!({ "text": "# mine\n" }),
            "POST /interviews/{id}/runs" | "POST /interviews/{id}/submissions" => answer,
            "POST /interviews/{id}/hints" => json!({ "question": "demo/code" }),
            "POST /rounds" | "PUT /rounds/{id}" | "POST /rounds/{id}/versions" => round,
            "PATCH /interviews/{id}" | "PATCH /invites/{id}" => json!({ "extra_percent": 25 }),
            "PATCH /rounds/{id}" => json!({ "title": "Other" }),
            "POST /rounds/{id}/invites" => json!({ "name": "Guest" }),
            "POST /rounds/{id}/invites/csv" => {
                return (
                    "text/csv",
                    "name,email\nGuest,guest@example.com\n".to_owned(),
                );
            }
            "POST /interviews/{id}/comments" => json!({ "text": "good" }),
            "PUT /interviews/{id}/reviews/{topic}/{slug}" => {
                json!({ "adjustment": 1, "reason": "a typing error in the prompt" })
            }
            "POST /regrades" => json!({ "round": self.round }),
            "POST /webhooks" => json!({ "url": HOOK }),
            "POST /invites/redeem" => json!({ "token": self.invitation }),
            "POST /sessions" => json!({ "link": self.link }),
            "PUT /sessions/current/password" => json!({ "new": "correct horse battery" }),
            "POST /tokens" => json!({ "name": "program" }),
            "POST /staff" => {
                json!({ "name": "New", "email": "new@example.com", "role": "interviewer" })
            }
            "PATCH /staff/{id}" => json!({ "name": "Maxim" }),
            "POST /questions/import" => return ("application/zip", "no archive".to_owned()),
            "POST /questions/check" => json!({ "files": self.source }),
            "PUT /questions/{topic}/{slug}/source" => json!({ "files": self.source }),
            _ => json!({}),
        };
        ("application/json", body.to_string())
    }

    /// What `endpoint` answers to the role with this index.
    async fn ask(&self, service: &Service, endpoint: &str, role: usize) -> u16 {
        let (method, template) = endpoint.split_once(' ').expect("a method and a path");
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{}", self.path(template)));
        if let Some(token) = &self.clients[role].token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if template.ends_with("/source") {
            request = request.header("if-match", "*");
        }
        let body = if [Method::GET, Method::DELETE]
            .iter()
            .any(|one| one == method)
        {
            Body::empty()
        } else {
            let (kind, text) = self.body(endpoint);
            request = request.header("content-type", kind);
            Body::from(text)
        };
        service.status(request.body(body).expect("a request")).await
    }
}

/// All that the served document describes.
async fn endpoints(service: &Service) -> BTreeSet<String> {
    let document = service.get(&Client::default(), "/openapi.json").await.ok();
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("an object").keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

#[tokio::test]
async fn every_endpoint_is_in_the_table() {
    let service = Service::start().await;
    let served = endpoints(&service).await;
    let listed: BTreeSet<String> = TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed.len(), TABLE.len(), "one is there twice");
    let missing: Vec<_> = served.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&served).collect();
    assert!(missing.is_empty(), "say who may use {missing:#?}");
    assert!(gone.is_empty(), "not served: {gone:#?}");
}

#[tokio::test]
async fn everybody_may_do_what_the_table_says() {
    let service = Service::start().await;
    service
        .worker
        .keep_versions()
        .await
        .expect("the store works");
    let (mut number, mut set) = (0, None);
    let mut wrong = Vec::new();
    for (endpoint, wanted) in TABLE {
        let started = !BEFORE_THE_START.contains(endpoint);
        for (role, wanted) in wanted.iter().enumerate() {
            let scene = match set.take() {
                Some((scene, is_started)) if is_started == started => scene,
                _ => {
                    number += 1;
                    Scene::set(&service, number, started).await
                }
            };
            let status = scene.ask(&service, endpoint, role).await;
            if status != *wanted {
                let role = ROLES[role];
                wrong.push(format!("{endpoint} as {role}: {status}, not {wanted}"));
            }
            // What was changed is not asked again.
            if endpoint.starts_with("GET ") || status >= 400 {
                set = Some((scene, started));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
