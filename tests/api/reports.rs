//! What a report says, to whom, and in which form.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use viva::interview::Span;

use super::service::{Client, Service};

/// Long enough to be somebody's own, and to be more than anybody types in ten seconds.
fn answer(note: &str) -> String {
    let lines: Vec<String> = (0..20)
        .map(|n| format!("    total_{n} = seconds + {n}"))
        .collect();
    format!(
        "# {note}\ndef parse_duration(text):\n{}\n",
        lines.join("\n")
    )
}

/// A round of two questions, and who made it.
async fn round(service: &Service, release: &str) -> (Client, String) {
    let staff = service.administrator().await;
    let body = json!({
        "title": "Screening",
        "questions": [{ "id": "demo/code" }, { "id": "demo/explain", "weight": 50 }],
        "minutes": 40,
        "release": release,
    });
    let round = service.post(&staff, "/rounds", body).await.ok();
    let id = round["id"].as_str().expect("an id");
    (staff, format!("/rounds/{id}"))
}

/// Somebody who was invited and has started the clock.
async fn sitter(service: &Service, staff: &Client, round: &str, name: &str) -> (Client, String) {
    let invites = format!("{round}/invites");
    let invite = service.post(staff, &invites, json!({ "name": name })).await;
    let token = json!({ "token": invite.ok()["token"] });
    let nobody = Client::default();
    let redeemed = service.post(&nobody, "/invites/redeem", token).await.ok();
    let candidate = Client::with(&redeemed["session"]["token"]);
    let id = redeemed["interview"]["id"].as_str().expect("an id");
    let interview = format!("/interviews/{id}");
    let start = format!("{interview}/start");
    service.post(&candidate, &start, json!({})).await.ok();
    (candidate, interview)
}

async fn hand_in(service: &Service, who: &Client, interview: &str, question: &str, text: &str) {
    let body = json!({ "question": question, "text": text });
    let path = format!("{interview}/submissions");
    service.post(who, &path, body).await.ok();
    service.grade().await;
}

async fn report(service: &Service, who: &Client, interview: &str) -> Value {
    let path = format!("{interview}/report");
    service.get(who, &path).await.ok()
}

