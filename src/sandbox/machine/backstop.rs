//! The last resort against a run that takes for ever although its fuel doesn't say so: a fault of ours.

use std::time::{Duration, Instant};

/// Counts this thread's processor time: on a busy machine, or on one that stood still, time passes in which nothing runs.
#[derive(Debug, Clone, Copy)]
pub struct Backstop {
    most: Duration,
    /// The thread's processor time when the run began.
    began: Duration,
    /// Before this, it can't have used that much.
    next_look: Instant,
}

impl Backstop {
    pub fn begin(seconds: u64) -> Backstop {
        let most = Duration::from_secs(seconds);
        Backstop {
            most,
            began: cpu_time(),
            next_look: Instant::now() + most,
        }
    }

    /// Why the run has to end, if it has to.
    pub fn over(&mut self) -> Option<String> {
        let now = Instant::now();
        if now <= self.next_look {
            return None;
        }
        let used = cpu_time().saturating_sub(self.began);
        if used >= self.most {
            let most = self.most.as_secs();
            return Some(format!(
                "the run took more than {most} seconds of the processor"
            ));
        }
        self.next_look = now + (self.most - used);
        None
    }
}

fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
