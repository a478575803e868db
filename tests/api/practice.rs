//! The whole way of somebody who practises.

use axum::http::StatusCode;
use serde_json::json;
use viva::interview::{Edit, Span};

use super::service::{Client, Service};

#[tokio::test]
async fn the_bank_shows_nothing_hidden() {
    let service = Service::start().await;
    let nobody = Client::default();
    let list = service.get(&nobody, "/questions?kind=code").await.ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["next"], json!(null));

    let code = service.get(&nobody, "/questions/demo/code").await.ok();
    assert!(
        code["starter"]
            .as_str()
            .is_some_and(|text| text.contains("def "))
    );
    let choice = service.get(&nobody, "/questions/demo/choice").await.ok();
    for text in [code.to_string(), choice.to_string()] {
        for hidden in ["correct", "why", "explanation", "cases", "submissions"] {
            assert!(!text.contains(&format!("\"{hidden}\"")), "{hidden}: {text}");
        }
    }
}

#[tokio::test]
async fn lists_go_on_at_the_cursor() {
    let service = Service::start().await;
    let nobody = Client::default();
    let mut path = "/questions?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = service.get(&nobody, &path).await.ok();
        for item in page["items"].as_array().expect("items") {
            seen.push(item["id"].as_str().expect("an id").to_owned());
        }
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("/questions?limit=2&cursor={next}");
    }
    assert_eq!(seen, ["demo/choice", "demo/code", "demo/explain"]);
}

#[tokio::test]
async fn draft_run_submit_finish_report() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code", "demo/choice"], 30).await;

    let draft = format!("{interview}/drafts/demo/code");
    let saved = service
        .put(&me, &draft, json!({ "text": "# mine\nx = 1\n" }))
        .await
        .ok();
    assert_eq!(saved["version"], 1);

    let run = json!({ "question": "demo/code", "text": "# mine\nx = 1\n" });
    let run = service.post(&me, &format!("{interview}/runs"), run).await;
    assert_eq!(run.status, StatusCode::ACCEPTED);
    let answer = json!({ "question": "demo/code", "text": "# mine\nx = 1\n" });
    let submitted = service
        .post(&me, &format!("{interview}/submissions"), answer)
        .await
        .ok();
    assert_eq!(
        (&submitted["state"], &submitted["position"]),
        (&json!("queued"), &json!(1))
    );
    let choice = json!({ "question": "demo/choice", "text": "a" });
    service
        .post(&me, &format!("{interview}/submissions"), choice)
        .await
        .ok();
    assert_eq!(service.grade().await, 2, "a choice needs no grader");

    let run = service
        .get(
            &me,
            &format!("/submissions/{}", run.body["id"].as_str().unwrap()),
        )
        .await
        .ok();
    let samples = run["outcome"]["report"]["cases"].as_array().expect("cases");
    assert!(!samples.is_empty() && samples.iter().all(|case| case["sample"] == true));

    service.pass(Span::from_minutes(10));
    let view = service.get(&me, &interview).await.ok();
    assert_eq!(view["phase"], "running");
    assert_eq!(view["remaining_ms"], 20 * 60 * 1000);
    assert_eq!(view["questions"][0]["draft"]["text"], "# mine\nx = 1\n");
    let early = service.get(&me, &format!("{interview}/report")).await;
    assert_eq!(early.problem(), "interview_running");

    let finished = service
        .post(&me, &format!("{interview}/finish"), json!({}))
        .await
        .ok();
    assert_eq!(finished["phase"], "over");
    assert_eq!(service.grade().await, 0, "the draft was handed in before");
    let report = service.get(&me, &format!("{interview}/report")).await.ok();
    assert_eq!(
        (&report["score"], &report["max_score"]),
        (&json!(100), &json!(200))
    );
    assert_eq!(report["arithmetic"], "100 + 0 = 100 of 200");
    assert_eq!(report["grading"], false);
    assert!(report["questions"][0]["explanation"].is_string());
    assert!(report["questions"][0]["references"][0]["text"].is_string());

    let events = service.get(&me, &format!("{interview}/events")).await.ok();
    let kinds: Vec<&str> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "created",
            "started",
            "draft_saved",
            "ran",
            "submitted",
            "submitted",
            "finished"
        ]
    );
}

#[tokio::test]
async fn waiting_ends_when_the_result_is_there() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let answer = json!({ "question": "demo/code", "text": "# fails: test_a\n" });
    let id = service
        .post(&me, &format!("{interview}/submissions"), answer)
        .await
        .ok()["id"]
        .clone();
    let path = format!("/submissions/{}?wait=20", id.as_str().unwrap());
    let (waited, graded) = tokio::join!(service.get(&me, &path), service.grade());
    assert_eq!(graded, 1);
    assert_eq!(waited.ok()["state"], "done");
}