#[tokio::test]
async fn the_time_line_tells_what_happened_and_what_changed() {
    let service = Service::start().await;
    let (staff, round) = round(&service, "score").await;
    let (me, interview) = sitter(&service, &staff, &round, "Ada").await;
    let draft = format!("{interview}/drafts/demo/code");
    for text in ["# a", "# ab"] {
        service.pass(Span::from_millis(10_000));
        service.put(&me, &draft, json!({ "text": text })).await.ok();
    }
    hand_in(&service, &me, &interview, "demo/code", "# one\nx = 1\n").await;
    service.pass(Span::from_millis(5_000));
    hand_in(&service, &me, &interview, "demo/code", "# two\nx = 1\n").await;
    let finish = format!("{interview}/finish");
    service.post(&me, &finish, json!({})).await.ok();

    let report = report(&service, &staff, &interview).await;
    let moments = report["timeline"].as_array().expect("a list");
    let lines: Vec<(&str, i64)> = moments
        .iter()
        .map(|one| {
            (
                one["what"].as_str().unwrap(),
                one["after_ms"].as_i64().unwrap_or(-1),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("The interview was made", 0),
            ("The clock was started", 0),
            (
                "2 drafts were saved within 10 s; the last has 4 characters",
                10_000
            ),
            ("Submission 1", 20_000),
            ("Submission 2", 25_000),
            // The draft that was not handed in.
            (
                "Submission 3: the last draft, handed in by itself at the end",
                25_000
            ),
            ("The candidate finished", 25_000),
        ]
    );
    assert_eq!(moments[3]["diff"], json!(null));
    assert_eq!(
        moments[4]["diff"],
        "--- submission 1\n+++ submission 2\n@@ -1,2 +1,2 @@\n-# one\n+# two\n x = 1\n"
    );
    assert_eq!(report["candidate"], "Ada");
    let attempts = &report["questions"][0]["attempts"];
    assert_eq!(
        attempts,
        &json!({ "used": 3, "allowed": null, "counts": "best", "counted": 1 })
    );
    let first = &report["questions"][0]["submissions"][0];
    assert_eq!(first["question_digest"].as_str().map(str::len), Some(64));
    assert_eq!(first["question_is_current"], true);
    assert_eq!(first["score"], 100);
}

#[tokio::test]
async fn a_reviewer_scores_an_explanation_and_adjusts_with_a_reason() {
    let service = Service::start().await;
    let (staff, round) = round(&service, "score").await;
    let (me, interview) = sitter(&service, &staff, &round, "Ada").await;
    hand_in(&service, &me, &interview, "demo/explain", "Because.").await;
    hand_in(&service, &me, &interview, "demo/code", "# mine\n").await;
    let hint = json!({ "question": "demo/code" });
    service
        .post(&me, &format!("{interview}/hints"), hint)
        .await
        .ok();
    let before = report(&service, &staff, &interview).await;
    assert_eq!(before["reviewing"], true);
    assert_eq!(before["questions"][1]["reviewing"], true);
    assert_eq!(before["questions"][0]["hints_price"], 5);

    let explained = format!("{interview}/reviews/demo/explain");
    let coded = format!("{interview}/reviews/demo/code");
    let give = json!({ "rubric": [50, 12.5, 0] });
    service.put(&staff, &explained, give).await.ok();
    let give = json!({ "adjustment": -2.5, "reason": "copied from the prompt" });
    service.put(&staff, &coded, give).await.ok();
    for (path, body) in [
        (&explained, json!({ "rubric": [50, 12.5] })),
        (&explained, json!({ "rubric": [51, 0, 0] })),
        (&coded, json!({ "rubric": [1] })),
        (&coded, json!({ "adjustment": 3 })),
        (&coded, json!({ "adjustment": 101, "reason": "much" })),
    ] {
        let refused = service.put(&staff, path, body.clone()).await;
        assert_eq!(refused.problem(), "invalid_body", "{body}");
    }
    assert_eq!(
        service.put(&me, &coded, json!({})).await.problem(),
        "forbidden"
    );

    let finish = format!("{interview}/finish");
    service.post(&me, &finish, json!({})).await.ok();
    let seen = report(&service, &staff, &interview).await;
    assert_eq!(seen["reviewing"], false);
    assert_eq!(
        seen["questions"][0]["arithmetic"],
        "100 of 100, less 5 for hints, less 2.5 by a reviewer = 92.5"
    );
    assert_eq!(
        seen["questions"][1]["arithmetic"],
        "62.5 of 100, times 50/100 = 31.25"
    );
    assert_eq!(seen["arithmetic"], "92.5 + 31.25 = 123.75 of 150");
    assert_eq!(
        seen["questions"][0]["review"]["reason"],
        "copied from the prompt"
    );
    let own = report(&service, &me, &interview).await;
    assert_eq!(own["score"], 123.75);
    assert_eq!(own["questions"][0]["review"]["reason"], json!(null));
    assert_eq!(own["questions"][1]["rubric"], json!([]));
}

#[tokio::test]
async fn comments_have_a_place_and_an_audience() {
    let service = Service::start().await;
    let (staff, round) = round(&service, "score").await;
    let (me, interview) = sitter(&service, &staff, &round, "Ada").await;
    hand_in(&service, &me, &interview, "demo/code", "# mine\nx = 1\n").await;
    let comments = format!("{interview}/comments");
    let seen = report(&service, &staff, &interview).await;
    let submission = &seen["questions"][0]["submissions"][0]["id"];
    let line =
        json!({ "submission": submission, "line": 2, "text": "Why 1?", "audience": "candidate" });
    service.post(&staff, &comments, line).await.ok();
    let whole = json!({ "text": "Invite again" });
    let whole = service.post(&staff, &comments, whole).await.ok();
    for wrong in [
        json!({ "text": " " }),
        json!({ "text": "x", "line": 1 }),
        json!({ "text": "x", "submission": submission, "line": 3 }),
        json!({ "text": "x", "submission": submission, "question": "demo/explain" }),
        json!({ "text": "x", "submission": whole["id"] }),
    ] {
        let refused = service.post(&staff, &comments, wrong.clone()).await;
        assert_eq!(refused.problem(), "invalid_body", "{wrong}");
    }
    let other = json!({ "text": "x", "question": "demo/choice" });
    assert_eq!(
        service.post(&staff, &comments, other).await.problem(),
        "not_found"
    );

    service
        .post(&me, &format!("{interview}/finish"), json!({}))
        .await
        .ok();
    let own = report(&service, &me, &interview).await;
    assert_eq!(own["comments"], json!([]));
    assert_eq!(own["questions"][0]["comments"][0]["text"], "Why 1?");
    assert_eq!(own["questions"][0]["comments"][0]["line"], 2);
    assert_eq!(
        (&own["integrity"], &own["candidate"]),
        (&json!(null), &json!(null))
    );

    let one = format!("{comments}/{}", whole["id"].as_str().unwrap());
    let remove = async |who: &Client| service.send(who, Method::DELETE, &one, None, &[]).await;
    assert_eq!(remove(&me).await.problem(), "forbidden");
    assert_eq!(remove(&staff).await.status, StatusCode::NO_CONTENT);
    assert_eq!(remove(&staff).await.problem(), "not_found");
    assert_eq!(
        report(&service, &staff, &interview).await["comments"],
        json!([])
    );
}

#[tokio::test]
async fn integrity_notes_say_what_was_seen() {
    let service = Service::start().await;
    let (staff, round) = round(&service, "score").await;
    let (ada, first) = sitter(&service, &staff, &round, "Ada").await;
    let draft = format!("{first}/drafts/demo/code");
    service.pass(Span::from_millis(10_000));
    let text = answer("mine");
    service
        .put(&ada, &draft, json!({ "text": text }))
        .await
        .ok();
    hand_in(&service, &ada, &first, "demo/code", &text).await;
    service.pass(Span::from_minutes(12));
    let twice = format!("{text}\n{text}");
    service
        .put(&ada, &draft, json!({ "text": twice }))
        .await
        .ok();

    let (bob, second) = sitter(&service, &staff, &round, "Bob").await;
    let same = answer("my very own").replace(" = ", "  =  ");
    hand_in(&service, &bob, &second, "demo/code", &same).await;
    // The starter is everybody's.
    let question = service.get(&bob, "/questions/demo/code").await.ok();
    let starter = question["starter"].as_str().expect("a starter").to_owned();
    for (who, interview) in [(&ada, &first), (&bob, &second)] {
        hand_in(&service, who, interview, "demo/code", &starter).await;
    }

    let signs = |report: &Value| -> Vec<String> {
        let notes = report["integrity"].as_array().expect("a list");
        let sign = |note: &Value| note["sign"].as_str().unwrap().to_owned();
        notes.iter().map(sign).collect()
    };
    let seen = report(&service, &staff, &first).await;
    assert_eq!(
        signs(&seen),
        ["long_paste", "same_as_other", "idle_then_full"],
        "{:#}",
        seen["integrity"]
    );
    let seen = report(&service, &staff, &second).await;
    assert_eq!(signs(&seen), ["no_draft", "same_as_other"]);
    let twin = &seen["integrity"][1];
    assert_eq!(
        twin["seen"],
        "submission 1 equals one of Ada (received before) but for spaces and comments"
    );
    assert!(first.ends_with(twin["other_interview"].as_str().unwrap()));
}

/// Splits a response of text into its headers and itself.
async fn text(service: &Service, who: &Client, path: &str) -> (Vec<(String, String)>, String) {
    let token = who.token.as_ref().expect("a token");
    let request = Request::get(format!("/api/v1{path}"))
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .expect("a request");
    let answer = service.raw(request).await;
    let headers = answer.headers.iter().map(|(name, value)| {
        let value = value.to_str().expect("ASCII").to_owned();
        (name.to_string(), value)
    });
    let headers = headers.collect();
    let body = answer.ok().as_str().expect("text").to_owned();
    (headers, body)
}

#[tokio::test]
async fn a_round_is_a_table_that_no_spreadsheet_runs() {
    let service = Service::start().await;
    let (staff, round) = round(&service, "score").await;
    let (me, interview) = sitter(&service, &staff, &round, "=HYPERLINK(\"x\", 1)").await;
    hand_in(&service, &me, &interview, "demo/code", "# mine\n").await;
    service.pass(Span::from_millis(1));
    let invite = json!({ "name": "Not yet" });
    service
        .post(&staff, &format!("{round}/invites"), invite)
        .await
        .ok();

    let (headers, table) = text(&service, &staff, &format!("{round}/report.csv")).await;
    assert!(headers.contains(&(
        "content-type".to_owned(),
        "text/csv; charset=utf-8; header=present".to_owned()
    )));
    let id = interview.trim_start_matches("/interviews/");
    assert_eq!(
        table,
        format!(
            "candidate,email,invite,interview,phase,started,finished,score,max_score,percent,grading,reviewing,\
             demo/code score,demo/code max,demo/code attempts,demo/code hints,\
             demo/explain score,demo/explain max,demo/explain attempts,demo/explain hints\r\n\
             \"'=HYPERLINK(\"\"x\"\", 1)\",,redeemed,{id},running,2026-01-05T09:00:00.000Z,,100,150,66.6,false,false,\
             100,100,1,0,0,50,0,0\r\n\
             Not yet,,sent,,,,,,,,,,,,,,,,,\r\n"
        )
    );
    let path = format!("{round}/report.csv");
    assert_eq!(service.get(&me, &path).await.problem(), "forbidden");
}

#[tokio::test]
async fn the_page_runs_nothing_and_escapes_everything() {
    let service = Service::start().await;
    let (staff, round) = round(&service, "score").await;
    let evil = "<script>alert('1')</script>";
    let (me, interview) = sitter(&service, &staff, &round, evil).await;
    let source = format!("# {evil}\n# fails: test_empty\n");
    hand_in(&service, &me, &interview, "demo/code", &source).await;
    let comment = json!({ "text": evil, "audience": "candidate" });
    service
        .post(&staff, &format!("{interview}/comments"), comment)
        .await
        .ok();
    service
        .post(&me, &format!("{interview}/finish"), json!({}))
        .await
        .ok();

    let path = format!("{interview}/report.html");
    for who in [&staff, &me] {
        let (headers, page) = text(&service, who, &path).await;
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"));
        assert!(page.contains("@media print"));
        let policy = headers
            .iter()
            .find(|(name, _)| name == "content-security-policy");
        let policy = &policy.expect("a policy").1;
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
    }
    // A hidden case's message is for staff.
    let (_, staffs) = text(&service, &staff, &path).await;
    let (_, own) = text(&service, &me, &path).await;
    let hidden = "assert f(1) == {&#39;name&#39;";
    assert!(staffs.contains(hidden));
    assert!(!own.contains(hidden));
}

#[tokio::test]
async fn reviews_are_scoped_to_who_is_responsible() {
    let service = Service::start().await;
    let (staff, round) = round(&service, "nothing").await;
    let (me, interview) = sitter(&service, &staff, &round, "Ada").await;
    service
        .post(&me, &format!("{interview}/finish"), json!({}))
        .await
        .ok();
    for path in ["report", "report.html"] {
        let path = format!("{interview}/{path}");
        assert_eq!(service.get(&me, &path).await.problem(), "not_released");
    }
    let (stranger, _) = service.practice(&["demo/code"], 10).await;
    for path in [
        format!("{interview}/report.html"),
        format!("{interview}/report"),
    ] {
        assert_eq!(service.get(&stranger, &path).await.problem(), "not_found");
    }
}
