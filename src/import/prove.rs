//! Runs the programs that came with a question: what an answer comes to here is known only when it has run here.
//!
//! Right ones become accepted submissions. Wrong ones become submissions that name what they fail. One that doesn't come to
//! what was said of it is left out, and told.

use super::{Draft, Program};
use crate::grading::{self, Enough, GradeError, Grader, Options, Verdict};
use crate::question::{BrokenQuestion, Expected, Files, Finding, Question};

/// A question that loads, and whose submissions keep their promises.
#[derive(Debug)]
pub struct Proven {
    pub question: Question,
    pub findings: Vec<Finding>,
    /// Submissions that were taken: right ones, wrong ones.
    pub taken: (usize, usize),
}

#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The source's texts make no question: it is too large, say.
    #[error("{0}")]
    Broken(BrokenQuestion),
    #[error(transparent)]
    Grade(#[from] GradeError),
    #[error("'{origin}' could not be run: a case ended by viva's own fault")]
    Fault { origin: String },
}

/// What a program came to.
enum Came {
    Right,
    /// The functions that it fails, and how each ended that did.
    Wrong(Vec<String>, Vec<Verdict>),
    Unloaded(String),
}

pub fn prove(draft: Draft, grader: &dyn Grader, jobs: usize) -> Result<Proven, ProveError> {
    let Draft {
        id,
        mut files,
        functions,
        programs,
        mut findings,
    } = draft;
    let broken = |findings| {
        ProveError::Broken(BrokenQuestion {
            id: id.clone(),
            findings,
        })
    };
    let sent = Files::sent(files.clone()).map_err(broken)?;
    let (question, _) = Question::of_files(id.clone(), sent).map_err(ProveError::Broken)?;
    let mut taken = (0, 0);
    for program in programs {
        let came = run(&program, &question, &functions, grader, jobs)?;
        let (expected, head) = match (program.right, &came) {
            (true, Came::Right) => {
                taken.0 += 1;
                (
                    Expected::Accepted,
                    format!("# {}, as it came with the question.", program.origin),
                )
            }
            (false, Came::Wrong(fails, verdicts)) => {
                taken.1 += 1;
                (
                    folder(verdicts),
                    format!(
                        "# fails: {}\n# {}, as it came with the question.",
                        fails.join(", "),
                        program.origin
                    ),
                )
            }
            (_, came) => {
                findings.push(left_out(&program, came));
                continue;
            }
        };
        let file = format!("submissions/{}/{}", expected.folder(), program.file);
        files.insert(file, format!("{head}\n{}", program.text));
    }
    let sent = Files::sent(files).map_err(broken)?;
    let (question, found) = Question::of_files(id, sent).map_err(ProveError::Broken)?;
    findings.extend(found);
    findings.sort();
    Ok(Proven {
        question,
        findings,
        taken,
    })
}

fn run(
    program: &Program,
    question: &Question,
    functions: &[String],
    grader: &dyn Grader,
    jobs: usize,
) -> Result<Came, ProveError> {
    // A comment in front, as the submission will have.
    let answer = format!("# {}\n{}", program.origin, program.text);
    let (mut fails, mut verdicts) = (Vec::new(), Vec::new());
    // Each function by itself, to its first case that fails: slow programs would need minutes for all.
    for function in functions {
        let options = Options {
            only: std::slice::from_ref(function),
            jobs,
            told: false,
            enough: Enough {
                failures: Some(1),
                ..Enough::default()
            },
            ..Options::default()
        };
        let (graded, _) = grading::run_cases(grader, question, &answer, options)?;
        if let Some(error) = graded.load_error {
            return Ok(Came::Unloaded(error));
        }
        let first = graded.cases.iter().find(|case| !case.verdict.passed());
        match first.map(|case| case.verdict) {
            Some(Verdict::Internal) => {
                let origin = program.origin.clone();
                return Err(ProveError::Fault { origin });
            }
            Some(verdict) => {
                fails.push(function.clone());
                verdicts.push(verdict);
                if program.right {
                    break;
                }
            }
            None => {}
        }
    }
    Ok(match fails.is_empty() {
        true => Came::Right,
        false => Came::Wrong(fails, verdicts),
    })
}

/// Where a wrong answer belongs that ended in these ways.
fn folder(verdicts: &[Verdict]) -> Expected {
    use Verdict::{Crashed, Error, Memory, Output, Timeout};
    let all = |kinds: &[Verdict]| verdicts.iter().all(|verdict| kinds.contains(verdict));
    match () {
        () if all(&[Timeout]) => Expected::TimeLimit,
        () if all(&[Error, Crashed, Memory, Output]) => Expected::RunTimeError,
        () => Expected::WrongAnswer,
    }
}

fn left_out(program: &Program, came: &Came) -> Finding {
    let origin = &program.origin;
    let (what, todo) = match came {
        Came::Right => (
            format!("'{origin}' was left out: it is said to be wrong, and passes everything here"),
            "add a case that catches it, or lower the fuel if it is only slow",
        ),
        Came::Wrong(fails, verdicts) => {
            let how = verdicts
                .first()
                .map(ToString::to_string)
                .unwrap_or_default();
            (
                format!(
                    "'{origin}' was left out: it is said to be right, and {} ends with {how} here",
                    fails.join(", ")
                ),
                "look whether it needs what isn't here (a package, more time), and write it anew",
            )
        }
        Came::Unloaded(error) => {
            let last = error.lines().rfind(|line| !line.trim().is_empty());
            (
                format!(
                    "'{origin}' was left out: it doesn't load here: {}",
                    last.unwrap_or_default().trim()
                ),
                "mend it and add it by hand",
            )
        }
    };
    Finding::warning("submissions", None, what, todo)
}
