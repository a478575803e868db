//! Results as they come: server-sent events of a submission and of a round.

use std::sync::{Arc, Mutex, mpsc};

use axum::http::StatusCode;
use serde_json::{Value, json};
use viva::grading::{GradeError, Graded, Grader, Ran, Source, Task, Unwatched};
use viva::interview::Span;
use viva::question::Limits;
use viva::worker::{News, Worker};

use super::fake::Fake;
use super::service::{Client, Events, Sent, Service};

/// Waits after the first case until it is told to go on.
pub struct Gated(pub Mutex<mpsc::Receiver<()>>);

impl Grader for Gated {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        let graded = Fake.grade(&Task {
            watch: &Unwatched,
            ..*task
        })?;
        task.watch.collected(&graded.cases);
        for (index, case) in graded.cases.iter().enumerate() {
            task.watch.finished(case);
            if index == 0 {
                self.0.lock().expect("one at a time").recv().expect("go on");
            }
        }
        Ok(graded)
    }

    fn run(&self, _: &Source, _: &[Source], _: u64, _: &Limits) -> Result<Ran, GradeError> {
        Err(GradeError::new("nothing is run here"))
    }

    fn image(&self) -> String {
        Fake.image()
    }
}

pub async fn submit(service: &Service, client: &Client, interview: &str, text: &str) -> String {
    let body = json!({ "question": "demo/code", "text": text });
    let path = format!("{interview}/submissions");
    let submitted = service.post(client, &path, body).await.ok();
    format!("/submissions/{}", submitted["id"].as_str().expect("an id"))
}

/// The next event of that name.
pub async fn next(events: &mut Events, name: &str) -> Sent {
    loop {
        let sent = events.next().await.expect("another event");
        if sent.name == name {
            return sent;
        }
    }
}

#[tokio::test]
async fn each_case_as_it_finishes_then_the_result() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    // No comment at its beginning: every case ends in an error, whose text candidates see of samples alone.
    let submission = submit(&service, &me, &interview, "x = 1\n").await;
    let path = format!("{submission}/events");
    let mut live = service.follow(&me, &path, None).await;
    assert_eq!(
        (live.status, live.kind.as_str()),
        (StatusCode::OK, "text/event-stream")
    );
    let first = live.next().await.expect("a state");
    assert_eq!((first.name.as_str(), first.id), ("state", None));
    assert_eq!(first.data, json!({ "state": "queued", "position": 0 }));

    let (go_on, gate) = mpsc::channel();
    let worker = Worker {
        grader: Arc::new(Gated(Mutex::new(gate))),
        ..service.worker.clone()
    };
    let grading = tokio::spawn(async move { worker.work_once().await });
    let case = next(&mut live, "case").await;
    assert_eq!(case.id.as_deref(), Some("1.1"));
    let running = service.get(&me, &submission).await.ok();
    assert_eq!(running["state"], "running", "it is told while it runs");

    // A second tab, and one that lost the connection after the first case.
    let other = service.follow(&me, &path, None).await;
    let again = service.follow(&me, &path, Some("1.1")).await;
    go_on.send(()).expect("the grader waits");
    assert!(grading.await.expect("no panic").expect("the store works"));
    let (live, other, again) = (live.rest().await, other.rest().await, again.rest().await);

    let cases = |events: &[Sent]| -> Vec<Value> {
        let cases = events.iter().filter(|event| event.name == "case");
        cases.map(|event| event.data.clone()).collect()
    };
    let all = cases(&other);
    assert_eq!(all[0], case.data);
    assert_eq!(all[1..], cases(&live));
    assert_eq!(all[1..], cases(&again));
    for (number, case) in (1..).zip(&all) {
        assert_eq!(
            (&case["done"], &case["cases"]),
            (&json!(number), &json!(all.len()))
        );
        assert_eq!(case["verdict"], "error");
        assert_eq!(
            case["message"].is_string(),
            case["sample"] == true,
            "{case}"
        );
    }
    assert!(all.iter().any(|case| case["sample"] == true));
    assert!(all.iter().any(|case| case["sample"] == false));

    let read = service.get(&me, &submission).await.ok();
    for events in [&live, &other, &again] {
        let last = events.last().expect("an end");
        assert_eq!(
            (last.name.as_str(), last.id.as_deref()),
            ("done", Some("done"))
        );
        assert_eq!(last.data, read);
    }
    let nothing = service.follow(&me, &path, Some("done")).await;
    assert_eq!(nothing.status, StatusCode::NO_CONTENT);
    let late = service.follow(&me, &path, None).await.rest().await;
    assert_eq!(late.len(), 1, "what is done is told at once");
}

#[tokio::test]
async fn what_another_node_grades_ends_as_well() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let submission = submit(&service, &me, &interview, "# mine\n").await;
    let mut live = service
        .follow(&me, &format!("{submission}/events"), None)
        .await;
    next(&mut live, "state").await;
    let elsewhere = Worker {
        news: News::default(),
        ..service.worker.clone()
    };
    assert!(elsewhere.work_once().await.expect("the store works"));
    let done = next(&mut live, "done").await;
    assert_eq!(done.data["outcome"]["report"]["verdict"], "passed");
    assert!(live.next().await.is_none());
}

