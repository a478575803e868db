//! Invites: lists of people, lost links, lost devices, and who is where.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use viva::interview::Span;

use super::rounds::{invite, redeem, round};
use super::service::{Answer, Client, Service};

async fn send_list(
    service: &Service,
    staff: &Client,
    round: &str,
    list: &str,
    kind: &str,
) -> Answer {
    let token = staff.token.as_deref().unwrap_or_default();
    let request = Request::post(format!("/api/v1{round}/invites/csv?expires_days=3"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", kind)
        .body(Body::from(list.to_owned()))
        .expect("a request");
    service.raw(request).await
}

async fn invites(service: &Service, staff: &Client, round: &str) -> Vec<Value> {
    let path = format!("{round}/invites");
    let list = service.get(staff, &path).await.ok();
    list["items"].as_array().expect("items").clone()
}

async fn states(service: &Service, staff: &Client, round: &str) -> Vec<String> {
    let invites = invites(service, staff, round).await;
    let state = |invite: &Value| invite["state"].as_str().expect("a state").to_owned();
    invites.iter().map(state).collect()
}

/// Swaps a token, which may be good no more.
async fn swap(service: &Service, token: &str) -> Answer {
    let body = json!({ "token": token });
    service
        .post(&Client::default(), "/invites/redeem", body)
        .await
}

#[tokio::test]
async fn a_list_is_invited_whole() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, "score").await;
    let list = "name,email,extra_percent,note\r\n\
        \"Lovelace, Ada\",ada@example.com,50,\"slow line\"\r\nBob,bob@example.com,,\r\n";
    let created = send_list(&service, &staff, &path, list, "text/csv; charset=utf-8").await;
    assert_eq!(created.status, StatusCode::CREATED);
    let ada = &created.body["items"][0];
    assert_eq!(
        (&ada["name"], &ada["extra_percent"], &ada["note"]),
        (&json!("Lovelace, Ada"), &json!(50), &json!("slow line"))
    );
    let (candidate, interview) = redeem(&service, ada["token"].as_str().unwrap()).await;
    let start = format!("{interview}/start");
    let started = service.post(&candidate, &start, json!({})).await.ok();
    assert_eq!(started["remaining_ms"], 60 * 60 * 1000);
    assert!(
        !started.to_string().contains("slow line"),
        "for the interviewer alone"
    );
    assert_eq!(states(&service, &staff, &path).await, ["started", "sent"]);

    let again = send_list(
        &service,
        &staff,
        &path,
        "email,name\nBOB@example.com,Bob\n",
        "text/csv",
    )
    .await;
    assert_eq!(again.problem(), "invalid_body");
    assert_eq!(again.body["lines"][0]["line"], 2);
}

#[tokio::test]
async fn a_list_with_bad_lines_invites_nobody() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, "score").await;
    let list = "name,email\nAda,ada@example.com\nBob,bob\n,eve@example.com\n";
    let refused = send_list(&service, &staff, &path, list, "text/csv").await;
    assert_eq!(refused.problem(), "invalid_body");
    let lines = refused.body["lines"].as_array().expect("lines");
    let numbers: Vec<&Value> = lines.iter().map(|line| &line["line"]).collect();
    assert_eq!(numbers, [3, 4]);
    assert!(invites(&service, &staff, &path).await.is_empty());
    let json = send_list(&service, &staff, &path, "{}", "application/json").await;
    assert_eq!(json.problem(), "unsupported_media_type");
}

#[tokio::test]
async fn a_lost_device_does_not_end_an_interview() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, "score").await;
    let first = invite(&service, &staff, &path).await;
    let (lost, interview) = redeem(&service, &first).await;
    service
        .post(&lost, &format!("{interview}/start"), json!({}))
        .await
        .ok();
    let draft = format!("{interview}/drafts/demo/code");
    let text = json!({ "text": "# mine\n" });
    service.put(&lost, &draft, text).await.ok();
    service.pass(Span::from_minutes(10));
    assert_eq!(swap(&service, &first).await.problem(), "link_not_good");

    let id = invites(&service, &staff, &path).await[0]["id"].clone();
    let resend = format!("/invites/{}/resend", id.as_str().unwrap());
    let resent = service.post(&staff, &resend, json!({})).await.ok();
    assert_eq!(resent["state"], "started");
    service.get(&lost, &interview).await.ok();
    let swapped = swap(&service, resent["token"].as_str().unwrap()).await.ok();
    assert!(interview.ends_with(swapped["interview"]["id"].as_str().unwrap()));
    let found = Client::with(&swapped["session"]["token"]);
    let view = service.get(&found, &interview).await.ok();
    assert_eq!(view["remaining_ms"], 40 * 60 * 1000, "the clock went on");
    assert_eq!(view["questions"][0]["draft"]["text"], "# mine\n");
    let gone = service.get(&lost, &interview).await;
    assert_eq!(gone.problem(), "not_signed_in");
}

