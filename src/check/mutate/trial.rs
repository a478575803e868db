//! Tries mutants against a question's cases until one doesn't pass.

use crate::check::Stop;
use crate::grading::{Enough, Graded, GradedCase, Grader, Source, Task, Verdict};
use crate::question::{Limits, Question};

/// Schedules that a survivor of the plain runs meets in a case that hunts; the hunts' full numbers would take minutes.
const FEW_SCHEDULES: u64 = 20;
/// Functions that are tried before all others: those that killed last.
const FIRST: usize = 3;
/// A mutant may need so many times the fuel of the answer's most expensive case, and is given a second's worth at least.
const FUEL_FACTOR: u64 = 50;
const LEAST_FUEL: u64 = 1_000_000_000;

/// What a mutant came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Killed,
    Survived,
    /// By a fault of the sandbox's, so that nothing can be said.
    Unknown,
}

/// One accepted answer's mutants are tried with this.
pub struct Trial<'a> {
    grader: &'a dyn Grader,
    question: &'a Question,
    jobs: usize,
    cases: Source,
    support: Vec<Source>,
    limits: Limits,
    /// Those that hunt for races.
    hunting: Vec<String>,
    /// All case functions; the last killers first.
    functions: Vec<String>,
}

impl<'a> Trial<'a> {
    pub fn new(grader: &'a dyn Grader, question: &'a Question, jobs: usize) -> Self {
        let source = |name: &str, text: String| Source {
            name: name.to_owned(),
            text,
        };
        let cases = question.cases.clone().unwrap_or_default();
        let support = question.support.clone();
        Self {
            grader,
            question,
            jobs,
            cases: source("cases.py", cases),
            support: support
                .map(|text| source("support.py", text))
                .into_iter()
                .collect(),
            limits: question.limits.clone(),
            hunting: Vec::new(),
            functions: Vec::new(),
        }
    }

    /// Runs the answer itself, to know its cases and what they cost. Whether it passes.
    pub fn begin(&mut self, answer: &str) -> Result<bool, Stop> {
        let whole = self.question.limits.fuel;
        self.limits.fuel = whole;
        // With two, those that are to run under more than one say so.
        let graded = self.grade(answer, &[], 2)?;
        self.functions = functions(graded.cases.iter());
        let hunts = |case: &&GradedCase| case.schedules.is_some();
        self.hunting = functions(graded.cases.iter().filter(hunts));
        let dearest = graded.cases.iter().map(|case| case.cost.fuel).max();
        let enough = dearest.unwrap_or(0).saturating_mul(FUEL_FACTOR);
        self.limits.fuel = enough.max(LEAST_FUEL).min(whole);
        let passed = |graded: &Graded| graded.cases.iter().all(|case| case.verdict.passed());
        Ok(graded.load_error.is_none() && !graded.cases.is_empty() && passed(&graded))
    }

    /// Whether a case kills `mutant`: the last killers, then all others, then the hunts.
    pub fn fate(&mut self, mutant: &str) -> Result<Fate, Stop> {
        let (first, rest) = self.functions.split_at(FIRST.min(self.functions.len()));
        let rounds = [
            (first.to_vec(), 1),
            (rest.to_vec(), 1),
            (self.hunting.clone(), FEW_SCHEDULES),
        ];
        let mut unknown = false;
        for (only, schedules) in rounds {
            if only.is_empty() {
                continue;
            }
            let graded = self.grade(mutant, &only, schedules)?;
            let broken = |verdict| verdict == Verdict::Internal;
            unknown |= graded.cases.iter().any(|case| broken(case.verdict));
            let failed = |verdict: Verdict| !verdict.passed() && !broken(verdict);
            if let Some(case) = graded.cases.iter().find(|case| failed(case.verdict)) {
                let killer = case.function.clone();
                self.functions.retain(|function| *function != killer);
                self.functions.insert(0, killer);
                return Ok(Fate::Killed);
            }
            if graded.load_error.is_some() {
                return Ok(Fate::Killed);
            }
        }
        Ok(if unknown {
            Fate::Unknown
        } else {
            Fate::Survived
        })
    }

    /// Until a case doesn't pass.
    fn grade(&self, answer: &str, only: &[String], schedules: u64) -> Result<Graded, Stop> {
        let answer = Source {
            name: "answer.py".to_owned(),
            text: answer.to_owned(),
        };
        Ok(self.grader.grade(&Task {
            cases: &self.cases,
            answer: &answer,
            support: &self.support,
            seed: 1,
            only,
            samples_only: false,
            jobs: self.jobs,
            told: false,
            limits: &self.limits,
            suite: false,
            enough: Enough {
                failures: Some(1),
                schedules: Some(schedules),
            },
        })?)
    }
}

/// Each once, in the order in which they come.
fn functions<'a>(cases: impl Iterator<Item = &'a GradedCase>) -> Vec<String> {
    let mut functions: Vec<String> = Vec::new();
    for case in cases {
        if !functions.contains(&case.function) {
            functions.push(case.function.clone());
        }
    }
    functions
}
