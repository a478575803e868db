//! A day of interviews against the real server: `cargo bench --bench service`.
//!
//! Starts `viva serve` as a process of its own with a new database, opens interviews, and lets each save drafts, read
//! its state and now and then submit, each over a connection of its own, at fixed instants whatever the answers take: a
//! slow server doesn't slow the load down, and what waits counts as waiting. At the end asks for everything that was
//! acknowledged. Prints a table; a lost write or an error makes it fail.
//!
//! `--postgres` takes a PostgreSQL of its own, `--nodes 2` adds a `viva worker`, and `--drain 200` measures what further
//! nodes add, with so many submissions at once.

#[path = "service/client.rs"]
mod client;
#[path = "service/drain.rs"]
mod drain;
#[path = "service/node.rs"]
mod node;
#[path = "service/once.rs"]
mod once;
#[path = "../tests/support/postgres.rs"]
mod postgres;
#[path = "service/server.rs"]
mod server;
#[path = "service/tally.rs"]
mod tally;
#[path = "service/usage.rs"]
mod usage;

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep_until, timeout_at};

use client::Client;
use drain::Drain;
use node::Graded;
use once::Check;
use server::{Database, Server, Settings};
use tally::{Tally, What};

struct Load {
    interviews: usize,
    seconds: u64,
    /// Between two drafts of one interview; it reads its state half-way between.
    every: f64,
    /// Submissions a second, of all interviews together.
    grades: f64,
    /// `code` or `choice`.
    kind: String,
    server: Settings,
}

