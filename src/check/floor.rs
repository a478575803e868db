//! The floor: who writes nothing must earn next to nothing.

use super::shape::Function;
use super::{Gate, Stop, stub};
use crate::grading::{self, Graded, Points};
use crate::question::{Expected, Finding, Kind};

/// Percent of the points that the starter and a stub may earn at most; the strict gate wants less.
const MAX_PERCENT: u64 = 10;

impl Gate<'_> {
    pub(super) fn floor(&mut self, functions: &[Function]) -> Result<(), Stop> {
        let question = self.question;
        if let Some(starter) = &question.starter {
            let graded = self.run(starter, 1, &[])?;
            if question.kind == Kind::Fix {
                self.must_fail_something(&graded, functions)?;
            } else {
                self.must_earn_little("starter.py", "starter.py", &graded)?;
            }
        }
        let accepted = |expected| expected == Expected::Accepted;
        let model = question
            .submissions
            .iter()
            .find(|submission| accepted(submission.expected));
        if let Some(model) = model {
            let graded = self.run(&stub::stub(&model.source), 1, &[])?;
            let earned = self.must_earn_little("cases.py", "a stub that returns None", &graded)?;
            self.seen.stub = earned;
        }
        Ok(())
    }

    fn must_fail_something(&mut self, graded: &Graded, functions: &[Function]) -> Result<(), Stop> {
        let failing = graded
            .cases
            .iter()
            .filter(|case| !case.verdict.passed())
            .count();
        let ok = failing > 0 || (graded.load_error.is_some() && !functions.is_empty());
        if !ok {
            self.findings.push(Finding::error(
                "starter.py",
                None,
                "the code to mend passes everything",
                "let the cases catch its faults",
            ));
        }
        let rest = if ok {
            "does not pass as it is"
        } else {
            "passes everything"
        };
        self.done(ok, "starter.py", rest)
    }

    /// `what` earned `graded`; if that is too much, the finding goes to `file`.
    fn must_earn_little(
        &mut self,
        file: &str,
        what: &str,
        graded: &Graded,
    ) -> Result<Points, Stop> {
        // Cases that contradict question.toml have been found already; they earn nothing here.
        let shares = grading::score(&graded.cases, self.scheme()).unwrap_or_default();
        let earned: Points = shares.iter().map(|share| share.earned).sum();
        let max = Points::whole(self.question.points);
        let ok = match self.effort.strict {
            true => earned.0 * 100 < max.0 * MAX_PERCENT,
            false => earned.0 * 100 <= max.0 * MAX_PERCENT,
        };
        if !ok {
            let passing: Vec<&str> = std::iter::zip(&graded.cases, &shares)
                .filter(|(_, share)| share.earned > Points(0))
                .map(|(case, _)| case.id.as_str())
                .take(5)
                .collect();
            self.findings.push(Finding::error(
                file,
                None,
                format!("{what} earns {earned} of {max} points, by {}", passing.join(", ")),
                "let these cases also check something that only an answer can do, or give them fewer points",
            ));
        }
        self.done(ok, what, &format!("earns {earned} of {max}"))?;
        Ok(earned)
    }
}
