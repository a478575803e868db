//! A question: the folder an author writes, read and validated into types that carry its rules.
//!
//! Whoever holds a [`Question`] may rely on what the folder format promises: the groups' points add up, ids
//! are well formed, every file its kind needs is there. What can only be known by running Python (which cases
//! exist, what a submission comes to) is not known here: see `grading` and `viva check`.

pub mod archive;
mod bank;
mod digest;
mod examples;
pub mod files;
mod filter;
mod finding;
mod folder;
mod functions;
mod hints;
mod id;
mod implementation;
mod library;
mod limits;
mod manifest;
mod options;
mod points;
mod preset;
mod submission;
mod validate;
mod write;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use bank::{Bank, BankError};
pub use digest::Digest;
pub use examples::{Examples, examples};
pub use files::{EXCEPTIONS, Files, read_at_most};
pub use filter::Filter;
pub use finding::{BrokenQuestion, Finding, Severity};
pub use functions::line_of_function;
pub use hints::Hint;
pub use id::{InvalidId, QuestionId};
pub use implementation::Implementation;
pub use library::Library;
pub use limits::{Limits, MOST_SCHEDULES};
pub use manifest::{ChoiceOption, Criterion, Group, Select};
pub use options::chosen;
pub use points::Points;
pub use preset::{Preset, PresetPool, Selection, Unusable};
pub use submission::{Expected, KnownSubmission};
pub use write::{Condition, WriteError};

/// One question of the bank, valid as far as its text can tell.
#[derive(Debug, Clone)]
pub struct Question {
    pub id: QuestionId,
    pub title: String,
    pub kind: Kind,
    pub topics: Vec<String>,
    pub level: Level,
    /// Minutes a candidate of [`Question::level`] needs, reading included.
    pub minutes: u32,
    /// Whole points the question is worth.
    pub points: u32,
    pub roles: Vec<String>,
    pub limits: Limits,
    /// Empty, or naming every case function exactly once.
    pub groups: Vec<Group>,
    /// Present exactly for [`Kind::Choice`].
    pub select: Option<Select>,
    /// Empty unless [`Kind::Choice`].
    pub options: Vec<ChoiceOption>,
    /// Empty unless [`Kind::Explain`].
    pub rubric: Vec<Criterion>,
    /// Markdown.
    pub prompt: String,
    /// What the editor opens with; present for the kinds that are answered in Python.
    pub starter: Option<String>,
    /// `cases.py`; present for [`Kind::Code`] and [`Kind::Fix`].
    pub cases: Option<String>,
    /// `support.py`, which cases and answers may import, each its own copy.
    pub support: Option<String>,
    /// What tests import; present for [`Kind::Tests`].
    pub module: Option<String>,
    /// Of that module, right ones first; empty unless [`Kind::Tests`].
    pub implementations: Vec<Implementation>,
    /// The author's submissions, in order of their file names.
    pub submissions: Vec<KnownSubmission>,
    pub hints: Vec<Hint>,
    /// Markdown, shown when the interview is over.
    pub explanation: String,
    /// Changes whenever any file of the folder does.
    pub digest: Digest,
    /// All that it was made of.
    pub files: Files,
}

/// What a candidate hands in, and so how it is graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Write a program; hidden cases grade it.
    Code,
    /// Mend the program in `starter.py`; hidden cases grade it.
    Fix,
    /// Write the tests; they run against a right and several broken implementations.
    Tests,
    /// Choose one or several options.
    Choice,
    /// Free text, scored by a person along a rubric.
    Explain,
}

impl Kind {
    pub const ALL: [Kind; 5] = [
        Kind::Code,
        Kind::Fix,
        Kind::Tests,
        Kind::Choice,
        Kind::Explain,
    ];

    /// Whether hidden cases in `cases.py` grade it.
    pub fn has_cases(self) -> bool {
        matches!(self, Kind::Code | Kind::Fix)
    }

    /// Whether an answer is a program, which a candidate can try.
    pub fn is_python(self) -> bool {
        self.has_cases() || self == Kind::Tests
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Code => "code",
            Kind::Fix => "fix",
            Kind::Tests => "tests",
            Kind::Choice => "choice",
            Kind::Explain => "explain",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whom the question is for; `minutes` is measured with such a candidate in mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Junior,
    Mid,
    Senior,
    Staff,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Junior => "junior",
            Level::Mid => "mid",
            Level::Senior => "senior",
            Level::Staff => "staff",
        })
    }
}
