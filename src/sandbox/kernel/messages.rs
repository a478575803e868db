//! Requests from side to side, and the thread that serves each.

use super::{Kernel, Key, NEVER, Side, Status, Thread, Tid};
use crate::sandbox::schedule::Actor;

/// Who asks where everybody stands.
const ASKER: Actor = Actor(u64::MAX);
/// How that is asked; `sandbox/lib/_viva/link.py` knows it.
const STUCK: &[u8] = b"\0stuck";
/// The largest message between the instances.
pub const MAX_MESSAGE: usize = 64 << 20;

#[derive(Debug)]
pub struct Request {
    actor: Actor,
    bytes: Vec<u8>,
}

impl Kernel {
    /// A request to the other side: to the thread that waits along the same chain of calls, else to an idle one.
    pub fn send_request(&mut self, tid: Tid, bytes: Vec<u8>) {
        let (side, actor) = (self.threads[tid].side, self.threads[tid].actor);
        self.park(tid, Key::Message, NEVER);
        self.messages += 1;
        let peer = side.other();
        match self.waiting_along(peer, actor) {
            Some(server) => self.deliver(server, bytes, false),
            None => {
                self.requests[peer.index()].push_back(Request { actor, bytes });
                self.serve_pending(peer);
            }
        }
    }

    /// The reply to a request that came back while `tid` waits for the reply to its own, which it goes on doing.
    pub fn send_reply(&mut self, tid: Tid, bytes: Vec<u8>) {
        self.park(tid, Key::Message, NEVER);
        self.reply_to(tid, bytes);
    }

    /// The reply to the request that `tid` served.
    pub fn reply_to(&mut self, tid: Tid, bytes: Vec<u8>) {
        let (side, actor) = (self.threads[tid].side, self.threads[tid].actor);
        if actor == ASKER {
            self.told = Some(bytes);
            return;
        }
        self.messages += 1;
        if let Some(caller) = self.waiting_along(side.other(), actor) {
            self.deliver(caller, bytes, true);
        }
    }

    /// Asks the answer's side, whose threads wait for ever or are stopped, where they stand: an idle main thread or a spare is
    /// there yet.
    pub fn ask_stuck(&mut self) {
        self.asked = true;
        let request = Request {
            actor: ASKER,
            bytes: STUCK.to_vec(),
        };
        self.requests[Side::Answer.index()].push_front(request);
        self.serve_pending(Side::Answer);
    }

    fn waiting_along(&self, side: Side, actor: Actor) -> Option<Tid> {
        self.threads.iter().position(|t| {
            t.side == side
                && t.actor == actor
                && matches!(
                    t.status,
                    Status::Parked {
                        key: Key::Message,
                        ..
                    }
                )
        })
    }

    fn deliver(&mut self, tid: Tid, bytes: Vec<u8>, is_reply: bool) {
        let thread = &mut self.threads[tid];
        (thread.inbox, thread.inbox_is_reply, thread.status) = (bytes, is_reply, Status::Ready);
    }

    /// Finds a thread for each request that waits for one. An actor has one thread on either side for as long as it lives, so
    /// that locks and thread-local values are its own: the main threads have each other, for others spares are started.
    pub fn serve_pending(&mut self, side: Side) {
        let waiting = std::mem::take(&mut self.requests[side.index()]);
        for request in waiting {
            let actor = request.actor;
            let is_server = |t: &Thread| t.side == side && t.actor == actor && t.is_server;
            let idle = self.threads[side.index()].status == Status::Idle;
            if let Some(server) = self.threads.iter().position(is_server) {
                if self.threads[server].rests() {
                    self.deliver(server, request.bytes, false);
                    continue;
                }
            } else if !(actor.is_main() && idle)
                && let Some((guest_tid, start_argument)) = self.account(side).spares.pop()
            {
                let tid = self.add_thread(side, guest_tid, start_argument, Status::Ready, actor);
                self.threads[tid].is_server = true;
                self.to_start.push(tid);
            }
            // It waits for its thread to come round, for the main thread, or for the next spare.
            self.requests[side.index()].push_back(request);
        }
    }

    /// A request for an idle main thread of `side`, which takes it on now.
    pub fn take_main_request(&mut self, side: Side) -> Option<Vec<u8>> {
        let tid = side.index();
        if self.threads[tid].status != Status::Idle {
            return None;
        }
        let waiting = self.requests[tid].iter();
        let place = waiting.enumerate().find(|(_, r)| r.actor.is_main())?.0;
        let request = self.requests[tid].remove(place)?;
        self.threads[tid].actor = request.actor;
        self.threads[tid].serving = true;
        Some(request.bytes)
    }

    /// An idle main thread has come back: if it served a request, its reply is what it gave.
    pub fn finish_serving(&mut self, tid: Tid) {
        if std::mem::take(&mut self.threads[tid].serving) {
            let reply = std::mem::take(&mut self.threads[tid].reply);
            self.reply_to(tid, reply);
        }
    }

    /// A main thread's job begins, with `bytes` in its inbox.
    pub fn begin(&mut self, tid: Tid, bytes: Vec<u8>) {
        let thread = &mut self.threads[tid];
        thread.inbox = bytes;
        thread.status = Status::Ready;
    }
}
