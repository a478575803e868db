//! What accepted answers use of the limits: little, so that an honest answer which is slower passes as well.

use crate::check::Gate;
use crate::question::Finding;

/// An accepted answer may need this part of a limit.
const SHARE: u64 = 10;

impl Gate<'_> {
    pub(super) fn cost(&mut self) {
        let (dearest, limits) = (self.seen.dearest, &self.question.limits);
        let todo = "make the case smaller, or raise the limit under [limits] in question.toml";
        let fuel = limits.fuel;
        if dearest.fuel.saturating_mul(SHARE) > fuel {
            let what = format!(
                "with an accepted answer, a case needs {} of {} million fuel: more than a tenth",
                dearest.fuel / 1_000_000,
                fuel / 1_000_000
            );
            self.findings
                .push(Finding::error("cases.py", None, what, todo));
        }
        // Time is waited for on purpose, and memory is never all an answer's own: half is what leaves room there.
        let seconds = limits.virtual_seconds;
        if dearest.virtual_ms / 500 > seconds {
            let what = format!(
                "with an accepted answer, a case takes {} of {seconds} virtual seconds: more than half",
                dearest.virtual_ms / 1000
            );
            self.findings
                .push(Finding::warning("cases.py", None, what, todo));
        }
        let mib = dearest.memory_bytes >> 20;
        if mib * 2 > limits.memory_mib {
            let what = format!(
                "with an accepted answer, a case takes {mib} of {} MiB: more than half",
                limits.memory_mib
            );
            self.findings
                .push(Finding::warning("cases.py", None, what, todo));
        }
    }
}
