//! How many event streams one person holds open on this node: each takes a connection, and looks at the database now
//! and then for as long as it lasts.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};

use super::caller::Caller;
use super::{App, Code, Problem};
use crate::interview::PersonId;

/// As many tabs as a person may have open on what they wait for.
pub const MOST: u32 = 20;

/// Who holds how many.
#[derive(Debug, Clone, Default)]
pub struct Streams(Arc<Mutex<HashMap<PersonId, u32>>>);

/// One of them. Dropped, it is closed.
struct Held {
    streams: Streams,
    person: PersonId,
}

/// A response that holds its stream for as long as it is sent.
struct Holding {
    inner: Body,
    _held: Held,
}

/// Lets a stream begin, or not, by how many its caller has.
pub async fn admit(
    State(app): State<App>,
    caller: Caller,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let held = app.streams.hold(caller.person)?;
    // Known now: the handler need not ask again.
    request.extensions_mut().insert(caller);
    let response = next.run(request).await;
    Ok(response.map(|inner| Body::new(Holding { inner, _held: held })))
}

impl Streams {
    fn hold(&self, person: PersonId) -> Result<Held, Problem> {
        // A panic can't leave the map half changed.
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(person).or_default();
        if *count >= MOST {
            let detail = format!("{count} of your event streams are open; close one of them");
            return Err(Problem::new(Code::TooManyStreams, detail).retry_after(5));
        }
        *count += 1;
        Ok(Held {
            streams: self.clone(),
            person,
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let open = &self.streams.0;
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.person);
            }
        }
    }
}

impl http_body::Body for Holding {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
