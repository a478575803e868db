//! What outlives a machine, and a machine that continues from it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::{Account, Kernel, Side, Status};
use crate::sandbox::disk::Disk;
use crate::sandbox::limits::Bounds;
use crate::sandbox::mix::Mix;
use crate::sandbox::schedule::{Schedule, Turns};

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

impl Kernel {
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
}
