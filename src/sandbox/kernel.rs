//! The deterministic operating system of one machine: its threads, their waits, the virtual clock, the schedule and the messages.
//!
//! Pure bookkeeping: it knows neither wasm nor Python. Everything that can block comes down to a thread being [`Status::Parked`] under a
//! [`Key`] with a deadline; everything that wakes is an unpark of a key. Same seed and same calls, same history.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::disk::Disk;
use super::limits::{Bounds, FUEL_PER_NS, Usage};
use super::mix::Mix;
use super::output::Printed;
use super::processes::{Pid, Processes, State};
use super::schedule::{Actor, Schedule, Turns};

/// Which instance a thread, a message or a fault belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Judge,
    Answer,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::Judge, Side::Answer];

    pub fn other(self) -> Side {
        match self {
            Side::Judge => Side::Answer,
            Side::Answer => Side::Judge,
        }
    }

    pub fn index(self) -> usize {
        self as usize
    }
}

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

/// The virtual time that never comes.
pub const NEVER: u64 = u64::MAX;
/// Virtual nanoseconds since the epoch at which every machine's clock starts: 2026-01-01T00:00:00Z.
pub const EPOCH_NS: u64 = 1_767_225_600_000_000_000;
/// Who asks where everybody stands.
const ASKER: Actor = Actor(u64::MAX);
/// How that is asked; `sandbox/lib/_viva/link.py` knows it.
const STUCK: &[u8] = b"\0stuck";
/// The largest message between the instances.
pub const MAX_MESSAGE: usize = 64 << 20;

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
    wait_order: u64,
    /// Whose chain of calls across the boundary this thread works for. Requests that come back along it are served by it.
    pub actor: Actor,
    pub inbox: Vec<u8>,
    /// Whether `inbox` holds the reply waited for rather than a request.
    pub inbox_is_reply: bool,
    /// A main thread that serves a request of the other side as its whole job.
    serving: bool,
    /// What the main thread hands back to the host.
    pub reply: Vec<u8>,
    /// Fuel charged so far.
    pub fuel: u64,
    hold_next: bool,
    /// Started to serve what its actor asks from the other side.
    is_server: bool,
}

impl Thread {
    /// Waits for a request to serve.
    fn rests(&self) -> bool {
        let key = Key::NextRequest;
        matches!(self.status, Status::Parked { key: waits, .. } if waits == key)
    }
}

/// One side's account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    pub fuel: u64,
    /// Burned by the processes that the side started.
    #[serde(default)]
    pub processes_fuel: u64,
    /// Bytes of linear memory that the guest may use now.
    pub memory: usize,
    pub memory_at_start: usize,
    /// The guest was refused memory.
    pub memory_refused: bool,
    pub printed: usize,
    pub entropy: Mix,
    next_guest_tid: i32,
    /// Held threads: (guest tid, start argument).
    pub spares: Vec<(i32, i32)>,
}

/// Why a machine stopped before its work was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// The side used up its fuel.
    Fuel(Side),
    /// The virtual clock passed its limit.
    Time,
    /// A side was out of memory and aborted.
    Memory(Side),
    Output(Side),
    /// Every thread waits and nothing is due: what each waits for.
    Deadlock(Vec<String>),
    /// `os._exit` or an abort with a status.
    Exit(Side, i32),
    /// The interpreter itself broke: a trap.
    Crash(Side, String),
    /// Real time ran out, or something of ours failed.
    Internal(String),
}

/// Why a process can't be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoProcess {
    TooMany,
    /// Not by the judge, and not by a process.
    NotAllowed,
}

#[derive(Debug)]
struct Request {
    actor: Actor,
    bytes: Vec<u8>,
}

