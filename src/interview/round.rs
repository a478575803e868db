//! What an interview consists of, as an interviewer (or somebody who practises) composes it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Counts;
use crate::question::{Kind, QuestionId};

/// Longer sittings are not timed interviews; bounds what a deadline can be.
pub const MAX_MINUTES: u32 = 480;

/// More than fits into [`MAX_MINUTES`] anyway.
pub const MAX_QUESTIONS: usize = 50;

/// A round's (or a practice's) questions and policy. Stored as JSON and frozen into each interview at its creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundSpec {
    pub items: Vec<Item>,
    /// On the candidate's clock, before any extra time.
    pub minutes: u32,
    /// Submissions for each question; `None` is as many as time allows.
    #[serde(default)]
    pub max_attempts: Option<u32>,
    #[serde(default)]
    pub counts: Counts,
    #[serde(default)]
    pub release: Release,
}

/// One question of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub question: QuestionId,
    /// Points that the question is worth here; a full answer earns them all.
    pub weight: u32,
}

/// What a candidate may see once their interview is over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// That it is over.
    Nothing,
    /// Scores and verdicts.
    #[default]
    Score,
    /// The explanations as well.
    Explanations,
}

/// Why a round can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRound {
    #[error("a round has 1 to {MAX_QUESTIONS} questions, not {0}")]
    Questions(usize),
    #[error("the question '{0}' is named twice")]
    Twice(QuestionId),
    #[error("minutes must be from 1 to {MAX_MINUTES}, not {0}")]
    Minutes(u32),
    #[error("max_attempts must be from 1 to 1000, not {0}")]
    Attempts(u32),
    #[error("a weight must be from 0 to 10000, not {0}")]
    Weight(u32),
}

impl RoundSpec {
    pub fn validate(&self) -> Result<(), InvalidRound> {
        if self.items.is_empty() || self.items.len() > MAX_QUESTIONS {
            return Err(InvalidRound::Questions(self.items.len()));
        }
        if self.minutes == 0 || self.minutes > MAX_MINUTES {
            return Err(InvalidRound::Minutes(self.minutes));
        }
        if let Some(most) = self.max_attempts.filter(|most| !(1..=1000).contains(most)) {
            return Err(InvalidRound::Attempts(most));
        }
        let mut seen = BTreeSet::new();
        for item in &self.items {
            if !seen.insert(&item.question) {
                return Err(InvalidRound::Twice(item.question.clone()));
            }
            if item.weight > 10_000 {
                return Err(InvalidRound::Weight(item.weight));
            }
        }
        Ok(())
    }

    /// Which submission counts for a question of this kind. Of a choice always the last: the best of all options
    /// would be the right one.
    pub fn counts_for(&self, kind: Kind) -> Counts {
        match kind {
            Kind::Choice => Counts::Last,
            _ => self.counts,
        }
    }

    pub fn item(&self, question: &QuestionId) -> Option<&Item> {
        self.items.iter().find(|item| item.question == *question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(questions: &[&str], minutes: u32) -> RoundSpec {
        let item = |id: &&str| Item {
            question: id.parse().unwrap(),
            weight: 100,
        };
        RoundSpec {
            items: questions.iter().map(item).collect(),
            minutes,
            max_attempts: None,
            counts: Counts::Best,
            release: Release::Score,
        }
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(spec(&["a/b", "a/c"], 30).validate(), Ok(()));
        assert_eq!(spec(&[], 30).validate(), Err(InvalidRound::Questions(0)));
        let twice = InvalidRound::Twice("a/b".parse().unwrap());
        assert_eq!(spec(&["a/b", "a/b"], 30).validate(), Err(twice));
        for minutes in [0, 481] {
            let error = spec(&["a/b"], minutes).validate();
            assert_eq!(error, Err(InvalidRound::Minutes(minutes)));
        }
    }
}
