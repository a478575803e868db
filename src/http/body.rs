//! A request's body, read against a limit and a deadline.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;

use super::{Code, Problem};

/// Why a body is not read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the body has more than {0} bytes, which is all that is taken here")]
    TooLarge(u64),
    #[error("the body did not arrive within {} ms", .0.as_millis())]
    TooSlow(Duration),
}

/// Passes a body on until it is too long or takes too long. The time runs from the first look at it: a request that
/// is refused unread costs nothing.
struct Bounded {
    inner: Body,
    taken: u64,
    most: u64,
    within: Duration,
    over: Option<Pin<Box<Sleep>>>,
}

pub fn bounded(inner: Body, most: u64, within: Duration) -> Body {
    Body::new(Bounded {
        inner,
        taken: 0,
        most,
        within,
        over: None,
    })
}

impl http_body::Body for Bounded {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let too_large = Refused::TooLarge(self.most);
        if self.inner.size_hint().lower() > self.most - self.taken {
            return Poll::Ready(Some(Err(too_large.into())));
        }
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
            let Some(frame) = frame.transpose()? else {
                return Poll::Ready(None);
            };
            let length = frame.data_ref().map_or(0, |data| data.len() as u64);
            self.taken = self.taken.saturating_add(length);
            if self.taken > self.most {
                self.taken = self.most;
                return Poll::Ready(Some(Err(too_large.into())));
            }
            return Poll::Ready(Some(Ok(frame)));
        }
        let within = self.within;
        let over = self
            .over
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(within)));
        match over.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Some(Err(Refused::TooSlow(within).into()))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The whole body, or the problem with it.
pub async fn whole(body: Body) -> Result<Bytes, Problem> {
    axum::body::to_bytes(body, usize::MAX)
        .await
        .map_err(|error| {
            let mut cause: Option<&dyn std::error::Error> = Some(&error);
            while let Some(error) = cause {
                if let Some(refused) = error.downcast_ref::<Refused>() {
                    let code = match refused {
                        Refused::TooLarge(_) => Code::TooLarge,
                        Refused::TooSlow(_) => Code::TooSlow,
                    };
                    return Problem::new(code, refused.to_string());
                }
                cause = error.source();
            }
            Problem::new(
                Code::IncompleteBody,
                "the connection broke off before the body's end",
            )
        })
}
