//! What the service takes from its surroundings: the time, and randomness. Whoever needs either is given one of
//! these, so that a test decides both.

mod clock;
mod password;
mod random;

pub use clock::{Clock, SystemClock};
pub use password::{PasswordError, hash_password, is_password};
pub use random::{Secret, SecretKind, digest_of, new_id, new_key, new_seed};
