//! Who waits for what, who wakes, and whose turn is next.

use super::{Kernel, Key, NEVER, Side, Status, Stop, Thread, Tid};
use crate::sandbox::schedule::Actor;

impl Kernel {
    pub fn park(&mut self, tid: Tid, key: Key, deadline: u64) {
        self.waits += 1;
        let order = self.waits;
        let thread = &mut self.threads[tid];
        (thread.wait_order, thread.timed_out) = (order, false);
        thread.status = Status::Parked { key, deadline };
    }

    /// Wakes up to `count` of those parked under `key`, the longest waiting first.
    pub fn unpark(&mut self, key: Key, count: u32) -> u32 {
        let mut woken = 0;
        while woken < count {
            let parked = self
                .threads
                .iter_mut()
                .filter(|t| matches!(t.status, Status::Parked { key: k, .. } if k == key));
            let Some(first) = parked.min_by_key(|t| t.wait_order) else {
                break;
            };
            first.status = Status::Ready;
            woken += 1;
        }
        woken
    }

    pub fn wake_due(&mut self) {
        for thread in &mut self.threads {
            if let Status::Parked { deadline, .. } = thread.status
                && deadline <= self.now
            {
                (thread.status, thread.timed_out) = (Status::Ready, true);
            }
        }
    }

    /// Those that could run.
    fn ready(&self) -> impl Iterator<Item = (Actor, Tid)> {
        let threads = self.threads.iter().enumerate();
        threads
            .filter(|(_, t)| t.status == Status::Ready)
            .map(|(tid, t)| (t.actor, tid))
    }

    fn ready_actors(&self) -> Vec<Actor> {
        let mut actors: Vec<Actor> = self.ready().map(|(actor, _)| actor).collect();
        actors.sort_unstable();
        actors.dedup();
        actors
    }

    /// `tid` comes to a bytecode of the answer's; whether it is another thread's turn.
    pub fn step(&mut self, tid: Tid, code: u32, offset: u32) -> bool {
        self.wake_due();
        let actors = self.ready_actors();
        let actor = self.threads[tid].actor;
        self.schedule.step(actor, code, offset, &actors)
    }

    /// `tid` gives its turn up by itself, or has had it for very long.
    pub fn gave_up(&mut self, tid: Tid) {
        let actor = self.threads[tid].actor;
        self.schedule.yielded(actor);
    }

    /// When a thread goes on that is ready or due; [`NEVER`] if each waits for others.
    pub fn next_event(&self) -> u64 {
        let events = self.threads.iter().map(|t| match t.status {
            Status::Ready => self.now,
            Status::Parked { deadline, .. } => deadline.max(self.now),
            _ => NEVER,
        });
        events.min().unwrap_or(NEVER)
    }

    /// The clock of a process that rests follows its parent's.
    pub fn not_before(&mut self, now: u64) {
        self.now = self.now.max(now);
    }

    /// The thread to run next, by the seed among those that are ready. When all wait, the clock jumps to the next deadline.
    pub fn choose(&mut self) -> Result<Tid, Stop> {
        loop {
            self.wake_due();
            let (first, several) = {
                let mut ready = self.ready();
                (ready.next(), ready.next().is_some())
            };
            if let Some((only, _)) = first {
                let actor = if several || self.schedule.hunts() {
                    let actors = self.ready_actors();
                    self.schedule.choose(&actors)
                } else {
                    only
                };
                let chosen = self.ready().find(|(theirs, _)| *theirs == actor);
                return chosen.map(|(_, tid)| tid).ok_or_else(|| {
                    Stop::Internal("the schedule chose a thread that isn't there".into())
                });
            }
            let due = self.threads.iter().filter_map(|t| match t.status {
                Status::Parked { deadline, .. } if deadline != NEVER => Some(deadline),
                _ => None,
            });
            let Some(due) = due.min() else {
                return Err(Stop::Deadlock(self.waiting()));
            };
            if due > self.time_limit {
                return Err(Stop::Time);
            }
            self.now = self.now.max(due);
        }
    }

    /// A line for each thread that waits, for a deadlock's report.
    fn waiting(&self) -> Vec<String> {
        let line = |(tid, thread): (Tid, &Thread)| {
            let Status::Parked { key, .. } = thread.status else {
                return None;
            };
            let who = if tid < 2 {
                "main thread".to_string()
            } else {
                format!("thread {}", thread.guest_tid - 1)
            };
            let side = if thread.side == Side::Judge {
                "case"
            } else {
                "answer"
            };
            let what = match key {
                Key::Address(..) => {
                    "waits for a lock, event, queue or thread that nobody will release"
                }
                Key::Sleep => "sleeps",
                Key::Message if thread.side == Side::Judge => "waits for the answer to return",
                Key::Message => "waits for the case's callback to return",
                Key::NextRequest => return None,
                Key::Process(pid) => &format!("waits for process {pid}, which waits for ever"),
            };
            Some(format!("{who} of the {side} {what}"))
        };
        self.threads.iter().enumerate().filter_map(line).collect()
    }
}
