//! Staff: coming, signing in, passwords, programs' tokens, going.

use axum::http::Method;
use serde_json::{Value, json};
use viva::interview::Span;

use super::service::{Answer, Client, Service};

const PASSWORD: &str = "correct horse battery";

async fn sign_in(service: &Service, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    service.post(&Client::default(), "/sessions", body).await
}

async fn set_password(service: &Service, client: &Client, new: &str) {
    let body = json!({ "new": new });
    service
        .put(client, "/sessions/current/password", body)
        .await
        .ok();
}

async fn is_known(service: &Service, client: &Client) -> bool {
    let me = service.get(client, "/sessions/current").await;
    me.status.is_success()
}

/// An interviewer with [`PASSWORD`]: their id and a session.
async fn interviewer(service: &Service, administrator: &Client) -> (String, Client) {
    // Ids sort by time.
    service.pass(Span::from_millis(1));
    let client = service
        .staff(administrator, "interviewer", "Ivy@Example.com")
        .await;
    set_password(service, &client, PASSWORD).await;
    let me = service.get(&client, "/sessions/current").await.ok();
    (me["id"].as_str().expect("an id").to_owned(), client)
}

#[tokio::test]
async fn an_invited_interviewer_chooses_a_password_and_signs_in_with_it() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let new = json!({ "name": "Ivy", "email": "ivy@example.com", "role": "interviewer" });
    let created = service
        .post(&administrator, "/staff", new.clone())
        .await
        .ok();
    let again = service.post(&administrator, "/staff", new).await;
    assert_eq!(again.problem(), "email_taken");

    let link = created["link"].as_str().expect("a link");
    let token = link.split_once('#').expect("a token").1;
    let short = json!({ "link": token, "new_password": "too short" });
    let refused = service.post(&Client::default(), "/sessions", short).await;
    assert_eq!(refused.problem(), "invalid_body", "and the link stays good");
    let first = json!({ "link": token, "new_password": PASSWORD });
    service
        .post(&Client::default(), "/sessions", first.clone())
        .await
        .ok();
    let twice = service.post(&Client::default(), "/sessions", first).await;
    assert_eq!(twice.problem(), "link_not_good");

    let session = sign_in(&service, " IVY@example.com", PASSWORD).await;
    let cookie = session.headers["set-cookie"].to_str().unwrap().to_owned();
    for part in [
        "viva_session=viva_ses_",
        "HttpOnly",
        "SameSite=Lax",
        "Max-Age=",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let client = Client::with(&session.ok()["token"]);
    let me = service.get(&client, "/sessions/current").await.ok();
    assert_eq!(
        (&me["role"], &me["name"]),
        (&json!("interviewer"), &json!("Ivy"))
    );
    for (email, password) in [
        ("ivy@example.com", "correct horse batterY"),
        ("nobody@example.com", PASSWORD),
        ("ivy@example.com", ""),
    ] {
        let refused = sign_in(&service, email, password).await;
        assert_eq!(refused.problem(), "sign_in_failed", "{email}");
    }
}

#[tokio::test]
async fn signing_in_takes_a_link_or_a_password() {
    let service = Service::start().await;
    for body in [
        json!({}),
        json!({ "link": "a", "email": "b", "password": "c" }),
        json!({ "email": "b" }),
        json!({ "email": "b", "password": "c", "new_password": "d" }),
    ] {
        let refused = service.post(&Client::default(), "/sessions", body).await;
        assert_eq!(refused.problem(), "invalid_body");
    }
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_not_the_programs() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let (_, client) = interviewer(&service, &administrator).await;
    let other = sign_in(&service, "ivy@example.com", PASSWORD).await.ok();
    let other = Client::with(&other["token"]);
    let name = json!({ "name": "ci" });
    let program = service.post(&client, "/tokens", name).await.ok();
    let program = Client::with(&program["token"]);

    let path = "/sessions/current/password";
    for wrong in [
        json!({ "new": "another good password" }),
        json!({ "current": "wrong", "new": "another good password" }),
    ] {
        let refused = service.put(&client, path, wrong).await;
        assert_eq!(refused.problem(), "sign_in_failed");
    }
    assert!(is_known(&service, &other).await);
    let right = json!({ "current": PASSWORD, "new": "another good password" });
    let by_program = service.put(&program, path, right.clone()).await;
    assert_eq!(by_program.problem(), "forbidden");
    service.put(&client, path, right).await.ok();

    assert!(is_known(&service, &client).await);
    assert!(!is_known(&service, &other).await);
    assert!(is_known(&service, &program).await);
    let old = sign_in(&service, "ivy@example.com", PASSWORD).await;
    assert_eq!(old.problem(), "sign_in_failed");
    sign_in(&service, "ivy@example.com", "another good password")
        .await
        .ok();
}

