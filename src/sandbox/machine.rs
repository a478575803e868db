//! Runs guests: the executor that drives the threads of both instances as the kernel schedules them.
//!
//! A thread of the guest is a wasm instance and a future over its side's memory. This host thread polls one future at a time; a future
//! that is pending has either parked (the kernel knows why), yielded, or used up its quantum of fuel.

mod backstop;
mod children;
mod instances;
mod turns;

use std::collections::BTreeMap;
use std::sync::Arc;

use wasmtime::{Engine, InstancePre};

use self::backstop::Backstop;
use self::turns::{Entry, Task};
use super::imports::Context;
use super::kernel::{Frozen, Kernel, NEVER, Shared, Side, Stop};
use super::limits::{Bounds, Usage};
use super::memory::Snapshot;
use super::pool::{Half, Pool};
use super::processes::Pid;
use super::schedule::{Decision, Step, Turns};

pub use self::instances::{Instance, ready};

/// Fuel between two chances to switch threads: about 0.1 ms.
const QUANTUM: u64 = 100_000;
/// How much is kept of what a side says of where its threads stand.
const MOST_LINES: usize = 40;
const LONGEST_LINE: usize = 1_000;

/// What all machines share: the compiled guest.
pub struct Parts {
    pub engine: Engine,
    pub guest: InstancePre<Context>,
    /// What machines of the boot image leave behind.
    pool: Pool,
}

impl Parts {
    pub fn new(engine: Engine, guest: InstancePre<Context>) -> Parts {
        Parts {
            engine,
            guest,
            pool: Pool::default(),
        }
    }
}

/// One side of a machine at rest.
#[derive(Debug, Clone)]
pub struct SideImage {
    pub memory: Arc<Snapshot>,
    pub stack_pointer: i32,
    pub tls_base: i32,
}

/// A machine at rest: any number of equal machines continue from it.
#[derive(Debug, Clone)]
pub struct MachineImage {
    pub sides: [SideImage; 2],
    pub frozen: Frozen,
}

/// The host's call into a main thread that came back.
#[derive(Debug)]
pub struct Reply {
    /// False when the guest's Python raised; `bytes` are then its traceback.
    pub ok: bool,
    pub bytes: Vec<u8>,
}

/// Two instances, their threads, and the kernel between them.
pub struct Machine<'p> {
    parts: &'p Parts,
    start: MachineImage,
    seed: u64,
    name: String,
    kernel: Shared,
    /// A side that nobody has asked anything yet has none.
    halves: [Option<Half>; 2],
    tasks: Vec<Option<Task>>,
    standing: Vec<String>,
    backstop: Backstop,
    /// The processes of the answer's.
    children: BTreeMap<Pid, Machine<'p>>,
}

