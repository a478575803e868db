//! How SQLite goes about the store's queries: every one by an index. The statements are those that the library logs,
//! so a new one is looked at as soon as a test here runs it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock};

use sqlx::{AssertSqlSafe, Row as _};
use tracing::field::{Field, Visit};
use tracing::span;
use viva::ambient::Clock as _;
use viva::interview::{Ending, InviteId, Role, RoundId, Span};
use viva::store::interviews::Scope;
use viva::store::submissions::{Kind, Outcome};
use viva::store::tokens::{self, TokenKind};
use viva::store::{
    Connection as _, Dialect, attempts, drafts, erase, events, finish, hints, idempotency,
    interviews, invites, people, progress, queue, rounds, submissions,
};

use super::world::{World, question};

/// What goes through a whole table is fine here: the queue's few open jobs, found by a partial index that holds
/// nothing else.
const FEW: [&str; 1] = ["submissions_to_do"];

#[tokio::test]
async fn every_query_goes_by_an_index() {
    let statements = heard();
    let world = World::new().await;
    if world.store.dialect() != Dialect::Sqlite {
        return;
    }
    everything(&world).await;

    let mut db = world.store.read().await.unwrap();
    let heard = statements.lock().unwrap().clone();
    let (mut looked_at, mut slow) = (0, Vec::new());
    // What goes in one trip is heard as one, and so is a migration, which goes once.
    let asked = heard.iter().filter(|text| !text.contains(" TABLE "));
    let heard = asked.flat_map(|text| text.split(';'));
    for sql in heard {
        let first = sql.split_whitespace().next().unwrap_or_default();
        // Not the tests' own, which come after this one or set tables up.
        if !["SELECT", "UPDATE", "DELETE", "INSERT"].contains(&first) || sql.contains("_sqlx_") {
            continue;
        }
        looked_at += 1;
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let steps = sqlx::query(explain).fetch_all(db.sql()).await.unwrap();
        for step in steps {
            let step: String = step.get("detail");
            let scan = step.starts_with("SCAN ") && !step.contains("CONSTANT ROW");
            if scan && !FEW.iter().any(|index| step.contains(index)) {
                slow.push(format!("{step}\n    {sql}"));
            }
        }
    }
    assert!(looked_at > 25, "{looked_at} statements were heard");
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// What a round's day asks of the store.
async fn everything(world: &World) {
    let (store, now) = (&world.store, world.clock.now());
    let interview = world.sitter().await;
    let (id, sitter) = (interview.id, Scope::Sitter(interview.person));
    let submission = world.hand_in(&interview, Kind::Submission).await;
    world.token(TokenKind::Session).await;
    let round = RoundId::from(viva::ambient::new_id(now));

    let question = question();
    let (db, _) = drafts::begin(store, id, sitter, &question).await.unwrap();
    let new = drafts::New {
        interview: id,
        question: &question,
        text: "x",
        version: 1,
        at: now,
        detail: serde_json::json!({}),
    };
    drafts::save(db, new).await.unwrap();

    let mut db = store.write().await.unwrap();
    drafts::list(&mut db, id).await.unwrap();
    let kind = events::EventKind::DraftSaved;
    events::add(&mut db, id, now, kind, None, serde_json::json!({}))
        .await
        .unwrap();
    events::list(&mut db, id, 0, 10).await.unwrap();
    hints::list(&mut db, id).await.unwrap();
    idempotency::get(&mut db, interview.person, "key")
        .await
        .unwrap();
    idempotency::forget(&mut db, now).await.unwrap();
    tokens::identify(&mut db, "digest", now).await.unwrap();
    tokens::use_link(&mut db, "digest", now).await.unwrap();
    tokens::revoke(&mut db, "id", now).await.unwrap();
    tokens::revoke_links(&mut db, interview.person, now)
        .await
        .unwrap();
    tokens::any_signed_in(&mut db, Role::Administrator)
        .await
        .unwrap();
    people::get(&mut db, interview.person).await.unwrap();
    people::lock_administrators(&mut db).await.unwrap();
    people::by_email(&mut db, "a@example.com").await.unwrap();
    people::list_staff(&mut db, None, 10).await.unwrap();
    tokens::list_api(&mut db, interview.person, None, 10)
        .await
        .unwrap();
    tokens::end_sessions(&mut db, interview.person, None, now)
        .await
        .unwrap();
    rounds::get(&mut db, round, Some(interview.person))
        .await
        .unwrap();
    for owner in [None, Some(interview.person)] {
        rounds::list(&mut db, owner, false, None, 10).await.unwrap();
    }
    rounds::lock(&mut db, round, None).await.unwrap();
    invites::list(&mut db, round, None, 10).await.unwrap();
    progress::of_invites(&mut db, round, None, 10)
        .await
        .unwrap();
    invites::emails(&mut db, round).await.unwrap();
    let invite = InviteId::from(viva::ambient::new_id(now));
    for owner in [None, Some(interview.person)] {
        invites::get(&mut db, invite, owner).await.unwrap();
    }
    interviews::of_invite(&mut db, invite).await.unwrap();
    interviews::any_started(&mut db, round).await.unwrap();
    interviews::recompose(&mut db, round, "title", &interview.spec)
        .await
        .unwrap();
    invites::redeem(&mut db, "digest", now).await.unwrap();
    for scope in [sitter, Scope::Owner(interview.person), Scope::Everything] {
        interviews::get(&mut db, id, scope).await.unwrap();
        interviews::list(&mut db, scope, None, None, 10)
            .await
            .unwrap();
    }
    interviews::list(&mut db, Scope::Everything, Some(round), None, 10)
        .await
        .unwrap();
    interviews::lock(&mut db, id, sitter).await.unwrap();
    interviews::overdue(&mut db, now, 10).await.unwrap();

    submissions::get(&mut db, submission).await.unwrap();
    submissions::list(&mut db, id, Kind::Submission)
        .await
        .unwrap();
    queue::depth(&mut db).await.unwrap();
    queue::position(&mut db, submission).await.unwrap();
    queue::claim(&mut db, "a", world.clock.now(), Span::from_minutes(1))
        .await
        .unwrap();
    queue::renew(&mut db, submission, "a", now).await.unwrap();
    let outcome = Outcome::ByPerson;
    queue::record(&mut db, submission, "a", &outcome, now)
        .await
        .unwrap();
    let (each, whole) = (Span::from_minutes(1), Span::from_minutes(10));
    attempts::take(&mut db, "account", now, each, whole)
        .await
        .unwrap()
        .unwrap();
    attempts::forgive(&mut db, "account").await.unwrap();
    attempts::forget(&mut db, now).await.unwrap();
    finish(&mut db, &interview, Ending::Candidate, now)
        .await
        .unwrap();
    erase::person(&mut db, interview.person, now).await.unwrap();
    db.commit().await.unwrap();
}

type Statements = Arc<Mutex<BTreeSet<String>>>;

/// Every statement of this process from the first call on.
fn heard() -> Statements {
    static HEARD: OnceLock<Statements> = OnceLock::new();
    let statements = HEARD.get_or_init(|| {
        let statements = Statements::default();
        let listener = Listener(statements.clone());
        tracing::subscriber::set_global_default(listener).expect("nobody else listens");
        statements
    });
    statements.clone()
}

struct Listener(Statements);

impl tracing::Subscriber for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut found = Found::default();
        event.record(&mut found);
        // A short statement is its own summary.
        let sql = if found.statement.is_empty() {
            found.summary
        } else {
            found.statement
        };
        let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Ok(mut statements) = self.0.lock() {
            statements.insert(sql);
        }
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[derive(Default)]
struct Found {
    summary: String,
    statement: String,
}

impl Visit for Found {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => self.summary = value.to_owned(),
            "db.statement" => self.statement = value.to_owned(),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
