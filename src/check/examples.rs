//! Runs the prompt's examples against what is right: as one case, through the grader like any other.

use super::{Gate, Stop, submissions::last_line};
use crate::grading::{self, Source, Task};
use crate::question::{Examples, Finding, examples};

/// The case around the examples. Doctest is given them with the prompt's own line numbers.
const CASES: &str = r#"import doctest

import answer

EXAMPLES = {examples}


def test_examples():
    """The prompt's examples hold."""
    names = {name: getattr(answer, name) for name in dir(answer) if not name.startswith("_")}
    test = doctest.DocTestParser().get_doctest(EXAMPLES, names, "prompt.md", "prompt.md", 0)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert not said, "".join(said)
"#;

impl Gate<'_> {
    /// With `answer`, the text of `file`.
    pub(super) fn examples(&mut self, answer: &Source, file: &str) -> Result<(), Stop> {
        let question = self.question;
        let Some(found) = examples(&question.prompt) else {
            return Ok(());
        };
        let support = grading::support(question);
        let cases = Source::new("cases.py", cases(&found));
        let graded = self.grader.grade(&Task {
            support: &support,
            told: false,
            ..Task::new(&cases, answer, &question.limits)
        })?;
        let failed = graded.cases.iter().find(|case| !case.verdict.passed());
        let why = match (failed, &graded.load_error) {
            (Some(case), _) => case.message.as_deref().or(Some(case.verdict.as_str())),
            (None, Some(error)) => Some(last_line(error)),
            (None, None) => None,
        };
        if let Some(why) = why {
            self.findings.push(Finding::error(
                "prompt.md",
                line(why),
                format!("an example does not hold: {}", said(why)),
                format!("correct the example, or {file}"),
            ));
        }
        let rest = format!("{} of the prompt", found.count);
        self.done(why.is_none(), "examples", &rest)
    }
}

/// A `cases.py` that runs the examples. A JSON string is a Python string literal, too.
fn cases(examples: &Examples) -> String {
    let literal = serde_json::Value::from(examples.text.as_str()).to_string();
    CASES.replacen("{examples}", &literal, 1)
}

/// The prompt's line in doctest's `File "prompt.md", line 12, in prompt.md`.
fn line(message: &str) -> Option<usize> {
    let (_, rest) = message.split_once("File \"prompt.md\", line ")?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    rest[..end].parse().ok()
}

/// The first failed example in one line: `f(1) gave 2, not 3`, as far as doctest's text says so.
fn said(message: &str) -> String {
    let part = |from: &str, to: &[&str]| -> Option<String> {
        let (_, rest) = message.split_once(from)?;
        let end = to
            .iter()
            .filter_map(|end| rest.find(end))
            .min()
            .unwrap_or(rest.len());
        Some(rest[..end].split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let ends = ["\nExpected", "\nGot", "\nException raised", "\n*****"];
    let Some(code) = part("Failed example:\n", &ends) else {
        return last_line(message).to_owned();
    };
    let got = part("\nGot:\n", &ends);
    let raised = part("\nException raised:\n", &["\n*****"]).map(|_| {
        format!(
            "raised {}",
            last_line(message.trim_end_matches(['*', '\n']))
        )
    });
    let expected = part("\nExpected:\n", &ends);
    match (got.map(|got| format!("gave {got}")).or(raised), expected) {
        (Some(got), Some(expected)) => format!("`{code}` {got}, not {expected}"),
        (Some(got), None) => format!("`{code}` {got}"),
        (None, _) => format!("`{code}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_example_gave_what() {
        let message = "*****\nFile \"prompt.md\", line 12, in prompt.md\nFailed example:\n    f(1)\nExpected:\n    3\nGot:\n    2\n";
        assert_eq!(line(message), Some(12));
        assert_eq!(said(message), "`f(1)` gave 2, not 3");
        let message = "***\nFile \"prompt.md\", line 3, in prompt.md\nFailed example:\n    g()\nException raised:\n    Traceback (most recent call last):\n      ...\n    ValueError: no\n";
        assert_eq!(said(message), "`g()` raised ValueError: no");
    }

    #[test]
    fn the_examples_become_one_literal() {
        let examples = Examples {
            text: "\n>>> f(\"a\\n\")\n'é'\n".to_owned(),
            count: 1,
        };
        let cases = cases(&examples);
        assert!(
            cases.contains(r#"EXAMPLES = "\n>>> f(\"a\\n\")\n'é'\n""#),
            "{cases}"
        );
    }
}
