//! Server-sent events: responses that go on while there is something to tell.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::time::Instant;

use super::Problem;
use crate::worker::News;

/// A stream ends after this and its client comes back by itself, so that a session that was revoked ends, too.
const LONGEST: Duration = Duration::from_secs(600);

/// Between the comments that keep a silent connection from being taken for dead; below what proxies wait.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Has something to tell, now and then.
pub trait Teller: Send + Sized + 'static {
    /// Looks for what is new. Called at once, and again after each [`Teller::wait`].
    fn look(&mut self, tell: &mut Told) -> impl Future<Output = Result<(), Problem>> + Send;

    /// Ends when another look may be worth it.
    fn wait(&mut self) -> impl Future<Output = ()> + Send;
}

/// What is to be sent.
#[derive(Debug, Default)]
pub struct Told {
    events: VecDeque<Event>,
    ended: bool,
}

impl Told {
    /// `id` is what a client that lost the connection comes back with, in `Last-Event-ID`.
    pub fn event(
        &mut self,
        name: &str,
        id: Option<&str>,
        data: &impl Serialize,
    ) -> Result<(), Problem> {
        // JSON has no line breaks, so an event has one line of data.
        let text = serde_json::to_string(data).map_err(|error| Problem::internal(&error))?;
        let event = Event::default().event(name).data(text);
        self.events.push_back(match id {
            Some(id) => event.id(id),
            None => event,
        });
        Ok(())
    }

    /// There is nothing more to come.
    pub fn end(&mut self) {
        self.ended = true;
    }
}

/// Sends what `teller` tells until it ends, the process stops or the stream has lasted long enough.
pub fn respond(news: News, teller: impl Teller) -> Response {
    let until = Instant::now() + LONGEST;
    let state = (news, teller, Told::default(), Moment::First);
    let events = stream::unfold(
        state,
        move |(news, mut teller, mut told, mut moment)| async move {
            loop {
                if let Some(event) = told.events.pop_front() {
                    return Some((Ok::<_, Infallible>(event), (news, teller, told, moment)));
                }
                if told.ended {
                    return None;
                }
                if moment == Moment::Later {
                    tokio::select! {
                        () = teller.wait() => {}
                        () = news.stop() => return None,
                        () = tokio::time::sleep_until(until) => return None,
                    }
                }
                moment = Moment::Later;
                // What went wrong was logged; the client comes back and is told then.
                teller.look(&mut told).await.ok()?;
            }
        },
    );
    let heartbeat = KeepAlive::new().interval(HEARTBEAT);
    Sse::new(events).keep_alive(heartbeat).into_response()
}

#[derive(Clone, Copy, PartialEq)]
enum Moment {
    First,
    Later,
}
