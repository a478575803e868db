//! Several nodes on one database, and its versions.

use std::sync::Arc;

use sqlx::Executor as _;
use viva::ambient::{Clock, new_id};
use viva::interview::{Span, SubmissionId, Time};
use viva::store::live::{self, Live, Running};
use viva::store::notices::{self, Notice};
use viva::store::submissions::{self, Kind, Outcome};
use viva::store::{Connection as _, DatabaseClock, Dialect, Store, StoreError, queue};

use super::support::{Database, TestClock};
use super::world::World;

const LEASE: Span = Span::from_minutes(1);

/// A node whose clock is wrong by so many milliseconds.
struct Wrong(Arc<TestClock>, i64);

impl Clock for Wrong {
    fn now(&self) -> Time {
        Time::from_millis(self.0.now().as_millis() + self.1)
    }
}

#[tokio::test]
async fn nodes_that_start_together_make_the_tables_once() {
    let database = Database::new().await;
    let start = async || {
        let opened = Store::open(&database.url).await;
        opened.expect("every node starts").close().await;
    };
    // Each with a runtime of its own, as a process has.
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime")
                    .block_on(start());
            });
        }
    });
}

#[tokio::test]
async fn nodes_whose_clocks_disagree_go_by_the_databases() {
    let world = World::new().await;
    if world.store.dialect() == Dialect::Sqlite {
        // All that use it are on one machine, which has one clock.
        assert_eq!(world.store.ahead_of(&*world.clock).await.unwrap(), 0);
        return;
    }
    let node = async |wrong| {
        let clock = Arc::new(Wrong(world.clock.clone(), wrong));
        DatabaseClock::new(&world.store, clock).await.unwrap()
    };
    let (early, late) = (node(-600_000).await, node(600_000).await);
    let apart = early.now().as_millis() - late.now().as_millis();
    assert!(apart.abs() < 1_000, "{apart} ms apart");

    let id = world.hand_in(&world.sitter().await, Kind::Submission).await;
    let claim = async |holder, clock: &DatabaseClock| {
        let mut db = world.store.write().await.unwrap();
        let job = queue::claim(&mut db, holder, clock.now(), LEASE).await;
        db.commit().await.unwrap();
        job.unwrap().map(|job| job.id)
    };
    assert_eq!(claim("early", &early).await, Some(id));
    assert_eq!(claim("late", &late).await, None, "it is held");
    world.clock.pass(LEASE);
    world.clock.pass(Span::from_millis(1_000));
    assert_eq!(claim("late", &late).await, Some(id), "the lease is over");
    let mut db = world.store.write().await.unwrap();
    let taken = async |db: &mut _, holder, clock: &DatabaseClock| {
        let outcome = Outcome::ByPerson;
        queue::record(db, id, holder, &outcome, clock.now())
            .await
            .unwrap()
    };
    assert!(!taken(&mut db, "early", &early).await);
    assert!(taken(&mut db, "late", &late).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_one_person_no_two_nodes_claim_at_once() {
    let world = World::new().await;
    let second = Store::open(&world.database.url).await.unwrap();
    for _ in 0..20 {
        let sitter = world.sitter().await;
        for _ in 0..2 {
            world.hand_in(&sitter, Kind::Submission).await;
        }
        let now = world.clock.now();
        let claim = |store: Store, holder: &'static str| async move {
            let mut db = store.write().await.unwrap();
            let job = queue::claim(&mut db, holder, now, LEASE).await.unwrap();
            db.commit().await.unwrap();
            job
        };
        let (one, other) = tokio::join!(
            tokio::spawn(claim(world.store.clone(), "one")),
            tokio::spawn(claim(second.clone(), "other"))
        );
        let claimed: Vec<_> = [one.unwrap(), other.unwrap()]
            .into_iter()
            .flatten()
            .collect();
        assert_eq!(claimed.len(), 1, "{claimed:?}");
    }
}

#[tokio::test]
async fn nodes_tell_each_other_what_is_committed_and_nothing_else() {
    let world = World::new().await;
    let second = Store::open(&world.database.url).await.unwrap();
    let Some(mut notices) = second.listen().await.unwrap() else {
        assert_eq!(world.store.dialect(), Dialect::Sqlite);
        return;
    };
    let undone = SubmissionId::from(new_id(world.clock.now()));
    let mut db = world.store.write().await.unwrap();
    notices::tell(&mut db, Notice::Done(undone)).await.unwrap();
    drop(db);
    let id = world.hand_in(&world.sitter().await, Kind::Submission).await;
    assert_eq!(notices.next().await.unwrap(), Notice::Work);
    let mut db = world.store.write().await.unwrap();
    let now = world.clock.now();
    let job = queue::claim(&mut db, "one", now, LEASE)
        .await
        .unwrap()
        .unwrap();
    db.commit().await.unwrap();
    let running = Running {
        id,
        holder: "one",
        attempt: job.attempts,
        cases: 3,
    };
    let add = async |running, before, cases: &[&str]| {
        let mut db = world.store.write().await.unwrap();
        live::add(&mut db, running, before, cases).await.unwrap();
        db.commit().await.unwrap();
    };
    add(running, 0, &["a", "b"]).await;
    assert_eq!(notices.next().await.unwrap(), Notice::Cases(id));
    let other = Running {
        holder: "another",
        ..running
    };
    add(other, 2, &["not its to tell"]).await;
    add(running, 2, &["c"]).await;
    assert_eq!(notices.next().await.unwrap(), Notice::Cases(id));
    let mut read = second.read().await.unwrap();
    let told = live::list::<String>(&mut read, id).await.unwrap();
    let wanted = Live {
        attempt: 1,
        cases: 3,
        finished: ["a", "b", "c"].map(str::to_owned).into(),
    };
    assert_eq!(told, Some(wanted));

    let mut db = world.store.write().await.unwrap();
    live::forget(&mut db, id, job.attempts).await.unwrap();
    let outcome = Outcome::ByPerson;
    assert!(
        queue::record(&mut db, id, "one", &outcome, now)
            .await
            .unwrap()
    );
    db.commit().await.unwrap();
    assert_eq!(notices.next().await.unwrap(), Notice::Done(id));
    add(running, 3, &["too late"]).await;
    assert_eq!(live::list::<String>(&mut read, id).await.unwrap(), None);
    let known = submissions::done(&mut read, &[undone, id, undone]).await;
    assert_eq!(known.unwrap(), [id]);
}

#[tokio::test]
async fn a_newer_versions_database_is_refused_with_what_to_do() {
    let world = World::new().await;
    let mut db = world.store.write().await.unwrap();
    db.sql()
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) \
             SELECT 999999, 'later', installed_on, success, checksum, execution_time \
             FROM _sqlx_migrations WHERE version = 1",
        )
        .await
        .unwrap();
    db.commit().await.unwrap();
    let error = Store::open(&world.database.url).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 999_999, .. }));
    assert!(error.to_string().contains("run that version"), "{error}");
}
