//! Submissions as jobs.

use viva::ambient::Clock as _;
use viva::interview::{Span, SubmissionId};
use viva::store::queue::{self, Job};
use viva::store::submissions::{self, Kind, Outcome, State};
use viva::store::{Connection as _, Store};

use super::world::World;

const LEASE: Span = Span::from_minutes(1);

impl World {
    async fn claim(&self, holder: &str) -> Option<Job> {
        let mut db = self.store.write().await.unwrap();
        let job = queue::claim(&mut db, holder, self.clock.now(), LEASE)
            .await
            .unwrap();
        db.commit().await.unwrap();
        job
    }

    async fn claimed(&self, holder: &str) -> Option<SubmissionId> {
        self.claim(holder).await.map(|job| job.id)
    }

    async fn record(&self, id: SubmissionId, holder: &str, outcome: &Outcome) -> bool {
        let mut db = self.store.write().await.unwrap();
        let taken = queue::record(&mut db, id, holder, outcome, self.clock.now())
            .await
            .unwrap();
        db.commit().await.unwrap();
        taken
    }
}

#[tokio::test]
async fn runs_go_before_submissions_and_earlier_before_later() {
    let world = World::new().await;
    let first = world.hand_in(&world.sitter().await, Kind::Submission).await;
    let second = world.hand_in(&world.sitter().await, Kind::Submission).await;
    let run = world.hand_in(&world.sitter().await, Kind::Run).await;

    let mut db = world.store.read().await.unwrap();
    for (id, before) in [(run, 0), (first, 1), (second, 2)] {
        assert_eq!(queue::position(&mut db, id).await.unwrap(), before);
    }
    for id in [run, first, second] {
        assert_eq!(world.claimed("a").await, Some(id));
    }
    assert_eq!(world.claimed("a").await, None);
}

#[tokio::test]
async fn people_take_turns() {
    let world = World::new().await;
    let (busy, other, third) = (
        world.sitter().await,
        world.sitter().await,
        world.sitter().await,
    );
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(world.hand_in(&busy, Kind::Submission).await);
    }
    assert_eq!(world.claimed("a").await, Some(waiting[0]));
    assert!(world.record(waiting[0], "a", &Outcome::ByPerson).await);
    // Whoever comes now goes round with the busy one, whose second turn has not begun.
    let theirs = [
        world.hand_in(&other, Kind::Submission).await,
        world.hand_in(&other, Kind::Submission).await,
    ];
    let last = world.hand_in(&third, Kind::Submission).await;
    let order = [
        waiting[1], theirs[0], last, waiting[2], theirs[1], waiting[3],
    ];
    let mut db = world.store.read().await.unwrap();
    for (position, id) in (0..).zip(order) {
        assert_eq!(queue::position(&mut db, id).await.unwrap(), position);
    }
    for id in order {
        assert_eq!(world.claimed("a").await, Some(id));
        assert!(world.record(id, "a", &Outcome::ByPerson).await);
    }
}

#[tokio::test]
async fn a_person_has_one_running_job_at_a_time() {
    let world = World::new().await;
    let (busy, other) = (world.sitter().await, world.sitter().await);
    let first = world.hand_in(&busy, Kind::Submission).await;
    let second = world.hand_in(&busy, Kind::Submission).await;
    let theirs = world.hand_in(&other, Kind::Submission).await;
    assert_eq!(world.claimed("a").await, Some(first));
    assert_eq!(world.claimed("b").await, Some(theirs));
    assert_eq!(world.claimed("c").await, None);
    assert!(world.record(first, "a", &Outcome::ByPerson).await);
    assert_eq!(world.claimed("c").await, Some(second));
}

#[tokio::test]
async fn a_job_is_recorded_once_and_by_its_holder_alone() {
    let world = World::new().await;
    let id = world.hand_in(&world.sitter().await, Kind::Submission).await;
    assert!(
        !world.record(id, "a", &Outcome::ByPerson).await,
        "nobody has claimed it"
    );
    assert_eq!(world.claimed("a").await, Some(id));
    assert!(
        !world.record(id, "b", &Outcome::Internal).await,
        "another holds it"
    );
    assert!(world.record(id, "a", &Outcome::ByPerson).await);
    assert!(
        !world.record(id, "a", &Outcome::Internal).await,
        "it is done"
    );
    let mut db = world.store.read().await.unwrap();
    let stored = submissions::get(&mut db, id).await.unwrap().unwrap();
    assert_eq!(
        (stored.state, stored.outcome),
        (State::Done, Some(Outcome::ByPerson))
    );
}

#[tokio::test]
async fn a_dead_holders_job_is_taken_over_and_its_late_result_refused() {
    let world = World::new().await;
    let id = world.hand_in(&world.sitter().await, Kind::Submission).await;
    assert_eq!(world.claimed("a").await, Some(id));
    assert_eq!(world.claimed("b").await, None);
    world.clock.pass(LEASE);
    let again = world.claim("b").await.expect("the lease is over");
    assert_eq!((again.id, again.attempts), (id, 2));
    assert!(!world.record(id, "a", &Outcome::Internal).await);
    assert!(world.record(id, "b", &Outcome::ByPerson).await);
}

#[tokio::test]
async fn a_renewed_lease_lasts_and_a_returned_job_waits_again() {
    let world = World::new().await;
    let id = world.hand_in(&world.sitter().await, Kind::Submission).await;
    assert_eq!(world.claimed("a").await, Some(id));
    let mut db = world.store.write().await.unwrap();
    let until = world.clock.now() + LEASE + LEASE;
    assert!(queue::renew(&mut db, id, "a", until).await.unwrap());
    assert!(!queue::renew(&mut db, id, "b", until).await.unwrap());
    db.commit().await.unwrap();
    world.clock.pass(LEASE);
    assert_eq!(world.claimed("b").await, None);

    let mut db = world.store.write().await.unwrap();
    queue::give_back(&mut db, id, "a").await.unwrap();
    db.commit().await.unwrap();
    assert_eq!(world.claim("b").await.map(|job| job.attempts), Some(1));
}

#[tokio::test]
async fn what_is_not_committed_never_happened() {
    let world = World::new().await;
    let id = world.hand_in(&world.sitter().await, Kind::Submission).await;
    let mut db = world.store.write().await.unwrap();
    queue::claim(&mut db, "a", world.clock.now(), LEASE)
        .await
        .unwrap();
    drop(db);
    assert_eq!(world.claimed("b").await, Some(id));
}

#[tokio::test]
async fn an_acknowledged_submission_is_there_after_a_restart() {
    let world = World::new().await;
    let id = world.hand_in(&world.sitter().await, Kind::Submission).await;
    world.store.close().await;
    let store = Store::open(&world.database.url)
        .await
        .expect("it opens again");
    let mut db = store.read().await.unwrap();
    assert!(submissions::get(&mut db, id).await.unwrap().is_some());
}

#[tokio::test]
async fn sqlite_syncs_every_commit() {
    let world = World::new().await;
    if world.store.dialect() != viva::store::Dialect::Sqlite {
        return;
    }
    use sqlx::Row as _;
    let mut db = world.store.write().await.unwrap();
    for (pragma, wanted) in [("PRAGMA synchronous", "2"), ("PRAGMA foreign_keys", "1")] {
        let row = sqlx::query(pragma).fetch_one(db.sql()).await.unwrap();
        assert_eq!(row.get::<i64, _>(0).to_string(), wanted, "{pragma}");
    }
    let row = sqlx::query("PRAGMA journal_mode")
        .fetch_one(db.sql())
        .await
        .unwrap();
    assert_eq!(row.get::<String, _>(0), "wal");
}