#[tokio::test]
async fn nobody_else_follows_and_withheld_stays_withheld() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let (other, _) = service.practice(&["demo/code"], 30).await;
    let submission = submit(&service, &me, &interview, "# mine\n").await;
    let path = format!("{submission}/events");
    assert_eq!(service.get(&other, &path).await.problem(), "not_found");
    assert_eq!(
        service.get(&Client::default(), &path).await.problem(),
        "not_signed_in"
    );
    assert_eq!(service.grade().await, 1);

    let (staff, candidate, _, interview) = invited(&service, "nothing").await;
    let submission = submit(&service, &candidate, &interview, "# mine\n").await;
    let live = service
        .follow(&candidate, &format!("{submission}/events"), None)
        .await;
    let (events, graded) = tokio::join!(live.rest(), service.grade());
    assert_eq!(graded, 1);
    assert!(
        events.iter().all(|event| event.name != "case"),
        "{events:?}"
    );
    assert_eq!(
        events.last().unwrap().data["outcome"],
        json!({ "kind": "withheld" })
    );
    assert!(service.get(&staff, &submission).await.status.is_success());
}

#[tokio::test]
async fn streams_and_waits_end_when_the_service_stops() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let submission = submit(&service, &me, &interview, "# mine\n").await;
    let mut live = service
        .follow(&me, &format!("{submission}/events"), None)
        .await;
    next(&mut live, "state").await;
    let path = format!("{submission}?wait=25");
    let waited = service.get(&me, &path);
    let news = service.worker.news.clone();
    let ((), waited) = tokio::join!(async { news.tell_stop() }, waited);
    assert_eq!(waited.ok()["state"], "queued");
    assert!(live.next().await.is_none());
}

/// Staff, a candidate who has started, the round's path and the interview's.
async fn invited(service: &Service, release: &str) -> (Client, Client, String, String) {
    let staff = service.administrator().await;
    let body = json!({ "title": "Round", "questions": [{ "id": "demo/code" }], "minutes": 30, "release": release });
    let round = service.post(&staff, "/rounds", body).await.ok();
    let round = format!("/rounds/{}", round["id"].as_str().expect("an id"));
    let path = format!("{round}/invites");
    let invite = service
        .post(&staff, &path, json!({ "name": "A candidate" }))
        .await
        .ok();
    let redeem = json!({ "token": invite["token"] });
    let redeemed = service
        .post(&Client::default(), "/invites/redeem", redeem)
        .await
        .ok();
    let candidate = Client::with(&redeemed["session"]["token"]);
    let interview = format!(
        "/interviews/{}",
        redeemed["interview"]["id"].as_str().expect("an id")
    );
    let path = format!("{interview}/start");
    service.post(&candidate, &path, json!({})).await.ok();
    (staff, candidate, round, interview)
}

#[tokio::test]
async fn a_round_tells_where_its_candidates_are() {
    let service = Service::start().await;
    let (staff, candidate, round, interview) = invited(&service, "score").await;
    let path = format!("{round}/events");
    let mut live = service.follow(&staff, &path, None).await;
    let at_first = live.next().await.expect("the one interview");
    assert_eq!(at_first.name, "interview");
    assert!(interview.ends_with(at_first.data["interview"].as_str().expect("an id")));
    let told = |data: &Value| {
        let of = |field: &str| data[field].clone();
        (of("phase"), of("submissions"), of("graded"))
    };
    assert_eq!(told(&at_first.data), (json!("running"), json!(0), json!(0)));
    assert_eq!(at_first.data["remaining_ms"], 30 * 60 * 1000);

    submit(&service, &candidate, &interview, "# mine\n").await;
    let handed_in = live.next().await.expect("a change");
    assert_eq!(
        told(&handed_in.data),
        (json!("running"), json!(1), json!(0))
    );
    assert_eq!(service.grade().await, 1);
    let graded = live.next().await.expect("a change");
    assert_eq!(told(&graded.data), (json!("running"), json!(1), json!(1)));
    service.pass(Span::from_minutes(30));
    let over = live.next().await.expect("the clock alone");
    assert_eq!(over.data["phase"], "over");

    assert_eq!(service.get(&candidate, &path).await.problem(), "forbidden");
}

/// Somebody who practises, and their submission that nobody grades.
async fn handed_in(service: &Service) -> (Client, String) {
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let submission = submit(service, &me, &interview, "x = 1\n").await;
    (me, submission)
}

#[tokio::test]
async fn a_person_holds_only_so_many_streams_open() {
    let service = Service::start().await;
    let (me, submission) = handed_in(&service).await;
    let path = format!("{submission}/events");
    let mut open = Vec::new();
    for _ in 0..20 {
        let live = service.follow(&me, &path, None).await;
        assert_eq!(live.status, StatusCode::OK);
        open.push(live);
    }
    let refused = service.get(&me, &path).await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::TOO_MANY_REQUESTS, "too_many_streams")
    );
    assert!(refused.headers.contains_key("retry-after"));
    // Others have their own, and a closed one makes room.
    let (other, theirs) = handed_in(&service).await;
    let theirs = format!("{theirs}/events");
    let live = service.follow(&other, &theirs, None).await;
    assert_eq!(live.status, StatusCode::OK);
    open.pop();
    let live = service.follow(&me, &path, None).await;
    assert_eq!(live.status, StatusCode::OK);
}
