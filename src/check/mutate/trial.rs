//! Tries mutants against a question's cases until one doesn't pass.

use crate::check::Stop;
use crate::grading::{Graded, Grader, Source, Task, Verdict};
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
    /// With one schedule for each case.
    plain: Source,
    /// With a few; none if no case hunts.
    hunting: Option<Source>,
    support: Vec<Source>,
    limits: Limits,
    /// All case functions; the last killers first.
    functions: Vec<String>,
}

impl<'a> Trial<'a> {
    pub fn new(grader: &'a dyn Grader, question: &'a Question, jobs: usize) -> Self {
        let source = |name: &str, text: String| Source {
            name: name.to_owned(),
            text,
        };
        let cases = question.cases.as_deref().unwrap_or_default();
        let plain = with_schedules(cases, 1);
        let hunting = with_schedules(cases, FEW_SCHEDULES);
        let by_default = question.limits.schedules.min(FEW_SCHEDULES);
        let hunts = plain != hunting || by_default > 1;
        let support = question.support.clone();
        Self {
            grader,
            question,
            jobs,
            plain: source("cases.py", plain),
            hunting: hunts.then(|| source("cases.py", hunting)),
            support: support
                .map(|text| source("support.py", text))
                .into_iter()
                .collect(),
            limits: Limits {
                schedules: by_default,
                ..question.limits.clone()
            },
            functions: Vec::new(),
        }
    }

    /// Runs the answer itself, to know its cases and what they cost. Whether it passes.
    pub fn begin(&mut self, answer: &str) -> Result<bool, Stop> {
        let whole = self.question.limits.fuel;
        self.limits.fuel = whole;
        let graded = self.grade(&self.plain, answer, &[])?;
        self.functions.clear();
        for case in &graded.cases {
            if !self.functions.contains(&case.function) {
                self.functions.push(case.function.clone());
            }
        }
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
            (Some(&self.plain), first.to_vec()),
            (Some(&self.plain), rest.to_vec()),
            (self.hunting.as_ref(), self.functions.clone()),
        ];
        let mut unknown = false;
        for (cases, only) in rounds {
            let Some(cases) = cases.filter(|_| !only.is_empty()) else {
                continue;
            };
            let graded = self.grade(cases, mutant, &only)?;
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

    fn grade(&self, cases: &Source, answer: &str, only: &[String]) -> Result<Graded, Stop> {
        let answer = Source {
            name: "answer.py".to_owned(),
            text: answer.to_owned(),
        };
        Ok(self.grader.grade(&Task {
            cases,
            answer: &answer,
            support: &self.support,
            seed: 1,
            only,
            samples_only: false,
            jobs: self.jobs,
            told: false,
            suite: None,
            limits: &self.limits,
        })?)
    }
}

/// `cases` with no mark that asks for more than `most` schedules.
fn with_schedules(cases: &str, most: u64) -> String {
    const MARK: &str = "pytest.mark.schedules(";
    let mut parts = cases.split(MARK);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        text.push_str(MARK);
        match number.parse::<u64>() {
            Ok(number) => text.push_str(&number.min(most).to_string()),
            Err(_) => text.push_str(number),
        }
        text.push_str(rest);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunts_are_cut_short() {
        let cases =
            "@pytest.mark.schedules(40)\n@pytest.mark.schedules(5)\n@pytest.mark.schedules(N)\n";
        assert_eq!(
            with_schedules(cases, 20),
            "@pytest.mark.schedules(20)\n@pytest.mark.schedules(5)\n@pytest.mark.schedules(N)\n"
        );
        assert_eq!(with_schedules("no marks", 1), "no marks");
    }
}