#[tokio::test]
async fn a_resent_link_takes_the_place_of_the_old_one() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, "score").await;
    let old = invite(&service, &staff, &path).await;
    service.pass(Span::from_hours(15 * 24));
    // Everybody's session is over by now.
    let staff = service.another_administrator().await;
    assert_eq!(states(&service, &staff, &path).await, ["expired"]);
    let id = invites(&service, &staff, &path).await[0]["id"].clone();
    let resend = format!("/invites/{}/resend", id.as_str().unwrap());
    let resent = service
        .post(&staff, &resend, json!({ "expires_days": 1 }))
        .await
        .ok();
    assert_eq!(resent["state"], "sent");
    assert_eq!(swap(&service, &old).await.problem(), "link_not_good");
    redeem(&service, resent["token"].as_str().unwrap()).await;
    assert_eq!(states(&service, &staff, &path).await, ["redeemed"]);
}

#[tokio::test]
async fn a_revoked_invite_is_good_no_more() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, "score").await;
    let unused = invite(&service, &staff, &path).await;
    service.pass(Span::from_millis(1));
    let (candidate, interview) = redeem(&service, &invite(&service, &staff, &path).await).await;
    for invite in invites(&service, &staff, &path).await {
        let revoke = format!("/invites/{}/revoke", invite["id"].as_str().unwrap());
        let revoked = service.post(&staff, &revoke, json!({})).await.ok();
        assert_eq!(revoked["state"], "revoked");
    }
    assert_eq!(
        states(&service, &staff, &path).await,
        ["revoked", "revoked"]
    );
    assert_eq!(swap(&service, &unused).await.problem(), "link_not_good");
    let gone = service.get(&candidate, &interview).await;
    assert_eq!(gone.problem(), "not_signed_in");
}

#[tokio::test]
async fn progress_says_who_is_where() {
    let service = Service::start().await;
    let staff = service.administrator().await;
    let path = round(&service, &staff, "score").await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        tokens.push(invite(&service, &staff, &path).await);
        service.pass(Span::from_millis(1));
    }
    let (candidate, interview) = redeem(&service, &tokens[0]).await;
    service
        .post(&candidate, &format!("{interview}/start"), json!({}))
        .await
        .ok();
    service.pass(Span::from_minutes(5));
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    for kind in ["runs", "submissions"] {
        let to = format!("{interview}/{kind}");
        service.post(&candidate, &to, answer.clone()).await.ok();
    }
    let draft = format!("{interview}/drafts/demo/choice");
    let text = json!({ "text": "a" });
    service.put(&candidate, &draft, text).await.ok();

    let progress = format!("{path}/progress");
    let first = service
        .get(&staff, &format!("{progress}?limit=1"))
        .await
        .ok();
    let one = &first["items"][0];
    assert_eq!(
        (&one["state"], &one["remaining_ms"]),
        (&json!("started"), &json!(45 * 60 * 1000))
    );
    for (count, wanted) in [
        ("drafts", 1),
        ("answered", 1),
        ("submissions", 1),
        ("runs", 1),
    ] {
        assert_eq!(one[count], wanted, "{count}");
    }
    assert_ne!(one["last"], one["started"]);
    let next = first["next"].as_str().expect("another page");
    let rest = service
        .get(&staff, &format!("{progress}?cursor={next}"))
        .await
        .ok();
    let other = &rest["items"][0];
    assert_eq!(
        (&other["state"], &other["last"]),
        (&json!("sent"), &json!(null))
    );
    service.pass(Span::from_minutes(45));
    let over = service.get(&staff, &progress).await.ok();
    assert_eq!(over["items"][0]["state"], "finished");
}
