//! Webhooks: what a receiver gets, how it knows it is ours, and what happens when it is away.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use viva::ambient::{Clock as _, Secret, SecretKind};
use viva::hooks::{Client as Sender, Hooks, Policy, sign};
use viva::interview::Span;
use viva::store::tokens::{self, NewToken, TokenKind};

use super::service::{Client, Service};

/// A receiver on this machine that answers as it is told.
struct Receiver {
    listener: TcpListener,
    url: String,
}

/// A request as it came.
struct Message {
    head: String,
    body: String,
}

impl Receiver {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        Self {
            listener,
            url: format!("http://127.0.0.1:{port}/hook?a=b"),
        }
    }

    /// Answers the next request with `status`, and with a place to go to.
    async fn answer(&self, status: u16) -> Message {
        let (mut stream, _) = self.listener.accept().await.expect("a connection");
        let mut text = String::new();
        loop {
            let mut part = [0; 4096];
            let read = stream.read(&mut part).await.expect("a request");
            text.push_str(std::str::from_utf8(&part[..read]).expect("UTF-8"));
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = header(head, "content-length").expect("a length");
            if body.len() == length.parse::<usize>().expect("a number") {
                break;
            }
        }
        let answer = format!(
            "HTTP/1.1 {status} Word\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
            self.url
        );
        stream.write_all(answer.as_bytes()).await.expect("sent");
        let (head, body) = text.split_once("\r\n\r\n").expect("whole");
        Message {
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
}

fn hooks(service: &Service, policy: Policy) -> Hooks {
    Hooks {
        store: service.app.store.clone(),
        clock: service.clock.clone(),
        client: Sender::new(policy).expect("TLS can be set up"),
        holder: Arc::from("test"),
    }
}

async fn register(service: &Service, staff: &Client, body: Value) -> (String, String) {
    let created = service.post(staff, "/webhooks", body).await.ok();
    let text = |name: &str| created[name].as_str().expect("a text").to_owned();
    (format!("/webhooks/{}", text("id")), text("secret"))
}

/// An administrator whose session outlasts a test of weeks.
async fn lasting(service: &Service) -> Client {
    let staff = service.administrator().await;
    let me = service.get(&staff, "/sessions/current").await.ok();
    let secret = Secret::new(SecretKind::Api);
    let token = NewToken {
        digest: secret.digest(),
        id: "lasting".to_owned(),
        person: me["id"].as_str().expect("an id").parse().expect("an id"),
        kind: TokenKind::Api,
        name: String::new(),
        created: service.clock.now(),
        expires: None,
    };
    let mut db = service.app.store.write().await.expect("the store works");
    tokens::add(&mut db, &token).await.expect("stored");
    db.commit().await.expect("stored");
    Client {
        token: Some(secret.reveal().to_owned()),
    }
}

/// A round with one invited candidate: its id, the candidate and the interview's path.
async fn round(service: &Service, staff: &Client) -> (String, Client, String) {
    let body = json!({ "title": "Backend", "questions": [{ "id": "demo/code" }], "minutes": 30 });
    let round = service.post(staff, "/rounds", body).await.ok();
    let id = round["id"].as_str().expect("an id").to_owned();
    let invite = json!({ "name": "Candidate" });
    let path = format!("/rounds/{id}/invites");
    let invite = service.post(staff, &path, invite).await.ok();
    let token = json!({ "token": invite["token"] });
    let redeemed = service
        .post(&Client::default(), "/invites/redeem", token)
        .await
        .ok();
    let interview = redeemed["interview"]["id"].as_str().expect("an id");
    let candidate = Client::with(&redeemed["session"]["token"]);
    (id, candidate, format!("/interviews/{interview}"))
}

async fn start(service: &Service, candidate: &Client, interview: &str) {
    let path = format!("{interview}/start");
    service.post(candidate, &path, json!({})).await.ok();
}

async fn deliveries(service: &Service, staff: &Client, webhook: &str) -> Vec<Value> {
    let path = format!("{webhook}/deliveries");
    let page = service.get(staff, &path).await.ok();
    page["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn each_event_is_told_signed_and_without_names() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let receiver = Receiver::new().await;
    let (webhook, secret) = register(&service, &staff, json!({ "url": receiver.url })).await;
    let (round, candidate, interview) = round(&service, &staff).await;
    start(&service, &candidate, &interview).await;
    // What happens at one and the same instant is told in any order.
    service.pass(Span::from_millis(1));
    let answer = json!({ "question": "demo/code", "text": "canary = 1" });
    service
        .post(&candidate, &format!("{interview}/submissions"), answer)
        .await
        .ok();
    service.pass(Span::from_millis(1));
    service
        .post(&candidate, &format!("{interview}/finish"), json!({}))
        .await
        .ok();

    let hooks = hooks(&service, Policy::Any);
    for kind in [
        "interview.started",
        "interview.submitted",
        "interview.finished",
    ] {
        let (message, sent) = tokio::join!(receiver.answer(204), hooks.send_once());
        assert!(sent.expect("the store works"));
        assert!(
            message.head.starts_with("POST /hook?a=b HTTP/1.1\r\n"),
            "{}",
            message.head
        );
        let body: Value = serde_json::from_str(&message.body).expect("JSON");
        assert_eq!(body["type"], kind);
        assert_eq!(body["data"]["round"], round);
        assert_eq!(
            interview,
            format!(
                "/interviews/{}",
                body["data"]["interview"].as_str().expect("an id")
            )
        );
        for word in ["canary", "Candidate"] {
            assert!(!message.body.contains(word), "{}", message.body);
        }
        let head = |name| header(&message.head, name).expect(name);
        let seconds = head("webhook-timestamp").parse().expect("a number");
        let signed = sign::signature(&secret, head("webhook-id"), seconds, &message.body);
        assert_eq!(signed.as_deref(), Some(head("webhook-signature")));
    }
    assert!(
        !hooks.send_once().await.expect("the store works"),
        "all is sent"
    );
    for delivery in deliveries(&service, &staff, &webhook).await {
        assert_eq!(delivery["state"], "delivered");
        assert_eq!(delivery["attempts"][0]["status"], 204);
    }
}

#[tokio::test]
async fn only_what_was_asked_for_and_of_the_round_it_was_asked_for() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let receiver = Receiver::new().await;
    let (first, candidate, interview) = round(&service, &staff).await;
    let (_, other, elsewhere) = round(&service, &staff).await;
    let body = json!({ "url": receiver.url, "round": first, "events": ["interview.finished"] });
    let (webhook, _) = register(&service, &staff, body).await;
    for (who, interview) in [(&candidate, &interview), (&other, &elsewhere)] {
        start(&service, who, interview).await;
        service
            .post(who, &format!("{interview}/finish"), json!({}))
            .await
            .ok();
    }
    let told = deliveries(&service, &staff, &webhook).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["event"], "interview.finished");
    // Practice belongs to no round.
    let (_, practice) = service.practice(&["demo/code"], 30).await;
    assert!(practice.starts_with("/interviews/"));
    assert_eq!(deliveries(&service, &staff, &webhook).await.len(), 1);
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_later_and_by_hand() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let receiver = Receiver::new().await;
    let body = json!({ "url": receiver.url, "events": ["interview.started"] });
    let (webhook, _) = register(&service, &staff, body).await;
    let (_, candidate, interview) = round(&service, &staff).await;
    start(&service, &candidate, &interview).await;
    let hooks = hooks(&service, Policy::Any);

    let mut ids = Vec::new();
    // A redirect is not followed: the receiver would be asked again at once.
    for status in [500, 307] {
        let (message, sent) = tokio::join!(receiver.answer(status), hooks.send_once());
        assert!(sent.expect("the store works"));
        ids.push(
            header(&message.head, "webhook-id")
                .expect("an id")
                .to_owned(),
        );
        assert!(
            !hooks.send_once().await.expect("the store works"),
            "not yet"
        );
        service.pass(Span::from_minutes(1));
    }
    assert_eq!(ids[0], ids[1], "one message, two attempts");
    let told = &deliveries(&service, &staff, &webhook).await[0];
    assert_eq!(told["state"], "queued");
    assert_eq!(told["attempts"][0]["error"], "the receiver answered 500");
    assert_eq!(told["attempts"][1]["error"], "redirects are not followed");
    assert!(service.get(&staff, &webhook).await.ok()["failing"].is_string());

    let path = format!("{webhook}/deliveries/{}/redeliver", ids[0]);
    let again = service.post(&staff, &path, json!({})).await;
    assert_eq!(again.status, StatusCode::ACCEPTED);
    let (_, sent) = tokio::join!(receiver.answer(200), hooks.send_once());
    assert!(sent.expect("the store works"));
    assert!(service.get(&staff, &webhook).await.ok()["failing"].is_null());
    assert_eq!(
        deliveries(&service, &staff, &webhook).await[0]["state"],
        "delivered"
    );
}

