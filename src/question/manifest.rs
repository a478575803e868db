//! The shape of `question.toml`, and where in the text each part stands.
//!
//! Only the shape: whether the values make sense together is `validate`'s.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{Finding, Kind, Level, Limits};

pub(super) const FILE: &str = "question.toml";

/// Cases that are worth points together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub title: String,
    /// Whole points, split over the cases.
    pub points: u32,
    /// Case functions (`test_name` or `Class::test_name`); all parametrizations belong to them.
    pub cases: Vec<String>,
    /// Titles of groups above that must have passed whole, or this group's cases are skipped.
    #[serde(default)]
    pub requires: Vec<String>,
}

/// One option of a `choice` question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    pub id: String,
    /// Markdown.
    pub text: String,
    #[serde(default)]
    pub correct: bool,
    /// Markdown, shown when the interview is over.
    pub why: String,
}

/// How many options of a `choice` question are to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Select {
    /// Exactly one is right.
    One,
    /// All that are right, no other.
    All,
}

/// One line of an `explain` question's rubric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What the person who scores looks for.
    pub text: String,
    /// Whole points.
    pub points: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub title: Spanned<String>,
    pub kind: Spanned<Kind>,
    pub topics: Spanned<Vec<String>>,
    pub level: Level,
    pub minutes: Spanned<u32>,
    pub points: Spanned<u32>,
    #[serde(default)]
    pub roles: Vec<String>,
    pub limits: Option<Spanned<Limits>>,
    #[serde(default)]
    pub groups: Vec<Spanned<Group>>,
    pub module: Option<Spanned<String>>,
    pub select: Option<Spanned<Select>>,
    #[serde(default)]
    pub options: Vec<Spanned<ChoiceOption>>,
    #[serde(default)]
    pub rubric: Vec<Spanned<Criterion>>,
}

impl Manifest {
    pub fn parse(text: &str) -> Result<Self, Finding> {
        toml::from_str(text).map_err(|error| {
            Finding::error(
                FILE,
                error.span().map(|span| line_of(text, &span)),
                error.message().trim_end().replace('\n', " "),
                "write it as the format describes (`viva new` shows every field)",
            )
        })
    }
}

/// The 1-based line on which a span begins.
pub(super) fn line_of(text: &str, span: &Range<usize>) -> usize {
    let before = text.as_bytes().get(..span.start).unwrap_or_default();
    before.iter().filter(|&&byte| byte == b'\n').count() + 1
}
