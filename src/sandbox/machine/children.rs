//! The machines of the processes that an answer started, driven along with their parent's.
//!
//! A process continues from the image that its parent continues from, and has a clock and a CPU of its own: it computes while its
//! parent does. Both meet only where the parent calls and where the process replies, so it is enough that no process is behind
//! when its parent does the next thing. What it burns and prints is its parent's, under the same bounds.

use super::{Entry, Machine, QUANTUM};
use crate::sandbox::disk::Disk;
use crate::sandbox::kernel::{Kernel, NEVER, Shared, Side, Stop};
use crate::sandbox::limits::{FUEL_PER_NS, Usage};
use crate::sandbox::processes::{Order, Pid};
use crate::sandbox::schedule::Turns;

/// Virtual nanoseconds that a process may be ahead of another: replies come in their order up to this.
const SLICE: u64 = QUANTUM / FUEL_PER_NS;

/// Processes may have this many times the memory that each of them may have.
const MEMORY_OF_ALL: usize = 2;

/// How a process ends whose memory ran out: as by SIGKILL.
const KILLED: i32 = -9;
/// How a process ends whose interpreter broke: as by SIGSEGV.
const BROKEN: i32 = -11;

impl<'p> Machine<'p> {
    /// A machine for process `pid` of this one. It has nothing of the judge's.
    fn child(&self, pid: Pid) -> Machine<'p> {
        let mut start = self.start.clone();
        let answer = start.sides[Side::Answer.index()].clone();
        start.sides[Side::Judge.index()] = answer;
        let name = format!("{} process {pid}", self.name);
        let parent = self.kernel.lock();
        let bounds = parent.bounds.clone();
        let mut kernel = Kernel::thaw(&start.frozen, bounds, self.seed, &name, Turns::default());
        kernel.time_limit = parent.time_limit;
        kernel.is_process = true;
        *kernel.files() = Disk::of_process();
        Machine {
            parts: self.parts,
            start,
            seed: self.seed,
            name,
            kernel: Shared::new(kernel),
            halves: [None, None],
            tasks: vec![None, None],
            standing: Vec::new(),
            backstop: self.backstop,
            children: Default::default(),
        }
    }

    /// Does what the answer asked for since the last turn.
    fn carry_out_orders(&mut self) -> Result<(), Stop> {
        loop {
            let order = self.kernel.lock().processes.orders.pop_front();
            match order {
                None => return Ok(()),
                Some(Order::Start(pid)) => {
                    let child = self.child(pid);
                    self.children.insert(pid, child);
                }
                Some(Order::Call { pid, request, at }) => {
                    if let Some(child) = self.children.get_mut(&pid) {
                        child.kernel.lock().not_before(at);
                        child.begin(Side::Answer, Entry::Control, request)?;
                    }
                }
                Some(Order::End(pid)) => self.drop_child(pid),
            }
        }
    }

    /// Drives the processes that work up to the time at which this machine goes on, or to the first that is done before that.
    pub(super) fn drive_children(&mut self, until: u64) -> Result<(), Stop> {
        if !self.kernel.lock().processes.orders.is_empty() {
            self.carry_out_orders()?;
        }
        while let Some((pid, event, next)) = self.first_child() {
            let horizon = {
                let mut kernel = self.kernel.lock();
                kernel.wake_due();
                let limit = kernel.time_limit.saturating_add(1);
                kernel.next_event().min(until).min(limit)
            };
            if event >= horizon {
                break;
            }
            self.drive_child(pid, horizon.min(next.max(event).saturating_add(SLICE)))?;
        }
        Ok(())
    }

    /// The working process that is to go on first, when, and when the next of the others is.
    fn first_child(&self) -> Option<(Pid, u64, u64)> {
        let kernel = self.kernel.lock();
        let works = |(pid, _): &(&Pid, &Machine<'p>)| kernel.processes.works(**pid);
        let children = self.children.iter().filter(works);
        let events = children.map(|(pid, child)| (child.kernel.lock().next_event(), *pid));
        let mut events: Vec<(u64, Pid)> = events.collect();
        events.sort_unstable();
        let (event, pid) = *events.first()?;
        let next = events.get(1).map_or(NEVER, |(event, _)| *event);
        Some((pid, event, next))
    }

    fn drive_child(&mut self, pid: Pid, until: u64) -> Result<(), Stop> {
        let taken = |child: &Machine<'p>| child.usage(Side::Answer).memory;
        let memory: usize = self.children.values().map(taken).sum();
        let Some(child) = self.children.get_mut(&pid) else {
            return Ok(());
        };
        let before = lend(&self.kernel, &child.kernel, memory);
        swap_files(&self.kernel, &child.kernel);
        let driven = child.drive(Some(Side::Answer), until);
        swap_files(&self.kernel, &child.kernel);
        settle(&self.kernel, &child.kernel, before);
        let done = match driven {
            Ok(None) => None,
            Ok(Some(0)) => {
                let reply = &mut child.kernel.lock().threads[Side::Answer.index()].reply;
                Some(Ok(std::mem::take(reply)))
            }
            Ok(Some(_)) => Some(Err(1)),
            Err(Stop::Exit(_, status)) => Some(Err(status & 0xff)),
            Err(Stop::Memory(_)) => Some(Err(KILLED)),
            Err(Stop::Crash(..)) => Some(Err(BROKEN)),
            // What bounds all of the answer's processes together bounds the answer.
            Err(stop) => return Err(stop),
        };
        let Some(done) = done else {
            return Ok(());
        };
        let at = child.kernel.lock().now;
        match done {
            Ok(reply) => self.kernel.lock().processes.replied(pid, reply),
            Err(status) => {
                self.kernel.lock().processes.ended(pid, status);
                self.drop_child(pid);
            }
        }
        self.kernel.lock().process_done(pid, at);
        Ok(())
    }

    /// Where the threads of the processes stand that work and will never be done.
    pub(super) fn told_by_children(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for (pid, child) in &mut self.children {
            if self.kernel.lock().processes.works(*pid) {
                let told = child.told();
                lines.extend(told.iter().map(|line| format!("in process {pid}, {line}")));
            }
        }
        lines
    }

    fn drop_child(&mut self, pid: Pid) {
        if let Some(child) = self.children.remove(&pid) {
            let (parent, child) = (self.kernel.lock(), child.kernel.lock());
            parent.files().close_all_of(&mut child.files());
        }
    }

    /// Whether a process goes on, only later than this run may take.
    pub(super) fn some_child_is_late(&self) -> bool {
        self.first_child()
            .is_some_and(|(_, event, _)| event != NEVER)
    }
}

