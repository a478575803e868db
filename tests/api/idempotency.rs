//! Requests that are sent twice.

use axum::http::Method;
use serde_json::{Value, json};

use super::service::{Answer, Client, Service};

async fn submit(service: &Service, me: &Client, interview: &str, key: &str, body: Value) -> Answer {
    let path = format!("{interview}/submissions");
    let headers = [("idempotency-key", key)];
    service
        .send(me, Method::POST, &path, Some(body), &headers)
        .await
}

#[tokio::test]
async fn a_repeated_request_is_answered_again_and_not_done_again() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    let first = submit(&service, &me, &interview, "k1", answer.clone()).await;
    let again = submit(&service, &me, &interview, "k1", answer.clone()).await;
    assert_eq!((first.status, &first.body), (again.status, &again.body));
    let other = submit(&service, &me, &interview, "k2", answer).await.ok();
    assert_ne!(other["id"], first.body["id"]);
    assert_eq!(service.grade().await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_repeated_before_its_answer_is_done_once() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    for round in 0..3 {
        let (me, interview, service) = (&me, &interview, &service);
        let key = format!("k{round}");
        let send = async || {
            let answer = json!({ "question": "demo/code", "text": "# mine\n" });
            submit(service, me, interview, &key, answer).await
        };
        let (one, other, third) = tokio::join!(send(), send(), send());
        let one = one.ok();
        assert_eq!((&one, &one), (&other.ok(), &third.ok()));
        assert_eq!(service.grade().await, 1);
    }
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_person() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let (other, theirs) = service.practice(&["demo/code"], 30).await;
    let answer = |text: &str| json!({ "question": "demo/code", "text": text });
    submit(&service, &me, &interview, "k", answer("# a\n"))
        .await
        .ok();
    let reused = submit(&service, &me, &interview, "k", answer("# b\n")).await;
    assert_eq!(reused.problem(), "key_reused");
    submit(&service, &other, &theirs, "k", answer("# a\n"))
        .await
        .ok();
}
