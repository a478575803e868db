//! What a question must keep beyond being sound before it may decide about a person: the raised gate.
//!
//! Each rule is a file. They look at texts, and at what the check has found out by running; they run nothing themselves.

mod answers;
mod cost;
mod random;
mod stem;
mod texts;
mod titles;

use serde::Serialize;

pub use texts::words;

use super::shape::Function;
use super::{Gate, Mark, Stop};
use crate::grading::{Cost, Graded, Points};

/// What a question's figures are, for the bank's table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Wrong answers that all sample cases pass.
    pub near_misses: usize,
    /// Hundredths of the points that an answer of stubs earns.
    pub stub_percent: u64,
    /// Thousandths of the fuel limit that the dearest case of an accepted answer needs.
    pub fuel_permille: u64,
}

/// What a check finds out on its way, of use only to the rules here.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The most that a case of an accepted answer needed, each by itself.
    pub dearest: Cost,
    /// What stubs earned at most.
    pub stub: Points,
}

impl Seen {
    /// Takes in what an accepted answer's cases used.
    pub(super) fn dearer(&mut self, graded: &Graded) {
        for Cost {
            fuel,
            virtual_ms,
            memory_bytes,
            ..
        } in graded.cases.iter().map(|case| case.cost)
        {
            self.dearest.fuel = self.dearest.fuel.max(fuel);
            self.dearest.virtual_ms = self.dearest.virtual_ms.max(virtual_ms);
            self.dearest.memory_bytes = self.dearest.memory_bytes.max(memory_bytes);
        }
    }
}

impl Gate<'_> {
    /// The rules for what is graded by running or choosing. `functions`: none for a choice.
    pub(super) fn strict(&mut self, functions: &[Function]) -> Result<(), Stop> {
        let before = self.findings.len();
        self.answers();
        self.texts();
        let mut said = vec![self.reading()];
        if self.question.kind.has_cases() {
            let near = self.near_misses(functions);
            self.cost();
            self.random();
            self.titles(functions);
            let figures = Figures {
                near_misses: near,
                stub_percent: self.seen.stub.0 * 100 / Points::whole(self.question.points).0.max(1),
                fuel_permille: self.seen.dearest.fuel * 1000 / self.question.limits.fuel.max(1),
            };
            said.push(format!("{near} near misses"));
            said.push(format!(
                "{}.{} % of the fuel",
                figures.fuel_permille / 10,
                figures.fuel_permille % 10
            ));
            // With some of the submissions left out, they would be others.
            if self.effort.submissions.is_empty() {
                self.figures = Some(figures);
            }
        }
        let mark = match super::has_error(&self.findings[before..]) {
            true => Mark::Bad,
            false => Mark::Good,
        };
        self.step(mark, "strict", &said.join(", "))
    }
}
