//! Writing questions over the API: who reads what another has written, and what is refused.

use axum::http::Method;
use serde_json::{Value, json};
use viva::http::Authoring;

use super::service::{Answer, Client, Service};

const CODE: &str = "/questions/demo/code/source";
const NEW: &str = "/questions/demo/new/source";

async fn put(
    service: &Service,
    client: &Client,
    path: &str,
    files: &Value,
    condition: (&str, &str),
) -> Answer {
    let body = Some(json!({ "files": files }));
    service
        .send(client, Method::PUT, path, body, &[condition])
        .await
}

fn tag(answer: &Answer) -> String {
    let tag = answer.headers.get("etag").expect("an ETag");
    tag.to_str().expect("text").to_owned()
}

#[tokio::test]
async fn a_written_question_is_asked_at_once_and_the_old_one_is_kept() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let read = service.get(&administrator, CODE).await;
    let old = tag(&read);
    let source = read.ok();
    assert_eq!(
        old,
        format!("\"{}\"", source["digest"].as_str().expect("text"))
    );
    let mut files = source["files"].clone();
    let cases = files["cases.py"].as_str().expect("the hidden cases");
    assert!(cases.contains("def test_"));

    files["prompt.md"] = "Another task.\n".into();
    let written = put(&service, &administrator, CODE, &files, ("if-match", &old)).await;
    assert_eq!(written.status, 200);
    let new = tag(&written);
    assert_ne!(new, old);

    let nobody = Client::default();
    let asked = service.get(&nobody, "/questions/demo/code").await.ok();
    assert_eq!(asked["prompt"], "Another task.\n");
    assert_eq!(
        new,
        format!("\"{}\"", asked["digest"].as_str().expect("text"))
    );
    let again = service.get(&administrator, CODE).await;
    assert_eq!(tag(&again), new);
    assert_eq!(again.ok()["files"], files);

    let versions = "/questions/demo/code/versions";
    let kept = service.get(&administrator, versions).await.ok();
    let current: Vec<&Value> = kept["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["current"])
        .collect();
    assert_eq!(current.iter().filter(|one| ***one == true).count(), 1);
    assert_eq!(current.len(), 2);
    let before = format!("{versions}/{}", old.trim_matches('"'));
    let before = service.get(&administrator, &before).await.ok();
    assert_eq!(before["content"]["files"], source["files"]);

    // The grade's report says with which it was made.
    let (sitter, interview) = service.practice(&["demo/code"], 30).await;
    let answer = json!({ "question": "demo/code", "text": "# mine\n" });
    let hand_in = format!("{interview}/submissions");
    let handed_in = service.post(&sitter, &hand_in, answer).await.ok();
    service.grade().await;
    let id = handed_in["id"].as_str().expect("an id");
    let graded = service.get(&sitter, &format!("/submissions/{id}")).await;
    let digest = &graded.ok()["outcome"]["report"]["question_digest"];
    assert_eq!(format!("\"{}\"", digest.as_str().expect("text")), new);
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let read = service.get(&administrator, CODE).await;
    let (old, files) = (tag(&read), read.ok()["files"].clone());
    let body = Some(json!({ "files": files }));
    let without = service
        .send(&administrator, Method::PUT, CODE, body.clone(), &[])
        .await;
    assert_eq!(
        (without.status.as_u16(), without.problem()),
        (428, "precondition_required")
    );
    let both = [("if-match", old.as_str()), ("if-none-match", "*")];
    let both = service
        .send(&administrator, Method::PUT, CODE, body, &both)
        .await;
    assert_eq!(both.problem(), "invalid_header");
    let refused = [
        (CODE, ("if-none-match", "*")),
        (CODE, ("if-match", "\"0\"")),
        (NEW, ("if-match", "*")),
        (NEW, ("if-match", old.as_str())),
    ];
    for (path, condition) in refused {
        let answer = put(&service, &administrator, path, &files, condition).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem()),
            (412, "precondition_failed"),
            "{path} {condition:?}"
        );
    }
    assert_eq!(tag(&service.get(&administrator, CODE).await), old);

    let made = put(
        &service,
        &administrator,
        NEW,
        &files,
        ("if-none-match", "*"),
    )
    .await;
    assert_eq!(made.status, 201);
    let nobody = Client::default();
    service.get(&nobody, "/questions/demo/new").await.ok();

    let remove = async |path: &str, condition| {
        let headers = [("if-match", condition)];
        let sent = service.send(&administrator, Method::DELETE, path, None, &headers);
        sent.await.status.as_u16()
    };
    assert_eq!(remove(NEW, "\"0\"").await, 412);
    let made = tag(&made);
    assert_eq!(remove(NEW, &made).await, 204);
    assert_eq!(remove(NEW, "*").await, 404);
    let gone = service.get(&nobody, "/questions/demo/new").await;
    assert_eq!(gone.problem(), "not_found");
    // What it was can still be read.
    let versions = service.get(&administrator, "/questions/demo/new/versions");
    assert_eq!(versions.await.ok()["items"][0]["current"], false);
}

