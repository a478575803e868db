//! Practice sets: listed, filtered, started.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use viva::question::{Bank, Library};

use super::service::{Client, Service};

fn ids(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("items").iter();
    items
        .map(|one| one["id"].as_str().expect("an id"))
        .collect()
}

fn asked(begun: &Value) -> Vec<&str> {
    let questions = begun["interview"]["questions"].as_array();
    let questions = questions.expect("questions").iter();
    questions
        .map(|one| one["question"]["id"].as_str().expect("an id"))
        .collect()
}

#[tokio::test]
async fn presets_are_listed_in_their_authors_order() {
    let service = Service::start().await;
    let me = Client::default();
    for (query, wanted) in [
        ("", &["warm-up", "draw"][..]),
        ("?max_minutes=30", &["warm-up"]),
        ("?level=senior", &["draw"]),
        ("?topic=demo", &["warm-up"]),
        ("?topic=none", &[]),
        ("?role=none", &[]),
    ] {
        let page = service.get(&me, &format!("/presets{query}")).await.ok();
        assert_eq!(ids(&page), wanted, "{query}");
    }
    let first = service.get(&me, "/presets?limit=1").await.ok();
    let next = first["next"].as_str().expect("there is more");
    let rest = format!("/presets?limit=1&cursor={next}");
    let rest = service.get(&me, &rest).await.ok();
    assert_eq!((ids(&rest), &rest["next"]), (vec!["draw"], &Value::Null));
    let warm_up = &first["items"][0];
    assert_eq!(warm_up["asked"], 2);
    assert_eq!(warm_up["questions"], json!(["demo/choice"]));
    // What is named already is not drawn again.
    assert_eq!(
        warm_up["pools"][0]["from"],
        json!(["demo/code", "demo/explain"])
    );
}

#[tokio::test]
async fn a_preset_is_practised_with_its_questions_and_minutes() {
    let service = Service::start().await;
    let me = Client::default();
    let begun = service.post(&me, "/practice", json!({ "preset": "warm-up" }));
    let begun = begun.await.ok();
    assert_eq!(begun["interview"]["title"], "Warm-up");
    assert_eq!(begun["interview"]["minutes"], 30);
    assert_eq!(begun["interview"]["preset"], "warm-up");
    let questions = asked(&begun);
    assert_eq!((questions.len(), questions[0]), (2, "demo/choice"));
    let shorter = json!({ "preset": "warm-up", "minutes": 5 });
    let shorter = service.post(&me, "/practice", shorter).await.ok();
    assert_eq!(shorter["interview"]["minutes"], 5);
}

#[tokio::test]
async fn a_seed_draws_the_same_again() {
    let service = Service::start().await;
    let me = Client::default();
    let draw = async |seed: u32| {
        let body = json!({ "preset": "draw", "seed": seed });
        let begun = service.post(&me, "/practice", body).await.ok();
        let asked: Vec<String> = asked(&begun).into_iter().map(str::to_owned).collect();
        asked
    };
    let mut seen = BTreeSet::new();
    for seed in 0..12 {
        let drawn = draw(seed).await;
        assert_eq!(drawn, draw(seed).await);
        seen.insert(drawn);
    }
    assert!(seen.len() > 2, "{seen:?}");
}

#[tokio::test]
async fn a_practice_is_of_one_kind_or_the_other() {
    let service = Service::start().await;
    for body in [
        json!({}),
        json!({ "preset": "none" }),
        json!({ "preset": "draw", "questions": ["demo/code"] }),
        json!({ "questions": ["demo/code"], "seed": 1 }),
        json!({ "preset": "draw", "minutes": 0 }),
    ] {
        let nobody = Client::default();
        let refused = service.post(&nobody, "/practice", body.clone()).await;
        assert_eq!(refused.problem(), "invalid_body", "{body}");
    }
}

#[test]
fn every_preset_of_the_bank_can_be_practised() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("questions");
    let bank = Bank::open(folder).expect("the bank");
    let (library, broken) = Library::read(&bank).expect("the bank can be read");
    assert!(broken.is_empty(), "{broken:?}");
    assert!(library.presets().len() >= 4);
}
