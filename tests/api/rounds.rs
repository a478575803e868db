//! A round from its making to its report.

use serde_json::json;
use viva::interview::Span;

use super::service::{Client, Service};

pub async fn round(service: &Service, staff: &Client, release: &str) -> String {
    let body = json!({
        "title": "Backend screening",
        "questions": [{ "id": "demo/code", "weight": 50 }, { "id": "demo/choice" }],
        "minutes": 40,
        "max_attempts": 1,
        "release": release,
    });
    let round = service.post(staff, "/rounds", body).await.ok();
    format!("/rounds/{}", round["id"].as_str().expect("an id"))
}

pub async fn invite(service: &Service, staff: &Client, round: &str) -> String {
    let body = json!({ "name": "A candidate", "extra_percent": 25 });
    let invite = service
        .post(staff, &format!("{round}/invites"), body)
        .await
        .ok();
    let token = invite["token"].as_str().expect("a token").to_owned();
    assert_eq!(invite["link"], format!("http://viva.test/invite#{token}"));
    token
}

pub async fn redeem(service: &Service, token: &str) -> (Client, String) {
    let body = json!({ "token": token });
    let redeemed = service
        .post(&Client::default(), "/invites/redeem", body)
        .await
        .ok();
    assert_eq!(redeemed["interview"]["phase"], "ready");
    let id = redeemed["interview"]["id"].as_str().expect("an id");
    (
        Client::with(&redeemed["session"]["token"]),
        format!("/interviews/{id}"),
    )
}

#[tokio::test]
async fn invite_sit_and_read_the_report() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let round = round(&service, &staff, "score").await;
    let token = invite(&service, &staff, &round).await;
    let (candidate, interview) = redeem(&service, &token).await;

    let submissions = format!("{interview}/submissions");
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    let early = service.post(&candidate, &submissions, answer.clone()).await;
    assert_eq!(early.problem(), "not_started");
    let before = service.get(&candidate, &interview).await.ok();
    assert_eq!(
        before["questions"],
        json!([]),
        "the questions come with the clock"
    );

    let started = service
        .post(&candidate, &format!("{interview}/start"), json!({}))
        .await
        .ok();
    assert_eq!(
        started["remaining_ms"],
        50 * 60 * 1000,
        "a quarter more than 40 minutes"
    );
    let again = service
        .post(&candidate, &format!("{interview}/start"), json!({}))
        .await;
    assert_eq!(again.problem(), "already_started");
    service
        .post(&candidate, &submissions, answer.clone())
        .await
        .ok();
    let second = service.post(&candidate, &submissions, answer).await;
    assert_eq!(second.problem(), "no_attempts_left");
    service.grade().await;

    let live = service
        .get(&staff, &format!("{interview}/report"))
        .await
        .ok();
    assert_eq!(live["arithmetic"], "50 + 0 = 50 of 150");
    assert_eq!(
        live["questions"][0]["arithmetic"],
        "100 of 100, times 50/100 = 50"
    );
    service.pass(Span::from_minutes(51));
    service.worker.sweep().await.unwrap();
    let report = service
        .get(&candidate, &format!("{interview}/report"))
        .await
        .ok();
    assert_eq!(report["score"], 50);
    assert_eq!(report["questions"][0]["explanation"], json!(null));
    assert_eq!(report["questions"][0]["references"], json!([]));
    assert_eq!(report["questions"][0]["options"], json!([]));

    let invites = service.get(&staff, &format!("{round}/invites")).await.ok();
    assert!(interview.ends_with(invites["items"][0]["interview"].as_str().expect("an id")));
    let id = round.trim_start_matches("/rounds/");
    let listed = service
        .get(&staff, &format!("/interviews?round={id}"))
        .await
        .ok();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_invite_is_redeemed_once_and_in_time() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let round = round(&service, &staff, "score").await;
    let token = invite(&service, &staff, &round).await;
    redeem(&service, &token).await;
    let late = invite(&service, &staff, &round).await;
    service.pass(Span::from_hours(14 * 24));
    for token in [token.as_str(), late.as_str(), "viva_inv_wrong"] {
        let body = json!({ "token": token });
        let refused = service
            .post(&Client::default(), "/invites/redeem", body)
            .await;
        assert_eq!(refused.problem(), "link_not_good");
    }
}

#[tokio::test]
async fn a_round_may_keep_its_results() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let round = round(&service, &staff, "nothing").await;
    let (candidate, interview) = redeem(&service, &invite(&service, &staff, &round).await).await;
    service
        .post(&candidate, &format!("{interview}/start"), json!({}))
        .await
        .ok();
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    service
        .post(&candidate, &format!("{interview}/submissions"), answer)
        .await
        .ok();
    service.grade().await;
    let over = service
        .post(&candidate, &format!("{interview}/finish"), json!({}))
        .await
        .ok();
    let outcome = &over["questions"][0]["submissions"][0]["outcome"];
    assert_eq!(outcome, &json!({ "kind": "withheld" }));
    let report = service
        .get(&candidate, &format!("{interview}/report"))
        .await;
    assert_eq!(report.problem(), "not_released");
}

#[tokio::test]
async fn rounds_are_for_staff() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let round = round(&service, &staff, "score").await;
    let (candidate, _) = redeem(&service, &invite(&service, &staff, &round).await).await;
    for path in ["/rounds", &round, &format!("{round}/invites")] {
        assert_eq!(service.get(&candidate, path).await.problem(), "forbidden");
        assert_eq!(
            service.get(&Client::default(), path).await.problem(),
            "not_signed_in"
        );
    }
    let body = json!({ "questions": ["demo/code"] });
    assert_eq!(
        service.post(&candidate, "/practice", body).await.problem(),
        "forbidden"
    );
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    assert_eq!(
        service.get(&staff, "/sessions/current").await.ok()["role"],
        "administrator"
    );
    service
        .send(
            &staff,
            axum::http::Method::DELETE,
            "/sessions/current",
            None,
            &[],
        )
        .await
        .ok();
    assert_eq!(
        service.get(&staff, "/sessions/current").await.problem(),
        "not_signed_in"
    );
}