impl<'p> Machine<'p> {
    /// A machine that continues from `image`; `name` and `seed` decide its schedule and its randomness.
    pub fn new(
        parts: &'p Parts,
        image: &MachineImage,
        bounds: Bounds,
        seed: u64,
        name: &str,
    ) -> Machine<'p> {
        let backstop = Backstop::begin(bounds.cpu_seconds);
        Machine {
            parts,
            start: image.clone(),
            seed,
            name: name.to_owned(),
            kernel: Shared::new(Kernel::thaw(
                &image.frozen,
                bounds,
                seed,
                name,
                Turns::default(),
            )),
            halves: [None, None],
            tasks: vec![None, None],
            standing: Vec::new(),
            backstop,
            children: BTreeMap::new(),
        }
    }

    /// Starts over from `image`, as a new machine would, with the memories that are there.
    pub fn restart(
        &mut self,
        image: &MachineImage,
        seed: u64,
        name: &str,
        turns: Turns,
    ) -> Result<(), Stop> {
        self.start = image.clone();
        (self.seed, self.name) = (seed, name.to_owned());
        self.children.clear();
        self.tasks = vec![None, None];
        self.standing.clear();
        let bounds = self.kernel.lock().bounds.clone();
        self.backstop = Backstop::begin(bounds.cpu_seconds);
        self.kernel = Shared::new(Kernel::thaw(&image.frozen, bounds, seed, name, turns));
        for side in Side::BOTH {
            if let Some(half) = self.halves[side.index()].take() {
                half.memory
                    .set(&self.start.sides[side.index()].memory)
                    .map_err(internal)?;
                self.adopt(side, half)?;
            }
        }
        Ok(())
    }

    /// Asks `side`'s main thread, and runs the whole machine until it has answered.
    pub fn control(&mut self, side: Side, request: &[u8]) -> Result<Reply, Stop> {
        self.begin(side, Entry::Control, request.to_vec())?;
        let result = match self.drive(Some(side), NEVER) {
            Err(Stop::Deadlock(waits)) => return Err(Stop::Deadlock(self.stuck(waits))),
            Err(stop @ (Stop::Fuel(Side::Answer) | Stop::Time)) => {
                self.stuck(Vec::new());
                return Err(stop);
            }
            driven => driven?.unwrap_or_default(),
        };
        let mut kernel = self.kernel.lock();
        Ok(Reply {
            ok: result == 0,
            bytes: std::mem::take(&mut kernel.threads[side.index()].reply),
        })
    }

    /// Where the answer's threads stand that took too long or wait for ever, in its own lines; empty if it can't be told.
    pub fn standing(&self) -> &[String] {
        &self.standing
    }

    /// The lines of a deadlock's report, given what the kernel knows. The answer's side knows more about its threads.
    fn stuck(&mut self, waits: Vec<String>) -> Vec<String> {
        self.standing = self.told();
        let theirs = self.told_by_children();
        self.standing.extend(theirs);
        if self.standing.is_empty() {
            return waits;
        }
        let cases = waits
            .into_iter()
            .filter(|line| line.contains(" of the case "));
        self.standing.iter().cloned().chain(cases).collect()
    }

    /// What the answer's side says of its threads, all of which wait for ever or are stopped.
    fn told(&mut self) -> Vec<String> {
        self.kernel.lock().ask_stuck();
        // A side that is out of fuel, say, tells nothing.
        let _ = self.drive(None, NEVER);
        let told = self.kernel.lock().told.take().unwrap_or_default();
        let lines: Vec<String> = serde_json::from_slice(&told).unwrap_or_default();
        // The answer may have put anything there.
        let short = |line: &String| line.chars().take(LONGEST_LINE).collect();
        lines.iter().take(MOST_LINES).map(short).collect()
    }

    /// The machine at rest, or None while threads are alive that can't be kept.
    pub fn snapshot(&mut self) -> Result<Option<MachineImage>, Stop> {
        let Some(frozen) = self.kernel.lock().freeze() else {
            return Ok(None);
        };
        let mut sides = self.start.sides.clone();
        for side in Side::BOTH {
            let Some(Half {
                memory,
                main: Some(main),
                ..
            }) = &mut self.halves[side.index()]
            else {
                continue;
            };
            sides[side.index()] = SideImage {
                memory: Arc::new(memory.snapshot().map_err(internal)?),
                stack_pointer: main.stack_pointer.get(&mut main.store).unwrap_i32(),
                tls_base: main.tls_base.get(&mut main.store).unwrap_i32(),
            };
        }
        Ok(Some(MachineImage { sides, frozen }))
    }

    pub fn usage(&self, side: Side) -> Usage {
        self.kernel.lock().account(side).usage()
    }

    /// Virtual nanoseconds since the machine's image was made.
    pub fn elapsed(&self) -> u64 {
        let kernel = self.kernel.lock();
        kernel.now - (kernel.time_limit - kernel.bounds.virtual_ns)
    }

    pub fn messages(&self) -> u64 {
        self.kernel.lock().messages
    }

    pub fn memory_refused(&self, side: Side) -> bool {
        self.kernel.lock().account(side).memory_refused
    }

    pub fn printed(&self, side: Side) -> Vec<u8> {
        self.kernel.lock().printed.of(side)
    }

    pub fn printed_to(&self, side: Side, fd: i32) -> Vec<u8> {
        self.kernel.lock().printed.to(side, fd)
    }

    /// Whether another schedule could have given another run.
    pub fn concurrent(&self) -> bool {
        self.kernel.lock().concurrent()
    }

    /// Bytecodes at which the turn could have changed, so far.
    pub fn steps(&self) -> u64 {
        self.kernel.lock().schedule.steps
    }

    /// Where the schedule differed from the default.
    pub fn decisions(&self) -> Vec<Decision> {
        self.kernel.lock().schedule.decisions.clone()
    }

    /// The bytecodes of a traced run.
    pub fn trace(&self) -> Vec<Step> {
        let mut kernel = self.kernel.lock();
        kernel.schedule.trace.take().unwrap_or_default()
    }

    /// Bytes of memory that this machine doesn't share with others.
    pub fn private_bytes(&self) -> std::io::Result<usize> {
        let mut sum = 0;
        for half in self.halves.iter().flatten() {
            sum += half.memory.private_bytes()?;
        }
        Ok(sum)
    }
}

impl Drop for Machine<'_> {
    fn drop(&mut self) {
        // Threads that were cut off use the memories, too.
        self.tasks.clear();
        for (half, start) in self.halves.iter_mut().zip(&self.start.sides) {
            if let Some(half) = half.take() {
                self.parts.pool.give(half, &start.memory);
            }
        }
    }
}

fn internal(error: impl std::fmt::Display) -> Stop {
    Stop::Internal(format!("{error:#}"))
}