#[derive(Debug)]
pub struct Kernel {
    pub threads: Vec<Thread>,
    pub accounts: [Account; 2],
    pub bounds: Bounds,
    /// Virtual nanoseconds since [`EPOCH_NS`].
    pub now: u64,
    /// Fuel burned that is not yet a whole nanosecond.
    fuel_rest: u64,
    /// `now` at which the run is out of time.
    pub time_limit: u64,
    pub schedule: Schedule,
    pub printed: Printed,
    /// Under a lock of its own, see `imports::files`.
    pub disk: Arc<Mutex<Disk>>,
    /// Requests to a side that wait for a thread to serve them.
    requests: [VecDeque<Request>; 2],
    /// Threads to be started by the executor.
    pub to_start: Vec<Tid>,
    /// Messages that crossed the boundary.
    pub messages: u64,
    waits: u64,
    /// Threads that each side has started.
    spawned: [u64; 2],
    /// Those whose own thread has ended.
    ended: HashSet<Actor>,
    /// What the answer started.
    pub processes: Processes,
    /// This machine is itself a process of another's answer: there is no case to ask, and no process to start.
    pub is_process: bool,
    /// What the answer's side told of itself after a deadlock, see [`Kernel::ask_stuck`].
    pub told: Option<Vec<u8>>,
    /// Set by a host function that must end the run.
    pub stop: Option<Stop>,
}

/// What outlives a machine in a snapshot, besides the memories.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Frozen {
    now: u64,
    accounts: [Account; 2],
    /// The booted image's is empty.
    #[serde(skip)]
    disk: Disk,
}

impl Frozen {
    /// Whether there are files besides those that every machine starts with.
    pub fn has_files(&self) -> bool {
        self.disk != Disk::default()
    }
}

/// A kernel shared by the host functions of all threads; one thread runs at a time, so it is never contended.
#[derive(Debug, Clone)]
pub struct Shared(Arc<Mutex<Kernel>>);

impl Shared {
    pub fn new(kernel: Kernel) -> Shared {
        Shared(Arc::new(Mutex::new(kernel)))
    }

    pub fn lock(&self) -> MutexGuard<'_, Kernel> {
        // A panic while the lock was held ends the machine anyway; the data stay readable for its report.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    pub fn new(memory: usize) -> Account {
        // Guest thread numbers: 1 is what wasi-libc calls the main thread.
        Account {
            fuel: 0,
            processes_fuel: 0,
            memory,
            memory_at_start: memory,
            memory_refused: false,
            printed: 0,
            entropy: Mix::new(0, &["image"]),
            next_guest_tid: 2,
            spares: Vec::new(),
        }
    }

    pub fn fuel_of_all(&self) -> u64 {
        self.fuel.saturating_add(self.processes_fuel)
    }

    pub fn usage(&self) -> Usage {
        Usage {
            fuel: self.fuel_of_all(),
            memory: self.memory.saturating_sub(self.memory_at_start),
            output: self.printed,
        }
    }
}

impl Kernel {
    /// A machine whose main threads, [`Side::index`] being their numbers, are idle.
    pub fn new(accounts: [Account; 2], bounds: Bounds) -> Kernel {
        let mut kernel = Kernel {
            threads: Vec::new(),
            accounts,
            time_limit: bounds.virtual_ns,
            bounds,
            now: 0,
            fuel_rest: 0,
            schedule: Schedule::new(Turns::default(), Mix::new(0, &["schedule"])),
            printed: Printed::default(),
            disk: Arc::default(),
            requests: [VecDeque::new(), VecDeque::new()],
            to_start: Vec::new(),
            messages: 0,
            waits: 0,
            spawned: [0; 2],
            ended: HashSet::new(),
            processes: Processes::default(),
            is_process: false,
            told: None,
            stop: None,
        };
        for side in Side::BOTH {
            kernel.add_thread(side, 1, 0, Status::Idle, Actor(side.index() as u64));
        }
        kernel
    }

    /// Whether another schedule could have given another run: threads were started, or something else could have been next.
    pub fn concurrent(&self) -> bool {
        self.spawned != [0; 2] || self.schedule.choices > 0
    }

