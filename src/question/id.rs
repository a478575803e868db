//! A question's id: its path below the bank, `topic/slug`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// `topic/slug`, both of lower-case letters, digits and hyphens.
///
/// The narrow alphabet is what makes an id safe as a path, in a URL and on a command line: `..`, an absolute
/// path or a control character can't be written in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId(String);

/// Longest id; keeps paths and table columns bounded.
const MAX_LEN: usize = 80;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is not a question id: {reason}")]
pub struct InvalidId {
    pub given: String,
    /// A clause without a full stop.
    pub reason: &'static str,
}

impl QuestionId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn slug(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, slug)| slug)
    }

    pub fn topic(&self) -> &str {
        self.0.split_once('/').map_or("", |(topic, _)| topic)
    }
}

impl FromStr for QuestionId {
    type Err = InvalidId;

    fn from_str(given: &str) -> Result<Self, InvalidId> {
        let invalid = |reason| {
            Err(InvalidId {
                given: given.chars().take(MAX_LEN).collect(),
                reason,
            })
        };
        let Some((topic, slug)) = given.split_once('/') else {
            return invalid("it is written topic/slug, like oauth2/scopes");
        };
        if given.len() > MAX_LEN {
            return invalid("it is longer than 80 characters");
        }
        if slug.contains('/') {
            return invalid("it has exactly two parts, topic/slug");
        }
        if !is_slug(topic) || !is_slug(slug) {
            return invalid(
                "each part is lower-case letters, digits and single hyphens, and begins with a letter or digit",
            );
        }
        Ok(Self(given.to_owned()))
    }
}

/// Lower-case letters, digits and single hyphens inside.
pub(super) fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for QuestionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for QuestionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_topic_and_slug() {
        let id: QuestionId = "oauth2/scopes-2".parse().unwrap();
        assert_eq!((id.topic(), id.slug()), ("oauth2", "scopes-2"));
    }

    #[test]
    fn refuses_everything_that_could_leave_the_bank() {
        for given in [
            "", "scopes", "/", "a/", "/b", "a/b/c", "../etc", "a/..", "A/b", "a b/c", "a/b\n",
            "a/-b", "a/b--c", "a\\b/c", "a/b.",
        ] {
            assert!(given.parse::<QuestionId>().is_err(), "{given:?}");
        }
    }
}
