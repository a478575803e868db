//! Which questions of the bank somebody means.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Kind, Level, Question};

/// Questions for which all that is given holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    pub topic: Option<String>,
    #[serde(default, deserialize_with = "one_or_several")]
    pub kind: Vec<Kind>,
    #[serde(default, deserialize_with = "one_or_several")]
    pub level: Vec<Level>,
    pub role: Option<String>,
    /// At most this long.
    pub max_minutes: Option<u32>,
}

impl Filter {
    pub fn admits(&self, question: &Question) -> bool {
        let has = |list: &[String], wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| list.contains(wanted))
        };
        has(&question.topics, &self.topic)
            && has(&question.roles, &self.role)
            && is_one_of(&self.kind, question.kind)
            && is_one_of(&self.level, question.level)
            && self.max_minutes.is_none_or(|most| question.minutes <= most)
    }
}

/// Without any that is wanted, all are.
fn is_one_of<T: PartialEq>(wanted: &[T], value: T) -> bool {
    wanted.is_empty() || wanted.contains(&value)
}

/// `"mid"` or `["mid", "senior"]`.
fn one_or_several<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    given: D,
) -> Result<Vec<T>, D::Error> {
    given.deserialize_any(OneOrSeveral(PhantomData))
}

struct OneOrSeveral<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrSeveral<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name or a list of names")
    }

    fn visit_str<E: de::Error>(self, one: &str) -> Result<Vec<T>, E> {
        T::deserialize(one.into_deserializer()).map(|one| vec![one])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, several: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(several))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_or_several() {
        let filter = |text: &str| toml::from_str::<Filter>(text);
        assert_eq!(filter("").unwrap().level, []);
        assert_eq!(filter("level = 'mid'").unwrap().level, [Level::Mid]);
        let several = filter("level = ['mid', 'senior']").unwrap();
        assert_eq!(several.level, [Level::Mid, Level::Senior]);
        for text in ["level = 'expert'", "level = ['mid', 'expert']"] {
            let error = filter(text).unwrap_err().to_string();
            assert!(error.contains("unknown variant `expert`"), "{error}");
        }
        let error = filter("kind = 1").unwrap_err().to_string();
        assert!(error.contains("a name or a list of names"), "{error}");
    }
}
