//! The gate for authors: runs what a question promises and says where it does not hold.
//!
//! A finding of severity error closes the gate; a warning is the author's to judge. Knows nothing of who asks, nor of
//! where the question came from; the grader that it is given runs all the Python.

mod examples;
mod exceptions;
mod floor;
mod implementations;
mod lint;
mod mutate;
mod shape;
mod strict;
mod stub;
mod submissions;

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

pub use mutate::Mutants;
pub use strict::{Figures, words};

use serde::Serialize;

use crate::grading::{self, GradeError, Grader, NotGraded, Source, Verdict};
use crate::question::{
    BrokenQuestion, Expected, Finding, Kind, KnownSubmission, Question, QuestionId, Severity,
};

/// What checking one question came to.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    pub question: QuestionId,
    pub kind: Option<Kind>,
    pub ok: bool,
    /// Case functions, sample ones among them.
    pub cases: usize,
    pub samples: usize,
    pub submissions: Vec<CheckedSubmission>,
    /// Of the accepted answers, if they were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutants: Option<Mutants>,
    /// What the strict gate found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
    pub findings: Vec<Finding>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CheckedSubmission {
    pub file: String,
    pub expected: Expected,
    pub ok: bool,
    /// The case functions that did not pass, with their verdict.
    pub fails: BTreeMap<String, Verdict>,
}

/// How thoroughly.
#[derive(Debug, Clone)]
pub struct Effort {
    /// Every submission runs under these seeds.
    pub seeds: Range<u64>,
    /// Only submissions whose path contains one of these run; all without any. Whether all cases can fail is not asked then.
    pub submissions: Vec<String>,
    /// How many cases run at once.
    pub jobs: usize,
    /// Also what a question must keep before it may decide about a person.
    pub strict: bool,
    /// So many mutants of the accepted answers are tried; none without.
    pub mutants: Option<usize>,
}

/// Something that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Good,
    Bad,
    /// It can't be checked.
    Note,
}

/// Hears how far a check is.
pub trait Progress {
    /// An error ends the check: nobody listens any more.
    fn step(&mut self, mark: Mark, what: &str, rest: &str) -> io::Result<()>;

    /// `what` is not over yet: `done` of `of` runs are.
    fn under_way(&mut self, what: &str, done: u64, of: u64) -> io::Result<()> {
        let _ = (what, done, of);
        Ok(())
    }
}

/// A check that did not come to its end.
#[derive(Debug)]
pub struct Interrupted {
    pub so_far: Box<Checked>,
    pub why: Stop,
}

