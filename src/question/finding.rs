//! What is wrong with a question, where, and what its author should do.

use std::fmt;

use serde::Serialize;

use super::QuestionId;

/// One remark on a question's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    pub severity: Severity,
    /// Relative to the question's folder.
    pub file: String,
    /// 1-based.
    pub line: Option<usize>,
    /// What is wrong: a clause without a full stop.
    pub what: String,
    /// What to do about it: an imperative clause without a full stop.
    pub todo: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The question must not be used like this.
    Error,
    /// Probably a mistake; the author may know better.
    Warning,
}

impl Finding {
    pub fn error(
        file: impl Into<String>,
        line: impl Into<Option<usize>>,
        what: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            file: file.into(),
            line: line.into(),
            what: what.into(),
            todo: todo.into(),
        }
    }

    pub fn warning(
        file: impl Into<String>,
        line: impl Into<Option<usize>>,
        what: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(file, line, what, todo)
        }
    }

    /// `file:line`, or the file alone.
    pub fn place(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.clone(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place(), self.what, self.todo)
    }
}

/// A folder that is no valid question: every error found in it, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenQuestion {
    pub id: QuestionId,
    pub findings: Vec<Finding>,
}

impl fmt::Display for BrokenQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the question '{}' is broken", self.id)?;
        self.findings
            .iter()
            .try_for_each(|finding| write!(f, "\n  {finding}"))
    }
}

impl std::error::Error for BrokenQuestion {}
