//! That the rule behind each case stands in the prompt, found by the words of the case's title.
//!
//! A passage is a paragraph, an item of a list, a row of a table or a block of code, with the heading above it. A
//! title's words are those that mean something, by their stems. One passage must have a third of them, the whole
//! prompt half: cautious enough for titles in other words, and enough to find a case that nothing was said about.

use std::collections::BTreeSet;

use super::stem::{same, stems};
use crate::check::Gate;
use crate::check::exceptions::Rule;
use crate::check::shape::Function;
use crate::question::{Finding, line_of_function};

/// How much of a title is found.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    /// Of its words.
    of: usize,
    /// In the passage that has most.
    passage: usize,
    /// Nowhere.
    missing: Vec<String>,
}

impl Found {
    fn enough(&self) -> bool {
        let anywhere = self.of - self.missing.len();
        self.passage * 3 >= self.of && anywhere * 2 >= self.of
    }
}

impl Gate<'_> {
    pub(super) fn titles(&mut self, functions: &[Function]) {
        let question = self.question;
        let cases = question.cases.as_deref().unwrap_or_default();
        let passages = passages(&format!("# {}\n\n{}", question.title, question.prompt));
        for function in functions {
            let found = find(&function.title, &passages);
            if found.enough() || self.exceptions.excuse(Rule::Title, &function.name) {
                continue;
            }
            let what = format!(
                "the prompt has {} of {} words of the title of '{}' in one place, and nowhere {}",
                found.passage,
                found.of,
                function.name,
                found.missing.join(", ")
            );
            self.findings.push(Finding::error(
                "cases.py",
                line_of_function(cases, &function.name),
                what,
                "title it in the words of the prompt's rule, write that rule, or say under [titles] in exceptions.toml where it stands",
            ));
        }
        let stale = self.exceptions.stale(Rule::Title, |_| true);
        self.findings.extend(stale);
    }
}

fn find(title: &str, passages: &[BTreeSet<String>]) -> Found {
    let wanted = stems(title);
    let has = |passage: &BTreeSet<String>, word: &str| {
        passage.contains(word) || passage.iter().any(|other| same(other, word))
    };
    let count = |passage: &BTreeSet<String>| {
        let found = wanted.iter().filter(|(_, stem)| has(passage, stem));
        found.count()
    };
    Found {
        of: wanted.len(),
        passage: passages.iter().map(count).max().unwrap_or(0),
        missing: wanted
            .iter()
            .filter(|(_, stem)| !passages.iter().any(|passage| has(passage, stem)))
            .map(|(word, _)| word.clone())
            .collect(),
    }
}

/// The stems of each passage of a Markdown text.
fn passages(text: &str) -> Vec<BTreeSet<String>> {
    let mut passages = Vec::new();
    let mut heading = String::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut in_code = false;
    let mut flush = |lines: &mut Vec<&str>, heading: &str| {
        if !lines.is_empty() {
            let stems = stems(&format!("{heading} {}", lines.join(" ")));
            passages.push(stems.into_iter().map(|(_, stem)| stem).collect());
            lines.clear();
        }
    };
    for line in text.lines().map(str::trim) {
        if line.starts_with("```") {
            flush(&mut lines, &heading);
            in_code = !in_code;
        } else if in_code {
            lines.push(line);
        } else if let Some(title) = line.strip_prefix('#') {
            flush(&mut lines, &heading);
            heading = title.trim_start_matches('#').to_owned();
        } else {
            let begins = line.is_empty()
                || line.starts_with(['|', '>'])
                || line.starts_with("- ")
                || line.starts_with("* ")
                || line.split_once(". ").is_some_and(|(number, _)| {
                    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
                });
            if begins {
                flush(&mut lines, &heading);
            }
            if !line.is_empty() {
                lines.push(line);
            }
        }
    }
    flush(&mut lines, &heading);
    passages
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = "# Breaker\n\nIt stops calls.\n\n## States\n\n- **open**: no call is let through;\n  refusals say when to retry.\n- **closed**: calls pass.\n\n```python\ndef guard(self): ...\n```\n";

    #[test]
    fn passages_are_items_and_blocks_with_their_heading() {
        let passages = passages(PROMPT);
        assert_eq!(passages.len(), 4);
        assert!(passages[1].contains("refus") && passages[1].contains("stat"));
        assert!(!passages[2].contains("refus"));
    }

    #[test]
    fn a_rule_is_found_by_its_words() {
        let passages = passages(PROMPT);
        let found = find("Refused while open, and says when to retry", &passages);
        assert!(found.enough(), "{found:?}");
        assert_eq!(found.missing, [""; 0]);
        let unknown = find("Rejects settings at the edge of their range", &passages);
        assert!(!unknown.enough(), "{unknown:?}");
        assert_eq!(unknown.passage, 0);
    }
}
