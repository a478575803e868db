//! The answer's processes, as far as its threads start them and wait for them.

use super::{Kernel, Key, Side, Tid};
use crate::sandbox::processes::{Pid, State};

/// Why a process can't be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoProcess {
    TooMany,
    /// Not by the judge, and not by a process.
    NotAllowed,
}

impl Kernel {
    /// The answer starts a process: its number, or why there is none.
    pub fn start_process(&mut self, side: Side) -> Result<Pid, NoProcess> {
        if self.is_process || side == Side::Judge {
            return Err(NoProcess::NotAllowed);
        }
        self.processes.start().ok_or(NoProcess::TooMany)
    }

    /// Waits until `pid` doesn't work, at most until `deadline`; false if there is nothing to wait for.
    pub fn park_for_process(&mut self, tid: Tid, pid: Pid, deadline: u64) -> bool {
        let works = self.processes.state(pid) == Some(&State::Works);
        if works {
            self.park(tid, Key::Process(pid), deadline);
        }
        works
    }

    /// A process has replied or ended at the time `at` of its own clock; who waits for that goes on.
    pub fn process_done(&mut self, pid: Pid, at: u64) {
        let all_wait = self.next_event() > self.now;
        if all_wait {
            self.now = self.now.max(at);
        }
        self.unpark(Key::Process(pid), u32::MAX);
    }

    pub fn end_process(&mut self, pid: Pid) {
        self.processes.terminate(pid);
        self.unpark(Key::Process(pid), u32::MAX);
    }
}