#[tokio::test]
async fn a_lost_password_is_replaced_by_a_link() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let (id, client) = interviewer(&service, &administrator).await;
    let path = format!("/staff/{id}/link");
    let first = service.post(&administrator, &path, json!({})).await.ok();
    let second = service.post(&administrator, &path, json!({})).await.ok();
    let token = |link: &Value| {
        link["link"]
            .as_str()
            .unwrap()
            .split_once('#')
            .unwrap()
            .1
            .to_owned()
    };
    let body = json!({ "link": token(&first), "new_password": "another good password" });
    let superseded = service.post(&Client::default(), "/sessions", body).await;
    assert_eq!(superseded.problem(), "link_not_good");
    let body = json!({ "link": token(&second), "new_password": "another good password" });
    service
        .post(&Client::default(), "/sessions", body)
        .await
        .ok();
    assert!(
        !is_known(&service, &client).await,
        "the old sessions are over"
    );
    sign_in(&service, "ivy@example.com", "another good password")
        .await
        .ok();
}

#[tokio::test]
async fn whoever_is_disabled_is_known_no_more() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let (id, client) = interviewer(&service, &administrator).await;
    let program = service
        .post(&client, "/tokens", json!({ "name": "ci" }))
        .await
        .ok();
    let program = Client::with(&program["token"]);
    let path = format!("/staff/{id}");
    let disabled = service
        .patch(&administrator, &path, json!({ "disabled": true }))
        .await
        .ok();
    assert!(disabled["disabled"].is_string());
    for client in [&client, &program] {
        assert!(!is_known(&service, client).await);
    }
    let refused = sign_in(&service, "ivy@example.com", PASSWORD).await;
    assert_eq!(refused.problem(), "sign_in_failed");
    let link = service
        .post(&administrator, &format!("{path}/link"), json!({}))
        .await;
    assert_eq!(link.problem(), "invalid_body");

    service
        .patch(&administrator, &path, json!({ "disabled": false }))
        .await
        .ok();
    sign_in(&service, "ivy@example.com", PASSWORD).await.ok();
    for client in [&client, &program] {
        assert!(!is_known(&service, client).await, "what ended stays ended");
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let me = service.get(&administrator, "/sessions/current").await.ok();
    let path = format!("/staff/{}", me["id"].as_str().unwrap());
    let (id, client) = interviewer(&service, &administrator).await;
    for change in [
        json!({ "disabled": true }),
        json!({ "role": "interviewer" }),
    ] {
        let refused = service.patch(&administrator, &path, change).await;
        assert_eq!(refused.problem(), "last_administrator");
    }
    let promoted = json!({ "role": "administrator", "name": "Ivy" });
    let promoted = service
        .patch(&administrator, &format!("/staff/{id}"), promoted)
        .await
        .ok();
    assert_eq!(promoted["name"], "Ivy");
    service
        .patch(&client, &path, json!({ "disabled": true }))
        .await
        .ok();
    assert!(!is_known(&service, &administrator).await);
}

#[tokio::test]
async fn a_programs_token_acts_for_its_owner_until_it_is_revoked_or_over() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let (_, client) = interviewer(&service, &administrator).await;
    let create = async |days: u32| {
        let body = json!({ "name": "ci", "expires_days": days });
        service.post(&client, "/tokens", body).await.ok()
    };
    let (short, long) = (create(1).await, create(100).await);
    let (day, program) = (Client::with(&short["token"]), Client::with(&long["token"]));
    service.get(&program, "/rounds").await.ok();
    let more = service
        .post(&program, "/tokens", json!({ "name": "more" }))
        .await;
    assert_eq!(more.problem(), "forbidden");
    let path = format!("/tokens/{}", long["id"].as_str().unwrap());
    let foreign = service.delete(&administrator, &path).await;
    assert_eq!(foreign.problem(), "not_found");
    service.pass(Span::from_hours(23));
    assert!(is_known(&service, &day).await);
    service.pass(Span::from_hours(1));
    assert!(!is_known(&service, &day).await && is_known(&service, &program).await);

    let listed = service.get(&program, "/tokens").await.ok();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
    assert!(!listed.to_string().contains("viva_api_"), "shown once");
    service.delete(&program, &path).await.ok();
    assert!(!is_known(&service, &program).await);
}

