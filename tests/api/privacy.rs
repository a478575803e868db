//! Taking one's data away, and having it erased.

use axum::http::Method;
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Column as _, Connection as _, Row as _};
use viva::interview::Span;

use super::service::{Client, Service};

/// What the candidate wrote; nothing of it may stay.
const CANARY: &str = "canary-7f3a";

/// The invite is made under it, so its answer is stored.
const KEY: (&str, &str) = ("idempotency-key", "invite-ada");

struct World {
    service: Service,
    staff: Client,
    round: String,
    candidate: Client,
    interview: String,
    person: String,
}

impl World {
    async fn new() -> Self {
        let service = Service::start().await;
        let staff = service.administrator().await;
        let body =
            json!({ "title": "Screening", "questions": [{ "id": "demo/code" }], "minutes": 40 });
        let round = service.post(&staff, "/rounds", body).await.ok();
        let round = format!("/rounds/{}", round["id"].as_str().expect("an id"));
        let hook = json!({ "url": "http://127.0.0.1:9/" });
        service.post(&staff, "/webhooks", hook).await.ok();
        let name = format!("Ada {CANARY}");
        let email = format!("{CANARY}@example.com");
        let new = json!({ "name": name, "email": email, "note": CANARY });
        let invites = format!("{round}/invites");
        let invite = service
            .send(&staff, Method::POST, &invites, Some(new), &[KEY])
            .await
            .ok();
        let person = invite["person"].as_str().expect("an id").to_owned();
        let token = json!({ "token": invite["token"] });
        let nobody = Client::default();
        let redeemed = service.post(&nobody, "/invites/redeem", token).await.ok();
        let candidate = Client::with(&redeemed["session"]["token"]);
        let id = redeemed["interview"]["id"].as_str().expect("an id");
        let interview = format!("/interviews/{id}");
        let world = Self {
            service,
            staff,
            round,
            candidate,
            interview,
            person,
        };
        world.sit().await;
        world
    }

    /// A draft, a run, a submission that fails a hidden case, a hint, a comment, a review, and an attempt that waits.
    async fn sit(&self) {
        let Self {
            service,
            candidate,
            staff,
            interview,
            ..
        } = self;
        let post = async |who: &Client, path: &str, body: Value| {
            service
                .post(who, &format!("{interview}/{path}"), body)
                .await
                .ok()
        };
        post(candidate, "start", json!({})).await;
        let draft = format!("{interview}/drafts/demo/code");
        let text = format!("# {CANARY}\n# fails: test_empty\n");
        service
            .put(candidate, &draft, json!({ "text": text }))
            .await
            .ok();
        let answer = json!({ "question": "demo/code", "text": text });
        let mut run = answer.clone();
        run["scratch"] = json!(format!("# {CANARY}\n"));
        post(candidate, "runs", run).await;
        post(candidate, "submissions", answer.clone()).await;
        service.grade().await;
        post(candidate, "hints", json!({ "question": "demo/code" })).await;
        post(staff, "comments", json!({ "text": format!("{CANARY}?") })).await;
        let review = json!({ "adjustment": -1, "reason": CANARY });
        let path = format!("{interview}/reviews/demo/code");
        service.put(staff, &path, review).await.ok();
        post(candidate, "submissions", answer).await;
    }

    async fn report(&self) -> Value {
        let path = format!("{}/report", self.interview);
        self.service.get(&self.staff, &path).await.ok()
    }
}

async fn delete(service: &Service, who: &Client, path: &str) -> super::service::Answer {
    service.send(who, Method::DELETE, path, None, &[]).await
}

