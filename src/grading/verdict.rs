//! What a case came to, the exact condition of each, and which one speaks for a whole report.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What one case came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The case ran to its end within all limits and raised nothing.
    Passed,
    /// An expectation did not hold: the case ended by `AssertionError` or `pytest.fail` (which is also what
    /// `pytest.raises` does when nothing was raised).
    Failed,
    /// Any other exception ended the case, its fixtures, or the loading of the answer.
    Error,
    /// Fuel or virtual seconds ran out, or every thread waited for another with no deadline (a deadlock).
    Timeout,
    /// Memory ran out: an allocation was refused and nothing caught it, or the interpreter gave up over it.
    Memory,
    /// More was printed than the limit allows.
    Output,
    /// An instance ended without a result: `os._exit`, a stack overflow, a trap. (`sys.exit` raises SystemExit, an error.)
    Crashed,
    /// The case did not run, or does not count: the author skips it, or what it requires did not pass.
    Skipped,
    /// Our fault: the host failed or the wall-clock backstop fired. Never the candidate's; nothing is scored.
    Internal,
}

impl Verdict {
    /// All, the one that outweighs the others first. The only place that orders verdicts: our own fault casts
    /// doubt on everything, then comes what stopped a program, then what it got wrong.
    pub const BY_PRECEDENCE: [Verdict; 9] = [
        Verdict::Internal,
        Verdict::Crashed,
        Verdict::Memory,
        Verdict::Output,
        Verdict::Timeout,
        Verdict::Error,
        Verdict::Failed,
        Verdict::Skipped,
        Verdict::Passed,
    ];

    /// The verdict of a whole: the first by precedence; `Passed` of nothing.
    pub fn of_all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        let rank = |verdict: Verdict| {
            Self::BY_PRECEDENCE
                .iter()
                .position(|&other| other == verdict)
                .unwrap_or_default()
        };
        verdicts
            .into_iter()
            .min_by_key(|&verdict| rank(verdict))
            .unwrap_or(Verdict::Passed)
    }

    pub fn passed(self) -> bool {
        self == Verdict::Passed
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::Error => "error",
            Verdict::Timeout => "timeout",
            Verdict::Memory => "memory",
            Verdict::Output => "output",
            Verdict::Crashed => "crashed",
            Verdict::Skipped => "skipped",
            Verdict::Internal => "internal",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_fault_outweighs_all_and_passed_outweighs_nothing() {
        let all = Verdict::BY_PRECEDENCE;
        assert_eq!(Verdict::of_all(all), Verdict::Internal);
        assert_eq!(Verdict::of_all(all[1..].iter().copied()), Verdict::Crashed);
        for verdict in all {
            assert_eq!(Verdict::of_all([Verdict::Passed, verdict]), verdict);
        }
        assert_eq!(Verdict::of_all([]), Verdict::Passed);
    }

    #[test]
    fn the_name_is_the_serialized_form() {
        for verdict in Verdict::BY_PRECEDENCE {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.as_str());
        }
    }
}