#[tokio::test]
async fn a_secret_is_not_kept_for_a_repeated_request() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    for (path, body, secret) in [
        ("/tokens", json!({ "name": "ci" }), "token"),
        (
            "/staff",
            json!({ "name": "Ivy", "email": "ivy@example.com", "role": "interviewer" }),
            "link",
        ),
    ] {
        let send = async || {
            let headers = [("idempotency-key", path)];
            service
                .send(
                    &administrator,
                    Method::POST,
                    path,
                    Some(body.clone()),
                    &headers,
                )
                .await
                .ok()
        };
        let (first, again) = (send().await, send().await);
        assert_eq!(first["id"], again["id"]);
        assert!(
            first[secret].is_string() && again[secret].is_null(),
            "{again}"
        );
    }
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let (_, client) = interviewer(&service, &administrator).await;
    let other = sign_in(&service, "ivy@example.com", PASSWORD).await.ok();
    service.delete(&client, "/sessions").await.ok();
    assert!(!is_known(&service, &client).await);
    assert!(!is_known(&service, &Client::with(&other["token"])).await);
}

#[tokio::test]
async fn a_session_ends_after_a_day() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    service.pass(Span::from_hours(23));
    assert!(is_known(&service, &administrator).await);
    service.pass(Span::from_hours(1));
    assert!(!is_known(&service, &administrator).await);
}

#[tokio::test]
async fn the_staff_is_listed_for_administrators() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let (id, client) = interviewer(&service, &administrator).await;
    let first = service.get(&administrator, "/staff?limit=1").await.ok();
    let next = first["next"].as_str().expect("another page");
    let path = format!("/staff?limit=1&cursor={next}");
    let second = service.get(&administrator, &path).await.ok();
    assert_eq!(
        (&second["items"][0]["id"], &second["next"]),
        (&json!(id), &json!(null))
    );
    assert_eq!(second["items"][0]["email"], "ivy@example.com");
    assert_eq!(service.get(&client, "/staff").await.problem(), "forbidden");
}

#[tokio::test]
async fn an_accounts_password_is_guessed_ten_times_at_once_and_then_once_a_minute() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    interviewer(&service, &administrator).await;
    // Whether or not there is such an account; capitals make no other.
    for email in ["ivy@example.com", "nobody@example.com"] {
        let tried = async |email: &str| {
            let answer = sign_in(&service, email, "wrong horse battery").await;
            let wait = answer.headers.get("retry-after");
            let wait = wait.map(|wait| wait.to_str().expect("text").to_owned());
            (answer.problem().to_owned(), wait)
        };
        for _ in 0..10 {
            assert_eq!(tried(email).await, ("sign_in_failed".to_owned(), None));
        }
        let refused = ("rate_limited".to_owned(), Some("61".to_owned()));
        assert_eq!(tried(email).await, refused, "{email}");
        assert_eq!(tried(&email.to_uppercase()).await, refused, "{email}");
    }
    // Also with the right one, or it could be guessed on.
    let refused = sign_in(&service, "ivy@example.com", PASSWORD).await;
    assert_eq!(refused.problem(), "rate_limited");
    service.pass(Span::from_minutes(1));
    sign_in(&service, "ivy@example.com", PASSWORD).await.ok();
    // Who was right has all attempts again.
    for _ in 0..10 {
        let failed = sign_in(&service, "ivy@example.com", "wrong horse battery").await;
        assert_eq!(failed.problem(), "sign_in_failed");
    }
    service.pass(Span::from_minutes(11));
    assert_eq!(service.worker.forget().await.expect("the store works"), 2);
}

#[tokio::test]
async fn a_session_does_not_help_to_guess_the_password() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let (_, ivy) = interviewer(&service, &administrator).await;
    let guess = json!({ "current": "wrong horse battery", "new": "battery staple horse" });
    let path = "/sessions/current/password";
    for _ in 0..10 {
        let failed = service.put(&ivy, path, guess.clone()).await;
        assert_eq!(failed.problem(), "sign_in_failed");
    }
    let refused = service.put(&ivy, path, guess).await;
    assert_eq!(refused.problem(), "rate_limited");
}
