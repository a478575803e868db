//! Writers that share a commit: each is whole, none takes another with it.

use viva::ambient::{Clock as _, new_id};
use viva::interview::{PersonId, Role};
use viva::store::people::Person;
use viva::store::submissions::Kind;
use viva::store::{Dialect, Store, StoreError, people, submissions};

use super::world::World;

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