fn main() {
    // `cargo test --benches` only asks whether it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let nodes = flag("--nodes", 1);
    let graders = flag("--graders", String::new());
    let elsewhere = flag("--database", String::new());
    let server = Settings {
        viva: flag("--viva", env!("CARGO_BIN_EXE_viva").to_owned()),
        database: match elsewhere.is_empty() {
            false => Database::At(elsewhere),
            true if std::env::args().any(|argument| argument == "--postgres") => Database::Postgres,
            true => Database::Sqlite,
        },
        nodes,
        graders: graders.parse().ok(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let pile = flag("--drain", 0);
    let good = if pile > 0 {
        let drain = Drain {
            server,
            pile,
            rounds: flag("--rounds", 3),
        };
        runtime.block_on(drain.run())
    } else {
        let load = Load {
            interviews: flag("--interviews", 2_000),
            seconds: flag("--seconds", 20),
            every: flag("--every", 10.0),
            grades: flag("--grades", 20.0),
            kind: flag("--kind", "code".to_owned()),
            server,
        };
        runtime.block_on(run(Arc::new(load)))
    };
    if !good {
        std::process::exit(1);
    }
}

/// `--name value`, or what it is without.
fn flag<T: std::str::FromStr>(name: &str, default: T) -> T {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    match (arguments.next(), arguments.next()) {
        (None, _) => default,
        (_, value) => value
            .and_then(|value| value.parse().ok())
            .unwrap_or_else(|| panic!("{name} needs a value")),
    }
}

async fn run(load: Arc<Load>) -> bool {
    let server = Server::start(load.server.clone());
    println!(
        "{} interviews, a draft and a read every {} s each, {} submissions a second ({}), {} s",
        load.interviews, load.every, load.grades, load.kind, load.seconds
    );
    let opening = Instant::now();
    let clients = open(&server, load.interviews, &load.kind).await;
    println!("opened in {:.1} s", opening.elapsed().as_secs_f64());

    let before = server.usage();
    let begun = Instant::now();
    let mut sitting = JoinSet::new();
    for (number, client) in clients.into_iter().enumerate() {
        sitting.spawn(sit(client, load.clone(), number, begun));
    }
    let mut tally = Tally::default();
    let mut clients = Vec::new();
    while let Some(done) = sitting.join_next().await {
        let (client, theirs) = done.expect("no client panics");
        clients.push(client);
        tally.add(theirs);
    }
    let seconds = begun.elapsed().as_secs_f64();
    let after = server.usage();
    let handed_in: Vec<String> = clients.iter().flat_map(|c| c.submissions.clone()).collect();
    let lost = lost(clients).await;

    tally.print(load.seconds as f64, seconds);
    let spent = after.since(&before);
    spent.print(seconds, tally.requests(), tally.grades());
    println!(
        "memory of the server: {} MB before, {} MB after",
        before.resident_mb, after.resident_mb
    );
    let graded: Vec<(&str, Vec<Graded>)> = server
        .nodes
        .iter()
        .map(|node| (node.name.as_str(), node.graded()))
        .collect();
    for (node, graded) in &graded {
        println!("graded by {node}: {}", graded.len());
    }
    println!("lost: {lost} of what was acknowledged");
    let handed_in = handed_in.iter().map(String::as_str);
    let graded = graded.iter().flat_map(|(_, graded)| graded);
    let check = Check::new(&server.url, handed_in, graded).await;
    // What needs no Python, no node grades.
    let once = check.print() || (load.kind == "choice" && check.lost == 0);
    server.stop();
    lost == 0 && tally.errors() == 0 && once
}

/// Everybody's interview, a few at a time.
async fn open(server: &Server, interviews: usize, kind: &str) -> Vec<Client> {
    let few = Arc::new(Semaphore::new(16));
    let mut opening = JoinSet::new();
    for _ in 0..interviews {
        let (few, address) = (few.clone(), server.address.clone());
        let question = format!("load/{kind}");
        opening.spawn(async move {
            let _turn = few.acquire().await.expect("it is never closed");
            Client::open(&address, &question).await
        });
    }
    let mut clients = Vec::new();
    while let Some(client) = opening.join_next().await {
        clients.push(client.expect("no panic").expect("an interview"));
    }
    clients
}

/// One interview's load until the end.
async fn sit(
    mut client: Client,
    load: Arc<Load>,
    number: usize,
    begun: Instant,
) -> (Client, Tally) {
    let mut tally = Tally::default();
    let end = begun + Duration::from_secs(load.seconds);
    let share = number as f64 / load.interviews as f64;
    let every = Duration::from_secs_f64(load.every);
    // Spread evenly, so that the load is the same at every moment.
    let mut at = begun + every.mul_f64(share);
    let turn = load.interviews as f64 / load.grades.max(1e-9);
    let mut submit_at = begun + Duration::from_secs_f64((turn * share).min(1e6));
    // Of one sitter's own requests, each waits for the one before; the submission's result doesn't hold up drafts.
    let mut waiting = JoinSet::new();
    let mut save = true;
    while at < end {
        sleep_until(at.into()).await;
        if save {
            let outcome = client.save_draft().await;
            tally.note(What::Draft, at, outcome);
        } else {
            let outcome = client.read_state().await;
            tally.note(What::Read, at, outcome);
        }
        save = !save;
        at += every / 2;
        if load.grades > 0.0 && submit_at < at && submit_at < end {
            sleep_until(submit_at.into()).await;
            match client.submit(&load.kind).await {
                Ok(id) => {
                    let (address, token) = (client.address.clone(), client.token.clone());
                    waiting.spawn(async move {
                        let outcome = Client::result(&address, &token, &id).await;
                        (submit_at, outcome)
                    });
                }
                Err(error) => tally.note(What::Grade, submit_at, Err(error)),
            }
            submit_at += Duration::from_secs_f64(turn);
        }
    }
    let patience = Instant::now() + Duration::from_secs(60);
    while let Ok(Some(done)) = timeout_at(patience.into(), waiting.join_next()).await {
        let (asked, outcome) = done.expect("no panic");
        match outcome {
            Ok(done) => tally.note_until(What::Grade, asked, done),
            Err(error) => tally.note(What::Grade, asked, Err(error)),
        }
    }
    for _ in 0..waiting.len() {
        tally.note(
            What::Grade,
            begun,
            Err("no result within a minute".to_owned()),
        );
    }
    (client, tally)
}

/// What was acknowledged and is not there.
async fn lost(clients: Vec<Client>) -> usize {
    let mut lost = 0;
    for mut client in clients {
        let asked = match client.reconnect().await {
            Ok(()) => client.state().await,
            Err(error) => Err(error),
        };
        let Ok(state) = asked else {
            lost += 1;
            continue;
        };
        let asked = &state["questions"][0];
        let version = asked["draft"]["version"].as_u64().unwrap_or(0);
        lost += usize::from(version < client.drafts);
        let there: Vec<&Value> = asked["submissions"]
            .as_array()
            .into_iter()
            .flatten()
            .collect();
        for id in &client.submissions {
            let done = there
                .iter()
                .any(|one| one["id"] == json!(id) && one["state"] == "done");
            lost += usize::from(!done);
        }
    }
    lost
}
