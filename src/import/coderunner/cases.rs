//! `cases.py` and `support.py` of a CodeRunner question: each test's code runs on the judge's side, with the answer's names.

use std::fmt::Write as _;

use super::super::python;
use super::quiz::{Question, Test};

/// How what is printed is compared with what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// But for white space at ends of lines and at the end.
    Equal,
    /// But for upper and lower case, blank lines and how much white space there is.
    Near,
    /// What is expected is a pattern, found anywhere.
    Pattern,
}

impl Rule {
    pub fn of(grader: &str) -> Option<Self> {
        match grader {
            "" | "EqualityGrader" => Some(Self::Equal),
            "NearEqualityGrader" => Some(Self::Near),
            "RegexGrader" => Some(Self::Pattern),
            _ => None,
        }
    }

    fn function(self) -> &'static str {
        match self {
            Self::Equal => EQUAL,
            Self::Near => NEAR,
            Self::Pattern => "",
        }
    }

    fn assertion(self) -> &'static str {
        match self {
            Self::Equal | Self::Near => "    assert lines(printed) == lines(expected)\n",
            Self::Pattern => {
                "    assert re.search(expected.rstrip(), printed, re.MULTILINE | re.DOTALL), printed\n"
            }
        }
    }

    /// For the prompt.
    pub fn said(self) -> &'static str {
        match self {
            Self::Equal => {
                "What is printed must be what is expected, but for white space at the ends of lines and blank lines at the end."
            }
            Self::Near => {
                "What is printed must be what is expected, but for upper and lower case, blank lines, and how much white space there is."
            }
            Self::Pattern => "What is printed must have in it what is expected.",
        }
    }
}

/// A test with what it is here.
pub struct Chosen<'a> {
    pub test: &'a Test,
    pub sample: bool,
    /// Among those like it, from 1.
    pub number: usize,
}

impl Chosen<'_> {
    pub fn function(&self) -> String {
        match self.sample {
            true => format!("test_example_{}", self.number),
            false => format!("test_hidden_{}", self.number),
        }
    }

    fn title(&self) -> String {
        match self.sample {
            true => format!("Example {}", self.number),
            false => format!("Hidden test {}", self.number),
        }
    }
}

/// Whether answers read standard input, which they have only if it is given to them.
pub fn reads(question: &Question) -> bool {
    echoes(question) || question.tests.iter().any(|test| !test.stdin.is_empty())
}

pub fn echoes(question: &Question) -> bool {
    question.coderunnertype == "python3_w_input"
}

pub fn write(question: &Question, tests: &[Chosen<'_>], rule: Rule) -> String {
    let reads = reads(question);
    let mut python = String::from(
        "\"\"\"Tests of a CodeRunner question: code that runs with the answer's names, and what is printed then.\"\"\"\n\nimport builtins\n",
    );
    if rule != Rule::Equal {
        python.push_str("import re\n");
    }
    python.push_str("\nimport pytest\n\nimport answer\n");
    if reads {
        python.push_str("from answer_side import support\n");
    }
    let own = redefined(&question.answer);
    let own: Vec<String> = own.iter().map(|name| python::literal(name)).collect();
    let _ = write!(
        python,
        "\n# Builtins that an answer is asked to define; no other takes the place of one that a test calls.\nASKED_FOR: set[str] = {}\n",
        match own.is_empty() {
            true => "set()".to_owned(),
            false => format!("{{{}}}", own.join(", ")),
        }
    );
    python.push_str(rule.function());
    let (parameter, feed) = match reads {
        true => (", given: str", "    support.feed(given)\n"),
        false => ("", ""),
    };
    let _ = write!(
        python,
        "{NAMES}\n\ndef check(capsys: pytest.CaptureFixture[str], code: str{parameter}, expected: str) -> None:\n\
         {feed}    exec(compile(code, \"<test>\", \"exec\"), names())\n    printed = capsys.readouterr().out\n{}",
        rule.assertion()
    );
    for chosen in tests {
        python.push_str("\n\n");
        if chosen.sample {
            python.push_str("@pytest.mark.sample\n");
        }
        if chosen.test.mark != 1.0 {
            let _ = writeln!(python, "@pytest.mark.points({:?})", chosen.test.mark);
        }
        let _ = write!(
            python,
            "def {}(capsys: pytest.CaptureFixture[str]) -> None:\n    \"\"\"{}\"\"\"\n    check(\n        capsys,\n",
            chosen.function(),
            chosen.title()
        );
        python.push_str(&python::argument(&chosen.test.code, "        "));
        if reads {
            python.push_str(&python::argument(&chosen.test.stdin, "        "));
        }
        python.push_str(&python::argument(&chosen.test.expected, "        "));
        python.push_str("    )\n");
    }
    python
}

/// For the answer's side, if answers read.
pub fn support(question: &Question) -> Option<String> {
    let support = if echoes(question) {
        FEED_AND_ECHO
    } else {
        FEED
    };
    reads(question).then(|| support.to_owned())
}

/// Names of builtins that the right answer defines at its top level.
fn redefined(answer: &str) -> Vec<&str> {
    let mut names: Vec<&str> = answer
        .lines()
        .filter_map(|line| {
            line.strip_prefix("def ")
                .or_else(|| line.strip_prefix("class "))
        })
        .map(|rest| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            &rest[..end.unwrap_or(rest.len())]
        })
        .filter(|name| BUILTINS.contains(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Those that courses let people write themselves.
const BUILTINS: [&str; 22] = [
    "abs",
    "all",
    "any",
    "bin",
    "divmod",
    "enumerate",
    "filter",
    "hex",
    "input",
    "len",
    "list",
    "map",
    "max",
    "min",
    "oct",
    "pow",
    "range",
    "reversed",
    "round",
    "sorted",
    "sum",
    "zip",
];

const EQUAL: &str = r#"

def lines(text: str) -> list[str]:
    """The text's lines without white space at their ends, and without blank ones at the end."""
    return [line.rstrip() for line in text.rstrip().split("\n")]
"#;

const NEAR: &str = r#"

def lines(text: str) -> list[str]:
    """The text's lines in lower case, without blank ones and with single spaces."""
    full = [line.rstrip() for line in text.split("\n") if line.strip()]
    return [re.sub(r"[ \t]+", " ", line).lower() for line in full]
"#;

const NAMES: &str = r#"

def names() -> dict[str, object]:
    """What a test's code finds: the answer's names, as if it stood below the answer."""
    found: dict[str, object] = {"__name__": "__main__"}
    for name in dir(answer):
        hides = hasattr(builtins, name) and name not in ASKED_FOR
        if not name.startswith("__") and not hides:
            found[name] = getattr(answer, name)
    return found
"#;

const FEED: &str = r#""""Gives the answer what it reads from standard input."""

import io
import sys


def feed(text: str) -> None:
    sys.stdin = io.StringIO(text)
"#;

const FEED_AND_ECHO: &str = r#""""Gives the answer what it reads from standard input, and prints what input() has read, as one sees it in a terminal."""

import builtins
import io
import sys

silent = builtins.input


def read(prompt: object = "") -> str:
    line = silent(prompt)
    print(line)
    return line


def feed(text: str) -> None:
    sys.stdin = io.StringIO(text)
    builtins.input = read
"#;
