//! A store with somebody who sits an interview.

use std::sync::Arc;

use viva::ambient::{Clock as _, new_id};
use viva::interview::{InterviewId, Item, PersonId, Role, RoundSpec, Sitting, SubmissionId};
use viva::question::QuestionId;
use viva::store::interviews::Interview;
use viva::store::people::Person;
use viva::store::submissions::{self, Kind, New, Origin};
use viva::store::{Store, interviews, people};

use super::support::{Database, TestClock};

pub struct World {
    pub store: Store,
    pub clock: Arc<TestClock>,
    pub database: Database,
}

impl World {
    pub async fn new() -> Self {
        let database = Database::new().await;
        let store = Store::open(&database.url)
            .await
            .expect("the database opens");
        Self {
            store,
            clock: Arc::new(TestClock::new()),
            database,
        }
    }

    /// Somebody new, in the middle of an interview.
    pub async fn sitter(&self) -> Interview {
        let now = self.clock.now();
        let person = self.person(Role::Practice).await;
        let interview = Interview {
            id: InterviewId::from(new_id(now)),
            person,
            round: None,
            invite: None,
            preview: false,
            title: "Practice".to_owned(),
            spec: RoundSpec::of(
                vec![Item {
                    question: question(),
                    weight: 100,
                }],
                30,
            ),
            extra_percent: 0,
            seed: 7,
            created: now,
            sitting: Sitting::start(now, 30, 0),
        };
        let mut db = self.store.write().await.unwrap();
        interviews::add(&mut db, &interview).await.unwrap();
        db.commit().await.unwrap();
        interview
    }

    pub async fn person(&self, role: Role) -> PersonId {
        let now = self.clock.now();
        let person = Person {
            id: PersonId::from(new_id(now)),
            role,
            name: String::new(),
            email: None,
            created: now,
            disabled: None,
        };
        let mut db = self.store.write().await.unwrap();
        people::add(&mut db, &person).await.unwrap();
        db.commit().await.unwrap();
        person.id
    }

    /// Hands something in, a millisecond after whatever was before.
    pub async fn hand_in(&self, interview: &Interview, kind: Kind) -> SubmissionId {
        self.clock.pass(viva::interview::Span::from_millis(1));
        let now = self.clock.now();
        let id = SubmissionId::from(new_id(now));
        let new = New {
            id,
            interview: interview.id,
            person: interview.person,
            question: &question(),
            kind,
            origin: Origin::Candidate,
            text: "x = 1",
            scratch: None,
            seed: 7,
            received: now,
        };
        let mut db = self.store.write().await.unwrap();
        submissions::add(&mut db, &new).await.unwrap();
        db.commit().await.unwrap();
        id
    }
}

pub fn question() -> QuestionId {
    "demo/code".parse().unwrap()
}
