//! `kill -9` at random moments under load: whatever was acknowledged is there once, with one verdict that stays.
//!
//! A real server on a database of its own, graders that run Python, clients that hand in and read without pause; one
//! process after the other is killed among them, a server as often as a grader. `VIVA_KILLS` says how many (20 unless
//! given). The clients repeat what was not acknowledged under the same `Idempotency-Key`, as a browser would.

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "the clock is the system's here")]
mod support;

mod client;
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use client::{Client, Handed};
use server::{Random, Server};

#[test]
fn on_postgres() {
    support::again("on_postgres");
}

const CLIENTS: u64 = 6;

/// Between two kills.
const LONGEST: Duration = Duration::from_secs(4);

/// Long after the last lease is over and everything that waits could have been graded.
const SETTLED: Duration = Duration::from_secs(180);

#[test]
fn nothing_acknowledged_is_lost_or_judged_twice() {
    let kills: u32 =
        std::env::var("VIVA_KILLS").map_or(20, |kills| kills.parse().expect("a number"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let database = runtime.block_on(support::Database::new());
    let mut server = Server::start(&database.url, "2");
    let address = server.address;
    let mut random = Random::new();
    let (mut servers, mut graders) = (0, 0);
    let begun = Instant::now();
    let (enough, steps) = (AtomicBool::new(false), AtomicU64::new(0));

    let handed: Vec<(Client, Vec<Handed>)> = std::thread::scope(|scope| {
        let work = |number| Client::start(address, number).work(&enough, &steps);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| scope.spawn(move || work(number)))
            .collect();
        while servers + graders < kills {
            // Some work between two kills, however slow the machine; then any moment.
            let (wanted, until) = (random.below(8), Instant::now() + LONGEST);
            let before = steps.load(Ordering::Relaxed);
            while steps.load(Ordering::Relaxed) < before + wanted && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(5));
            }
            std::thread::sleep(Duration::from_millis(random.below(200)));
            if random.below(2) == 0 {
                server.restart();
                servers += 1;
            } else if server.kill_a_grader(&mut random) {
                graders += 1;
            }
        }
        enough.store(true, Ordering::Relaxed);
        clients
            .into_iter()
            .map(|client| client.join().expect("a client"))
            .collect()
    });
    let loaded = begun.elapsed();

    let mut verdicts = BTreeMap::<String, u32>::new();
    for (client, handed) in &handed {
        let stored = client.settled(Instant::now() + SETTLED);
        for one in &stored {
            let verdict = one["outcome"]["report"]["verdict"].as_str();
            *verdicts
                .entry(verdict.unwrap_or("internal").to_owned())
                .or_default() += 1;
        }
        compare(handed, &stored);
    }
    // What is told after one more restart is what was told before.
    let before: Vec<_> = handed.iter().map(|(client, _)| client.stored()).collect();
    server.restart();
    let after: Vec<_> = handed.iter().map(|(client, _)| client.stored()).collect();
    assert_eq!(before, after);
    server.stop();

    let all: usize = handed.iter().map(|(_, handed)| handed.len()).sum();
    let known = handed.iter().flat_map(|(_, handed)| handed);
    let early = known.filter(|one| one.outcome.is_some()).count();
    println!(
        "{servers} servers and {graders} graders killed in {:.0} s under load: {all} submissions acknowledged, all there \
         once, each with one verdict ({verdicts:?}); {early} were read before the end and stayed as they were",
        loaded.as_secs_f64(),
    );
    let internal = verdicts.get("internal").copied().unwrap_or(0);
    assert!(
        u64::from(internal) * 10 <= all as u64,
        "graders die at random, so hardly ever twice over the same grade: {verdicts:?}"
    );
}

/// A worker that is asked to stop finishes or gives back what it grades: no lease has to run out for the next one.
#[test]
fn workers_grade_for_a_server_and_stop_without_loss() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let database = runtime.block_on(support::Database::new());
    let server = Server::start(&database.url, "0");
    let client = Client::start(server.address, 0);
    let ids: Vec<String> = (0..4).map(|number| client.hand_in(number)).collect();
    let first = server.worker();
    let outcome = client.result(&ids[0]);
    assert_eq!(outcome["report"]["verdict"], "failed");
    first.stop();
    let stored = client.stored();
    let states: Vec<_> = stored.iter().map(|one| one["state"].as_str()).collect();
    assert!(!states.contains(&Some("running")), "{states:?}");

    let second = server.worker();
    let stored = client.settled(Instant::now() + SETTLED);
    assert_eq!(stored.len(), ids.len());
    for one in &stored {
        assert_eq!(one["outcome"]["report"]["verdict"], "failed");
    }
    second.stop();
    server.stop();
}

/// That what a client was told is what is stored, once, and what it read of it has stayed.
fn compare(handed: &[Handed], stored: &[Value]) {
    let acknowledged: BTreeSet<&str> = handed.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(acknowledged.len(), handed.len(), "one id for each key");
    let ids: Vec<&str> = stored
        .iter()
        .map(|one| one["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(
        ids.len(),
        acknowledged.len(),
        "each is there once, and nothing else"
    );
    assert_eq!(ids.iter().copied().collect::<BTreeSet<_>>(), acknowledged);
    for (number, one) in (1..).zip(stored) {
        assert_eq!(
            (&one["state"], &one["number"]),
            (&json!("done"), &json!(number))
        );
    }
    let stored: BTreeMap<&str, &Value> = std::iter::zip(ids, stored).collect();
    for one in handed {
        if let Some(outcome) = &one.outcome {
            assert_eq!(&stored[one.id.as_str()]["outcome"], outcome, "{}", one.id);
        }
    }
}
