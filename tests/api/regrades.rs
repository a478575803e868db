//! A question's cases change: what that would do to scores, and doing it or not.

use serde_json::{Value, json};
use viva::interview::Span;

use super::service::{Client, Service};

/// A round whose only candidate, named Ada, handed in something that passes until [`change`].
struct World {
    service: Service,
    staff: Client,
    round: String,
    candidate: Client,
    interview: String,
}

impl World {
    async fn new() -> Self {
        let service = Service::start().await;
        service
            .worker
            .keep_versions()
            .await
            .expect("the store works");
        let staff = service.administrator().await;
        let body = json!({ "title": "Screening", "questions": [{ "id": "demo/code", "weight": 50 }], "minutes": 40 });
        let round = service.post(&staff, "/rounds", body).await.ok();
        let round = round["id"].as_str().expect("an id").to_owned();
        let invites = format!("/rounds/{round}/invites");
        let invite = service
            .post(&staff, &invites, json!({ "name": "Ada" }))
            .await
            .ok();
        let token = json!({ "token": invite["token"] });
        let nobody = Client::default();
        let redeemed = service.post(&nobody, "/invites/redeem", token).await.ok();
        let candidate = Client::with(&redeemed["session"]["token"]);
        let interview = redeemed["interview"]["id"].as_str().expect("an id");
        let world = Self {
            interview: format!("/interviews/{interview}"),
            service,
            staff,
            round,
            candidate,
        };
        let start = format!("{}/start", world.interview);
        world
            .service
            .post(&world.candidate, &start, json!({}))
            .await
            .ok();
        world.hand_in("# fails: test_new\n").await;
        world
    }

    async fn hand_in(&self, text: &str) {
        let answer = json!({ "question": "demo/code", "text": text });
        let submissions = format!("{}/submissions", self.interview);
        self.service
            .post(&self.candidate, &submissions, answer)
            .await
            .ok();
        self.service.grade().await;
    }

    /// The question gets a case more, which the answer fails.
    async fn change(&mut self) {
        self.service.pass(Span::from_hours(1));
        self.service.change("demo/code/cases.py", |cases| {
            cases + "\n\ndef test_new() -> None:\n    \"\"\"Rejects a sign\"\"\"\n    assert True\n"
        });
        self.service.change("demo/code/question.toml", |text| {
            text.replace("\"test_order\"]", "\"test_order\", \"test_new\"]")
        });
        self.service
            .worker
            .keep_versions()
            .await
            .expect("the store works");
    }

    async fn regrade(&self) -> String {
        let body = json!({ "round": self.round, "question": "demo/code" });
        let made = self.service.post(&self.staff, "/regrades", body).await.ok();
        assert_eq!(made["submissions"], 1);
        format!("/regrades/{}", made["id"].as_str().expect("an id"))
    }

    async fn score(&self) -> Value {
        let report = format!("{}/report", self.interview);
        self.service.get(&self.staff, &report).await.ok()["score"].clone()
    }
}

