//! Two nodes that grade from one database.

use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::time::Duration;

use serde_json::json;
use sqlx::Row as _;
use viva::grading::{GradeError, Graded, Grader, Ran, Source, Task};
use viva::question::Limits;
use viva::store::{Connection as _, Dialect, Store};
use viva::worker::{News, Worker};

use super::events::{Gated, next, submit};
use super::fake::Fake;
use super::service::Service;

/// Who graded which answer.
type Log = Arc<Mutex<Vec<(&'static str, String)>>>;

/// The fake grader of one node, which notes what it grades.
struct Noting {
    node: &'static str,
    log: Log,
    /// The first grade of each node waits for the other's.
    both: Arc<Barrier>,
}

impl Grader for Noting {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        let is_first = {
            let mut log = self.log.lock().expect("nobody panicked");
            log.push((self.node, task.answer.text.clone()));
            log.iter().filter(|(node, _)| *node == self.node).count() == 1
        };
        if is_first {
            self.both.wait();
        }
        Fake.grade(task)
    }

    fn run(
        &self,
        file: &Source,
        support: &[Source],
        seed: u64,
        limits: &Limits,
    ) -> Result<Ran, GradeError> {
        Fake.run(file, support, seed, limits)
    }

    fn image(&self) -> String {
        Fake.image()
    }
}

async fn node(service: &Service, name: &'static str, log: &Log, both: &Arc<Barrier>) -> Worker {
    Worker {
        store: Store::open(&service.database.url)
            .await
            .expect("the database opens"),
        grader: Arc::new(Noting {
            node: name,
            log: log.clone(),
            both: both.clone(),
        }),
        news: News::default(),
        holder: name.into(),
        ..service.worker.clone()
    }
}

async fn work(worker: Worker) {
    while worker.work_once().await.expect("the store works") {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_share_the_work_and_grade_nothing_twice() {
    let service = Service::start().await;
    let (log, both) = (Log::default(), Arc::new(Barrier::new(2)));
    let one = node(&service, "one", &log, &both).await;
    let other = node(&service, "other", &log, &both).await;
    let mut handed_in = Vec::new();
    for wave in 0..8 {
        // As many as the queue takes, each a person's.
        for number in 0..3 {
            let (me, interview) = service.practice(&["demo/code"], 30).await;
            let text = format!("# {wave}.{number}\n");
            let body = json!({ "question": "demo/code", "text": text });
            let path = format!("{interview}/submissions");
            let taken = service.post(&me, &path, body).await.ok();
            let id = taken["id"].as_str().unwrap().to_owned();
            handed_in.push((me, id, text));
        }
        let (first, second) = tokio::join!(
            tokio::spawn(work(one.clone())),
            tokio::spawn(work(other.clone()))
        );
        first.and(second).unwrap();
    }
    for (me, id, _) in &handed_in {
        let found = service.get(me, &format!("/submissions/{id}")).await.ok();
        assert_eq!(
            (&found["state"], &found["outcome"]["kind"]),
            (&json!("done"), &json!("report"))
        );
    }
    let claimed = "SELECT CAST(SUM(attempts) AS BIGINT) AS attempts FROM submissions";
    let mut db = service.worker.store.read().await.unwrap();
    let claimed = sqlx::query(claimed).fetch_one(db.sql()).await.unwrap();
    assert_eq!(claimed.get::<i64, _>("attempts"), handed_in.len() as i64);
    let log = log.lock().unwrap();
    let mut graded: Vec<&str> = log.iter().map(|(_, text)| text.as_str()).collect();
    graded.sort_unstable();
    let wanted: Vec<&str> = handed_in.iter().map(|(_, _, text)| text.as_str()).collect();
    assert_eq!(graded, wanted, "each once");
    for name in ["one", "other"] {
        assert!(
            log.iter().any(|(node, _)| *node == name),
            "{name} did nothing"
        );
    }
}

/// A node that shares nothing but the database, and whose grades stop after the first case.
async fn gated(service: &Service) -> (Worker, mpsc::Sender<()>) {
    let (go_on, gate) = mpsc::channel();
    let worker = Worker {
        store: Store::open(&service.database.url)
            .await
            .expect("the database opens"),
        grader: Arc::new(Gated(Mutex::new(gate))),
        news: News::default(),
        holder: "another".into(),
        ..service.worker.clone()
    };
    (worker, go_on)
}

#[tokio::test]
async fn what_one_node_grades_is_followed_on_another() {
    let service = Service::start().await;
    if service.worker.store.dialect() == Dialect::Sqlite {
        // Its nodes are on one machine, and find a result by looking: see `events`.
        return;
    }
    // It only hears, and doesn't look.
    let listener = service.worker.clone();
    let hearing = tokio::spawn(async move { listener.hear().await });
    let (other, go_on) = gated(&service).await;
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let submission = submit(&service, &me, &interview, "x = 1\n").await;
    let path = format!("{submission}/events");
    let mut live = service.follow(&me, &path, None).await;
    next(&mut live, "state").await;

    let grading = tokio::spawn(async move { other.work_once().await });
    let first = next(&mut live, "case").await;
    assert_eq!(first.id.as_deref(), Some("1.1"));
    let running = service.get(&me, &submission).await.ok();
    assert_eq!(running["state"], "running", "it is told while it runs");
    let mut late = service.follow(&me, &path, None).await;
    assert_eq!(
        next(&mut late, "case").await,
        first,
        "who comes later hears it, too"
    );

    let id = submission.rsplit('/').next().unwrap().parse().unwrap();
    let mut waiting = service.worker.news.follow(id);
    go_on.send(()).expect("the grader waits");
    let told = tokio::time::timeout(Duration::from_secs(60), waiting.ended()).await;
    assert!(told.is_ok(), "the end is told");
    assert!(grading.await.expect("no panic").expect("the store works"));
    let read = service.get(&me, &submission).await.ok();
    for live in [live, late] {
        let last = live.rest().await.pop().expect("an end");
        assert_eq!((last.name.as_str(), &last.data), ("done", &read));
    }
    let left = "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM live_cases";
    let mut db = service.worker.store.read().await.unwrap();
    let left = sqlx::query(left).fetch_one(db.sql()).await.unwrap();
    assert_eq!(left.get::<i64, _>("number"), 0, "its report has it all");
    hearing.abort();
}

#[tokio::test]
async fn work_is_heard_of_on_another_node() {
    let service = Service::start().await;
    if service.worker.store.dialect() == Dialect::Sqlite {
        return;
    }
    let other = node(
        &service,
        "other",
        &Log::default(),
        &Arc::new(Barrier::new(1)),
    )
    .await;
    let news = other.news.clone();
    let hearing = tokio::spawn(async move { other.hear().await });
    let (me, interview) = service.practice(&["demo/code"], 30).await;
    let heard = news.changed();
    submit(&service, &me, &interview, "# mine\n").await;
    let heard = tokio::time::timeout(Duration::from_secs(60), heard).await;
    assert!(heard.is_ok(), "a node that waits for work is woken");
    hearing.abort();
}
