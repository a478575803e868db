//! How many requests are taken from one person and one address.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use serde_json::json;
use viva::http::{RateLimits, Rates};
use viva::interview::Span;

use super::service::{Answer, Service};

async fn service(most: Rates) -> Service {
    let proxy = "10.0.0.1".parse().expect("an address");
    Service::start_with(RateLimits::new(most, vec![proxy])).await
}

/// A request from `peer`, which says that it passes on one of `client`.
async fn from(
    service: &Service,
    peer: &str,
    client: Option<&str>,
    request: Request<Body>,
) -> Answer {
    let (mut parts, body) = request.into_parts();
    let peer: SocketAddr = format!("{peer}:5000").parse().expect("an address");
    parts.extensions.insert(ConnectInfo(peer));
    if let Some(client) = client {
        let client = client.parse().expect("a header");
        parts.headers.insert("x-forwarded-for", client);
    }
    service.raw(Request::from_parts(parts, body)).await
}

fn questions() -> Request<Body> {
    Request::get("/api/v1/questions")
        .body(Body::empty())
        .expect("a request")
}

fn sign_in() -> Request<Body> {
    let body = json!({ "email": "nobody@example.com", "password": "x".repeat(300) });
    Request::post("/api/v1/sessions")
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .expect("a request")
}

#[tokio::test]
async fn an_address_is_told_to_come_back() {
    let most = Rates {
        address: 3,
        ..Rates::default()
    };
    let service = service(most).await;
    let ask = async |peer, client| from(&service, peer, client, questions()).await;
    for _ in 0..3 {
        ask("192.0.2.1", None).await.ok();
    }
    let refused = ask("192.0.2.1", Some("198.51.100.7")).await;
    assert_eq!(
        (refused.status, refused.problem()),
        (StatusCode::TOO_MANY_REQUESTS, "rate_limited")
    );
    assert_eq!(refused.headers["retry-after"], "20");
    assert!(refused.headers.contains_key("x-request-id"));
    ask("192.0.2.2", None).await.ok();
    service.pass(Span::from_millis(20_000));
    ask("192.0.2.1", None).await.ok();
}

#[tokio::test]
async fn behind_a_trusted_proxy_clients_count_apart() {
    let most = Rates {
        address: 1,
        ..Rates::default()
    };
    let service = service(most).await;
    let ask = async |client| from(&service, "10.0.0.1", Some(client), questions()).await;
    ask("192.0.2.1").await.ok();
    ask("192.0.2.2").await.ok();
    assert_eq!(ask("9.9.9.9, 192.0.2.1").await.problem(), "rate_limited");
}

#[tokio::test]
async fn signing_in_is_tried_less_often() {
    let most = Rates {
        entry: 2,
        ..Rates::default()
    };
    let service = service(most).await;
    for wanted in ["sign_in_failed", "sign_in_failed", "rate_limited"] {
        let answer = from(&service, "192.0.2.1", None, sign_in()).await;
        assert_eq!(answer.problem(), wanted);
    }
    from(&service, "192.0.2.1", None, questions()).await.ok();
}

#[tokio::test]
async fn a_person_counts_wherever_they_are() {
    let most = Rates {
        person: 2,
        ..Rates::default()
    };
    let service = service(most).await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let (other, theirs) = service.practice(&["demo/code"], 30).await;
    for _ in 0..2 {
        service.get(&me, &interview).await.ok();
    }
    let refused = service.get(&me, &interview).await;
    assert_eq!(refused.problem(), "rate_limited");
    service.get(&other, &theirs).await.ok();
}
