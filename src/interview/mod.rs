//! The rules of a timed interview: when it runs, what may be handed in, what it comes to.
//!
//! Pure: times and randomness are passed in. Knows no clock, no storage, no transport, and does not grade.

pub mod contact;
mod counting;
mod draw;
mod edit;
mod guests;
mod id;
pub mod integrity;
mod leftover;
pub mod progress;
mod role;
mod round;
mod score;
mod sitting;
mod standing;
mod time;
mod window;

pub use counting::{Counts, Handed, counted};
pub use draw::Pool;
pub use edit::Edit;
pub use guests::{BadLine, Guest, MAX_EXTRA, guests};
pub use id::{
    CommentId, DeliveryId, InterviewId, InvalidUuid, InviteId, PersonId, RegradeId, RoundId,
    SubmissionId, TokenId, WebhookId,
};
pub use leftover::{Draft, leftover};
pub use role::Role;
pub use round::{
    HintPolicy, InvalidRound, Item, Live, MAX_MINUTES, MAX_QUESTIONS, Release, RoundSpec,
};
pub use score::{Earned, InterviewScore, QuestionScore, hint_price, total};
pub use sitting::{Ending, Phase, Refusal, Sitting, deadline};
pub use standing::{Standing, standing};
pub use time::{Span, Time};
pub use window::{Shut, Window};
