//! Export and import over the API.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::Request;
use viva::question::{Files, archive};

use super::service::{Answer, Client, Service};

const ZIP: &str = "/questions/demo/code/source.zip";

async fn import(
    service: &Service,
    client: &Client,
    bytes: impl Into<Body>,
    condition: Option<&str>,
) -> Answer {
    let mut request = Request::post("/api/v1/questions/import")
        .header("content-type", "application/zip")
        .header(
            "authorization",
            format!("Bearer {}", client.token.as_deref().unwrap_or_default()),
        );
    if let Some(condition) = condition {
        request = request.header("if-match", condition);
    }
    service
        .raw(request.body(bytes.into()).expect("a request"))
        .await
}

/// The archive and its tag.
async fn export(service: &Service, client: &Client) -> (Bytes, String) {
    let token = client.token.as_deref().expect("a token");
    let request = Request::get(format!("/api/v1{ZIP}"))
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .expect("a request");
    let response = service.respond(request).await;
    assert_eq!(response.status(), 200);
    let name = response.headers()["content-disposition"].to_str();
    assert_eq!(
        name.expect("text"),
        "attachment; filename=\"demo-code.zip\""
    );
    let tag = response.headers()["etag"]
        .to_str()
        .expect("text")
        .to_owned();
    let bytes = to_bytes(response.into_body(), usize::MAX).await;
    (bytes.expect("a body"), tag)
}

#[tokio::test]
async fn an_export_comes_in_elsewhere_as_it_was() {
    let (one, other) = (Service::start().await, Service::start().await);
    let (mine, theirs) = (one.administrator().await, other.administrator().await);
    let (bytes, tag) = export(&one, &mine).await;
    other
        .send(
            &theirs,
            axum::http::Method::DELETE,
            "/questions/demo/code/source",
            None,
            &[("if-match", "*")],
        )
        .await
        .ok();
    let made = import(&other, &theirs, bytes.clone(), None).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.body["id"], "demo/code");
    assert_eq!(export(&other, &theirs).await, (bytes.clone(), tag.clone()));

    // It is there now: who means to replace it says so.
    let again = import(&other, &theirs, bytes.clone(), None).await;
    assert_eq!(
        (again.status.as_u16(), again.problem()),
        (412, "precondition_failed")
    );
    for condition in ["*", &tag] {
        let again = import(&other, &theirs, bytes.clone(), Some(condition)).await;
        assert_eq!(again.status, 200);
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_archive_is_said() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let refused = import(&service, &administrator, "no archive", None).await;
    assert_eq!(
        (refused.status.as_u16(), refused.problem()),
        (422, "invalid_archive")
    );
    let files = [("prompt.md".to_owned(), "A task.\n".to_owned())];
    let files = Files::sent(files.into()).expect("files");
    let id = "demo/half".parse().expect("an id");
    let half = archive::pack(&id, &files).expect("an archive");
    let refused = import(&service, &administrator, half, None).await;
    assert_eq!(refused.problem(), "invalid_question");
    assert_eq!(refused.body["findings"][0]["file"], "question.toml");
    assert!(!service.bank().join("demo/half").exists());
}
