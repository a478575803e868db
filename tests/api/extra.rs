//! Extra time that is changed after the invite was sent, and after the start.

use serde_json::{Value, json};
use viva::interview::Span;

use super::service::{Client, Service};

struct Sent {
    interviewer: Client,
    invite: String,
    token: Value,
}

/// An invite to a round of 60 minutes.
async fn invited(service: &Service) -> Sent {
    let interviewer = service.administrator().await;
    let round = json!({ "title": "R", "questions": [{ "id": "demo/code" }], "minutes": 60 });
    let round = service.post(&interviewer, "/rounds", round).await.ok();
    let invites = format!("/rounds/{}/invites", round["id"].as_str().expect("an id"));
    let name = json!({ "name": "C" });
    let invite = service.post(&interviewer, &invites, name).await.ok();
    Sent {
        interviewer,
        invite: format!("/invites/{}", invite["id"].as_str().expect("an id")),
        token: invite["token"].clone(),
    }
}

impl Sent {
    /// The candidate, and the path of their interview.
    async fn redeem(&self, service: &Service) -> (Client, String) {
        let token = json!({ "token": self.token });
        let nobody = Client::default();
        let came = service.post(&nobody, "/invites/redeem", token).await.ok();
        let id = came["interview"]["id"].as_str().expect("an id");
        let candidate = Client::with(&came["session"]["token"]);
        (candidate, format!("/interviews/{id}"))
    }

    async fn grant(&self, service: &Service, path: &str, percent: u32) -> Value {
        let extra = json!({ "extra_percent": percent });
        service.patch(&self.interviewer, path, extra).await.ok()
    }
}

fn minutes(count: i64) -> i64 {
    count * 60_000
}

#[tokio::test]
async fn an_invite_gets_it_before_it_is_used_and_before_the_start() {
    let service = Service::start().await;
    let sent = invited(&service).await;
    let changed = sent.grant(&service, &sent.invite, 50).await;
    assert_eq!(changed["extra_percent"], 50);
    let (candidate, interview) = sent.redeem(&service).await;
    let state = service.get(&candidate, &interview).await.ok();
    assert_eq!(
        (&state["extra_percent"], &state["deadline"]),
        (&json!(50), &Value::Null)
    );
    let changed = sent.grant(&service, &interview, 100).await;
    assert_eq!(
        (&changed["extra_percent"], &changed["phase"]),
        (&json!(100), &json!("ready"))
    );
    let start = format!("{interview}/start");
    let started = service.post(&candidate, &start, json!({})).await.ok();
    assert_eq!(started["remaining_ms"], minutes(120));
}

#[tokio::test]
async fn a_running_clock_is_moved_and_the_time_line_says_by_whom() {
    let service = Service::start().await;
    let sent = invited(&service).await;
    let (candidate, interview) = sent.redeem(&service).await;
    let start = format!("{interview}/start");
    service.post(&candidate, &start, json!({})).await.ok();
    service.pass(Span::from_minutes(50));
    let changed = sent.grant(&service, &sent.invite, 25).await;
    assert_eq!(changed["extra_percent"], 25);
    let state = service.get(&candidate, &interview).await.ok();
    assert_eq!(state["remaining_ms"], minutes(25));
    // What the old deadline would have ended goes on.
    service.pass(Span::from_minutes(20));
    assert_eq!(service.worker.sweep().await.expect("the store works"), 0);
    let draft = format!("{interview}/drafts/demo/code");
    let text = json!({ "text": "# late, in time\n" });
    service.put(&candidate, &draft, text).await.ok();

    // Twice the same is one change.
    sent.grant(&service, &interview, 25).await;
    let events = format!("{interview}/events");
    let events = service.get(&sent.interviewer, &events).await.ok();
    let changes = events["items"].as_array().expect("items").iter();
    let changes: Vec<&Value> = changes
        .filter(|event| event["kind"] == "extra_changed")
        .collect();
    let me = service
        .get(&sent.interviewer, "/sessions/current")
        .await
        .ok();
    assert_eq!(changes.len(), 1, "{events:#}");
    let detail = &changes[0]["detail"];
    assert_eq!((&detail["from"], &detail["to"]), (&json!(0), &json!(25)));
    assert_eq!(detail["by"], me["id"]);
    let report = format!("{interview}/report");
    let report = service.get(&sent.interviewer, &report).await.ok();
    assert!(
        report
            .to_string()
            .contains("Extra time became 25 % (it was 0 %)"),
        "{report:#}"
    );
}

#[tokio::test]
async fn taking_it_back_ends_the_interview_now_and_not_before() {
    let service = Service::start().await;
    let sent = invited(&service).await;
    sent.grant(&service, &sent.invite, 100).await;
    let (candidate, interview) = sent.redeem(&service).await;
    let start = format!("{interview}/start");
    service.post(&candidate, &start, json!({})).await.ok();
    service.pass(Span::from_minutes(90));
    let draft = format!("{interview}/drafts/demo/code");
    let text = json!({ "text": "# mine\n" });
    service.put(&candidate, &draft, text.clone()).await.ok();
    let cut = sent.grant(&service, &interview, 0).await;
    assert_eq!(
        (&cut["phase"], &cut["remaining_ms"]),
        (&json!("over"), &json!(0))
    );
    // The deadline is the instant of the change, not half an hour ago.
    assert_eq!(cut["deadline"], "2026-01-05T10:30:00.000Z");
    let late = service.put(&candidate, &draft, text).await;
    assert_eq!(late.problem(), "interview_over");
    service.pass(Span::from_minutes(1));
    assert_eq!(service.worker.sweep().await.expect("the store works"), 1);
    let submissions = format!("{interview}/submissions");
    let handed_in = service.get(&candidate, &submissions).await.ok();
    assert_eq!(handed_in["items"].as_array().map(Vec::len), Some(1));
    // What is over stays over, and a refused change changes nothing.
    for path in [&sent.invite, &interview] {
        let extra = json!({ "extra_percent": 200 });
        let refused = service.patch(&sent.interviewer, path, extra).await;
        assert_eq!(refused.problem(), "interview_over");
    }
    let state = service.get(&candidate, &interview).await.ok();
    assert_eq!(state["extra_percent"], 0);
}

#[tokio::test]
async fn there_is_a_most() {
    let service = Service::start().await;
    let sent = invited(&service).await;
    let extra = json!({ "extra_percent": 201 });
    let refused = service.patch(&sent.interviewer, &sent.invite, extra).await;
    assert_eq!(refused.problem(), "invalid_body");
}
