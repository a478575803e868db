//! What a `choice` question's answer names, and what it should.

use std::collections::BTreeSet;

use super::Question;

/// The ids in an answer, `a, c` say.
pub fn chosen(answer: &str) -> BTreeSet<&str> {
    answer
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|id| !id.is_empty())
        .collect()
}

impl Question {
    /// The ids of the options that are correct.
    pub fn correct_options(&self) -> BTreeSet<&str> {
        self.options
            .iter()
            .filter(|option| option.correct)
            .map(|option| option.id.as_str())
            .collect()
    }
}
