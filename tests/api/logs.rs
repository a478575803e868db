//! What the log holds of a whole interview, at its most talkative: ids and results, never what somebody wrote, who they
//! are, or what identifies them.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use super::service::{Client, Service};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let bytes = self.0.lock().expect("not poisoned").clone();
        String::from_utf8(bytes).expect("UTF-8")
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn the_log_holds_no_secret_and_no_word_of_anybody() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    // For this thread, on which the whole test runs.
    let _guard = tracing::subscriber::set_default(subscriber);

    let service = Service::start().await;
    let staff = service.administrator().await;
    let mut secrets = vec![staff.token.clone().expect("a token")];
    let mut keep = |value: &Value| secrets.push(value.as_str().expect("a text").to_owned());

    let hook = json!({ "url": "https://127.0.0.1:9/canary-path" });
    keep(&service.post(&staff, "/webhooks", hook).await.ok()["secret"]);
    let body =
        json!({ "title": "canary-title", "questions": [{ "id": "demo/code" }], "minutes": 30 });
    let round = service.post(&staff, "/rounds", body).await.ok();
    let invites = format!("/rounds/{}/invites", round["id"].as_str().expect("an id"));
    let body = json!({ "name": "canary-name", "email": "canary@example.com" });
    let invite = service.post(&staff, &invites, body).await.ok();
    keep(&invite["token"]);
    let token = json!({ "token": invite["token"] });
    let redeemed = service
        .post(&Client::default(), "/invites/redeem", token)
        .await
        .ok();
    keep(&redeemed["session"]["token"]);
    let me = Client::with(&redeemed["session"]["token"]);
    let interview = redeemed["interview"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let at = |rest: &str| format!("/interviews/{interview}{rest}");
    service.post(&me, &at("/start"), json!({})).await.ok();
    let draft = json!({ "text": "canary-draft" });
    service.put(&me, &at("/drafts/demo/code"), draft).await.ok();
    let answer = json!({ "question": "demo/code", "text": "canary-answer" });
    service
        .post(&me, &at("/submissions"), answer.clone())
        .await
        .ok();
    let run =
        json!({ "question": "demo/code", "text": "canary-answer", "scratch": "canary-scratch" });
    service.post(&me, &at("/runs"), run).await.ok();
    while service.grade().await > 0 {}

    // And what fails.
    let headers = [
        ("idempotency-key", "canary-key"),
        ("x-request-id", "from-a-proxy.7"),
    ];
    let refused = service
        .send(
            &me,
            Method::POST,
            &at("/submissions?canary=query"),
            Some(json!({ "canary": 1 })),
            &headers,
        )
        .await;
    assert_eq!(refused.headers["x-request-id"], "from-a-proxy.7");
    let link = format!("/invite/{}", invite["token"].as_str().expect("a text"));
    service
        .get(
            &Client {
                token: Some("canary-token".to_owned()),
            },
            &link,
        )
        .await;
    service
        .get(
            &Client {
                token: Some("canary-token".to_owned()),
            },
            "/interviews",
        )
        .await;
    let strange = [("x-request-id", "canary id")];
    service
        .send(&me, Method::GET, "/interviews", None, &strange)
        .await;

    let text = log.text();
    for needed in ["\"graded\"", "from-a-proxy.7", "/api/v1/interviews/"] {
        assert!(text.contains(needed), "{needed} is not in the log");
    }
    secrets.push("canary".to_owned());
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "{}", line.unwrap_or_default());
    }
}
