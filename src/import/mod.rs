//! Questions from other systems: reads their formats and makes a question's files of them.
//!
//! Knows nothing of the command line, nor of the bank that a question goes to. What comes in is nobody's friend: sizes are
//! counted while it is read, nothing in it names a file of ours, and what can't be said in a question is refused in words.

pub mod coderunner;
mod fill;
mod html;
pub mod kattis;
mod latex;
mod package;
mod prove;
mod python;

use std::collections::BTreeMap;

use crate::question::{Finding, Level, QuestionId};

pub use prove::{ProveError, Proven, prove};

/// What no other system's format says, and who imports may.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// The id's first part; else the system's name.
    pub topic: Option<String>,
    pub level: Option<Level>,
    pub minutes: Option<u32>,
}

/// A question as it came, before anything of it has run.
#[derive(Debug)]
pub struct Draft {
    pub id: QuestionId,
    /// All of the question's files but its submissions.
    pub files: BTreeMap<String, String>,
    /// The case functions in `cases.py`.
    pub functions: Vec<String>,
    pub programs: Vec<Program>,
    /// What the author should know or complete.
    pub findings: Vec<Finding>,
}

/// An answer that came with a question, already written as one of ours.
#[derive(Debug)]
pub struct Program {
    /// The file's name below `submissions/…/`.
    pub file: String,
    /// Where it came from.
    pub origin: String,
    /// What it is said to come to.
    pub right: bool,
    /// Below its leading comments.
    pub text: String,
}

/// What came can't become a question.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Refused {
    /// What can't be, and where: a clause.
    pub what: String,
    /// What to do about it: an imperative clause.
    pub todo: String,
}

impl Refused {
    fn new(what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            todo: todo.into(),
        }
    }
}

/// A name of lower-case letters, digits and hyphens, as ids have them; nothing of what can't be written so.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The same as part of a Python name.
fn identifier(name: &str) -> String {
    slug(name).replace('-', "_")
}

/// The id of what is called `name`, whatever its characters.
fn id(topic: &str, name: &str) -> Result<QuestionId, Refused> {
    let slug = match slug(name) {
        slug if slug.is_empty() => "question".to_owned(),
        slug => slug,
    };
    format!("{topic}/{slug}").parse().map_err(|_| {
        Refused::new(
            format!("'{topic}' is no topic"),
            "give --topic a word of lower-case letters, digits and hyphens",
        )
    })
}
