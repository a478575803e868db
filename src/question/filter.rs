//! Which questions of the bank somebody means.

use serde::Deserialize;

use super::{Kind, Level, Question};

/// Questions for which all that is given holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    pub topic: Option<String>,
    pub kind: Option<Kind>,
    pub level: Option<Level>,
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
            && self.kind.is_none_or(|kind| kind == question.kind)
            && self.level.is_none_or(|level| level == question.level)
            && self.max_minutes.is_none_or(|most| question.minutes <= most)
    }
}
