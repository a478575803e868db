//! A round as its candidates sit it: server-sent events for staff.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use tokio::time::Instant;
use utoipa::ToSchema;

use super::caller::Staff;
use super::extract::Path;
use super::interviews::PhaseName;
use super::rounds::owned;
use super::stamp::Stamp;
use super::stream::{self, Teller, Told};
use super::{App, Problem};
use crate::interview::{InterviewId, Phase, RoundId, Time};
use crate::store::progress::{self, Progress};

/// How often it looks for what happens on other nodes and for what the clock alone changes.
const LOOK: Duration = Duration::from_millis(2_000);

/// Two looks are this far apart at least, however much happens.
const PAUSE: Duration = Duration::from_millis(250);

/// The data of an `interview` event: where one candidate is.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewEvent {
    #[schema(format = "uuid")]
    interview: String,
    candidate: String,
    phase: PhaseName,
    started: Option<Stamp>,
    deadline: Option<Stamp>,
    finished: Option<Stamp>,
    /// Milliseconds; 0 unless running.
    remaining_ms: i64,
    /// Questions with a saved draft.
    drafts: u64,
    submissions: u64,
    /// Submissions that are graded.
    graded: u64,
    /// The number of the last event on its time line.
    last_event: u64,
}

/// Follow a round
///
/// Server-sent events: `interview`, with where one candidate is, for each interview of the round at first and then for
/// each that changes. A connection that is lost begins anew, so nothing is missed. Comments keep a silent one open.
#[utoipa::path(get, path = "/rounds/{id}/events", tag = "rounds", params(("id" = String, Path, format = "uuid")),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub async fn round(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<RoundId>,
) -> Result<Response, Problem> {
    owned(&mut app.store.read().await?, &staff, id).await?;
    let teller = Watching {
        id,
        staff,
        told: BTreeMap::new(),
        looked: Instant::now(),
        news: Box::pin(app.news.changed()),
        app,
    };
    Ok(stream::respond(teller.app.news.clone(), teller))
}

struct Watching {
    app: App,
    staff: Staff,
    id: RoundId,
    told: BTreeMap<InterviewId, (PhaseName, Progress)>,
    looked: Instant,
    /// Listens from before the last look, so that nothing falls between a look and the wait for the next.
    news: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Teller for Watching {
    async fn look(&mut self, tell: &mut Told) -> Result<(), Problem> {
        self.looked = Instant::now();
        self.news = Box::pin(self.app.news.changed());
        let now = self.app.clock.now();
        let mut db = self.app.store.read().await?;
        owned(&mut db, &self.staff, self.id).await?;
        for one in progress::of_round(&mut db, self.id).await? {
            let event = InterviewEvent::new(&one, now);
            let id = one.interview;
            let state = (event.phase, one);
            if self.told.get(&id) != Some(&state) {
                tell.event("interview", None, &event)?;
                self.told.insert(id, state);
            }
        }
        Ok(())
    }

    async fn wait(&mut self) {
        let later = self.looked + LOOK;
        tokio::select! {
            () = &mut self.news => {}
            () = tokio::time::sleep_until(later) => {}
        }
        tokio::time::sleep_until(self.looked + PAUSE).await;
    }
}

impl InterviewEvent {
    fn new(progress: &Progress, now: Time) -> Self {
        let sitting = &progress.sitting;
        let (phase, remaining_ms) = match sitting.phase(now) {
            Phase::Ready => (PhaseName::Ready, 0),
            Phase::Running { remaining } => (PhaseName::Running, remaining.as_millis()),
            Phase::Over => (PhaseName::Over, 0),
        };
        Self {
            interview: progress.interview.to_string(),
            candidate: progress.candidate.clone(),
            phase,
            started: sitting.started.map(Stamp),
            deadline: sitting.deadline.map(Stamp),
            finished: sitting.finished.map(Stamp),
            remaining_ms,
            drafts: progress.drafts,
            submissions: progress.submissions,
            graded: progress.graded,
            last_event: progress.last_event,
        }
    }
}
