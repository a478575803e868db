//! Checking questions over the API: by events or at once, one for each person, ended with the request.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::service::{Client, Events, Service, fake_checks};

const CHECK: &str = "/questions/check";

async fn files(service: &Service, client: &Client) -> Value {
    let source = service.get(client, "/questions/demo/code/source").await;
    source.ok()["files"].clone()
}

/// A check that is told as it goes.
async fn follow(service: &Service, client: &Client, files: &Value) -> Events {
    let token = client.token.as_deref().expect("a token");
    let request = Request::post(format!("/api/v1{CHECK}"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .header("accept", "text/event-stream")
        .body(Body::from(json!({ "files": files }).to_string()))
        .expect("a request");
    service.events(request).await
}

/// Checks wait before each grade for a word, which the sender gives; each tells that it waits.
fn waiting(service: &mut Service, most: usize, longest: Duration) -> (Sender<()>, Receiver<()>) {
    let (go, gone) = channel();
    let (tell, told) = channel();
    let gone = Arc::new(Mutex::new(gone));
    service.set_checks(fake_checks(most, longest, move || {
        let _ = tell.send(());
        let _ = gone.lock().expect("nobody panics").recv();
    }));
    (go, told)
}

async fn waits(told: Receiver<()>) -> Receiver<()> {
    tokio::task::spawn_blocking(move || {
        told.recv().expect("a check begins");
        told
    })
    .await
    .expect("it does")
}

#[tokio::test]
async fn a_check_says_what_viva_check_says() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let mut files = files(&service, &administrator).await;
    let checked = service
        .post(&administrator, CHECK, json!({ "files": files }))
        .await
        .ok();
    assert_eq!(checked["ok"], true, "{checked:#}");
    let source = service.get(&administrator, "/questions/demo/code/source");
    assert_eq!(checked["digest"], source.await.ok()["digest"]);
    let submissions = checked["submissions"].as_array().expect("submissions");
    assert!(submissions.len() >= 6 && submissions.iter().all(|one| one["ok"] == true));
    let wrong = submissions
        .iter()
        .find(|one| one["expected"] == "wrong_answer");
    let fails = wrong.expect("a wrong one")["fails"]
        .as_object()
        .expect("cases");
    assert!(!fails.is_empty() && fails.values().all(|verdict| verdict == "failed"));

    // The same by events, of a question that doesn't keep a promise.
    files["submissions/accepted/by_hand.py"] = "# verdict: failed\n# really: test_nothing\n".into();
    files["submissions/wrong_answer/new.py"] = "# fails: test_nothing\n".into();
    let events = follow(&service, &administrator, &files).await;
    assert_eq!(events.kind, "text/event-stream");
    let events = events.rest().await;
    let (done, steps) = events.split_last().expect("events");
    assert!(steps.len() > 6 && steps.iter().all(|step| step.name == "step"));
    let step = steps.iter().find(|step| step.data["ok"] == false);
    assert_eq!(
        step.expect("a promise not kept").data["what"],
        "submissions/wrong_answer/new.py"
    );
    assert_eq!(
        (done.name.as_str(), &done.data["ok"]),
        ("done", &json!(false))
    );
    let findings = done.data["findings"].as_array().expect("findings");
    let found = findings
        .iter()
        .find(|one| one["file"] == "submissions/wrong_answer/new.py");
    let found = found.expect("a finding");
    assert_eq!(
        (&found["severity"], &found["line"]),
        (&json!("error"), &json!(1))
    );
}

#[tokio::test]
async fn what_can_be_read_off_the_files_runs_nothing() {
    let mut service = Service::start().await;
    let administrator = service.administrator().await;
    let mut files = files(&service, &administrator).await;
    service.set_checks(fake_checks(1, Duration::from_secs(60), || {
        panic!("it runs")
    }));
    files["question.toml"] = "kind = 7".into();
    let body = json!({ "files": files });
    let checked = service.post(&administrator, CHECK, body).await.ok();
    assert_eq!(checked["ok"], false);
    assert_eq!(checked["findings"][0]["line"], 1);
    let events = follow(&service, &administrator, &files).await.rest().await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].data, checked);
    files["../x"] = "".into();
    let refused = service.post(&administrator, CHECK, json!({ "files": files }));
    assert_eq!(refused.await.problem(), "invalid_question");
    let refused = json!({ "files": {}, "seeds": 21 });
    let refused = service.post(&administrator, CHECK, refused).await;
    assert_eq!(refused.problem(), "invalid_body");
}

#[tokio::test]
async fn one_for_each_person_a_few_in_all_and_none_for_who_left() {
    let mut service = Service::start().await;
    let administrator = service.administrator().await;
    let files = files(&service, &administrator).await;
    let (go, told) = waiting(&mut service, 2, Duration::from_secs(600));
    let mut people = vec![administrator.clone()];
    for email in ["ivy@example.com", "otto@example.com"] {
        people.push(service.staff(&administrator, "interviewer", email).await);
    }
    let first = follow(&service, &people[0], &files).await;
    let told = waits(told).await;
    let body = json!({ "files": files });
    let refused = service.post(&people[0], CHECK, body.clone()).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem()),
        (429, "too_many_checks")
    );
    assert!(refused.headers.contains_key("retry-after"));
    assert!(
        refused.body["detail"]
            .as_str()
            .expect("text")
            .contains("yours")
    );
    let second = follow(&service, &people[1], &files).await;
    let told = waits(told).await;
    let refused = service.post(&people[2], CHECK, body.clone()).await;
    assert!(
        refused.body["detail"]
            .as_str()
            .expect("text")
            .contains("2 checks")
    );

    // Who leaves makes room, once the grader is gone; the fake one looks up when it is let go on.
    drop(first);
    drop(second);
    drop(go);
    let checked = loop {
        let answer = service.post(&people[0], CHECK, body.clone()).await;
        if answer.status != 429 {
            break answer.ok();
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(checked["ok"], true);
    drop(told);
}

#[tokio::test]
async fn a_check_that_takes_too_long_ends_with_a_finding() {
    let mut service = Service::start().await;
    let administrator = service.administrator().await;
    let files = files(&service, &administrator).await;
    let (go, told) = waiting(&mut service, 1, Duration::ZERO);
    let following = follow(&service, &administrator, &files).await;
    let _told = waits(told).await;
    // Lets go on after its time.
    tokio::time::timeout(Duration::from_millis(50), std::future::pending::<()>())
        .await
        .expect_err("nothing happens");
    drop(go);
    let events = following.rest().await;
    let done = events.last().expect("an event");
    assert_eq!(done.name, "done");
    let findings = done.data["findings"].as_array().expect("findings");
    let long = |one: &&Value| {
        one["what"]
            .as_str()
            .is_some_and(|what| what.contains("too long"))
    };
    assert!(findings.iter().any(|one| long(&one)), "{findings:#?}");
}
