//! What waits to be graded: how much of it there may be, what needs no waiting, and what our own faults cost.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};
use viva::grading::{GradeError, Graded, Grader, Ran, Source, Task};
use viva::interview::Span;
use viva::question::Limits;
use viva::worker::Worker;

use super::service::{Client, Service};

fn answer(text: &str) -> Value {
    json!({ "question": "demo/code", "text": text })
}

impl Service {
    async fn submit(&self, client: &Client, interview: &str, text: &str) -> Value {
        let path = format!("{interview}/submissions");
        self.post(client, &path, answer(text)).await.ok()
    }

    async fn submission(&self, client: &Client, submitted: &Value) -> Value {
        let id = submitted["id"].as_str().expect("an id");
        self.get(client, &format!("/submissions/{id}")).await.ok()
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_not_stored() {
    let service = Service::start().await;
    let (me, mine) = service.practice(&["demo/code", "demo/choice"], 30).await;
    let (other, theirs) = service.practice(&["demo/code"], 30).await;
    for _ in 0..3 {
        service.submit(&me, &mine, "# mine\n").await;
    }
    let path = format!("{mine}/submissions");
    let refused = service.post(&me, &path, answer("# mine\n")).await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::TOO_MANY_REQUESTS, "too_many_waiting")
    );
    assert!(refused.headers.contains_key("retry-after"));

    for _ in 0..2 {
        service.submit(&other, &theirs, "# theirs\n").await;
    }
    let path = format!("{theirs}/submissions");
    let refused = service.post(&other, &path, answer("# theirs\n")).await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::SERVICE_UNAVAILABLE, "busy")
    );
    assert!(refused.headers.contains_key("retry-after"));

    let choice = json!({ "question": "demo/choice", "text": "a" });
    let path = format!("{mine}/submissions");
    let done = service.post(&me, &path, choice).await.ok();
    assert_eq!(done["state"], "done", "a choice waits for nobody");
    assert_eq!(service.grade().await, 5);
}

#[tokio::test]
async fn a_result_has_the_forms_of_other_systems() {
    let service = Service::start().await;
    let questions = ["demo/code", "demo/explain"];
    let (me, interview) = service.practice(&questions, 30).await;
    let submitted = service.submit(&me, &interview, "# mine\n").await;
    let id = submitted["id"].as_str().expect("an id").to_owned();
    let path = |form: &str| format!("/submissions/{id}/results?form={form}");
    let early = service.get(&me, &path("gradescope")).await;
    assert_eq!(
        (early.status, early.problem()),
        (StatusCode::CONFLICT, "no_report")
    );

    assert_eq!(service.grade().await, 1);
    let seen = service.submission(&me, &submitted).await;
    let cases = seen["outcome"]["report"]["cases"]
        .as_array()
        .expect("cases");
    let titles: Vec<&Value> = cases.iter().map(|case| &case["title"]).collect();
    assert!(!titles.is_empty());
    for (form, version) in [("gradescope", Value::Null), ("exercism", json!(3))] {
        let results = service.get(&me, &path(form)).await.ok();
        assert_eq!(results["version"], version);
        let tests = results["tests"].as_array().expect("tests");
        let names: Vec<&Value> = tests.iter().map(|test| &test["name"]).collect();
        assert_eq!(names, titles, "{form}");
    }
    let unknown = service.get(&me, &path("canvas")).await;
    assert_eq!(unknown.problem(), "invalid_query");

    let text = json!({ "question": "demo/explain", "text": "Because." });
    let handed_in = format!("{interview}/submissions");
    let by_person = service.post(&me, &handed_in, text).await.ok();
    let id = by_person["id"].as_str().expect("an id");
    let path = format!("/submissions/{id}/results?form=exercism");
    let refused = service.get(&me, &path).await;
    assert_eq!(refused.problem(), "no_report");
}

#[tokio::test]
async fn the_position_counts_those_whose_turn_is_before() {
    let service = Service::start().await;
    let (me, mine) = service.practice(&["demo/code"], 30).await;
    let (other, theirs) = service.practice(&["demo/code"], 30).await;
    for position in [0, 1, 2] {
        let submitted = service.submit(&me, &mine, "# mine\n").await;
        assert_eq!(submitted["position"], position);
        service.pass(Span::from_millis(1));
    }
    let late = service.submit(&other, &theirs, "# theirs\n").await;
    assert_eq!(late["position"], 1, "only my first goes before their first");
}

