//! What an interview consists of, as an interviewer (or somebody who practises) composes it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Counts, Phase, Pool};
use crate::question::{Kind, QuestionId};

/// Longer sittings are not timed interviews; bounds what a deadline can be.
pub const MAX_MINUTES: u32 = 480;

/// More than fits into [`MAX_MINUTES`] anyway.
pub const MAX_QUESTIONS: usize = 50;

/// A round's (or a practice's) questions and policy. Stored as JSON and frozen into each interview at its creation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundSpec {
    pub items: Vec<Item>,
    /// Drawn and added to `items` when an interview is made; see [`RoundSpec::drawn`].
    #[serde(default)]
    pub pools: Vec<Pool>,
    /// On the candidate's clock, before any extra time.
    pub minutes: u32,
    /// Submissions for each question; `None` is as many as time allows.
    #[serde(default)]
    pub max_attempts: Option<u32>,
    #[serde(default)]
    pub counts: Counts,
    #[serde(default)]
    pub release: Release,
    #[serde(default)]
    pub live: Live,
    #[serde(default)]
    pub hints: HintPolicy,
    /// The practice set that it was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
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

/// What a candidate may see of results while the interview runs. Where [`Release::Nothing`] keeps them for good, they
/// aren't seen here either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Live {
    /// Each submission's, as soon as it is graded.
    #[default]
    Results,
    /// Only that it was handed in.
    Nothing,
}

/// Whether hints can be taken, and at what price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HintPolicy {
    /// Each costs what its question says.
    #[default]
    Priced,
    Free,
    /// There are none.
    None,
}

/// Why a round can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRound {
    #[error("a round has 1 to {MAX_QUESTIONS} questions, not {0}")]
    Questions(usize),
    #[error("a pool draws from 1 to all of its questions, not {take} of {of}")]
    Take { take: usize, of: usize },
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
    /// With the usual policy.
    pub fn of(items: Vec<Item>, minutes: u32) -> Self {
        Self {
            items,
            pools: Vec::new(),
            minutes,
            max_attempts: None,
            counts: Counts::default(),
            release: Release::default(),
            live: Live::default(),
            hints: HintPolicy::default(),
            preset: None,
        }
    }

    /// Everything that some candidate may be asked: the fixed questions, then the pools'.
    pub fn questions(&self) -> impl Iterator<Item = &Item> {
        let pools = self.pools.iter().flat_map(|pool| &pool.from);
        self.items.iter().chain(pools)
    }

    /// How many questions each candidate is asked.
    pub fn asked(&self) -> usize {
        let drawn = self.pools.iter().map(|pool| pool.take);
        drawn.fold(self.items.len(), usize::saturating_add)
    }

    pub fn validate(&self) -> Result<(), InvalidRound> {
        for Pool { take, from } in &self.pools {
            let (take, of) = (*take, from.len());
            if take == 0 || take > of {
                return Err(InvalidRound::Take { take, of });
            }
        }
        let asked = self.asked();
        if asked == 0 || asked > MAX_QUESTIONS {
            return Err(InvalidRound::Questions(asked));
        }
        if self.minutes == 0 || self.minutes > MAX_MINUTES {
            return Err(InvalidRound::Minutes(self.minutes));
        }
        if let Some(most) = self.max_attempts.filter(|most| !(1..=1000).contains(most)) {
            return Err(InvalidRound::Attempts(most));
        }
        let mut seen = BTreeSet::new();
        for item in self.questions() {
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

    /// Whether a candidate may see what submissions came to, in this phase of the interview.
    pub fn shows_results(&self, phase: Phase) -> bool {
        self.release != Release::Nothing && (self.live == Live::Results || phase == Phase::Over)
    }

    /// What a hint costs here, of `percent` that its question asks.
    pub fn hint_percent(&self, percent: u32) -> u32 {
        match self.hints {
            HintPolicy::Priced => percent,
            HintPolicy::Free | HintPolicy::None => 0,
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
        RoundSpec::of(questions.iter().map(item).collect(), minutes)
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

    #[test]
    fn a_pool_can_give_what_is_asked_of_it() {
        let pooled = |take| {
            let pool = Pool {
                take,
                from: spec(&["p/a", "p/b"], 30).items,
            };
            let spec = RoundSpec {
                pools: vec![pool],
                ..RoundSpec::of(Vec::new(), 30)
            };
            (spec.asked(), spec.validate())
        };
        assert_eq!(pooled(2), (2, Ok(())));
        for take in [0, 3] {
            assert_eq!(pooled(take).1, Err(InvalidRound::Take { take, of: 2 }));
        }
    }

    #[test]
    fn results_are_shown_never_afterwards_or_at_once() {
        let running = Phase::Running {
            remaining: crate::interview::Span::from_minutes(1),
        };
        let shown = |release, live| {
            let spec = RoundSpec {
                release,
                live,
                ..spec(&["a/b"], 30)
            };
            (spec.shows_results(running), spec.shows_results(Phase::Over))
        };
        assert_eq!(shown(Release::Score, Live::Results), (true, true));
        assert_eq!(shown(Release::Score, Live::Nothing), (false, true));
        assert_eq!(shown(Release::Nothing, Live::Results), (false, false));
    }
}