#[tokio::test]
async fn what_makes_no_question_is_refused_with_all_that_is_wrong() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let read = service.get(&administrator, CODE).await;
    let (old, files) = (tag(&read), read.ok()["files"].clone());
    let refuse = async |change: &dyn Fn(&mut Value)| {
        let mut files = files.clone();
        change(&mut files);
        let answer = put(&service, &administrator, CODE, &files, ("if-match", &old)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.problem()),
            (422, "invalid_question")
        );
        answer.body["findings"]
            .as_array()
            .expect("findings")
            .clone()
    };
    let found = refuse(&|files| {
        files["question.toml"] = "title = \"T\"\nkind = 7\n".into();
    })
    .await;
    assert_eq!(
        (&found[0]["file"], &found[0]["line"]),
        (&json!("question.toml"), &json!(2))
    );
    let found = refuse(&|files| {
        files["prompt.md"] = "".into();
        files["hints.md"] = "".into();
    })
    .await;
    let places: Vec<&Value> = found.iter().map(|one| &one["file"]).collect();
    assert!(places.contains(&&json!("prompt.md")) && places.contains(&&json!("hints.md")));
    for name in [
        "../../../escaped.py",
        "/tmp/escaped.py",
        "submissions/accepted/../../../../escaped.py",
        ".git/config",
        "cases.pyc",
    ] {
        let found = refuse(&|files| files[name] = "x".into()).await;
        assert_eq!(found[0]["file"], name);
    }
    assert_eq!(tag(&service.get(&administrator, CODE).await), old);
    assert!(!service.bank().join("../escaped.py").exists());
}

#[tokio::test]
async fn the_operator_says_who_writes() {
    let mut service = Service::start().await;
    let administrator = service.administrator().await;
    let interviewer = service
        .staff(&administrator, "interviewer", "ivy@example.com")
        .await;
    let files = service.get(&interviewer, CODE).await.ok()["files"].clone();
    for (authoring, by_administrator, by_interviewer) in [
        (Authoring::Off, 403, 403),
        (Authoring::Administrators, 200, 403),
        (Authoring::Staff, 200, 200),
    ] {
        service.set(|settings| settings.authoring = authoring);
        for (client, wanted) in [
            (&administrator, by_administrator),
            (&interviewer, by_interviewer),
        ] {
            let answer = put(&service, client, CODE, &files, ("if-match", "*")).await;
            assert_eq!(answer.status, wanted, "{authoring:?}");
        }
    }
}

#[tokio::test]
async fn a_broken_question_can_be_read_and_mended() {
    let service = Service::start().await;
    let administrator = service.administrator().await;
    let manifest = service.bank().join("demo/code/question.toml");
    let whole = std::fs::read_to_string(&manifest).expect("it is there");
    std::fs::write(&manifest, "title = ").expect("it can be written");
    let broken = service.app.library.reread().expect("a bank");
    assert!(!broken.is_empty());
    let nobody = Client::default();
    let asked = service.get(&nobody, "/questions/demo/code").await;
    assert_eq!(asked.problem(), "not_found");

    let read = service.get(&administrator, CODE).await;
    let (tag, mut files) = (tag(&read), read.ok()["files"].clone());
    assert_eq!(files["question.toml"], "title = ");
    files["question.toml"] = whole.into();
    let written = put(&service, &administrator, CODE, &files, ("if-match", &tag)).await;
    assert_eq!(written.status, 200);
    service.get(&nobody, "/questions/demo/code").await.ok();
}
