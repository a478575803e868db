//! What a side has used, what computing does to the clock, and whether that is more than is allowed.

use serde::{Deserialize, Serialize};

use super::{Kernel, Side, Stop, Tid};
use crate::sandbox::limits::{FUEL_PER_NS, Usage};
use crate::sandbox::mix::Mix;

/// Fuel, and nanoseconds, beyond the limits in which it can be told.
const LAST_WORD: u64 = 500_000_000;

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
    pub(super) next_guest_tid: i32,
    /// Held threads: (guest tid, start argument).
    pub spares: Vec<(i32, i32)>,
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

    /// Has the run used more than it may?
    pub fn over_limit(&self) -> Option<Stop> {
        let last_word = if self.asked { LAST_WORD } else { 0 };
        for side in [Side::Answer, Side::Judge] {
            let account = &self.accounts[side.index()];
            if account.fuel_of_all() > self.bounds.fuel.saturating_add(last_word) {
                return Some(Stop::Fuel(side));
            }
            if account.printed > self.bounds.output {
                return Some(Stop::Output(side));
            }
        }
        (self.now > self.time_limit.saturating_add(last_word)).then_some(Stop::Time)
    }
}
