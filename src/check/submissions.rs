//! Runs the author's submissions and compares what they come to with what their folder and `# fails:` promise.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{self, Function};
use super::{CheckedSubmission, Gate, Stop};
use crate::grading::{self, Graded, GradedCase, Options, Scheme, Verdict};
use crate::question::{Expected, Finding, Kind, KnownSubmission, line_of_function};

/// Seeds under which every submission runs against every case.
const WHOLE: u64 = 3;

impl<'a> Gate<'a> {
    /// The case functions, from running the first accepted submission; `None` if none can be collected.
    pub(super) fn collect(&mut self) -> Result<Option<Vec<Function>>, Stop> {
        let question = self.question;
        let mut accepted = question
            .submissions
            .iter()
            .filter(|submission| submission.expected == Expected::Accepted);
        // Without one, the functions are still worth knowing; that it is missing has been found already.
        let source = accepted
            .next()
            .map(|submission| submission.source.as_str())
            .or(question.starter.as_deref())
            .unwrap_or_default();
        let graded = self.run(source, 1, &[])?;
        let functions = shape::functions(&graded);
        if functions.is_empty() {
            let why = graded
                .load_error
                .as_deref()
                .unwrap_or("it defines no test functions");
            self.findings.push(Finding::error(
                "cases.py",
                None,
                format!("no case can be collected: {}", last_line(why)),
                "mend cases.py or the first accepted submission; `viva grade --reveal` shows more",
            ));
            self.done(false, "cases.py", "can't be collected")?;
            return Ok(None);
        }
        Ok(Some(functions))
    }