#[tokio::test]
async fn a_hidden_case_shows_its_title_and_verdict_alone() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let answer =
        json!({ "question": "demo/code", "text": "no comment, so every case ends in an error" });
    let id = service
        .post(&me, &format!("{interview}/submissions"), answer)
        .await
        .ok()["id"]
        .clone();
    service.grade().await;
    let path = format!("/submissions/{}", id.as_str().unwrap());
    let done = service.get(&me, &path).await.ok();
    let cases = done["outcome"]["report"]["cases"]
        .as_array()
        .expect("cases")
        .clone();
    let hidden: Vec<_> = cases
        .iter()
        .filter(|case| case["sample"] == false)
        .collect();
    assert!(!hidden.is_empty());
    for case in hidden {
        assert_ne!(case["verdict"], "passed");
        for field in ["message", "comparison", "output", "cost"] {
            assert_eq!(case[field], json!(null), "{field}");
        }
    }
    assert!(
        cases
            .iter()
            .any(|case| case["sample"] == true && case["message"].is_string())
    );
}

#[tokio::test]
async fn hints_come_in_order_and_cost() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let hints = format!("{interview}/hints");
    let ask = json!({ "question": "demo/code" });
    let first = service.post(&me, &hints, ask.clone()).await.ok();
    assert_eq!(first["number"], 1);
    let cost = first["cost_percent"].as_u64().expect("a cost");
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    service
        .post(&me, &format!("{interview}/submissions"), answer)
        .await
        .ok();
    service.grade().await;
    service
        .post(&me, &format!("{interview}/finish"), json!({}))
        .await
        .ok();
    let report = service.get(&me, &format!("{interview}/report")).await.ok();
    assert_eq!(report["score"], 100 - cost);
    assert_eq!(
        service.post(&me, &hints, ask).await.problem(),
        "interview_over"
    );
}

#[tokio::test]
async fn nobody_else_sees_it() {
    let service = Service::start().await;
    let (_, interview) = service.practice(&["demo/code"], 30).await;
    let (other, _) = service.practice(&["demo/code"], 30).await;
    assert_eq!(service.get(&other, &interview).await.problem(), "not_found");
    assert_eq!(
        service.get(&Client::default(), &interview).await.problem(),
        "not_signed_in"
    );
    let draft = format!("{interview}/drafts/demo/code");
    let saved = service.put(&other, &draft, json!({ "text": "x" })).await;
    assert_eq!(saved.problem(), "not_found");
}

#[tokio::test]
async fn a_second_tab_does_not_overwrite_unseen() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let draft = format!("{interview}/drafts/demo/code");
    let save = |text: &str, version| json!({ "text": text, "version": version });
    assert_eq!(
        service.put(&me, &draft, save("a", 0)).await.ok()["version"],
        1
    );
    assert_eq!(
        service.put(&me, &draft, save("b", 0)).await.problem(),
        "draft_conflict"
    );
    assert_eq!(
        service.put(&me, &draft, save("c", 1)).await.ok()["version"],
        2
    );
    assert_eq!(
        service.put(&me, &draft, json!({ "text": "d" })).await.ok()["version"],
        3
    );
}

#[tokio::test]
async fn the_time_line_shows_how_an_answer_came_about() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let draft = format!("{interview}/drafts/demo/code");
    let texts = [
        "def f():\n",
        "def \u{f6}(x):\n    pass\n",
        "",
        "def f(x):\n",
    ];
    for text in texts {
        let saved = service.put(&me, &draft, json!({ "text": text })).await;
        saved.ok();
    }
    let events = service.get(&me, &format!("{interview}/events")).await.ok();
    let mut text = String::new();
    let mut seen = Vec::new();
    for event in events["items"].as_array().unwrap() {
        if event["kind"] == "draft_saved" {
            let edit: Edit = serde_json::from_value(event["detail"]["edit"].clone()).unwrap();
            text = edit.applied(&text).unwrap();
            seen.push(text.clone());
        }
    }
    assert_eq!(seen, texts);
}

#[tokio::test]
async fn a_choice_can_not_be_found_out_by_trying() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/choice"], 30).await;
    let answer = |text: &str| json!({ "question": "demo/choice", "text": text });
    let run = service
        .post(&me, &format!("{interview}/runs"), answer("a"))
        .await;
    assert_eq!(run.problem(), "invalid_body");
    for text in ["a, c, d", "nonsense"] {
        service
            .post(&me, &format!("{interview}/submissions"), answer(text))
            .await
            .ok();
    }
    let view = service.get(&me, &interview).await.ok();
    for submission in view["questions"][0]["submissions"]
        .as_array()
        .expect("a list")
    {
        assert_eq!(submission["outcome"], json!({ "kind": "withheld" }));
    }
    service
        .post(&me, &format!("{interview}/finish"), json!({}))
        .await
        .ok();
    let report = service.get(&me, &format!("{interview}/report")).await.ok();
    let submissions = &report["questions"][0]["submissions"];
    assert_eq!(submissions[0]["outcome"]["report"]["verdict"], "passed");
    assert_eq!(report["score"], 0, "the last one counts");
}
