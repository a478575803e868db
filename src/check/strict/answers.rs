//! The known answers: enough of them, in more than one style, and some that only hidden cases can tell from right ones.

use std::collections::BTreeSet;

use crate::check::Gate;
use crate::check::shape::Function;
use crate::question::{Expected, Finding, Kind, KnownSubmission, Select, chosen};

const LEAST_ACCEPTED: usize = 2;
const LEAST_WRONG: usize = 5;
const LEAST_NEAR: usize = 2;
/// Of a choice: each says which wrong thought leads to it.
const LEAST_WRONG_CHOICES: usize = 3;

impl Gate<'_> {
    /// How many right and wrong answers there are.
    pub(super) fn answers(&mut self) {
        let all = &self.question.submissions;
        let (right, wrong): (Vec<_>, Vec<_>) = all
            .iter()
            .partition(|one| one.expected == Expected::Accepted);
        match self.question.kind {
            Kind::Code | Kind::Fix | Kind::Tests => {
                self.enough(
                    "submissions/accepted",
                    right.len(),
                    LEAST_ACCEPTED,
                    "accepted answers",
                );
                self.enough("submissions", wrong.len(), LEAST_WRONG, "wrong answers");
                self.styles(&right);
            }
            Kind::Choice => {
                self.enough(
                    "submissions/wrong_answer",
                    wrong.len(),
                    LEAST_WRONG_CHOICES,
                    "wrong choices",
                );
                if self.question.select == Some(Select::All) {
                    let near = wrong.iter().filter(|one| self.one_off(one)).count();
                    let what = "wrong choices that differ from the right one in a single option";
                    self.enough("submissions/wrong_answer", near, LEAST_NEAR, what);
                }
            }
            Kind::Explain => {}
        }
    }

    /// How many wrong answers pass all sample cases: without them, sample cases would grade as well as hidden ones.
    pub(super) fn near_misses(&mut self, functions: &[Function]) -> usize {
        let samples: BTreeSet<&str> = functions
            .iter()
            .filter(|function| function.sample)
            .map(|function| function.name.as_str())
            .collect();
        let misses = |one: &&super::super::CheckedSubmission| {
            one.expected != Expected::Accepted
                && !one.fails.is_empty()
                && !one.fails.keys().any(|name| samples.contains(name.as_str()))
        };
        let near = self.submissions.iter().filter(misses).count();
        if self.effort.submissions.is_empty() {
            let what = "wrong answers that pass all sample cases";
            self.enough("submissions/wrong_answer", near, LEAST_NEAR, what);
        }
        near
    }

    fn enough(&mut self, file: &str, there: usize, least: usize, what: &str) {
        if there < least {
            self.findings.push(Finding::error(
                file,
                None,
                format!("there are {there} {what}"),
                format!("have at least {least}"),
            ));
        }
    }

    /// That each accepted answer says in its first line which style it is, and no two the same.
    fn styles(&mut self, accepted: &[&KnownSubmission]) {
        let mut styles: BTreeSet<String> = BTreeSet::new();
        for one in accepted {
            let first = one.source.lines().next().unwrap_or_default();
            let style = first.strip_prefix('#').map(str::trim).unwrap_or_default();
            let finding = if style.split_whitespace().count() < 2 {
                Some("it does not say which style it is".to_owned())
            } else if !styles.insert(style.to_lowercase()) {
                Some(format!(
                    "another accepted answer is of the style '{style}', too"
                ))
            } else {
                None
            };
            self.findings.extend(finding.map(|what| {
                let todo = "begin it with a comment that says in which honest way it differs from the others";
                Finding::error(one.file.as_str(), 1, what, todo)
            }));
        }
    }

    /// Whether a choice has one option too many or too few, and is right otherwise.
    fn one_off(&self, choice: &KnownSubmission) -> bool {
        let right = self.question.correct_options();
        let chosen = chosen(&choice.source);
        right.symmetric_difference(&chosen).count() == 1
    }
}