    /// The submissions that are to run.
    fn chosen(&self) -> Vec<&'a KnownSubmission> {
        let wanted = |file: &str| {
            self.effort
                .submissions
                .iter()
                .any(|text| file.contains(text.as_str()))
        };
        let all = self.question.submissions.iter();
        all.filter(|one| self.effort.submissions.is_empty() || wanted(&one.file))
            .collect()
    }

    /// Every submission, under every seed.
    pub(super) fn submissions(&mut self, functions: &[Function]) -> Result<(), Stop> {
        let question = self.question;
        let seeds = self.effort.seeds.clone();
        let mut caught: BTreeSet<String> = BTreeSet::new();
        for submission in self.chosen() {
            let first = self.run(&submission.source, seeds.start, &[])?;
            let outcome = self.outcome(&first, functions);
            let fails = outcome.failing();
            let failing: Vec<String> = fails.keys().cloned().collect();
            let mut found = judge(submission, &outcome, functions, &self.skipped(&first));
            let whole = match failing.is_empty() {
                true => seeds.end,
                false => seeds.end.min(seeds.start + WHOLE),
            };
            for seed in seeds.start + 1..whole {
                let again = self.outcome(&self.run(&submission.source, seed, &[])?, functions);
                if let Some(finding) = outcome.differs(&again, submission) {
                    found.push(finding);
                    break;
                }
                self.ran(submission, seed)?;
            }
            if found.is_empty() && whole < seeds.end {
                found = self.caught(submission, &failing, functions)?;
            }
            let rest = match (submission.expected, fails.is_empty()) {
                (Expected::Accepted, true) => "passes everything".to_owned(),
                (_, true) => "fails nothing".to_owned(),
                (_, false) => {
                    let what = match question.kind {
                        Kind::Tests => "implementation",
                        _ => "case function",
                    };
                    let s = if fails.len() == 1 { "" } else { "s" };
                    format!("fails {} {what}{s}", fails.len())
                }
            };
            let ok = !super::has_error(&found);
            self.done(ok, &submission.file, &rest)?;
            caught.extend(fails.keys().cloned());
            if submission.expected == Expected::Accepted {
                self.seen.dearer(&first);
            }
            self.submissions.push(CheckedSubmission {
                file: submission.file.clone(),
                expected: submission.expected,
                ok,
                fails,
            });
            self.findings.extend(found);
        }
        let unproven: Vec<&Function> = functions
            .iter()
            .filter(|one| self.effort.submissions.is_empty() && !caught.contains(&one.name))
            // That a right implementation can be rejected needs no proof.
            .filter(|one| !one.name.starts_with("right/"))
            .collect();
        if let Some(first) = unproven.first() {
            let cases = question.cases.as_deref().unwrap_or_default();
            let file = match question.kind {
                Kind::Tests => "implementations",
                _ => "cases.py",
            };
            let names: Vec<&str> = unproven.iter().map(|one| one.name.as_str()).collect();
            self.findings.push(Finding::warning(
                file,
                line_of_function(cases, &first.name),
                format!("no wrong answer fails {}", names.join(", ")),
                "add one with a mistake that it catches: nothing shows yet that it can fail",
            ));
        }
        Ok(())
    }

    /// Whether a wrong answer is caught under each of the many seeds, by at least one of the cases that it is to fail.
    fn caught(
        &mut self,
        submission: &KnownSubmission,
        failing: &[String],
        functions: &[Function],
    ) -> Result<Vec<Finding>, Stop> {
        let file = submission.file.as_str();
        let mut missed: BTreeMap<&String, Vec<u64>> = BTreeMap::new();
        let seeds = self.effort.seeds.clone();
        for seed in seeds.start + WHOLE..seeds.end {
            let again = self.outcome(&self.run(&submission.source, seed, failing)?, functions);
            let fails = again.failing();
            if fails.is_empty() {
                let what = format!("nothing catches it under seed {seed}");
                let todo = "let its cases run under more schedules, or make them sharper";
                return Ok(vec![Finding::error(file, None, what, todo)]);
            }
            for name in failing.iter().filter(|name| !fails.contains_key(*name)) {
                missed.entry(name).or_default().push(seed);
            }
            self.ran(submission, seed)?;
        }
        let of = seeds.end - seeds.start;
        let rate = |(name, seeds): (&String, Vec<u64>)| {
            let (number, first) = (seeds.len(), seeds[0]);
            let what = format!("'{name}' misses it under {number} of {of} seeds, {first} for one");
            let todo = "other cases catch it then; more schedules would make the score steadier";
            Finding::warning(file, None, what, todo)
        };
        Ok(missed.into_iter().map(rate).collect())
    }

    /// The submission ran under this seed, too.
    fn ran(&mut self, submission: &KnownSubmission, seed: u64) -> Result<(), Stop> {
        let seeds = &self.effort.seeds;
        let (done, of) = (seed + 1 - seeds.start, seeds.end - seeds.start);
        self.under_way(&format!("seeds of {}", submission.file), done, of)
    }

    /// `choice` questions: accepted answers are right, the others wrong.
    pub(super) fn choices(&mut self) -> Result<(), Stop> {
        for submission in self.chosen() {
            let report = grading::grade(
                self.grader,
                self.question,
                &submission.source,
                Options::default(),
            )?;
            let ok = report.passed() == (submission.expected == Expected::Accepted);
            let rest = if report.passed() {
                "is right"
            } else {
                "is wrong"
            };
            self.done(ok, &submission.file, rest)?;
            if !ok {
                self.findings.push(Finding::error(
                    submission.file.as_str(),
                    None,
                    format!("the choice '{}' {rest}", submission.source.trim()),
                    "move it to the folder it belongs to, or correct the options",
                ));
            }
            let failing = report.cases.iter().filter(|case| !case.verdict.passed());
            self.submissions.push(CheckedSubmission {
                file: submission.file.clone(),
                expected: submission.expected,
                ok,
                fails: failing
                    .map(|case| (case.id.clone(), case.verdict))
                    .collect(),
            });
        }
        Ok(())
    }

    /// Runs cases, all without `only`, against `answer`; our own fault ends the check, for then nothing can be concluded.
    pub(super) fn run(&self, answer: &str, seed: u64, only: &[String]) -> Result<Graded, Stop> {
        let options = Options {
            seed,
            only,
            jobs: self.effort.jobs,
            told: false,
            ..Options::default()
        };
        let (graded, _) = grading::run_cases(self.grader, self.question, answer, options)?;
        let broken = |case: &&GradedCase| case.verdict == Verdict::Internal;
        match graded.cases.iter().find(broken) {
            None => Ok(graded),
            Some(case) => Err(Stop::Fault {
                question: self.question.id.clone(),
                case: case.id.clone(),
            }),
        }
    }

    fn outcome(&self, graded: &Graded, functions: &[Function]) -> Outcome {
        let mut outcome = Outcome::of(graded, functions);
        if self.question.kind == Kind::Tests {
            // Broken implementations aren't run once a right one is rejected.
            outcome
                .cases
                .retain(|(_, _, verdict)| *verdict != Verdict::Skipped);
        }
        outcome
    }

    /// Functions of which a case passed, but does not count since what it requires did not pass.
    fn skipped(&self, graded: &Graded) -> BTreeSet<String> {
        let shares = grading::score(&graded.cases, self.scheme()).unwrap_or_default();
        std::iter::zip(&graded.cases, shares)
            .filter(|(_, share)| share.unmet.is_some())
            .map(|(case, _)| case.function.clone())
            .collect()
    }

    pub(super) fn scheme(&self) -> Scheme<'_> {
        grading::question_scheme(self.question)
    }
}

/// What every case came to, by id; a submission that does not load fails every function with `error`.
struct Outcome {
    seed: u64,
    cases: Vec<(String, String, Verdict)>,
    load_error: Option<String>,
}

impl Outcome {
    fn of(graded: &Graded, functions: &[Function]) -> Self {
        let cases = if graded.load_error.is_some() && graded.cases.is_empty() {
            let failed = |function: &Function| {
                (function.name.clone(), function.name.clone(), Verdict::Error)
            };
            functions.iter().map(failed).collect()
        } else {
            let outcome =
                |case: &GradedCase| (case.id.clone(), case.function.clone(), case.verdict);
            graded.cases.iter().map(outcome).collect()
        };
        Self {
            seed: graded.seed,
            cases,
            load_error: graded.load_error.clone(),
        }
    }