#[tokio::test]
async fn one_that_never_takes_anything_is_disabled() {
    let service = Service::start().await;
    let staff = lasting(&service).await;
    let receiver = Receiver::new().await;
    let body = json!({ "url": receiver.url, "events": ["interview.started"] });
    let (webhook, _) = register(&service, &staff, body).await;
    // Nobody listens any more.
    drop(receiver);
    let hooks = hooks(&service, Policy::Any);
    for day in 0..6 {
        assert!(
            service.get(&staff, &webhook).await.ok()["disabled"].is_null(),
            "day {day}"
        );
        let (_, candidate, interview) = round(&service, &staff).await;
        start(&service, &candidate, &interview).await;
        while hooks.send_once().await.expect("the store works") {}
        service.pass(Span::from_hours(24));
    }
    let view = service.get(&staff, &webhook).await.ok();
    assert!(view["disabled"].is_string(), "{view:#}");
    assert!(!hooks.send_once().await.expect("the store works"));
    let enabled = service
        .post(&staff, &format!("{webhook}/enable"), json!({}))
        .await
        .ok();
    assert!(enabled["disabled"].is_null());
    assert!(
        hooks.send_once().await.expect("the store works"),
        "what is left is sent"
    );

    service.pass(Span::from_hours(24 * 31));
    assert!(hooks.forget().await.expect("the store works") > 0);
    assert!(deliveries(&service, &staff, &webhook).await.is_empty());
}

