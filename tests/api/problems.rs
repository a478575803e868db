//! Whatever doesn't fit is a problem with a stable code.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use viva::http::Exposed;

use super::service::{Client, Service};

/// PostgreSQL has no such character; whoever sends one learns so on either database.
#[tokio::test]
async fn a_text_with_nul_is_refused() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let draft = format!("{interview}/drafts/demo/code");
    let refused = service.put(&me, &draft, json!({ "text": "a\0b" })).await;
    assert_eq!(refused.problem(), "invalid_body");
    let text = "a backslash and u0000: \\u0000, \\\\";
    service.put(&me, &draft, json!({ "text": text })).await.ok();
    let state = service.get(&me, &interview).await.ok();
    assert_eq!(state["questions"][0]["draft"]["text"], text);
}

#[tokio::test]
async fn every_rejection_is_a_problem() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let submissions = format!("{interview}/submissions");
    let send = async |method: Method, path: &str, kind: &str, body: &str| {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(
                "authorization",
                format!("Bearer {}", me.token.as_ref().unwrap()),
            )
            .header("content-type", kind)
            .body(Body::from(body.to_owned()))
            .unwrap();
        let answer = service.raw(request).await;
        (answer.status.as_u16(), answer.problem().to_owned())
    };
    let json = "application/json";
    let long = format!(
        "{{\"question\": \"demo/code\", \"text\": \"{}\"}}",
        "x".repeat(70_000)
    );
    let huge = "x".repeat(3 * 1024 * 1024);
    for (method, path, kind, body, status, code) in [
        (Method::GET, "/nothing", json, "", 404, "not_found"),
        (
            Method::DELETE,
            "/questions",
            json,
            "",
            405,
            "method_not_allowed",
        ),
        (
            Method::GET,
            "/questions?kind=poem",
            json,
            "",
            400,
            "invalid_query",
        ),
        (
            Method::GET,
            "/questions?limit=0",
            json,
            "",
            400,
            "invalid_query",
        ),
        (
            Method::GET,
            "/questions?cursor=!",
            json,
            "",
            400,
            "invalid_query",
        ),
        (
            Method::GET,
            "/questions/Demo/code",
            json,
            "",
            400,
            "invalid_path",
        ),
        (
            Method::GET,
            "/questions/demo/none",
            json,
            "",
            404,
            "not_found",
        ),
        (Method::GET, "/interviews/7", json, "", 400, "invalid_path"),
        (Method::POST, &submissions, json, "{", 400, "invalid_json"),
        (Method::POST, &submissions, json, "{}", 422, "invalid_body"),
        (Method::POST, &submissions, json, &long, 422, "invalid_body"),
        (Method::POST, &submissions, json, &huge, 413, "too_large"),
        (
            Method::POST,
            &submissions,
            "text/plain",
            "{}",
            415,
            "unsupported_media_type",
        ),
    ] {
        let answer = send(method.clone(), path, kind, body).await;
        assert_eq!(answer, (status, code.to_owned()), "{method} {path}");
    }
}

#[tokio::test]
async fn a_wrong_token_is_not_taken_for_no_token() {
    let service = Service::start().await;
    let wrong = Client {
        token: Some("viva_ses_wrong".to_owned()),
    };
    let body = json!({ "questions": ["demo/code"] });
    let answer = service.post(&wrong, "/practice", body).await;
    assert_eq!(
        (answer.status, answer.problem()),
        (StatusCode::UNAUTHORIZED, "not_signed_in")
    );
}

#[tokio::test]
async fn a_cookie_counts_from_our_own_pages_alone() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let cookie = format!("viva_session={}", me.token.unwrap());
    let finish = format!("{interview}/finish");
    let nobody = Client::default();
    let from = async |headers: &[(&str, &str)]| {
        let headers = [&[("cookie", cookie.as_str())], headers].concat();
        service
            .send(&nobody, Method::POST, &finish, Some(json!({})), &headers)
            .await
    };
    for foreign in [
        &[][..],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.test")],
        &[("origin", "null")],
        &[
            ("origin", "http://viva.test"),
            ("sec-fetch-site", "cross-site"),
        ],
        &[("origin", "http://viva.test.evil.test")],
    ] {
        assert_eq!(from(foreign).await.problem(), "cross_site", "{foreign:?}");
    }
    for ours in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("origin", "http://viva.test")],
        &[
            ("origin", "http://localhost:8080"),
            ("host", "localhost:8080"),
        ],
    ] {
        assert_eq!(from(ours).await.ok()["phase"], "over", "{ours:?}");
    }
}

#[tokio::test]
async fn every_answer_has_an_id_and_the_security_headers() {
    let service = Service::start().await;
    for path in ["/questions", "/nothing"] {
        let answer = service.get(&Client::default(), path).await;
        for name in [
            "x-request-id",
            "content-security-policy",
            "x-content-type-options",
            "cache-control",
        ] {
            assert!(answer.headers.contains_key(name), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn the_document_describes_every_operation() {
    let service = Service::start().await;
    let document = service.get(&Client::default(), "/openapi.json").await.ok();
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"))
    );
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() > 15, "{}", paths.len());
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("an object") {
            let place = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{place} has no summary");
            let responses = operation["responses"].as_object().expect("responses");
            assert!(responses.contains_key("500"), "{place} has no problem");
            assert!(!responses.contains_key("default"), "{place}");
        }
    }
    let mut references = Vec::new();
    collect(&document, &mut references);
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
    let codes = document.pointer("/components/schemas/Code/enum");
    let codes = codes.and_then(Value::as_array).expect("the codes");
    assert!(codes.contains(&json!("not_found")), "{codes:?}");
    let page = service.get(&Client::default(), "/reference").await;
    assert!(
        page.body
            .as_str()
            .is_some_and(|page| page.contains("/api/v1/practice"))
    );
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                references.push(reference.clone());
            }
            map.values().for_each(|value| collect(value, references));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[tokio::test]
async fn the_operator_can_ask_how_it_is() {
    let service = Service::start().await;
    for (path, wanted) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = service.raw(request).await;
        assert_eq!(
            (answer.status, answer.body),
            (StatusCode::OK, json!(wanted))
        );
    }
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    assert_eq!(service.raw(request).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_metrics_are_for_whom_the_operator_says() {
    let mut service = Service::start().await;
    let token = "0123456789abcdef";
    let read = async |service: &Service, bearer: Option<&str>| {
        let mut request = Request::get("/metrics");
        if let Some(bearer) = bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        let request = request.body(Body::empty()).unwrap();
        service.raw(request).await.status.as_u16()
    };
    service.set(|settings| settings.metrics = Exposed::Nobody);
    assert_eq!(read(&service, None).await, 404);
    assert_eq!(read(&service, Some(token)).await, 404);
    service.set(|settings| settings.metrics = Exposed::with(Some(token)));
    assert_eq!(read(&service, None).await, 401);
    assert_eq!(read(&service, Some("fedcba9876543210")).await, 401);
    assert_eq!(read(&service, Some(token)).await, 200);
}
