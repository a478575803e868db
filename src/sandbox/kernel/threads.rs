//! The threads of both sides, from their start to their end.

use super::{Kernel, Side};
use crate::sandbox::processes::Pid;
use crate::sandbox::schedule::Actor;

/// A thread of the machine: an index into [`Kernel::threads`].
pub type Tid = usize;

/// What a parked thread waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A futex word of one side's memory: every lock and condition of the guest.
    Address(Side, u64),
    Sleep,
    /// A reply, or a request that comes back.
    Message,
    /// A request that no waiting thread can serve.
    NextRequest,
    /// A process of the answer's that works.
    Process(Pid),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Ready,
    Parked {
        key: Key,
        deadline: u64,
    },
    /// A side's main thread between two calls of the host.
    Idle,
    /// Started by the guest at boot and held back until a request needs a thread.
    Held,
    Done,
}

#[derive(Debug)]
pub struct Thread {
    pub side: Side,
    /// The number that the guest knows this thread by.
    pub guest_tid: i32,
    /// What `wasi_thread_start` is called with, for threads that the guest started.
    pub start_argument: i32,
    pub status: Status,
    pub timed_out: bool,
    /// Gave up its turn by itself, rather than by preemption.
    pub yielded: bool,
    /// When it began to wait: the first to wait is the first woken.
    pub(super) wait_order: u64,
    /// Whose chain of calls across the boundary this thread works for. Requests that come back along it are served by it.
    pub actor: Actor,
    pub inbox: Vec<u8>,
    /// Whether `inbox` holds the reply waited for rather than a request.
    pub inbox_is_reply: bool,
    /// A main thread that serves a request of the other side as its whole job.
    pub(super) serving: bool,
    /// What the main thread hands back to the host.
    pub reply: Vec<u8>,
    /// Fuel charged so far.
    pub fuel: u64,
    pub(super) hold_next: bool,
    /// Started to serve what its actor asks from the other side.
    pub(super) is_server: bool,
}

impl Thread {
    /// Waits for a request to serve.
    pub(super) fn rests(&self) -> bool {
        let key = Key::NextRequest;
        matches!(self.status, Status::Parked { key: waits, .. } if waits == key)
    }
}

impl Kernel {
    pub(super) fn add_thread(
        &mut self,
        side: Side,
        guest_tid: i32,
        start_argument: i32,
        status: Status,
        actor: Actor,
    ) -> Tid {
        self.threads.push(Thread {
            side,
            guest_tid,
            start_argument,
            status,
            timed_out: false,
            yielded: false,
            wait_order: 0,
            actor,
            inbox: Vec::new(),
            inbox_is_reply: false,
            serving: false,
            reply: Vec::new(),
            fuel: 0,
            hold_next: false,
            is_server: false,
        });
        self.threads.len() - 1
    }

    pub fn hold_next_thread(&mut self, tid: Tid) {
        self.threads[tid].hold_next = true;
    }

    /// The guest starts a thread; its number, or None at the cap.
    pub fn spawn(&mut self, parent: Tid, start_argument: i32) -> Option<i32> {
        let side = self.threads[parent].side;
        let alive = self
            .threads
            .iter()
            .filter(|t| t.side == side && !matches!(t.status, Status::Done | Status::Held))
            .count();
        if alive >= self.bounds.threads {
            return None;
        }
        let account = self.account(side);
        let guest_tid = account.next_guest_tid;
        account.next_guest_tid += 1;
        if std::mem::take(&mut self.threads[parent].hold_next) {
            self.account(side).spares.push((guest_tid, start_argument));
        } else {
            // The same number under every schedule, as long as its side starts its threads in the same order.
            self.spawned[side.index()] += 1;
            let actor = Actor(2 * self.spawned[side.index()] + side.index() as u64);
            let tid = self.add_thread(side, guest_tid, start_argument, Status::Ready, actor);
            self.to_start.push(tid);
        }
        self.serve_pending(side);
        Some(guest_tid)
    }

    /// What a server that has nothing to do gets when no request will come any more: the actor's own thread has ended.
    pub fn dismissed(&self, tid: Tid) -> bool {
        self.ended.contains(&self.threads[tid].actor)
    }

    /// A thread has ended; whoever served it on the other side may go.
    pub fn ended(&mut self, tid: Tid) {
        self.threads[tid].status = Status::Done;
        if self.threads[tid].is_server {
            return;
        }
        let actor = self.threads[tid].actor;
        self.ended.insert(actor);
        for thread in &mut self.threads {
            if thread.actor == actor && thread.rests() {
                thread.status = Status::Ready;
            }
        }
    }
}
