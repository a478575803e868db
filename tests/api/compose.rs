//! Composing rounds: pools, policies, dates, versions, previews.

use serde_json::{Value, json};
use viva::interview::Span;

use super::rounds::{invite, redeem};
use super::service::{Client, Service};

/// A round of `demo/code` with `more` fields, and its path.
async fn round(service: &Service, staff: &Client, more: Value) -> String {
    let round = service.post(staff, "/rounds", body(more)).await.ok();
    format!("/rounds/{}", round["id"].as_str().expect("an id"))
}

fn body(more: Value) -> Value {
    let mut body =
        json!({ "title": "Screening", "questions": [{ "id": "demo/code" }], "minutes": 40 });
    let fields = more.as_object().expect("an object").clone();
    body.as_object_mut().expect("an object").extend(fields);
    body
}

async fn start(service: &Service, client: &Client, interview: &str) -> Value {
    let path = format!("{interview}/start");
    service.post(client, &path, json!({})).await.ok()
}

fn asked(interview: &Value) -> Vec<&str> {
    let questions = interview["questions"].as_array().expect("questions");
    questions
        .iter()
        .map(|asked| asked["question"]["id"].as_str().expect("an id"))
        .collect()
}

#[tokio::test]
async fn a_pool_is_drawn_for_each_candidate() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let pools = json!([{ "take": 1, "from": ["demo/choice", "demo/explain"], "weight": 20 }]);
    let path = round(&service, &staff, json!({ "pools": pools })).await;
    let mut drawn = std::collections::BTreeSet::new();
    for _ in 0..12 {
        let token = invite(&service, &staff, &path).await;
        let (candidate, interview) = redeem(&service, &token).await;
        let started = start(&service, &candidate, &interview).await;
        let asked = asked(&started);
        assert_eq!((asked.len(), asked[0]), (2, "demo/code"));
        assert_eq!(started["questions"][1]["weight"], 20);
        drawn.insert(asked[1].to_owned());
    }
    assert_eq!(drawn.len(), 2, "one in two thousand times by chance");
}

#[tokio::test]
async fn a_pool_is_given_by_a_list_or_a_filter() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let pool = |pool: Value| body(json!({ "questions": [], "pools": [pool] }));
    let filtered = pool(json!({ "take": 1, "filter": { "kind": "choice" } }));
    let round = service.post(&staff, "/rounds", filtered).await.ok();
    assert_eq!(round["pools"][0]["from"][0]["id"], "demo/choice");
    for wrong in [
        json!({ "take": 2, "filter": { "kind": "choice" } }),
        json!({ "take": 0, "from": ["demo/code"] }),
        json!({ "take": 1 }),
        json!({ "take": 1, "from": ["demo/code"], "filter": {} }),
        json!({ "take": 1, "filter": { "kinds": "choice" } }),
        json!({ "take": 1, "from": ["demo/code", "demo/code"] }),
        json!({ "take": 1, "from": ["demo/none"] }),
    ] {
        let refused = service.post(&staff, "/rounds", pool(wrong.clone())).await;
        assert_eq!(refused.problem(), "invalid_body", "{wrong}");
    }
}

#[tokio::test]
async fn results_can_wait_for_the_end() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, json!({ "live": "nothing" })).await;
    let (candidate, interview) = redeem(&service, &invite(&service, &staff, &path).await).await;
    start(&service, &candidate, &interview).await;
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    let submissions = format!("{interview}/submissions");
    service.post(&candidate, &submissions, answer).await.ok();
    service.grade().await;
    let outcome = async || {
        let listed = service.get(&candidate, &submissions).await.ok();
        listed["items"][0]["outcome"]["kind"].clone()
    };
    assert_eq!(outcome().await, "withheld");
    let finish = format!("{interview}/finish");
    service.post(&candidate, &finish, json!({})).await.ok();
    assert_eq!(outcome().await, "report");
}

#[tokio::test]
async fn hints_cost_nothing_or_are_not_given() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    for policy in ["free", "none"] {
        let path = round(&service, &staff, json!({ "hints": policy })).await;
        let (candidate, interview) = redeem(&service, &invite(&service, &staff, &path).await).await;
        let started = start(&service, &candidate, &interview).await;
        let ask = json!({ "question": "demo/code" });
        let hint = service
            .post(&candidate, &format!("{interview}/hints"), ask)
            .await;
        if policy == "free" {
            assert_eq!(hint.ok()["cost_percent"], 0);
        } else {
            assert_eq!(hint.problem(), "no_hints_left");
            assert_eq!(started["questions"][0]["hints_left"], 0);
        }
    }
}

