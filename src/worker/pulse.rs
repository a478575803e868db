//! Whether this process is well: are its graders at work, is it about to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Shared by whoever works and whoever is asked. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Pulse(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Grading tasks there should be.
    wanted: AtomicUsize,
    /// Grading tasks there are.
    working: AtomicUsize,
    stopping: AtomicBool,
}

/// Why nothing new should be sent here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unwell {
    #[error("the service is stopping")]
    Stopping,
    #[error("{working} of {wanted} graders are at work")]
    Graders { working: usize, wanted: usize },
}

/// One grading task, as long as it lives.
#[derive(Debug)]
pub(super) struct Beat(Pulse);

impl Pulse {
    /// From now on so many grading tasks should live.
    pub(super) fn expect(&self, graders: usize) {
        self.0.wanted.store(graders, Ordering::Relaxed);
    }

    pub(super) fn beat(&self) -> Beat {
        self.0.working.fetch_add(1, Ordering::Relaxed);
        Beat(self.clone())
    }

    /// Notes that the process is about to end.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    pub fn check(&self) -> Result<(), Unwell> {
        if self.0.stopping.load(Ordering::Relaxed) {
            return Err(Unwell::Stopping);
        }
        let (working, wanted) = (
            self.0.working.load(Ordering::Relaxed),
            self.0.wanted.load(Ordering::Relaxed),
        );
        if working < wanted {
            return Err(Unwell::Graders { working, wanted });
        }
        Ok(())
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        self.0.0.working.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grader_that_ended_is_missed() {
        let pulse = Pulse::default();
        assert_eq!(pulse.check(), Ok(()), "a node without graders is well");
        pulse.expect(2);
        let first = pulse.beat();
        let second = pulse.beat();
        assert_eq!(pulse.check(), Ok(()));
        drop(second);
        let missed = Unwell::Graders {
            working: 1,
            wanted: 2,
        };
        assert_eq!(pulse.check(), Err(missed));
        pulse.stop();
        assert_eq!(pulse.check(), Err(Unwell::Stopping));
        drop(first);
    }
}
