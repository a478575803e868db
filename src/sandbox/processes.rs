//! The processes that a machine's answer started: what each was asked, and what became of it.
//!
//! Bookkeeping only. A process is a machine of its own, which `machine/children.rs` makes and drives; here it is a number that rests,
//! works on a request, or has ended.

use std::collections::VecDeque;

/// A process of one machine, counted from 1 in the order in which they were started.
pub type Pid = i32;

/// Processes alive at once. Each takes memory of the host's as an answer does.
pub const MOST_PROCESSES: usize = 8;
/// How a process ends that was ended from outside: as by SIGTERM.
const TERMINATED: i32 = -15;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Waits for its next request, with the reply to its last.
    Rests(Option<Vec<u8>>),
    Works,
    /// With this status; minus the number of a signal if it didn't end by itself.
    Ended(i32),
}

/// What the executor has to do, at the virtual time `at` if that matters.
#[derive(Debug)]
pub enum Order {
    Start(Pid),
    Call { pid: Pid, request: Vec<u8>, at: u64 },
    End(Pid),
}

#[derive(Debug, Default)]
pub struct Processes {
    /// By number, less one.
    states: Vec<State>,
    pub orders: VecDeque<Order>,
}

impl Processes {
    /// A new process, which rests; None if too many are alive.
    pub fn start(&mut self) -> Option<Pid> {
        if self.alive() >= MOST_PROCESSES {
            return None;
        }
        self.states.push(State::Rests(None));
        let pid = Pid::try_from(self.states.len()).ok()?;
        self.orders.push_back(Order::Start(pid));
        Some(pid)
    }

    pub fn alive(&self) -> usize {
        let alive = |state: &&State| !matches!(state, State::Ended(_));
        self.states.iter().filter(alive).count()
    }

    pub fn state(&self, pid: Pid) -> Option<&State> {
        self.states.get(usize::try_from(pid).ok()?.checked_sub(1)?)
    }

    fn state_mut(&mut self, pid: Pid) -> Option<&mut State> {
        self.states
            .get_mut(usize::try_from(pid).ok()?.checked_sub(1)?)
    }

    /// Gives a process that rests its next request; nothing happens if it doesn't.
    pub fn call(&mut self, pid: Pid, request: Vec<u8>, at: u64) {
        if let Some(state @ State::Rests(_)) = self.state_mut(pid) {
            *state = State::Works;
            self.orders.push_back(Order::Call { pid, request, at });
        }
    }

    pub fn terminate(&mut self, pid: Pid) {
        if let Some(state) = self.state_mut(pid)
            && !matches!(state, State::Ended(_))
        {
            *state = State::Ended(TERMINATED);
            self.orders.push_back(Order::End(pid));
        }
    }

    pub fn replied(&mut self, pid: Pid, reply: Vec<u8>) {
        self.become_(pid, State::Rests(Some(reply)));
    }

    pub fn ended(&mut self, pid: Pid, status: i32) {
        self.become_(pid, State::Ended(status));
    }

    fn become_(&mut self, pid: Pid, new: State) {
        if let Some(state) = self.state_mut(pid) {
            *state = new;
        }
    }

    pub fn works(&self, pid: Pid) -> bool {
        self.state(pid) == Some(&State::Works)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_are_alive_at_once() {
        let mut processes = Processes::default();
        for pid in 1..=MOST_PROCESSES as Pid {
            assert_eq!(processes.start(), Some(pid));
        }
        assert_eq!(processes.start(), None);
        processes.terminate(3);
        assert_eq!(processes.start(), Some(MOST_PROCESSES as Pid + 1));
    }

    #[test]
    fn a_request_is_for_a_process_that_rests() {
        let mut processes = Processes::default();
        assert_eq!(processes.start(), Some(1));
        processes.call(1, b"first".to_vec(), 0);
        processes.call(1, b"second".to_vec(), 0);
        processes.call(7, b"nobody's".to_vec(), 0);
        processes.call(-1, b"nobody's".to_vec(), 0);
        assert_eq!(processes.orders.len(), 2, "the start and the first call");
        processes.replied(1, b"done".to_vec());
        assert_eq!(
            processes.state(1),
            Some(&State::Rests(Some(b"done".to_vec())))
        );
    }

    #[test]
    fn an_end_is_final() {
        let mut processes = Processes::default();
        assert_eq!(processes.start(), Some(1));
        processes.ended(1, 3);
        processes.terminate(1);
        processes.call(1, Vec::new(), 0);
        assert_eq!(processes.state(1), Some(&State::Ended(3)));
        assert_eq!(processes.alive(), 0);
    }
}
