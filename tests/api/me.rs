//! A person's own page.

use serde_json::json;

use super::service::Service;

#[tokio::test]
async fn progress_is_by_topic_and_says_what_is_next() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code", "demo/explain"], 30).await;
    let fresh = service.get(&me, "/me/progress").await.ok();
    assert_eq!(
        fresh["topics"],
        json!([{ "topic": "demo", "questions": 3, "answered": 0, "percent": null }])
    );
    assert_eq!(fresh["level"], "junior");
    assert_eq!(fresh["next"].as_array().map(Vec::len), Some(3));

    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    service
        .post(&me, &format!("{interview}/submissions"), answer)
        .await
        .ok();
    service.grade().await;
    let running = service.get(&me, "/me/interviews").await.ok();
    assert_eq!(running["items"][0]["score"], json!(null));
    service
        .post(&me, &format!("{interview}/finish"), json!({}))
        .await
        .ok();

    let own = service.get(&me, "/me/interviews").await.ok();
    let one = &own["items"][0];
    assert_eq!(
        (&one["score"], &one["max_score"]),
        (&json!(100), &json!(200))
    );
    assert_eq!(one["questions"][0]["answered"], true);
    assert_eq!(one["questions"][1]["answered"], false);
    let after = service.get(&me, "/me/progress").await.ok();
    assert_eq!(
        after["topics"],
        json!([{ "topic": "demo", "questions": 3, "answered": 1, "percent": 100 }])
    );
    // A junior's question was answered in full.
    assert_eq!(after["level"], "mid");
    let next: Vec<&str> = after["next"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["question"]["id"].as_str().unwrap())
        .collect();
    assert!(
        next.contains(&"demo/explain") && !next.contains(&"demo/code"),
        "{next:?}"
    );
    assert_eq!(
        after["next"][0]["why"],
        "not answered yet; demo stands at 100 %"
    );
}

#[tokio::test]
async fn what_a_round_keeps_is_not_told_here_either() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let round = json!({
        "title": "Screening", "questions": [{ "id": "demo/code" }], "minutes": 40, "release": "nothing",
    });
    let round = service.post(&staff, "/rounds", round).await.ok();
    let invites = format!("/rounds/{}/invites", round["id"].as_str().unwrap());
    let invite = service
        .post(&staff, &invites, json!({ "name": "Ada" }))
        .await
        .ok();
    let token = json!({ "token": invite["token"] });
    let nobody = super::service::Client::default();
    let redeemed = service.post(&nobody, "/invites/redeem", token).await.ok();
    let me = super::service::Client::with(&redeemed["session"]["token"]);
    let interview = format!(
        "/interviews/{}",
        redeemed["interview"]["id"].as_str().unwrap()
    );
    service
        .post(&me, &format!("{interview}/start"), json!({}))
        .await
        .ok();
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
    let own = service.get(&me, "/me/interviews").await.ok();
    assert_eq!(own["items"][0]["score"], json!(null));
    let progress = service.get(&me, "/me/progress").await.ok();
    assert_eq!(progress["topics"][0]["answered"], 0);
}
