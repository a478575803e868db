//! A submission as it is graded: server-sent events.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::caller::Caller;
use super::extract::Path;
use super::stream::{self, Teller, Told};
use super::submissions::{SubmissionView, found, is_withheld};
use super::{App, Problem};
use crate::interview::SubmissionId;
use crate::store::queue;
use crate::store::submissions::State as Progress;
use crate::worker::{Followed, LiveCase, Progress as Grading};

/// How often a stream looks at the database while its job waits: its position changes.
const LOOK: Duration = Duration::from_millis(1_000);

/// The id of the last event: whoever comes back with it has everything.
const LAST: &str = "done";

/// The data of a `state` event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct StateEvent {
    /// `queued` or `running`.
    #[schema(value_type = String)]
    state: Progress,
    /// How many go before it, while queued.
    position: Option<u64>,
}

/// The data of a `case` event: a case that is done, of a hidden one its title and verdict alone. Points come with the
/// report, where a case whose prerequisites didn't pass is skipped.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseEvent<'a> {
    id: &'a str,
    title: &'a str,
    sample: bool,
    verdict: Value,
    message: Option<&'a str>,
    #[schema(value_type = Option<Object>)]
    comparison: Value,
    output: Option<&'a str>,
    /// How many are done, this one included, and how many there are.
    done: usize,
    cases: usize,
}

/// Follow a submission or a run
///
/// Server-sent events, each with JSON as its data: `state` whenever it or the queue's position changes, `case` as each
/// case finishes (not where results are withheld), and at the end `done` with the same object as a read of the
/// submission has. Comments keep a silent connection open. One who comes back with `Last-Event-ID` gets what follows.
#[utoipa::path(get, path = "/submissions/{id}/events", tag = "interviews",
    params(("id" = String, Path, format = "uuid"), ("last-event-id" = Option<String>, Header)),
    responses((status = 200, content_type = "text/event-stream", body = String),
        (status = 204, description = "All was told: `Last-Event-ID` was the last event's")))]
pub async fn submission(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<SubmissionId>,
) -> Result<Response, Problem> {
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok());
    let followed = app.news.follow(id);
    let mut db = app.store.read().await?;
    found(&app, &mut db, &caller, id).await?;
    if last == Some(LAST) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let teller = Following {
        news: app.news.clone(),
        id,
        caller,
        followed,
        told: None,
        at: last.and_then(place).unwrap_or_default(),
        app,
    };
    Ok(stream::respond(teller.news.clone(), teller))
}

/// Which cases were told: of which attempt, and how many.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct At {
    attempt: u32,
    finished: usize,
}

/// `2.5`: the second attempt's fifth case.
fn place(id: &str) -> Option<At> {
    let (attempt, finished) = id.split_once('.')?;
    Some(At {
        attempt: attempt.parse().ok()?,
        finished: finished.parse().ok()?,
    })
}

struct Following {
    app: App,
    news: crate::worker::News,
    caller: Caller,
    id: SubmissionId,
    followed: Followed,
    told: Option<StateEvent>,
    at: At,
}

impl Teller for Following {
    async fn look(&mut self, tell: &mut Told) -> Result<(), Problem> {
        let mut progress = self.followed.progress();
        if progress.ended {
            // Should the store say that it is not done, somebody begins anew.
            self.followed = self.news.follow(self.id);
        }
        let mut db = self.app.store.read().await?;
        let (submission, interview) = found(&self.app, &mut db, &self.caller, self.id).await?;
        let now = self.app.clock.now();
        if !is_withheld(&self.app, &submission, &interview, now) {
            if progress.attempt == 0 && submission.state == Progress::Running {
                progress = Grading::elsewhere(&mut db, self.id).await?;
            }
            // Another attempt tells its cases anew; of 0 nothing is known.
            if progress.attempt != 0 && progress.attempt != self.at.attempt {
                self.at = At {
                    attempt: progress.attempt,
                    finished: 0,
                };
            }
            if progress.attempt == self.at.attempt {
                for case in progress.finished.iter().skip(self.at.finished) {
                    self.at.finished += 1;
                    let id = format!("{}.{}", self.at.attempt, self.at.finished);
                    let event = CaseEvent::new(case, self.at.finished, progress.cases);
                    tell.event("case", Some(&id), &event)?;
                }
            }
        }
        if submission.state == Progress::Done {
            let view = SubmissionView::for_candidate(&self.app, &submission, &interview, now);
            tell.event("done", Some(LAST), &view)?;
            tell.end();
            return Ok(());
        }
        let position = match submission.state {
            Progress::Queued => Some(queue::position(&mut db, self.id).await?),
            _ => None,
        };
        let state = StateEvent {
            state: submission.state,
            position,
        };
        if self.told.replace(state) != Some(state) {
            tell.event("state", None, &state)?;
        }
        Ok(())
    }

    async fn wait(&mut self) {
        tokio::select! {
            () = self.followed.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

impl<'a> CaseEvent<'a> {
    fn new(case: &'a LiveCase, done: usize, cases: usize) -> Self {
        Self {
            id: &case.id,
            title: &case.title,
            sample: case.sample,
            verdict: json!(case.verdict),
            message: case.message.as_deref(),
            comparison: json!(case.comparison),
            output: case.output.as_deref(),
            done,
            cases,
        }
    }
}
