//! Ids, secrets and seeds, from the operating system's randomness.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::interview::Time;
use crate::question::Digest;

/// Bytes of a secret: 192 bits, which base64 writes without a remainder.
const SECRET_BYTES: usize = 24;

/// What a token is for; its prefix says so to people and to secret scanners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// Swapped once for a session; staff sign in with it.
    Link,
    /// A candidate's invitation, swapped once for a session.
    Invite,
    /// Identifies a caller for some hours.
    Session,
    /// Identifies a program that acts for staff.
    Api,
}

impl SecretKind {
    pub const ALL: [SecretKind; 4] = [
        SecretKind::Link,
        SecretKind::Invite,
        SecretKind::Session,
        SecretKind::Api,
    ];

    pub fn prefix(self) -> &'static str {
        match self {
            SecretKind::Link => "viva_lnk_",
            SecretKind::Invite => "viva_inv_",
            SecretKind::Session => "viva_ses_",
            SecretKind::Api => "viva_api_",
        }
    }
}

/// A token as its owner holds it. The store keeps its [`digest_of`] alone, so it is shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(kind: SecretKind) -> Self {
        let random: [u8; SECRET_BYTES] = random();
        let text = URL_SAFE_NO_PAD.encode(random);
        Self(format!("{}{text}", kind.prefix()))
    }

    /// The token itself, for the one who is to hold it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn digest(&self) -> String {
        digest_of(&self.0)
    }
}

/// Never the secret: a log line may hold it.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Under which a token is stored. A plain SHA-256 does: what it hides has 192 random bits, not a person's choice.
pub fn digest_of(token: &str) -> String {
    Digest::of_text(token).to_string()
}

/// A UUIDv7: sorts by time, and the rest of it is random.
pub fn new_id(now: Time) -> Uuid {
    let millis = u64::try_from(now.as_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random()).into_uuid()
}

/// For drawing questions and for grading. 32 bits: it stays exact in every JSON reader and in BIGINT.
pub fn new_seed() -> u64 {
    u64::from(u32::from_le_bytes(random()))
}

/// A key for signing, of the length of the hash's.
pub fn new_key() -> [u8; 32] {
    random()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // No safe way on exists: a guessable token is worse than a process that ends.
    #[expect(
        clippy::expect_used,
        reason = "without randomness there are no secrets"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_names_its_kind_and_hides_in_debug() {
        for kind in SecretKind::ALL {
            let secret = Secret::new(kind);
            assert!(secret.reveal().starts_with(kind.prefix()));
            assert_eq!(secret.reveal().len(), kind.prefix().len() + 32);
            assert!(!format!("{secret:?}").contains(secret.reveal()));
            assert_ne!(secret, Secret::new(kind));
        }
    }

    #[test]
    fn ids_sort_by_time() {
        let id = |millis| new_id(Time::from_millis(millis));
        assert!(id(1_700_000_000_000) < id(1_700_000_000_001));
        assert_eq!(id(1_700_000_000_000).get_version_num(), 7);
    }
}