#[tokio::test]
async fn an_export_has_everything_and_no_more_than_one_may_see() {
    let world = World::new().await;
    let path = format!("/people/{}/export", world.person);
    let whole = world.service.get(&world.staff, &path).await.ok();
    let one = &whole["interviews"][0];
    let count = |key: &str| one[key].as_array().map(Vec::len);
    assert_eq!(count("drafts"), Some(1));
    assert_eq!(count("submissions"), Some(2));
    assert_eq!(count("runs"), Some(1));
    assert_eq!(count("comments"), Some(1));
    assert_eq!(one["runs"][0]["scratch"], format!("# {CANARY}\n"));
    assert_eq!(one["report"]["questions"][0]["hints"][0]["number"], 1);
    let hidden = "assert f(1)";
    assert!(whole.to_string().contains(hidden), "staff see hidden cases");

    let own = world.service.get(&world.candidate, "/me/export").await.ok();
    assert_eq!(own["person"]["name"], format!("Ada {CANARY}"));
    assert_eq!(own["interviews"][0]["report"], json!(null), "it runs");
    assert_eq!(own["interviews"][0]["comments"], json!([]));
    assert!(!own.to_string().contains(hidden));

    assert_eq!(
        world.service.get(&world.candidate, &path).await.problem(),
        "forbidden"
    );
    let unknown = path.replace(&world.person, "0190d5a1-7c3e-7d11-8c55-0f2b6a1d9e42");
    assert_eq!(
        world.service.get(&world.staff, &unknown).await.problem(),
        "not_found"
    );
}

#[tokio::test]
async fn erasing_a_candidate_leaves_the_rounds_numbers_alone() {
    let world = World::new().await;
    let before = world.report().await;
    let path = format!("/people/{}", world.person);
    assert_eq!(
        delete(&world.service, &world.candidate, &path)
            .await
            .problem(),
        "forbidden"
    );
    assert_eq!(
        delete(&world.service, &world.candidate, "/me")
            .await
            .problem(),
        "forbidden"
    );
    let erased = delete(&world.service, &world.staff, &path).await.ok();
    assert_eq!(
        erased["anonymized"],
        json!({ "people": 1, "interviews": 1, "submissions": 2 })
    );
    assert_eq!(
        erased["deleted"],
        json!({ "people": 0, "interviews": 0, "submissions": 0, "runs": 1, "drafts": 1, "events": 5, "comments": 1,
            "tokens": 1, "deliveries": 3 })
    );
    assert_eq!(world.service.grade().await, 0, "what waited is not graded");

    let after = world.report().await;
    for number in ["score", "max_score", "arithmetic"] {
        assert_eq!(before[number], after[number], "{number}");
    }
    let submission = &after["questions"][0]["submissions"][0];
    assert_eq!(submission["outcome"], json!({ "kind": "erased" }));
    assert_eq!(
        submission["question_digest"].as_str().map(str::len),
        Some(64)
    );
    let list = world
        .service
        .get(&world.staff, &format!("{}/invites", world.round))
        .await
        .ok();
    let csv = world
        .service
        .get(&world.staff, &format!("{}/report.csv", world.round))
        .await
        .ok();
    let export = world
        .service
        .get(&world.staff, &format!("{path}/export"))
        .await
        .ok();
    for left in [after, list, csv, export] {
        assert!(!left.to_string().contains(CANARY), "{left:#}");
    }
    let me = world.service.get(&world.candidate, "/me/export").await;
    assert_eq!(me.problem(), "not_signed_in");
}

/// Every row of every table, as text.
async fn dump(service: &Service) -> String {
    let mut db = AnyConnection::connect(&service.database.url)
        .await
        .expect("the database opens");
    let tables = match service.database.url.starts_with("sqlite") {
        true => "SELECT name FROM sqlite_master WHERE type = 'table'",
        false => {
            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables \
             WHERE table_schema = 'public'"
        }
    };
    let tables = sqlx::query(tables)
        .fetch_all(&mut db)
        .await
        .expect("tables");
    let mut text = String::new();
    for table in &tables {
        let name: String = table.get("name");
        // The program's own, with types that it alone has.
        if name == "_sqlx_migrations" {
            continue;
        }
        let all = AssertSqlSafe(format!("SELECT * FROM {name}"));
        let rows = sqlx::query(all).fetch_all(&mut db).await.expect("rows");
        for row in &rows {
            text += &name;
            for column in row.columns() {
                let at = column.ordinal();
                let value = match row.try_get::<Option<String>, _>(at) {
                    Ok(value) => value,
                    Err(_) => row.get::<Option<i64>, _>(at).map(|value| value.to_string()),
                };
                text += &format!(" {}={}", column.name(), value.unwrap_or_default());
            }
            text.push('\n');
        }
    }
    assert!(tables.len() > 15, "{}", tables.len());
    text
}

