//! What was done, how long each took from the instant at which it was due, and what failed.

use std::time::{Duration, Instant};

use super::client::Outcome;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Read,
    Draft,
    /// From submitting to the result.
    Grade,
}

#[derive(Default)]
pub struct Tally {
    took: Vec<(What, Duration)>,
    failed: Vec<String>,
}

impl Tally {
    /// It ended just now.
    pub fn note(&mut self, what: What, due: Instant, outcome: Outcome<()>) {
        match outcome {
            Ok(()) => self.note_until(what, due, Instant::now()),
            Err(error) => self.failed.push(format!("{what:?}: {error}")),
        }
    }

    pub fn note_until(&mut self, what: What, due: Instant, done: Instant) {
        self.took.push((what, done - due));
    }

    pub fn add(&mut self, other: Tally) {
        self.took.extend(other.took);
        self.failed.extend(other.failed);
    }

    pub fn errors(&self) -> usize {
        self.failed.len()
    }

    pub fn grades(&self) -> usize {
        let grades = self.took.iter().filter(|(what, _)| *what == What::Grade);
        grades.count()
    }

    /// A grade takes two: submitting, and waiting for the result.
    pub fn requests(&self) -> usize {
        self.took.len() + self.grades()
    }

    /// `seconds` is how long the load lasted, `elapsed` until the last result was there.
    pub fn print(&self, seconds: f64, elapsed: f64) {
        println!(
            "{:<8} {:>8} {:>8} {:>9} {:>9} {:>9}",
            "", "number", "a second", "p50 ms", "p99 ms", "max ms"
        );
        for what in [What::Read, What::Draft, What::Grade] {
            let seconds = match what {
                What::Grade => elapsed,
                What::Read | What::Draft => seconds,
            };
            let mine = self.took.iter().filter(|(which, _)| *which == what);
            let took: Vec<f64> = mine.map(|(_, took)| took.as_secs_f64() * 1e3).collect();
            let at = |share| self::share(&took, share);
            println!(
                "{:<8} {:>8} {:>8.1} {:>9.1} {:>9.1} {:>9.1}",
                format!("{what:?}"),
                took.len(),
                took.len() as f64 / seconds,
                at(0.5),
                at(0.99),
                at(1.0)
            );
        }
        println!("errors: {}", self.failed.len());
        for error in self.failed.iter().take(5) {
            println!("  {error}");
        }
    }
}

/// What a share of `numbers` is not above; 0.5 is the median.
pub fn share(numbers: &[f64], share: f64) -> f64 {
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    let last = numbers.len().saturating_sub(1);
    let index = (share * last as f64).round() as usize;
    numbers.get(index).copied().unwrap_or(f64::NAN)
}
