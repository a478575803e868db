//! Ids of what the service stores: UUIDs, each kind a type of its own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// Not a UUID in its usual form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{}' is not an id: ids are UUIDs, like 0190d5a1-7c3e-7d11-8c55-0f2b6a1d9e42", .0.escape_debug())]
pub struct InvalidUuid(String);

/// 8-4-4-4-12 in hexadecimal digits and nothing else, so that one row has one name.
fn parse(text: &str) -> Result<Uuid, InvalidUuid> {
    let uuid = Uuid::try_parse(text).ok();
    uuid.filter(|_| text.len() == 36)
        .ok_or_else(|| InvalidUuid(text.chars().take(64).collect()))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = InvalidUuid;

            fn from_str(text: &str) -> Result<Self, InvalidUuid> {
                parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// Somebody who uses the service, staff or candidate.
    PersonId
    RoundId
    InviteId
    InterviewId
    /// A submission or a run.
    SubmissionId
    /// Names a token in lists and when it is revoked; it is no secret.
    TokenId
    CommentId
    RegradeId
    WebhookId
    /// One message for one webhook.
    DeliveryId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_but_for_case() {
        let id: InterviewId = "0190D5A1-7C3E-7D11-8C55-0F2B6A1D9E42".parse().unwrap();
        assert_eq!(id.to_string(), "0190d5a1-7c3e-7d11-8c55-0f2b6a1d9e42");
        for wrong in [
            "",
            "x",
            "0190d5a17c3e7d118c550f2b6a1d9e42",
            "{0190d5a1-7c3e-7d11-8c55-0f2b6a1d9e42}",
        ] {
            assert!(wrong.parse::<InterviewId>().is_err(), "{wrong}");
        }
    }
}