    /// Continues from `frozen` with new randomness and fresh accounts of use.
    pub fn thaw(frozen: &Frozen, bounds: Bounds, seed: u64, name: &str, turns: Turns) -> Kernel {
        let mut kernel = Kernel::new(frozen.accounts.clone(), bounds);
        kernel.now = frozen.now;
        kernel.time_limit = frozen.now.saturating_add(kernel.bounds.virtual_ns);
        kernel.disk = Arc::new(Mutex::new(frozen.disk.clone()));
        let mix = Mix::new(seed, &["schedule", name, &turns.number.to_string()]);
        kernel.schedule = Schedule::new(turns, mix);
        for (account, side) in kernel.accounts.iter_mut().zip(["judge", "answer"]) {
            account.entropy = Mix::new(seed, &["entropy", side, name]);
            (account.fuel, account.processes_fuel) = (0, 0);
            (account.printed, account.memory_refused) = (0, false);
        }
        kernel
    }

    /// What a later machine continues from; None while a thread other than the idle mains is alive, whose stack can't be kept, or a
    /// process.
    pub fn freeze(&self) -> Option<Frozen> {
        let quiet = self
            .threads
            .iter()
            .all(|t| matches!(t.status, Status::Idle | Status::Done | Status::Held));
        let drained = self.requests.iter().all(VecDeque::is_empty) && self.to_start.is_empty();
        let alone = self.processes.alive() == 0;
        (quiet && drained && alone).then(|| Frozen {
            now: self.now,
            accounts: self.accounts.clone(),
            disk: self.files().clone(),
        })
    }

    /// What machines continue from after the boot, which ran on the judge's side: both sides start as it ended.
    pub fn freeze_booted(&mut self) -> Result<Frozen, &'static str> {
        self.threads[Side::Judge.index()].status = Status::Idle;
        let mut frozen = self.freeze().ok_or("boot.py left a thread running")?;
        for account in &mut frozen.accounts {
            *account = self.accounts[Side::Judge.index()].clone();
            account.memory_at_start = account.memory;
        }
        // Every machine's clock starts at the same instant, however long the boot took.
        frozen.now = 0;
        Ok(frozen)
    }

    fn add_thread(
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

    pub fn account(&mut self, side: Side) -> &mut Account {
        &mut self.accounts[side.index()]
    }

    // ---- threads ---------------------------------------------------------------------------------------------------------------------

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

    /// Charges a thread up to `fuel` burned since it began, and moves the clock by it.
    pub fn charge(&mut self, tid: Tid, fuel: u64) {
        let thread = &mut self.threads[tid];
        let burned = fuel.saturating_sub(thread.fuel);
        thread.fuel += burned;
        let side = thread.side;
        self.account(side).fuel += burned;
        self.advance(burned);
    }

    /// Charges a thread for work that the host does in its stead.
    pub fn charge_host_work(&mut self, tid: Tid, fuel: u64) {
        let side = self.threads[tid].side;
        self.account(side).fuel += fuel;
        self.advance(fuel);
    }

    /// Moves the clock by what computing takes.
    fn advance(&mut self, fuel: u64) {
        let fuel = self.fuel_rest + fuel;
        self.now = self.now.saturating_add(fuel / FUEL_PER_NS);
        self.fuel_rest = fuel % FUEL_PER_NS;
    }

    /// The files, for whoever needs them between two turns.
    pub fn files(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // ---- waiting ---------------------------------------------------------------------------------------------------------------------

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

    // ---- messages --------------------------------------------------------------------------------------------------------------------

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

    /// Asks the answer's side, in which every thread waits for ever, where they stand: an idle main thread or a spare is there yet.
    pub fn ask_stuck(&mut self) {
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

    // ---- processes -------------------------------------------------------------------------------------------------------------------

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

    /// Has the run used more than it may?
    pub fn over_limit(&self) -> Option<Stop> {
        for side in [Side::Answer, Side::Judge] {
            let account = &self.accounts[side.index()];
            if account.fuel_of_all() > self.bounds.fuel {
                return Some(Stop::Fuel(side));
            }
            if account.printed > self.bounds.output {
                return Some(Stop::Output(side));
            }
        }
        (self.now > self.time_limit).then_some(Stop::Time)
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Side::Judge {
            "judge"
        } else {
            "answer"
        })
    }
}