/// Why.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    #[error("the progress can't be told: {0}")]
    Untold(#[from] io::Error),
    #[error(transparent)]
    Grade(#[from] GradeError),
    #[error(transparent)]
    NotGraded(#[from] NotGraded),
    /// Nothing can be concluded then.
    #[error("the sandbox failed on the case '{case}' of '{question}'")]
    Fault { question: QuestionId, case: String },
}

/// One question on its way through the gate.
struct Gate<'a> {
    grader: &'a dyn Grader,
    question: &'a Question,
    effort: Effort,
    progress: &'a mut dyn Progress,
    functions: Vec<shape::Function>,
    submissions: Vec<CheckedSubmission>,
    mutants: Option<Mutants>,
    figures: Option<Figures>,
    seen: strict::Seen,
    exceptions: exceptions::Exceptions,
    findings: Vec<Finding>,
}

/// Checks `question`, of which `known` was found by reading it.
pub fn check(
    grader: &dyn Grader,
    question: &Question,
    known: Vec<Finding>,
    effort: Effort,
    progress: &mut dyn Progress,
) -> Result<Checked, Interrupted> {
    let (exceptions, wrong) =
        exceptions::Exceptions::read(question.files.get(crate::question::EXCEPTIONS));
    let mut gate = Gate {
        grader,
        question,
        effort,
        progress,
        functions: Vec::new(),
        submissions: Vec::new(),
        mutants: None,
        figures: None,
        seen: strict::Seen::default(),
        exceptions,
        findings: known,
    };
    gate.findings.extend(wrong);
    gate.findings.extend(shape::of_text(question));
    let ended = match question.kind {
        Kind::Code | Kind::Fix => gate.code(),
        Kind::Choice => gate.choices(),
        Kind::Tests => gate.tests(),
        Kind::Explain => gate.unchecked(),
    };
    let ended = ended.and_then(|()| gate.raised());
    let checked = gate.checked();
    match ended {
        Ok(()) => Ok(checked),
        Err(why) => Err(Interrupted {
            so_far: Box::new(checked),
            why,
        }),
    }
}

pub fn has_error(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

impl Gate<'_> {
    /// A question of code: everything that its cases can tell.
    fn code(&mut self) -> Result<(), Stop> {
        let cases = self.question.cases.as_deref().unwrap_or_default();
        self.findings.extend(lint::lint(cases));
        let Some(functions) = self.collect()? else {
            return Ok(());
        };
        self.functions = functions.clone();
        let shape = shape::of_cases(self.question, &functions);
        self.findings.extend(shape);
        self.submissions(&functions)?;
        self.floor(&functions)?;
        let question = self.question;
        let accepted = |one: &&KnownSubmission| one.expected == Expected::Accepted;
        let Some(accepted) = question.submissions.iter().find(accepted) else {
            return Ok(());
        };
        let source = Source::new("answer.py", &accepted.source);
        self.examples(&source, &accepted.file)
    }

    /// Why a question of this kind is only read.
    fn unchecked(&mut self) -> Result<(), Stop> {
        let options = grading::Options::default();
        match grading::grade(self.grader, self.question, "", options) {
            Ok(_) => Ok(()),
            Err(error) => self.step(Mark::Note, &error.to_string(), ""),
        }
    }

    /// What is asked for beyond soundness. Of cases that can't be collected nothing more can be said.
    fn raised(&mut self) -> Result<(), Stop> {
        let functions = self.functions.clone();
        let has_cases = self.question.kind.has_cases();
        if has_cases && functions.is_empty() {
            return Ok(());
        }
        if self.effort.strict {
            self.strict(&functions)?;
        }
        match self.effort.mutants {
            Some(most) if has_cases => self.mutants(most),
            _ => Ok(()),
        }
    }

    /// Tells of something that was checked.
    fn done(&mut self, ok: bool, what: &str, rest: &str) -> Result<(), Stop> {
        self.step(if ok { Mark::Good } else { Mark::Bad }, what, rest)
    }

    fn step(&mut self, mark: Mark, what: &str, rest: &str) -> Result<(), Stop> {
        Ok(self.progress.step(mark, what, rest)?)
    }

    fn under_way(&mut self, what: &str, done: u64, of: u64) -> Result<(), Stop> {
        Ok(self.progress.under_way(what, done, of)?)
    }

    fn checked(self) -> Checked {
        let mut findings = self.findings;
        findings.sort();
        findings.dedup();
        let samples = self.functions.iter().filter(|function| function.sample);
        Checked {
            question: self.question.id.clone(),
            kind: Some(self.question.kind),
            ok: !has_error(&findings),
            cases: self.functions.len(),
            samples: samples.count(),
            submissions: self.submissions,
            mutants: self.mutants,
            figures: self.figures,
            findings,
        }
    }
}

impl Checked {
    /// With one more finding, by which it did not pass.
    pub fn refused(mut self, finding: Finding) -> Self {
        self.ok = false;
        self.findings.push(finding);
        self.findings.sort();
        self
    }
}

impl From<BrokenQuestion> for Checked {
    fn from(broken: BrokenQuestion) -> Self {
        Self {
            question: broken.id,
            kind: None,
            ok: false,
            cases: 0,
            samples: 0,
            submissions: Vec::new(),
            mutants: None,
            figures: None,
            findings: broken.findings,
        }
    }
}