#[tokio::test]
async fn interviews_start_while_the_round_is_open() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    // The clock stands at 09:00.
    let dates = json!({ "opens": "2026-01-05T10:00:00Z", "closes": "2026-01-05T12:00:00+01:00" });
    let path = round(&service, &staff, dates).await;
    let mut sitters = Vec::new();
    for _ in 0..2 {
        sitters.push(redeem(&service, &invite(&service, &staff, &path).await).await);
    }
    let (first, second) = (&sitters[0], &sitters[1]);
    let early = format!("{}/start", first.1);
    let refused = service.post(&first.0, &early, json!({})).await;
    assert_eq!(refused.problem(), "round_not_open");
    service.pass(Span::from_minutes(119));
    let started = start(&service, &first.0, &first.1).await;
    assert_eq!(
        started["remaining_ms"],
        50 * 60 * 1000,
        "closing cuts nothing off"
    );
    service.pass(Span::from_minutes(1));
    let late = format!("{}/start", second.1);
    let refused = service.post(&second.0, &late, json!({})).await;
    assert_eq!(refused.problem(), "round_not_open");

    let longer = json!({ "opens": null, "closes": "2026-01-05T13:00:00Z", "title": "Longer" });
    let changed = service.patch(&staff, &path, longer).await.ok();
    assert_eq!(
        (&changed["opens"], &changed["title"]),
        (&json!(null), &json!("Longer"))
    );
    start(&service, &second.0, &second.1).await;
    let turned = json!({ "opens": "2026-01-05T14:00:00Z" });
    let refused = service.patch(&staff, &path, turned).await;
    assert_eq!(
        refused.problem(),
        "invalid_body",
        "it would close before it opens"
    );
}

#[tokio::test]
async fn an_archived_round_takes_nobody() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, json!({})).await;
    let (candidate, interview) = redeem(&service, &invite(&service, &staff, &path).await).await;
    let archived = json!({ "archived": true });
    let archived = service.patch(&staff, &path, archived).await.ok();
    assert!(archived["archived"].is_string());
    let listed = async |query: &str| {
        let list = service.get(&staff, &format!("/rounds{query}")).await.ok();
        list["items"].as_array().map(Vec::len)
    };
    assert_eq!(
        (listed("").await, listed("?archived=true").await),
        (Some(0), Some(1))
    );
    let start = format!("{interview}/start");
    let refused = service.post(&candidate, &start, json!({})).await;
    assert_eq!(refused.problem(), "round_not_open");
    let invites = format!("{path}/invites");
    let refused = service.post(&staff, &invites, json!({ "name": "A" })).await;
    assert_eq!(refused.problem(), "round_not_open");
    let restored = json!({ "archived": false });
    service.patch(&staff, &path, restored).await.ok();
    service.post(&candidate, &start, json!({})).await.ok();
}

#[tokio::test]
async fn a_round_changes_until_somebody_starts() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, json!({})).await;
    let (candidate, interview) = redeem(&service, &invite(&service, &staff, &path).await).await;
    let preview = service
        .post(&staff, &format!("{path}/preview"), json!({}))
        .await
        .ok();
    let preview = format!("/interviews/{}", preview["id"].as_str().unwrap());
    start(&service, &staff, &preview).await;

    let other = body(json!({ "questions": [{ "id": "demo/choice", "weight": 7 }], "minutes": 20 }));
    let replaced = service.put(&staff, &path, other.clone()).await.ok();
    assert_eq!(
        (&replaced["minutes"], &replaced["version"]),
        (&json!(20), &json!(1))
    );
    let started = start(&service, &candidate, &interview).await;
    assert_eq!(
        asked(&started),
        ["demo/choice"],
        "as the round is at the start"
    );
    assert_eq!(started["minutes"], 20);

    let late = service.put(&staff, &path, body(json!({}))).await;
    assert_eq!(late.problem(), "round_in_use");
    let next = service
        .post(&staff, &format!("{path}/versions"), body(json!({})))
        .await
        .ok();
    assert_eq!(next["version"], 2);
    assert!(path.ends_with(next["previous"].as_str().expect("an id")));
    assert_eq!(service.get(&staff, &path).await.ok()["minutes"], 20);
}

#[tokio::test]
async fn a_preview_is_sat_like_an_interview_and_counts_nowhere() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, json!({ "release": "nothing" })).await;
    let preview = service
        .post(&staff, &format!("{path}/preview"), json!({}))
        .await
        .ok();
    assert_eq!(
        (&preview["preview"], &preview["phase"]),
        (&json!(true), &json!("ready"))
    );
    let interview = format!("/interviews/{}", preview["id"].as_str().unwrap());
    start(&service, &staff, &interview).await;
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    let submissions = format!("{interview}/submissions");
    service.post(&staff, &submissions, answer).await.ok();
    service.grade().await;
    let finish = format!("{interview}/finish");
    let over = service.post(&staff, &finish, json!({})).await.ok();
    let outcome = &over["questions"][0]["submissions"][0]["outcome"]["kind"];
    assert_eq!(outcome, "withheld", "staff see what candidates will");
    let report = service.get(&staff, &format!("{interview}/report")).await;
    assert_eq!(report.problem(), "not_released");

    let id = path.trim_start_matches("/rounds/");
    for empty in [
        format!("/interviews?round={id}"),
        format!("{path}/progress"),
        format!("{path}/invites"),
    ] {
        let list = service.get(&staff, &empty).await.ok();
        assert_eq!(list["items"], json!([]), "{empty}");
    }
    let own = service.get(&staff, "/interviews").await.ok();
    assert_eq!(own["items"].as_array().map(Vec::len), Some(1));
}
