//! Hostile answers. Each folder `attacks/GROUP/NAME` is one attempt: `answer.py`, `expect.toml`, and its own `cases.py` where the
//! group's doesn't serve.
//!
//! `expect.toml`:
//! - `tries`: what the attack tries, in a sentence.
//! - `allowed`: the verdicts that a case may come to; never `passed`, never `internal`.
//! - `[cases]`: other verdicts for cases named here, by function; here `passed` may stand, for what an honest answer gets as well.
//! - `secret`: texts that the answer's side must never hold: not printed in any case, not in what a candidate sees.
//! - `hidden`: texts that the answer is given in hidden cases, and may print there: not in what a candidate sees.
//! - `[limits]`: as in a question's; without it those of `suite_limits`.
//!
//! Beside that, of every attack: two runs are equal, nobody's build paths are told, and an honest answer graded afterwards gets
//! what it got before.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use serde::Deserialize;
use viva::cli::{self, Console, Exit};
use viva::grading::{
    self, GradeError, Graded, GradedCase, Grader, Ran, Report, Source, Task, Verdict,
};
use viva::question::Limits;

use super::common::{self, GRADER};

const FOLDER: &str = "sandbox/attacks";

/// Where the guest and the host were built, and what the interpreter's panics name.
const BUILD_PATHS: [&str; 4] = ["/root/", "/.cargo/", "/rustc/", env!("CARGO_MANIFEST_DIR")];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    tries: String,
    allowed: Vec<Verdict>,
    #[serde(default)]
    cases: BTreeMap<String, Vec<Verdict>>,
    #[serde(default)]
    secret: Vec<String>,
    #[serde(default)]
    hidden: Vec<String>,
    #[serde(default = "suite_limits")]
    limits: Limits,
}

/// A tenth of the default fuel: attacks use up what they get.
fn suite_limits() -> Limits {
    Limits {
        fuel: 1_000_000_000,
        ..Limits::default()
    }
}

struct Attack {
    name: String,
    expectation: Expectation,
    cases: Source,
    answer: Source,
}

fn task<'a>(cases: &'a Source, answer: &'a Source, limits: &'a Limits) -> Task<'a> {
    Task::new(cases, answer, limits)
}

/// Names of the folders in `folder`, sorted.
pub fn folders(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable entry"))
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with(['.', '_']))
        .collect();
    names.sort();
    names
}