    /// The functions that did not pass whole.
    fn failing(&self) -> BTreeMap<String, Verdict> {
        let mut failing: BTreeMap<String, Verdict> = BTreeMap::new();
        for (_, function, verdict) in self
            .cases
            .iter()
            .filter(|(_, _, verdict)| !verdict.passed())
        {
            let worst = failing.entry(function.clone()).or_insert(*verdict);
            *worst = Verdict::of_all([*worst, *verdict]);
        }
        failing
    }

    /// The verdicts of a function's cases that did not pass.
    fn verdicts<'a>(&'a self, function: &'a str) -> impl Iterator<Item = Verdict> + 'a {
        let of_function = move |(_, name, verdict): &&(String, String, Verdict)| {
            name == function && !verdict.passed()
        };
        self.cases
            .iter()
            .filter(of_function)
            .map(|(_, _, verdict)| *verdict)
    }

    fn differs(&self, again: &Outcome, submission: &KnownSubmission) -> Option<Finding> {
        let todo =
            "remove what depends on chance or on the schedule, or make the mistake show every time";
        let file = submission.file.as_str();
        if self.cases.len() != again.cases.len() {
            let what = format!(
                "seed {} runs other cases than seed {}",
                again.seed, self.seed
            );
            return Some(Finding::error(file, None, what, todo));
        }
        let (one, other) =
            std::iter::zip(&self.cases, &again.cases).find(|(one, other)| one != other)?;
        let what = format!(
            "'{}' is {} under seed {} and {} under seed {}",
            one.0, one.2, self.seed, other.2, again.seed
        );
        Some(Finding::error(file, None, what, todo))
    }
}

/// What of the promise does not hold. `skipped` functions may be named as failing or not: with real pytest, which
/// knows no prerequisites, they pass.
fn judge(
    submission: &KnownSubmission,
    outcome: &Outcome,
    functions: &[Function],
    skipped: &BTreeSet<String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let failing = outcome.failing();
    let file = submission.file.as_str();
    let mut find = |line: Option<usize>, what: String, todo: &str| {
        findings.push(Finding::error(file, line, what, todo));
    };
    if submission.expected == Expected::Accepted {
        if let Some(error) = &outcome.load_error {
            find(
                None,
                format!("it does not load: {}", last_line(error)),
                "mend it",
            );
        } else if !failing.is_empty() {
            let todo = "mend the answer or the cases; `viva grade --reveal` shows why";
            find(None, format!("it fails {}", list(&failing)), todo);
        }
        return findings;
    }
    let unknown = |name: &&String| !functions.iter().any(|function| function.name == **name);
    for name in submission.fails.iter().filter(unknown) {
        find(
            Some(1),
            format!("it names '{name}', which is no case function"),
            "correct the name (Class::method for methods)",
        );
    }
    for (name, verdict) in failing
        .iter()
        .filter(|(name, _)| !submission.fails.contains(*name))
    {
        find(
            Some(1),
            format!("'{name}' ends with {verdict}, but '# fails:' does not name it"),
            "add the name, or mend what should pass",
        );
    }
    for name in submission.fails.iter().filter(|name| !unknown(name)) {
        if !failing.contains_key(name) {
            if !skipped.contains(name) {
                find(
                    Some(1),
                    format!("'{name}' passes, but '# fails:' names it"),
                    "make the case catch this mistake, or drop the name",
                );
            }
        } else if let Some((wanted, got)) = wrong_way(submission.expected, name, outcome) {
            find(
                None,
                format!(
                    "'{name}' ends with {got}, but in {}/ it must be {wanted}",
                    submission.expected.folder()
                ),
                "move the file to the folder of what it comes to, or make the mistake the right one",
            );
        }
    }
    findings
}

/// If no case of the function fails the way its submission's folder says: what that is, and one that came.
fn wrong_way(
    expected: Expected,
    function: &str,
    outcome: &Outcome,
) -> Option<(&'static str, Verdict)> {
    let (wanted, fits): (_, fn(Verdict) -> bool) = match expected {
        Expected::TimeLimit => ("timeout", |verdict| verdict == Verdict::Timeout),
        Expected::RunTimeError => ("error, crashed, memory or output", |verdict| {
            use Verdict::{Crashed, Error, Memory, Output};
            matches!(verdict, Error | Crashed | Memory | Output)
        }),
        Expected::WrongAnswer | Expected::Accepted => return None,
    };
    let got = outcome.verdicts(function).next()?;
    (!outcome.verdicts(function).any(fits)).then_some((wanted, got))
}

fn list(failing: &BTreeMap<String, Verdict>) -> String {
    let names: Vec<String> = failing
        .iter()
        .map(|(name, verdict)| format!("'{name}' ({verdict})"))
        .collect();
    names.join(", ")
}

/// The line of an error that says what it was: a traceback's last.
pub(super) fn last_line(error: &str) -> &str {
    error
        .trim_end()
        .lines()
        .next_back()
        .unwrap_or("no reason given")
        .trim()
}
