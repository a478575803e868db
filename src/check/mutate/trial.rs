//! Tries mutants against a question's cases until one doesn't pass.

use crate::check::Stop;
use crate::grading::{self, Enough, Graded, GradedCase, Grader, Options, Verdict};
use crate::question::Question;

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
    /// With less fuel, once the answer's need is known.
    question: Question,
    whole_fuel: u64,
    jobs: usize,
    /// Those that hunt for races.
    hunting: Vec<String>,
    /// All case functions; the last killers first.
    functions: Vec<String>,
}

impl<'a> Trial<'a> {
    pub fn new(grader: &'a dyn Grader, question: &Question, jobs: usize) -> Self {
        Self {
            grader,
            question: question.clone(),
            whole_fuel: question.limits.fuel,
            jobs,
            hunting: Vec::new(),
            functions: Vec::new(),
        }
    }

    /// Runs the answer itself, to know its cases and what they cost. Whether it passes.
    pub fn begin(&mut self, answer: &str) -> Result<bool, Stop> {
        self.question.limits.fuel = self.whole_fuel;
        // With two, those that are to run under more than one say so.
        let graded = self.grade(answer, &[], 2)?;
        self.functions = functions(graded.cases.iter());
        let hunts = |case: &&GradedCase| case.schedules.is_some();
        self.hunting = functions(graded.cases.iter().filter(hunts));
        let dearest = graded.cases.iter().map(|case| case.cost.fuel).max();
        let enough = dearest.unwrap_or(0).saturating_mul(FUEL_FACTOR);
        self.question.limits.fuel = enough.max(LEAST_FUEL).min(self.whole_fuel);
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
        let options = Options {
            only,
            jobs: self.jobs,
            told: false,
            enough: Enough {
                failures: Some(1),
                schedules: Some(schedules),
            },
            ..Options::default()
        };
        let (graded, _) = grading::run_cases(self.grader, &self.question, answer, options)?;
        Ok(graded)
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
