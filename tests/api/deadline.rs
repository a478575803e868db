//! The end of the time.

use serde_json::json;
use viva::interview::Span;

use super::service::Service;

#[tokio::test]
async fn the_last_draft_is_handed_in_and_graded_by_itself() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code", "demo/choice"], 1).await;
    let draft = format!("{interview}/drafts/demo/code");
    service
        .put(&me, &draft, json!({ "text": "# first\n" }))
        .await
        .ok();
    service
        .put(&me, &draft, json!({ "text": "# last\n" }))
        .await
        .ok();

    service.pass(Span::from_millis(60_000));
    assert_eq!(
        service.worker.sweep().await.unwrap(),
        0,
        "what came just in time may be on its way"
    );
    service.pass(Span::from_millis(2_000));
    assert_eq!(service.worker.sweep().await.unwrap(), 1);
    assert_eq!(service.worker.sweep().await.unwrap(), 0);
    assert_eq!(service.grade().await, 1);

    let report = service.get(&me, &format!("{interview}/report")).await.ok();
    let submission = &report["questions"][0]["submissions"][0];
    assert_eq!(
        (&submission["text"], &submission["origin"]),
        (&json!("# last\n"), &json!("leftover"))
    );
    assert_eq!(report["arithmetic"], "100 + 0 = 100 of 200");
    let interview = &report["interview"];
    assert_eq!(interview["finished"], interview["deadline"]);
}

#[tokio::test]
async fn from_the_deadline_on_nothing_is_taken() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 1).await;
    let draft = format!("{interview}/drafts/demo/code");
    let text = json!({ "text": "# in time\n" });
    service.pass(Span::from_millis(59_999));
    service.put(&me, &draft, text.clone()).await.ok();
    service.pass(Span::from_millis(1));
    assert_eq!(
        service.put(&me, &draft, text).await.problem(),
        "interview_over"
    );
    let answer = json!({ "question": "demo/code", "text": "# late\n" });
    for kind in ["submissions", "runs"] {
        let late = service
            .post(&me, &format!("{interview}/{kind}"), answer.clone())
            .await;
        assert_eq!(late.problem(), "interview_over");
    }
    assert_eq!(service.get(&me, &interview).await.ok()["phase"], "over");
}

#[tokio::test]
async fn what_was_handed_in_is_not_handed_in_again() {
    let service = Service::start().await;
    let (me, interview) = service.practice(&["demo/code"], 1).await;
    let text = "# mine\n";
    let draft = format!("{interview}/drafts/demo/code");
    service.put(&me, &draft, json!({ "text": text })).await.ok();
    let answer = json!({ "question": "demo/code", "text": text });
    service
        .post(&me, &format!("{interview}/submissions"), answer)
        .await
        .ok();
    service.pass(Span::from_minutes(2));
    assert_eq!(service.worker.sweep().await.unwrap(), 1);
    assert_eq!(service.grade().await, 1);
}
