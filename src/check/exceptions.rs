//! `exceptions.toml`: what the strict gate passes over in one question, each with the reason why.
//!
//! Knows which exceptions were needed, so that one which nothing needs any more is found.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::question::{EXCEPTIONS, Finding};

/// Where exceptions belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// No case has random input.
    Random,
    /// A case's title isn't found in the prompt; named by its function.
    Title,
    /// A mutant that no case kills; named by its id.
    Mutant,
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    random: Option<String>,
    titles: BTreeMap<String, String>,
    mutants: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
pub struct Exceptions {
    text: String,
    written: Written,
    used: BTreeSet<(Rule, String)>,
}

impl Exceptions {
    /// Of a question's file, if it has one; with what is wrong in it.
    pub fn read(text: Option<&str>) -> (Self, Vec<Finding>) {
        let text = text.unwrap_or_default();
        let written: Written = match toml::from_str(text) {
            Ok(written) => written,
            Err(error) => {
                let before = error.span().and_then(|span| text.get(..span.start));
                let finding = Finding::error(
                    EXCEPTIONS,
                    before.map(|before| before.matches('\n').count() + 1),
                    error.message().trim_end().replace('\n', " "),
                    "write random = \"why\", and [titles] and [mutants] with lines of name = \"why\"",
                );
                return (Self::default(), vec![finding]);
            }
        };
        let exceptions = Self {
            text: text.to_owned(),
            written,
            used: BTreeSet::new(),
        };
        let mut findings = Vec::new();
        for (_, name, why) in exceptions.all() {
            if why.split_whitespace().count() < 3 {
                findings.push(Finding::error(
                    EXCEPTIONS,
                    exceptions.line(name),
                    format!("'{name}' is excepted without a reason"),
                    "say in a sentence why this is right here",
                ));
            }
        }
        (exceptions, findings)
    }

    /// Whether this is excepted; remembers that it was asked for.
    pub fn excuse(&mut self, rule: Rule, name: &str) -> bool {
        let found = self.all().any(|(of, other, _)| of == rule && other == name);
        if found {
            self.used.insert((rule, name.to_owned()));
        }
        found
    }

    /// The exceptions from `rule` that nothing has asked for, of those whose names are `known` to be needed or not.
    pub fn stale(&self, rule: Rule, known: impl Fn(&str) -> bool) -> Vec<Finding> {
        self.all()
            .filter(|(of, name, _)| {
                let used = || self.used.contains(&(rule, (*name).to_owned()));
                *of == rule && known(name) && !used()
            })
            .map(|(_, name, _)| {
                Finding::warning(
                    EXCEPTIONS,
                    self.line(name),
                    format!("nothing needs the exception '{name}' any more"),
                    "remove it",
                )
            })
            .collect()
    }

    fn all(&self) -> impl Iterator<Item = (Rule, &str, &str)> {
        let Written {
            random,
            titles,
            mutants,
        } = &self.written;
        fn named(
            rule: Rule,
            of: &BTreeMap<String, String>,
        ) -> impl Iterator<Item = (Rule, &str, &str)> {
            of.iter()
                .map(move |(name, why)| (rule, name.as_str(), why.as_str()))
        }
        random
            .iter()
            .map(|why| (Rule::Random, "random", why.as_str()))
            .chain(named(Rule::Title, titles))
            .chain(named(Rule::Mutant, mutants))
    }

    fn line(&self, name: &str) -> Option<usize> {
        let begins = |line: &str| line.trim_start_matches([' ', '\'', '"']).starts_with(name);
        Some(self.text.lines().position(begins)? + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers_what_was_needed() {
        let text = "random = \"there is no input\"\n[mutants]\n'a.py: < to <=: x < y' = \"both come to the same\"\n'b' = \"it is the same here\"\n";
        let (mut exceptions, found) = Exceptions::read(Some(text));
        assert_eq!(found, []);
        assert!(exceptions.excuse(Rule::Random, "random"));
        assert!(!exceptions.excuse(Rule::Title, "a.py: < to <=: x < y"));
        assert!(exceptions.excuse(Rule::Mutant, "a.py: < to <=: x < y"));
        let stale = exceptions.stale(Rule::Mutant, |_| true);
        assert_eq!(stale.len(), 1);
        assert_eq!(stale[0].line, Some(4));
        assert_eq!(exceptions.stale(Rule::Random, |_| true), []);
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let (_, found) = Exceptions::read(Some("random = \"a b c\"\nother = 1\n"));
        assert_eq!(found[0].line, Some(2));
        let (_, found) = Exceptions::read(Some("random = \"because\"\n"));
        assert!(found[0].what.contains("without a reason"));
    }
}