/// Judged when it is registered, and again for each connection: a name may lead somewhere else by then.
#[tokio::test]
async fn inner_addresses_are_refused_twice() {
    let mut service = Service::start().await;
    let staff = service.administrator().await;
    let receiver = Receiver::new().await;
    let body = json!({ "url": receiver.url, "events": ["interview.started"] });
    let (webhook, _) = register(&service, &staff, body).await;
    let secure =
        json!({ "url": receiver.url.replace("http", "https"), "events": ["interview.started"] });
    let (encrypted, _) = register(&service, &staff, secure).await;
    let (_, candidate, interview) = round(&service, &staff).await;
    start(&service, &candidate, &interview).await;
    let hooks = hooks(&service, Policy::Public);
    while hooks.send_once().await.expect("the store works") {}
    let error = async |webhook: &str| {
        let told = deliveries(&service, &staff, webhook).await;
        told[0]["attempts"][0]["error"]
            .as_str()
            .expect("an error")
            .to_owned()
    };
    assert_eq!(
        error(&webhook).await,
        "the address must begin with https://"
    );
    assert_eq!(
        error(&encrypted).await,
        "127.0.0.1 is not an address of the public internet"
    );

    service.set_webhook_policy(Policy::Public);
    for url in [
        "https://localhost/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "http://example.com/",
        "x",
    ] {
        let answer = service
            .post(&staff, "/webhooks", json!({ "url": url }))
            .await;
        assert_eq!(answer.problem(), "address_refused", "{url}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_no_success() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let receiver = Receiver::new().await;
    let body =
        json!({ "url": receiver.url.replace("http", "https"), "events": ["interview.started"] });
    let (webhook, _) = register(&service, &staff, body).await;
    let (_, candidate, interview) = round(&service, &staff).await;
    start(&service, &candidate, &interview).await;
    let hooks = hooks(&service, Policy::Any);
    let no_tls = async {
        let (mut stream, _) = receiver.listener.accept().await.expect("a connection");
        stream
            .write_all(b"HTTP/1.1 200 OK\r\n\r\n")
            .await
            .expect("sent");
    };
    let (sent, ()) = tokio::join!(hooks.send_once(), no_tls);
    assert!(sent.expect("the store works"));
    let told = &deliveries(&service, &staff, &webhook).await[0];
    let error = told["attempts"][0]["error"].as_str().expect("an error");
    assert!(
        error.starts_with("the connection could not be encrypted"),
        "{error}"
    );
}

#[tokio::test]
async fn a_webhook_is_its_owners_alone() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let receiver = Receiver::new().await;
    let (webhook, secret) = register(&service, &staff, json!({ "url": receiver.url })).await;
    let seen = service.get(&staff, "/webhooks").await.ok();
    assert_eq!(seen["items"].as_array().map(Vec::len), Some(1));
    assert!(!seen.to_string().contains(&secret), "shown once");
    let (me, _) = service.practice(&["demo/code"], 30).await;
    assert_eq!(service.get(&me, &webhook).await.problem(), "forbidden");
    let gone = service
        .send(&staff, Method::DELETE, &webhook, None, &[])
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(service.get(&staff, &webhook).await.problem(), "not_found");
}
