//! What is handed in by itself when an interview ends.

use crate::question::QuestionId;

/// A saved draft beside what was handed in to the same question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub question: QuestionId,
    pub text: String,
    /// The last submission's text.
    pub submitted: Option<String>,
    /// How many submissions there are.
    pub attempts: u32,
}

/// The drafts that an ending interview submits: those with work in them that differs from the last submission, as
/// long as an attempt is left.
pub fn leftover(drafts: Vec<Draft>, max_attempts: Option<u32>) -> Vec<Draft> {
    let left = |draft: &Draft| {
        let has_work = !draft.text.trim().is_empty();
        let differs = draft.submitted.as_deref() != Some(draft.text.as_str());
        has_work && differs && max_attempts.is_none_or(|most| draft.attempts < most)
    };
    drafts.into_iter().filter(left).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_work_that_was_not_handed_in() {
        let draft = |text: &str, submitted: Option<&str>, attempts| Draft {
            question: "a/b".parse().unwrap(),
            text: text.to_owned(),
            submitted: submitted.map(str::to_owned),
            attempts,
        };
        let kept = |draft: Draft| !leftover(vec![draft], Some(2)).is_empty();
        assert!(kept(draft("x", None, 0)));
        assert!(kept(draft("x", Some("y"), 1)));
        assert!(!kept(draft("x", Some("x"), 1)));
        assert!(!kept(draft("x", Some("y"), 2)));
        assert!(!kept(draft(" \n", None, 0)));
    }
}