fn lines_with<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.contains(word)).collect()
}

#[tokio::test]
async fn no_table_keeps_a_trace_of_who_was_erased() {
    let world = World::new().await;
    let service = &world.service;
    let before = dump(service).await;
    for table in [
        "people",
        "invites",
        "drafts",
        "submissions",
        "idempotency",
        "comments",
        "reviews",
    ] {
        let seen = lines_with(&before, CANARY);
        assert!(
            seen.iter().any(|line| line.starts_with(table)),
            "the test puts nothing into {table}: {seen:#?}"
        );
    }
    let id = world.interview.rsplit('/').next().expect("an id");
    let told = |text: &str| {
        let lines = lines_with(text, id);
        let told = lines.iter().filter(|line| line.starts_with("deliveries"));
        told.count()
    };
    assert_eq!(told(&before), 3);
    let path = format!("/people/{}", world.person);
    delete(service, &world.staff, &path).await.ok();
    let after = dump(service).await;
    assert_eq!(lines_with(&after, CANARY), [""; 0]);
    assert_eq!(told(&after), 0);
    // A request that made them is not done again.
    let new = json!({ "name": format!("Ada {CANARY}"), "email": format!("{CANARY}@example.com"), "note": CANARY });
    let invites = format!("{}/invites", world.round);
    let again = service.send(&world.staff, Method::POST, &invites, Some(new), &[KEY]);
    assert_eq!(again.await.problem(), "erased");
}

#[tokio::test]
async fn retention_leaves_no_trace_either() {
    let world = World::new().await;
    let service = &world.service;
    service.pass(Span::from_hours(31 * 24));
    service.worker.sweep().await.unwrap();
    let keep = Span::from_hours(30 * 24);
    // It ended by the sweep, at its deadline's noting; a month later it is old.
    service.pass(Span::from_hours(31 * 24));
    assert!(service.worker.retain(keep).await.unwrap() > 0);
    let left = dump(service).await;
    assert_eq!(lines_with(&left, CANARY), [""; 0]);
    assert_eq!(lines_with(&left, "deliveries "), [""; 0]);
}

#[tokio::test]
async fn who_practises_erases_themselves() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    service
        .post(&me, &format!("{interview}/submissions"), answer)
        .await
        .ok();
    service.grade().await;
    let erased = delete(&service, &me, "/me").await.ok();
    assert_eq!(erased["deleted"]["people"], 1);
    assert_eq!(erased["deleted"]["submissions"], 1);
    assert_eq!(
        erased["anonymized"],
        json!({ "people": 0, "interviews": 0, "submissions": 0 })
    );
    assert_eq!(
        service.get(&me, "/me/export").await.problem(),
        "not_signed_in"
    );
    assert_eq!(service.get(&staff, &interview).await.problem(), "not_found");
    assert_eq!(delete(&service, &staff, "/me").await.problem(), "forbidden");
}

#[tokio::test]
async fn what_is_older_than_the_retention_goes_by_itself() {
    let world = World::new().await;
    let service = &world.service;
    let (_, practice) = service.practice(&["demo/code"], 30).await;
    let keep = Span::from_hours(30 * 24);
    service.pass(Span::from_hours(29 * 24));
    service.worker.sweep().await.unwrap();
    assert_eq!(service.worker.retain(keep).await.unwrap(), 0);
    let (_, young) = service.practice(&["demo/code"], 30).await;
    service.pass(Span::from_hours(25));
    // The old practice, who sat it, and the candidate.
    assert_eq!(service.worker.retain(keep).await.unwrap(), 3);
    assert_eq!(service.worker.retain(keep).await.unwrap(), 0);
    // The administrator's first session lasted a day.
    let staff = service.another_administrator().await;
    assert_eq!(service.get(&staff, &practice).await.problem(), "not_found");
    service.get(&staff, &young).await.ok();
    let report = service
        .get(&staff, &format!("{}/report", world.interview))
        .await
        .ok();
    assert_eq!(report["candidate"], "Erased");
    assert!(!report.to_string().contains(CANARY));
}
