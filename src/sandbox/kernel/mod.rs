//! The deterministic operating system of one machine: its threads, their waits, the virtual clock, the schedule and the messages.
//!
//! Pure bookkeeping: it knows neither wasm nor Python. Everything that can block comes down to a thread being [`Status::Parked`] under a
//! [`Key`] with a deadline; everything that wakes is an unpark of a key. Same seed and same calls, same history.

mod account;
mod frozen;
mod messages;
mod processes;
mod threads;
mod waiting;

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::disk::Disk;
use super::limits::Bounds;
use super::mix::Mix;
use super::output::Printed;
use super::processes::Processes;
use super::schedule::{Actor, Schedule, Turns};
use messages::Request;

pub use account::Account;
pub use frozen::Frozen;
pub use messages::MAX_MESSAGE;
pub use processes::NoProcess;
pub use threads::{Key, Status, Thread, Tid};

/// The virtual time that never comes.
pub const NEVER: u64 = u64::MAX;
/// Virtual nanoseconds since the epoch at which every machine's clock starts: 2026-01-01T00:00:00Z.
pub const EPOCH_NS: u64 = 1_767_225_600_000_000_000;
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

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Side::Judge {
            "judge"
        } else {
            "answer"
        })
    }
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
    /// What the answer's side told of itself at the end, see [`Kernel::ask_stuck`].
    pub told: Option<Vec<u8>>,
    /// It was asked for that.
    asked: bool,
    /// Set by a host function that must end the run.
    pub stop: Option<Stop>,
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
            asked: false,
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

    pub fn account(&mut self, side: Side) -> &mut Account {
        &mut self.accounts[side.index()]
    }

    /// The files, for whoever needs them between two turns.
    pub fn files(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
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
