//! What all tests of a candidate's may use together, with one implementation: how many there are is the candidate's choice, so together
//! they have what one case has.
//!
//! Tests run side by side, and what comes of them must not depend on that: what is left out is decided by their order.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::grading::{GradedCase, Suite, Task, Verdict};
use crate::question::Limits;

pub(super) struct Account<'a> {
    /// None: cases of the author's, of which all run.
    suite: Option<Suite>,
    limits: &'a Limits,
    failures: AtomicUsize,
    fuel: AtomicU64,
}

impl<'a> Account<'a> {
    pub fn of(task: &Task<'a>) -> Self {
        Self {
            suite: task.suite,
            limits: task.limits,
            failures: AtomicUsize::new(0),
            fuel: AtomicU64::new(0),
        }
    }

    pub fn note(&self, case: &GradedCase) {
        if fails(case) {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        self.fuel.fetch_add(case.cost.fuel, Ordering::Relaxed);
    }

    /// Whether no further test needs to begin. They begin in order, so those that count have begun by then.
    pub fn is_used_up(&self) -> bool {
        self.suite.is_some_and(|suite| {
            self.failures.load(Ordering::Relaxed) >= suite.failures
                || self.fuel.load(Ordering::Relaxed) > self.limits.fuel
        })
    }

    /// Leaves out what ran beyond the account, and what was printed beyond it.
    pub fn settle(&self, cases: &mut Vec<GradedCase>) {
        let Some(suite) = self.suite else {
            return;
        };
        let (mut failures, mut fuel, mut output) = (0, 0, 0);
        let mut kept = 0;
        for case in cases.iter_mut() {
            kept += 1;
            fuel += case.cost.fuel;
            if fuel > self.limits.fuel && !fails(case) {
                case.verdict = Verdict::Timeout;
                case.outcome = "failed".to_owned();
                case.message = Some(format!(
                    "the tests up to this one computed for more than {} million instructions together",
                    self.limits.fuel / 1_000_000
                ));
            }
            output += case.output.as_ref().map_or(0, String::len) as u64;
            if output > self.limits.output_kib * 1024 {
                case.output = None;
            }
            failures += usize::from(fails(case));
            if failures >= suite.failures || fuel > self.limits.fuel {
                break;
            }
        }
        cases.truncate(kept);
    }
}

fn fails(case: &GradedCase) -> bool {
    !matches!(case.verdict, Verdict::Passed | Verdict::Skipped)
}
