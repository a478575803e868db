//! Where a grade ends before all its cases ran: after as many failures as are enough, and with a candidate's tests after what one case
//! may compute: how many tests there are is the candidate's choice, so together they have what one case has.
//!
//! Cases run side by side, and what comes of them must not depend on that: what is left out is decided by their order.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::grading::{GradedCase, Task, Verdict};

pub(super) struct Account {
    most_failures: usize,
    /// Of all cases together, in units and bytes.
    most_fuel: u64,
    most_output: u64,
    failures: AtomicUsize,
    fuel: AtomicU64,
}

impl Account {
    pub fn of(task: &Task<'_>) -> Self {
        let together = |most: u64| if task.suite { most } else { u64::MAX };
        Self {
            most_failures: task.enough.failures.unwrap_or(usize::MAX),
            most_fuel: together(task.limits.fuel),
            most_output: together(task.limits.output_kib * 1024),
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

    /// Whether no further case needs to begin. They begin in order, so those that count have begun by then.
    pub fn is_used_up(&self) -> bool {
        self.failures.load(Ordering::Relaxed) >= self.most_failures
            || self.fuel.load(Ordering::Relaxed) > self.most_fuel
    }

    /// Leaves out what ran beyond the account, and what was printed beyond it.
    pub fn settle(&self, cases: &mut Vec<GradedCase>) {
        let (mut failures, mut fuel, mut output) = (0, 0_u64, 0);
        let mut kept = 0;
        for case in cases.iter_mut() {
            kept += 1;
            fuel = fuel.saturating_add(case.cost.fuel);
            if fuel > self.most_fuel && !fails(case) {
                case.verdict = Verdict::Timeout;
                case.outcome = "failed".to_owned();
                case.message = Some(format!(
                    "the tests up to this one computed for more than {} million instructions together",
                    self.most_fuel / 1_000_000
                ));
            }
            output += case.output.as_ref().map_or(0, String::len) as u64;
            if output > self.most_output {
                case.output = None;
            }
            failures += usize::from(fails(case));
            if failures >= self.most_failures || fuel > self.most_fuel {
                break;
            }
        }
        cases.truncate(kept);
    }
}

fn fails(case: &GradedCase) -> bool {
    !matches!(case.verdict, Verdict::Passed | Verdict::Skipped)
}
