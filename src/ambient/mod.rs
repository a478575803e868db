//! What the service takes from its surroundings: the time, and randomness. Whoever needs either is given one of
//! these, so that a test decides both.

mod clock;
mod random;

pub use clock::{Clock, SystemClock};
pub use random::{Secret, SecretKind, digest_of, new_id, new_key, new_seed};