#[tokio::test]
async fn nothing_changes_until_it_is_applied() {
    let mut world = World::new().await;
    let body = json!({ "round": world.round });
    let early = world
        .service
        .post(&world.staff, "/regrades", body.clone())
        .await;
    assert_eq!(early.problem(), "nothing_to_regrade");
    world.change().await;
    let regrade = world.regrade().await;
    let again = world.service.post(&world.staff, "/regrades", body).await;
    assert_eq!(again.problem(), "nothing_to_regrade", "an open one has it");

    let waiting = world.service.get(&world.staff, &regrade).await.ok();
    assert_eq!(
        (&waiting["done"], &waiting["interviews"]),
        (&json!(0), &json!([]))
    );
    let apply = format!("{regrade}/apply");
    let early = world.service.post(&world.staff, &apply, json!({})).await;
    assert_eq!(early.problem(), "regrade_running");
    assert_eq!(world.service.grade().await, 1);

    let preview = world.service.get(&world.staff, &regrade).await.ok();
    let change = &preview["interviews"][0];
    let after = change["after"].as_f64().unwrap();
    assert!((40.0..50.0).contains(&after), "{change:#}");
    assert_eq!(change["difference"].as_f64().unwrap(), after - 50.0);
    assert_eq!(
        (&change["candidate"], &change["before"]),
        (&json!("Ada"), &json!(50))
    );
    let one = &preview["changes"][0];
    assert_eq!(
        (&one["before"], &one["verdict"], &one["kept"]),
        (&json!(100), &json!("failed"), &json!(false))
    );
    assert_ne!(one["before_digest"], one["after_digest"]);
    assert_eq!(world.score().await, 50);

    let applied = world
        .service
        .post(&world.staff, &apply, json!({}))
        .await
        .ok();
    assert_eq!(applied["state"], "applied");
    assert_eq!(world.score().await.as_f64(), Some(after));
    for what in ["apply", "drop"] {
        let late = world
            .service
            .post(&world.staff, &format!("{regrade}/{what}"), json!({}))
            .await;
        assert_eq!(late.problem(), "regrade_ended");
    }
    // It still says what it changed.
    let kept = world.service.get(&world.staff, &regrade).await.ok();
    assert_eq!(kept["interviews"], preview["interviews"]);
    let report = world
        .service
        .get(&world.staff, &format!("{}/report", world.interview))
        .await
        .ok();
    assert_eq!(
        report["questions"][0]["submissions"][0]["question_is_current"],
        true
    );
    let last = report["timeline"]
        .as_array()
        .and_then(|all| all.last())
        .unwrap();
    assert_eq!(last["kind"], "regraded");
}

#[tokio::test]
async fn what_is_dropped_never_was() {
    let mut world = World::new().await;
    world.change().await;
    let regrade = world.regrade().await;
    let drop = format!("{regrade}/drop");
    let dropped = world
        .service
        .post(&world.staff, &drop, json!({}))
        .await
        .ok();
    assert_eq!(dropped["state"], "dropped");
    assert_eq!(world.service.grade().await, 0, "its jobs are gone");
    assert_eq!(world.score().await, 50);
    world.regrade().await;
}

#[tokio::test]
async fn candidates_see_nothing_of_it_and_go_first() {
    let mut world = World::new().await;
    world.hand_in("# another\n").await;
    world.change().await;
    let body = json!({ "question": "demo/code" });
    let made = world
        .service
        .post(&world.staff, "/regrades", body)
        .await
        .ok();
    assert_eq!(made["submissions"], 2);
    let refused = world.service.post(
        &world.candidate,
        "/regrades",
        json!({ "question": "demo/code" }),
    );
    assert_eq!(refused.await.problem(), "forbidden");

    let (me, practice) = world.service.practice(&["demo/code"], 30).await;
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    let submissions = format!("{practice}/submissions");
    let mine = world.service.post(&me, &submissions, answer).await.ok();
    assert_eq!(mine["position"], 0);
    assert!(world.service.worker.work_once().await.unwrap());
    let path = format!("/submissions/{}", mine["id"].as_str().unwrap());
    assert_eq!(world.service.get(&me, &path).await.ok()["state"], "done");
    assert_eq!(world.service.grade().await, 2);

    let list = format!("{}/submissions", world.interview);
    let list = world.service.get(&world.candidate, &list).await.ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn an_old_report_stays_explainable() {
    let mut world = World::new().await;
    world.change().await;
    let report = world
        .service
        .get(&world.staff, &format!("{}/report", world.interview))
        .await
        .ok();
    let submission = &report["questions"][0]["submissions"][0];
    assert_eq!(submission["question_is_current"], false);
    let digest = submission["question_digest"].as_str().unwrap();
    let versions = "/questions/demo/code/versions";
    let listed = world.service.get(&world.staff, versions).await.ok();
    let current: Vec<&Value> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["current"])
        .collect();
    assert_eq!(current, [false, true]);
    let path = format!("{versions}/{digest}");
    let old = world.service.get(&world.staff, &path).await.ok();
    let cases = old["content"]["cases"].as_str().unwrap();
    assert!(cases.contains("test_order") && !cases.contains("test_new"));
    for path in [versions, &path] {
        assert_eq!(
            world.service.get(&world.candidate, path).await.problem(),
            "forbidden"
        );
    }
    let unknown = world
        .service
        .get(&world.staff, &format!("{versions}/0"))
        .await;
    assert_eq!(unknown.problem(), "not_found");
}
