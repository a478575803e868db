//! Writers that share a commit: each is whole, none takes another with it.

use viva::ambient::{Clock as _, new_id};
use viva::interview::{InterviewId, PersonId, Role};
use viva::store::interviews::Scope;
use viva::store::people::Person;
use viva::store::submissions::Kind;
use viva::store::{Dialect, Store, StoreError, drafts, events, people, submissions, work};

use super::world::{World, question};

fn somebody(world: &World) -> Person {
    let now = world.clock.now();
    Person {
        id: PersonId::from(new_id(now)),
        role: Role::Candidate,
        name: String::new(),
        email: None,
        created: now,
        disabled: None,
    }
}

async fn is_there(store: &Store, person: &Person) -> bool {
    let mut db = store.read().await.unwrap();
    people::get(&mut db, person.id).await.unwrap().is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_of_many_writers_is_whole() {
    let world = World::new().await;
    let mut writing = tokio::task::JoinSet::new();
    let taken = somebody(&world);
    for number in 0..200 {
        let (store, person) = (world.store.clone(), somebody(&world));
        let taken = taken.clone();
        writing.spawn(async move {
            let mut db = store.write().await.unwrap();
            people::add(&mut db, &person).await.unwrap();
            let committed = match number % 4 {
                // It gives up.
                0 => false,
                // Its statement is refused, except the first one's, and it gives up.
                1 => match people::add(&mut db, &taken).await {
                    Ok(()) => db.commit().await.is_ok(),
                    Err(error) => {
                        assert!(error.is_duplicate(), "{error:?}");
                        false
                    }
                },
                _ => {
                    db.commit().await.unwrap();
                    // Not a moment later.
                    assert!(is_there(&store, &person).await);
                    true
                }
            };
            (person, committed)
        });
    }
    let mut kept = 0;
    while let Some(written) = writing.join_next().await {
        let (person, committed) = written.unwrap();
        assert_eq!(is_there(&world.store, &person).await, committed);
        kept += usize::from(committed);
    }
    assert_eq!(kept, 101);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_that_go_away_keep_nobody_waiting() {
    let world = World::new().await;
    for number in 0..200 {
        let (store, person) = (world.store.clone(), somebody(&world));
        let going = tokio::spawn(async move {
            let mut db = store.write().await.unwrap();
            people::add(&mut db, &person).await.unwrap();
            db.commit().await.unwrap();
        });
        // At one await or another.
        for _ in 0..number % 20 {
            tokio::task::yield_now().await;
        }
        going.abort();
    }
    let person = somebody(&world);
    let mut db = world.store.write().await.unwrap();
    people::add(&mut db, &person).await.unwrap();
    db.commit().await.unwrap();
    assert!(is_there(&world.store, &person).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn drafts_are_saved_whole_or_not_at_all() {
    let world = World::new().await;
    let interview = world.sitter().await;
    let (id, scope, now) = (
        interview.id,
        Scope::Sitter(interview.person),
        world.clock.now(),
    );
    let mut saving = tokio::task::JoinSet::new();
    for number in 0..90 {
        let store = world.store.clone();
        saving.spawn(async move {
            let question = question();
            let (db, found) = drafts::begin(&store, id, scope, &question).await.unwrap();
            let (_, before) = found.expect("it is there");
            if number % 3 == 0 {
                // It gives up.
                return false;
            }
            // What belongs to no interview is refused, in the trip that would have committed it.
            let nowhere = InterviewId::from(new_id(now));
            let new = drafts::New {
                interview: if number % 3 == 1 { nowhere } else { id },
                question: &question,
                text: "x",
                version: before.map_or(0, |before| before.version) + 1,
                at: now,
                detail: serde_json::json!({}),
            };
            let saved = drafts::save(db, new).await;
            assert_eq!(saved.is_ok(), number % 3 == 2, "{saved:?}");
            saved.is_ok()
        });
    }
    let mut kept = 0;
    while let Some(saved) = saving.join_next().await {
        kept += usize::from(saved.unwrap());
    }
    assert_eq!(kept, 30);
    let mut db = world.store.read().await.unwrap();
    let found = work::with_interview(&mut db, id, scope).await.unwrap();
    let (_, work) = found.expect("it is there");
    let versions: Vec<u64> = work.drafts.iter().map(|draft| draft.version).collect();
    assert_eq!(versions, [30], "each over the one before");
    let noted = events::list(&mut db, id, 0, 100).await.unwrap();
    assert_eq!(noted.len(), 30, "and in the time line");
    let stranger = Scope::Sitter(world.person(Role::Practice).await);
    let found = work::with_interview(&mut db, id, stranger).await.unwrap();
    assert_eq!(found, None);
}

#[tokio::test]
async fn a_backup_is_a_database_as_it_was() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a copy.db");
    let id = world.hand_in(&world.sitter().await, Kind::Submission).await;
    if world.store.dialect() == Dialect::Postgres {
        let refused = Store::backup(&world.database.url, &file).await;
        assert!(matches!(refused, Err(StoreError::BackupElsewhere)));
        return;
    }
    // Somebody is writing meanwhile.
    let mut db = world.store.write().await.unwrap();
    let unwritten = somebody(&world);
    people::add(&mut db, &unwritten).await.unwrap();
    Store::backup(&world.database.url, &file).await.unwrap();
    db.commit().await.unwrap();

    let copy = Store::open(&Store::sqlite_url(&file)).await.unwrap();
    let mut db = copy.read().await.unwrap();
    assert!(submissions::get(&mut db, id).await.unwrap().is_some());
    assert!(!is_there(&copy, &unwritten).await);

    let again = Store::backup(&world.database.url, &file).await;
    assert!(matches!(again, Err(StoreError::Backup(..))), "{again:?}");
    let nowhere = Store::sqlite_url(&folder.path().join("none.db"));
    let of_nothing = folder.path().join("of nothing.db");
    Store::backup(&nowhere, &of_nothing).await.unwrap_err();
    assert!(!of_nothing.exists());
}