/// Lets a process have what is left of its parent's fuel and output, and of the memory of which all processes together have taken
/// `taken`; what it has burned and printed so far.
fn lend(parent: &Shared, child: &Shared, taken: usize) -> (u64, usize) {
    let mut parent = parent.lock();
    let bounds = parent.bounds.clone();
    let (fuel, printed) = {
        let account = parent.account(Side::Answer);
        let fuel = bounds.fuel.saturating_sub(account.fuel_of_all());
        (fuel, bounds.output.saturating_sub(account.printed))
    };
    let mut child = child.lock();
    let Usage {
        fuel: burned,
        memory: own,
        output: told,
    } = child.account(Side::Answer).usage();
    let left = (MEMORY_OF_ALL * bounds.memory).saturating_sub(taken);
    child.bounds.memory = bounds.memory.min(own + left);
    child.bounds.fuel = burned.saturating_add(fuel);
    child.bounds.output = told.saturating_add(printed);
    (burned, told)
}

/// A process sees its parent's files, and changes them, while it runs.
fn swap_files(parent: &Shared, child: &Shared) {
    let (parent, child) = (parent.lock(), child.lock());
    parent.files().swap_files(&mut child.files());
}

/// Puts on the parent's account what a process has burned and printed since it was lent that.
fn settle(parent: &Shared, child: &Shared, (burned, told): (u64, usize)) {
    let (mut parent, mut child) = (parent.lock(), child.lock());
    let printed = std::mem::take(&mut child.printed);
    parent.printed.append(printed);
    let used = child.account(Side::Answer).clone();
    let account = parent.account(Side::Answer);
    account.processes_fuel += used.fuel - burned;
    account.printed += used.printed - told;
    account.memory_refused |= used.memory_refused;
}
