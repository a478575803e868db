//! The author's own submissions: answers whose outcome is known, the question's tests.

use std::collections::BTreeSet;

use serde::Serialize;

use super::implementation::is_implementation;
use super::{Finding, Kind};

/// An answer whose folder says what it must come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSubmission {
    /// Relative to the question's folder, e.g. `submissions/wrong_answer/off_by_one.py`.
    pub file: String,
    pub expected: Expected,
    /// The case functions that must not pass: from the leading `# fails:` comments.
    pub fails: BTreeSet<String>,
    /// The text to grade; for a choice the chosen ids.
    pub source: String,
}

/// What a submission must come to: the name of its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// Every case passes.
    Accepted,
    /// Exactly the named functions don't pass.
    WrongAnswer,
    /// The same, by `timeout`.
    TimeLimit,
    /// The same, by an exception or by breaking a limit other than time.
    RunTimeError,
}

impl Expected {
    pub const ALL: [Expected; 4] = [
        Expected::Accepted,
        Expected::WrongAnswer,
        Expected::TimeLimit,
        Expected::RunTimeError,
    ];

    /// The folder's name below `submissions/`.
    pub fn folder(self) -> &'static str {
        match self {
            Expected::Accepted => "accepted",
            Expected::WrongAnswer => "wrong_answer",
            Expected::TimeLimit => "time_limit",
            Expected::RunTimeError => "run_time_error",
        }
    }
}

impl KnownSubmission {
    /// Reads the promise in the leading comments; `Err` if a file that must name its failures doesn't, or one
    /// that must not does.
    pub(super) fn new(
        kind: Kind,
        expected: Expected,
        file: String,
        source: String,
    ) -> Result<Self, Finding> {
        let (line, fails) = promised_failures(&source);
        let wants_names = kind.is_python() && expected != Expected::Accepted;
        if wants_names && fails.is_empty() {
            return Err(Finding::error(
                file,
                1,
                "it does not say which cases it fails",
                match kind {
                    Kind::Tests => {
                        "begin it with '# fails: broken/a, broken/b', the implementations that it misses, or right/c, which it rejects"
                    }
                    _ => {
                        "begin it with '# fails: test_a, test_b', the exact case functions that must not pass"
                    }
                },
            ));
        }
        if !wants_names && !fails.is_empty() {
            return Err(Finding::error(
                file,
                line,
                "it names cases that it fails, but nothing reads them here",
                "drop the '# fails:' line, or move the file to wrong_answer/",
            ));
        }
        let (is_name, what, todo) = names(kind);
        if let Some(name) = fails.iter().find(|name| !is_name(name)) {
            let what = format!("'{name}' is not the name of {what}");
            return Err(Finding::error(
                file,
                line,
                what,
                format!("{todo}, separated by commas"),
            ));
        }
        Ok(Self {
            file,
            expected,
            fails,
            source,
        })
    }
}

/// The names of all `# fails:` lines among the leading comments, and the first such line. A list that ends in
/// a comma goes on in the next comment line.
fn promised_failures(source: &str) -> (Option<usize>, BTreeSet<String>) {
    let mut first = None;
    let mut names = BTreeSet::new();
    let mut goes_on = false;
    for (index, line) in source.lines().enumerate() {
        let Some(comment) = line.strip_prefix('#').map(str::trim) else {
            break;
        };
        let list = match comment.strip_prefix("fails:") {
            Some(list) => {
                first.get_or_insert(index + 1);
                list
            }
            None if goes_on => comment,
            None => continue,
        };
        goes_on = list.ends_with(',');
        let parts = list.split(',').map(str::trim);
        names.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
    }
    (first, names)
}

/// How the cases of a question are named: which texts are names, what they name, and how to write them.
pub(super) fn names(kind: Kind) -> (fn(&str) -> bool, &'static str, &'static str) {
    match kind {
        Kind::Tests => (
            is_implementation,
            "an implementation",
            "write names like broken/rounds_half_up",
        ),
        _ => (
            is_function,
            "a case function",
            "write names like test_a or TestClass::test_a",
        ),
    }
}

/// `test_name` or `Class::test_name`.
fn is_function(name: &str) -> bool {
    let identifier = |part: &str| {
        part.chars().all(|c| c.is_alphanumeric() || c == '_')
            && part.chars().next().is_some_and(|c| !c.is_numeric())
    };
    let parts: Vec<&str> = name.split("::").collect();
    parts.len() <= 3 && parts.iter().all(|part| identifier(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(source: &str) -> Result<KnownSubmission, Finding> {
        let file = "submissions/wrong_answer/a.py".to_owned();
        KnownSubmission::new(Kind::Code, Expected::WrongAnswer, file, source.to_owned())
    }

    #[test]
    fn reads_the_promise() {
        let one = wrong("# fails: test_a, TestB::test_c\n# forgets the limit\nx = 1\n").unwrap();
        assert_eq!(
            one.fails.iter().collect::<Vec<_>>(),
            ["TestB::test_c", "test_a"]
        );
    }

    #[test]
    fn a_list_goes_on_after_a_comma_only() {
        let one = wrong("# fails: test_a,\n#   test_b\n# test_c is fine\n").unwrap();
        assert_eq!(one.fails.iter().collect::<Vec<_>>(), ["test_a", "test_b"]);
    }

    #[test]
    fn wants_a_promise_of_names_before_the_code() {
        assert!(wrong("x = 1\n# fails: test_a\n").is_err());
        assert!(wrong("# fails: the first one\n").is_err());
    }

    #[test]
    fn accepted_ones_promise_nothing() {
        let file = "submissions/accepted/a.py".to_owned();
        let source = "# fails: test_a\n".to_owned();
        let finding =
            KnownSubmission::new(Kind::Code, Expected::Accepted, file, source).unwrap_err();
        assert_eq!(finding.line, Some(1));
    }
}
