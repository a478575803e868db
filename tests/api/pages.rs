//! How the pages for the browser are served. What they do is in `tests/browser`.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};

use super::service::Service;

async fn shell(service: &Service, path: &str) -> super::service::Answer {
    let request = Request::get(path).header("accept", "text/html,*/*;q=0.8");
    let request = request.body(Body::empty()).expect("a request");
    service.raw(request).await
}

/// What the shell loads.
fn links(shell: &str) -> Vec<String> {
    let starts = shell.split(['"', '\'']);
    let links = starts.filter(|part| part.starts_with("/assets/"));
    links.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_page_has_the_shell_and_its_policy() {
    let service = Service::start().await;
    for path in [
        "/",
        "/practice",
        "/sign-in",
        "/invite",
        "/me",
        "/interviews/01a1ff1a-eb0b-7314-83c7-1c9ab3c52ff1",
        "/interviews/01a1ff1a-eb0b-7314-83c7-1c9ab3c52ff1/report",
        "/rounds/new",
        "/questions/oauth2/scopes",
    ] {
        let page = shell(&service, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        assert_eq!(page.headers["cache-control"], "no-cache");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
        assert!(!policy.contains("unsafe"), "{policy}");
        let text = page.body.as_str().expect("a page");
        assert!(
            text.contains("/api/v1/reference"),
            "leads on without JavaScript"
        );
    }
}

#[tokio::test]
async fn nothing_is_a_page_for_browsers_and_a_problem_for_programs() {
    let service = Service::start().await;
    let page = shell(&service, "/nowhere/at/all").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let problem = shell(&service, "/api/v1/nowhere").await;
    assert_eq!(problem.problem(), "not_found");
    let request = Request::get("/nowhere/at/all").body(Body::empty()).unwrap();
    assert_eq!(service.raw(request).await.problem(), "not_found");
}

#[tokio::test]
async fn files_are_kept_for_ever_and_belong_to_one_version() {
    let service = Service::start().await;
    let page = shell(&service, "/").await;
    let links = links(page.body.as_str().unwrap());
    assert!(links.len() > 4, "{links:?}");
    for link in &links {
        let request = Request::get(link).body(Body::empty()).unwrap();
        let file = service.raw(request).await;
        assert_eq!(file.status, StatusCode::OK, "{link}");
        let kept = file.headers["cache-control"].to_str().unwrap();
        assert!(kept.contains("immutable"), "{link}: {kept}");
    }
    let digest = links[0].split('/').nth(2).unwrap();
    for missing in [
        links[0].replace(digest, "0000000000000000"),
        format!("/assets/{digest}/app/nothing.js"),
        format!("/assets/{digest}/../Cargo.toml"),
        format!("/assets/{digest}/vendor/package.json"),
    ] {
        let request = Request::get(&missing).body(Body::empty()).unwrap();
        assert_eq!(
            service.raw(request).await.problem(),
            "not_found",
            "{missing}"
        );
    }
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let service = Service::start().await;
    let page = shell(&service, "/").await;
    let tag = page.headers["etag"].clone();
    let request = Request::get("/").header("if-none-match", tag);
    let again = service.raw(request.body(Body::empty()).unwrap()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.headers.contains_key("content-security-policy"));
}

#[tokio::test]
async fn files_are_packed_for_those_who_can_unpack() {
    let service = Service::start().await;
    let page = shell(&service, "/").await;
    let links = links(page.body.as_str().unwrap());
    let script = links.iter().find(|link| link.ends_with("main.js")).unwrap();
    let request = Request::get(script).header("accept-encoding", "gzip, br");
    let packed = service.unread(request.body(Body::empty()).unwrap()).await;
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert_eq!(packed.headers()["vary"], "accept-encoding");
    let bytes = to_bytes(packed.into_body(), usize::MAX).await.unwrap();
    assert_eq!(bytes[..2], [0x1f, 0x8b]);
}