#[tokio::test]
async fn a_choice_is_graded_at_once_and_an_explanation_waits_for_a_reviewer() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/choice", "demo/explain"], 30).await;
    for (question, text) in [("demo/choice", "a, c"), ("demo/explain", "Because.")] {
        let body = json!({ "question": question, "text": text });
        let path = format!("{interview}/submissions");
        let submitted = service.post(&me, &path, body).await.ok();
        assert_eq!(submitted["state"], "done", "{question}");
        assert_eq!(submitted["position"], json!(null));
    }
    assert_eq!(service.grade().await, 0);
    let path = format!("{interview}/finish");
    service.post(&me, &path, json!({})).await.ok();
    let report = service.get(&me, &format!("{interview}/report")).await.ok();
    let outcome = |question: usize| &report["questions"][question]["submissions"][0]["outcome"];
    assert_eq!(outcome(0)["kind"], "report");
    assert_eq!(outcome(1), &json!({ "kind": "by_person" }));
    assert_eq!(
        (&report["grading"], &report["reviewing"]),
        (&json!(false), &json!(true))
    );
}

#[tokio::test]
async fn scratch_input_runs_beside_the_answer() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let mut run = answer("# mine\n");
    run["scratch"] = json!("import answer\nprint(answer)\n");
    let path = format!("{interview}/runs");
    let run = service.post(&me, &path, run).await.ok();
    assert_eq!(service.grade().await, 1);
    let done = service.submission(&me, &run).await;
    assert_eq!(done["outcome"]["kind"], "ran");
    let printed = done["outcome"]["ran"]["stdout"].as_str().expect("output");
    assert!(
        printed.contains("scratch.py") && printed.contains("answer.py"),
        "{printed}"
    );
}

#[tokio::test]
async fn our_own_fault_uses_up_no_attempt_and_costs_no_score() {
    let service = Service::start().await;
    let admin = service.administrator().await;
    let round = json!({
        "title": "Strict", "questions": [{ "id": "demo/code" }], "minutes": 30, "max_attempts": 2, "counts": "last",
    });
    let round = service.post(&admin, "/rounds", round).await.ok();
    let path = format!("/rounds/{}/invites", round["id"].as_str().unwrap());
    let invite = service
        .post(&admin, &path, json!({ "name": "Kim" }))
        .await
        .ok();
    let token = &invite["token"];
    let redeem = json!({ "token": token });
    let session = service
        .post(&Client::default(), "/invites/redeem", redeem)
        .await
        .ok();
    let me = Client::with(&session["session"]["token"]);
    let interview = format!(
        "/interviews/{}",
        session["interview"]["id"].as_str().unwrap()
    );
    service
        .post(&me, &format!("{interview}/start"), json!({}))
        .await
        .ok();

    service.submit(&me, &interview, "# right\n").await;
    service.pass(Span::from_millis(1));
    let broken = service
        .submit(&me, &interview, "# broken: the grader\n")
        .await;
    service.pass(Span::from_millis(1));
    assert_eq!(service.grade().await, 2);
    assert_eq!(
        service.submission(&me, &broken).await["outcome"],
        json!({ "kind": "internal" })
    );
    let path = format!("{interview}/report");
    assert_eq!(service.get(&admin, &path).await.ok()["score"], 100);

    service.submit(&me, &interview, "# right again\n").await;
    assert_eq!(service.grade().await, 1);
    let path = format!("{interview}/submissions");
    let refused = service.post(&me, &path, answer("# third\n")).await;
    assert_eq!(refused.problem(), "no_attempts_left");
}

/// A grader that can't be started, for now.
struct Down;

impl Grader for Down {
    fn grade(&self, _: &Task<'_>) -> Result<Graded, GradeError> {
        Err(GradeError::later("no grader can be started"))
    }

    fn run(&self, _: &Source, _: &[Source], _: u64, _: &Limits) -> Result<Ran, GradeError> {
        Err(GradeError::later("no grader can be started"))
    }

    fn image(&self) -> String {
        String::new()
    }
}

#[tokio::test]
async fn what_can_not_be_graded_now_waits_again() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let submitted = service.submit(&me, &interview, "# mine\n").await;
    let down = Worker {
        grader: Arc::new(Down),
        ..service.worker.clone()
    };
    for _ in 0..20 {
        assert!(!down.work_once().await.expect("the store works"));
    }
    let waiting = service.submission(&me, &submitted).await;
    assert_eq!(
        (&waiting["state"], &waiting["position"]),
        (&json!("queued"), &json!(0))
    );
    assert_eq!(service.grade().await, 1);
    assert_eq!(
        service.submission(&me, &submitted).await["outcome"]["kind"],
        "report"
    );
}