pub fn text_of(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Attack {
    fn load(group: &Path, name: &str) -> Self {
        let folder = group.join(name);
        let own_cases = folder.join("cases.py");
        let cases = if own_cases.exists() {
            own_cases
        } else {
            group.join("cases.py")
        };
        let expect = folder.join("expect.toml");
        let expectation = toml::from_str(&text_of(&expect))
            .unwrap_or_else(|error| panic!("{}: {error}", expect.display()));
        Self {
            name: name.to_owned(),
            expectation,
            cases: Source::new("cases.py", text_of(&cases)),
            answer: Source::new("answer.py", text_of(&folder.join("answer.py"))),
        }
    }

    /// What the attack reached, a sentence each; nothing if it failed as it should.
    fn successes(&self) -> Vec<String> {
        let mut found = self.expectation.mistakes();
        let (cases, answer) = (&self.cases, &self.answer);
        let task = task(cases, answer, &self.expectation.limits);
        match (GRADER.grade(&task), GRADER.grade(&task)) {
            (Ok(first), Ok(second)) => {
                if first != second {
                    found.push(format!(
                        "two runs differ:\n{}\n{}",
                        told(&first),
                        told(&second)
                    ));
                }
                found.extend(self.verdicts(&first));
                found.extend(self.leaks(&task, first));
            }
            (Err(error), _) | (_, Err(error)) => {
                found.push(format!("viva itself failed: {error}"));
            }
        }
        if let Some(change) = change_in_an_honest_answer() {
            found.push(change);
        }
        found
    }

    fn verdicts(&self, graded: &Graded) -> Vec<String> {
        let expected = &self.expectation;
        let mut found = Vec::new();
        for case in &graded.cases {
            let allowed = expected
                .cases
                .get(&case.function)
                .unwrap_or(&expected.allowed);
            if !allowed.contains(&case.verdict) {
                let message = case.message.as_deref().unwrap_or("no message");
                found.push(format!("{} is {}: {message}", case.id, case.verdict));
            }
        }
        let ran = |function: &str| graded.cases.iter().any(|case| case.function == function);
        if graded.load_error.is_none() {
            let missing = expected
                .cases
                .keys()
                .filter(|function| !ran(function.as_str()));
            found.extend(missing.map(|function| format!("there is no case {function}")));
            if graded.cases.is_empty() {
                found.push("no case ran".to_owned());
            }
        }
        found
    }

    fn leaks(&self, task: &Task<'_>, graded: Graded) -> Vec<String> {
        let expected = &self.expectation;
        let mut found = Vec::new();
        for case in &graded.cases {
            let printed = case.output.as_deref().unwrap_or_default();
            for secret in expected
                .secret
                .iter()
                .filter(|text| printed.contains(*text))
            {
                found.push(format!("the answer printed {secret} in {}", case.id));
            }
        }
        let recorded = Recorded(graded);
        let report = grading::test(&recorded, task).expect("a report of what was recorded");
        let json = |report: &Report| serde_json::to_string(report).expect("JSON");
        let full = json(&report);
        let shown = [
            ("JSON", json(&report.for_candidate())),
            ("text", candidates_text(&recorded)),
        ];
        for path in BUILD_PATHS.iter().filter(|path| full.contains(**path)) {
            found.push(format!("the report names the path {path}"));
        }
        for (kind, text) in &shown {
            for hidden in expected.secret.iter().chain(&expected.hidden) {
                if text.contains(hidden) {
                    found.push(format!("the candidate's {kind} shows {hidden}"));
                }
            }
        }
        found
    }
}

impl Expectation {
    /// What would make the attack's test worthless.
    fn mistakes(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.allowed.contains(&Verdict::Passed) {
            found.push("expect.toml allows every case to pass".to_owned());
        }
        let mut all = self.cases.values().flatten().chain(&self.allowed);
        if all.any(|verdict| *verdict == Verdict::Internal) {
            found.push("expect.toml allows a verdict that is our own fault".to_owned());
        }
        found
    }
}

fn told(graded: &Graded) -> String {
    let line = |case: &GradedCase| format!("  {} {} {:?}", case.id, case.verdict, case.cost);
    graded.cases.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What `viva grade` prints for a candidate.
fn candidates_text(recorded: &Recorded) -> String {
    const QUESTION: &str = r#"
        title = "An attack"
        kind = "code"
        topics = ["attack"]
        level = "mid"
        minutes = 20
        points = 100
        roles = ["python"]
    "#;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bank = folder.path().to_str().expect("UTF-8");
    let answer = format!("{bank}/answer.py");
    // The question's own cases don't run: what was recorded is reported for it.
    command_line(
        recorded,
        &["new", "code", "attack/one", "--questions", bank],
    );
    fs::write(format!("{bank}/attack/one/question.toml"), QUESTION).expect("a question");
    fs::write(&answer, "").expect("an answer");
    command_line(
        recorded,
        &["grade", "attack/one", &answer, "--questions", bank],
    )
    .replace(bank, "TMP")
}

/// Runs a command line and returns its standard output without styles.
fn command_line(recorded: &Recorded, args: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        out: &mut out,
        err: &mut err,
        input: &mut std::io::empty(),
    };
    let words = std::iter::once("viva").chain(args.iter().copied());
    let exit = cli::run(
        words.map(OsString::from),
        &|| Ok(Box::new(Recorded(recorded.0.clone()))),
        &mut console,
    );
    let err = String::from_utf8_lossy(&err);
    assert!(
        matches!(exit, Exit::Passed | Exit::Failed),
        "viva {args:?} ended as {exit:?}: {err}"
    );
    anstream::adapter::strip_str(&String::from_utf8_lossy(&out)).to_string()
}

/// Gives what was graded before, so that one run can be reported in several ways.
struct Recorded(Graded);

impl Grader for Recorded {
    fn grade(&self, _: &Task<'_>) -> Result<Graded, GradeError> {
        Ok(self.0.clone())
    }

    fn run(&self, _: &Source, _: &[Source], _: u64, _: &Limits) -> Result<Ran, GradeError> {
        Err(GradeError::new("only cases were recorded"))
    }

    fn image(&self) -> String {
        self.0.image.clone()
    }
}

/// An honest answer, graded after each attack: None if it comes to what it came to at first.
fn change_in_an_honest_answer() -> Option<String> {
    static FIRST: OnceLock<Graded> = OnceLock::new();
    let cases = "import answer\n\ndef test_sum():\n    assert answer.add(400, 21) == 421\n";
    let answer = "def add(a, b):\n    print('adding')\n    return a + b\n";
    let (cases, answer) = (
        Source::new("cases.py", cases),
        Source::new("answer.py", answer),
    );
    let graded = || GRADER.grade(&task(&cases, &answer, &suite_limits()));
    let first = FIRST.get_or_init(|| graded().expect("an honest answer can be graded"));
    match graded() {
        Err(error) => Some(format!(
            "afterwards an honest answer can't be graded: {error}"
        )),
        Ok(now) if now != *first => Some(format!(
            "afterwards an honest answer comes to\n{}\nand before it came to\n{}",
            told(&now),
            told(first)
        )),
        Ok(now) if now.cases.iter().all(|case| case.verdict.passed()) => None,
        Ok(now) => Some(format!("an honest answer doesn't pass:\n{}", told(&now))),
    }
}

fn run_group(group: &str) {
    let folder = common::folder(FOLDER).join(group);
    let mut succeeded = Vec::new();
    let names = folders(&folder);
    assert!(!names.is_empty(), "{group} has no attacks");
    for name in names {
        let attack = Attack::load(&folder, &name);
        let found = attack.successes();
        if !found.is_empty() {
            let (name, tries) = (&attack.name, &attack.expectation.tries);
            let found = found.join("\n    ");
            succeeded.push(format!("{group}/{name}: {tries}\n    {found}"));
        }
    }
    assert!(
        succeeded.is_empty(),
        "{} attacks succeeded:\n\n{}",
        succeeded.len(),
        succeeded.join("\n\n")
    );
}

macro_rules! groups {
    ($($group:ident),+ $(,)?) => {
        $(
            #[test]
            fn $group() {
                run_group(stringify!($group));
            }
        )+

        #[test]
        fn every_group_is_run() {
            assert_eq!(folders(&common::folder(FOLDER)), [$(stringify!($group)),+]);
        }
    };
}

groups!(
    awaiting, boundary, exhaust, forge, hardcode, leak, processes, read, threads
);

/// The checks themselves: an answer that does what no attack may do is noticed.
#[test]
fn a_success_would_be_noticed() {
    const CASES: &str = "\
import answer
import pytest

@pytest.mark.sample
def test_it():
    assert answer.number() == 421
";
    let attack = |answer: &str| Attack {
        name: "control".to_owned(),
        expectation: Expectation {
            tries: "to be noticed".to_owned(),
            allowed: vec![Verdict::Failed],
            cases: BTreeMap::new(),
            secret: vec!["CANARY".to_owned()],
            hidden: Vec::new(),
            limits: suite_limits(),
        },
        cases: Source::new("cases.py", CASES),
        answer: Source::new("answer.py", answer),
    };
    let failing = "def number():\n    return 0\n";
    assert_eq!(attack(failing).successes(), Vec::<String>::new());

    let passing = attack("def number():\n    return 421\n").successes();
    assert_eq!(passing, ["test_it is passed: no message"]);

    let telling = attack("def number():\n    print('CAN' + 'ARY')\n").successes();
    assert_eq!(
        telling,
        [
            "the answer printed CANARY in test_it",
            "the candidate's JSON shows CANARY",
            "the candidate's text shows CANARY",
        ]
    );
}
