//! Runs guests: the executor that drives the threads of both instances as the kernel schedules them.
//!
//! A thread of the guest is a wasm instance and a future over its side's memory. This host thread polls one future at a time; a future
//! that is pending has either parked (the kernel knows why), yielded, or used up its quantum of fuel.

mod backstop;
mod children;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Waker};

use wasmtime::{Engine, Global, InstancePre, Store, Trap, TypedFunc, Val};

use self::backstop::Backstop;
use super::imports::Context;
use super::kernel::NEVER;
use super::kernel::{Frozen, Kernel, Shared, Side, Status, Stop, Thread, Tid};
use super::limits::{Bounds, Usage};
use super::memory::{Mapping, Snapshot, with_memory};
use super::pool::{Half, Pool};
use super::processes::Pid;
use super::schedule::{Decision, Step, Turns};

/// Fuel between two chances to switch threads: about 0.1 ms.
const QUANTUM: u64 = 100_000;
/// A thread keeps its turn for a random number of quanta up to this, while others are ready too.
const MAX_QUANTA: usize = 8;
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

/// An instance while no thread is in it.
pub struct Instance {
    store: Store<Context>,
    control: TypedFunc<u32, i32>,
    serve: TypedFunc<u32, i32>,
    start: TypedFunc<(i32, i32), ()>,
    stack_pointer: Global,
    tls_base: Global,
}

type Task = Pin<Box<dyn Future<Output = Finished> + Send>>;

/// A future's end: what the thread burned in all, and the instance that it was in, to be used again.
struct Finished {
    result: wasmtime::Result<i32>,
    burned: u64,
    instance: Instance,
}

#[derive(Clone, Copy, PartialEq)]
enum Entry {
    Control,
    Serve,
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

    // ---- threads ---------------------------------------------------------------------------------------------------------------------

    /// The side's memory and main thread, equal to the image when they are asked for first.
    fn half(&mut self, side: Side) -> Result<&mut Half, Stop> {
        match self.halves[side.index()].take() {
            Some(half) => Ok(self.halves[side.index()].insert(half)),
            None => {
                let start = &self.start.sides[side.index()].memory;
                let half = self.parts.pool.take(start).map_err(internal)?;
                self.adopt(side, half)
            }
        }
    }

    /// Takes a half whose memory is the image's for its own.
    fn adopt(&mut self, side: Side, mut half: Half) -> Result<&mut Half, Stop> {
        if let Some(main) = &mut half.main {
            self.rewind(side.index(), side, main, half.memory.clone())?;
        }
        Ok(self.halves[side.index()].insert(half))
    }

    /// Makes an instance as the image has it, whatever it did before: served another thread or machine, or been made.
    fn rewind(
        &self,
        tid: Tid,
        side: Side,
        instance: &mut Instance,
        memory: Arc<Mapping>,
    ) -> Result<(), Stop> {
        let context = self.context(tid, side, memory);
        instance.store.set_fuel(context.fuel).map_err(internal)?;
        *instance.store.data_mut() = context;
        let image = &self.start.sides[side.index()];
        let globals = [
            (&instance.stack_pointer, image.stack_pointer),
            (&instance.tls_base, image.tls_base),
        ];
        for (global, value) in globals {
            let value = Val::I32(value);
            global.set(&mut instance.store, value).map_err(internal)?;
        }
        Ok(())
    }

    fn context(&self, tid: Tid, side: Side, memory: Arc<Mapping>) -> Context {
        Context {
            tid,
            side,
            kernel: self.kernel.clone(),
            memory,
            fuel: u64::MAX,
        }
    }

    fn store(&self, tid: Tid, side: Side, memory: Arc<Mapping>) -> Result<Store<Context>, Stop> {
        let context = self.context(tid, side, memory);
        let fuel = context.fuel;
        let mut store = Store::new(&self.parts.engine, context);
        store.set_fuel(fuel).map_err(internal)?;
        store
            .fuel_async_yield_interval(Some(QUANTUM))
            .map_err(internal)?;
        Ok(store)
    }

    /// The instance for a thread of `side` that begins.
    fn instance(&mut self, tid: Tid, side: Side) -> Result<Instance, Stop> {
        let half = self.half(side)?;
        let memory = half.memory.clone();
        let mut instance = if tid == side.index() {
            // Its memory and its globals were put back together.
            if let Some(main) = half.main.take() {
                return Ok(main);
            }
            self.make(tid, side, &memory)?
        } else {
            match half.spare.pop() {
                Some(spare) => spare,
                None => self.make(tid, side, &memory)?,
            }
        };
        self.rewind(tid, side, &mut instance, memory)?;
        Ok(instance)
    }

    fn make(&self, tid: Tid, side: Side, memory: &Arc<Mapping>) -> Result<Instance, Stop> {
        let store = self.store(tid, side, memory.clone())?;
        with_memory(memory, || ready(instantiate(&self.parts.guest, store))).map_err(internal)
    }

    fn begin(&mut self, side: Side, entry: Entry, request: Vec<u8>) -> Result<(), Stop> {
        let mut main = self.instance(side.index(), side)?;
        let len = request.len() as u32;
        self.kernel.lock().begin(side.index(), request);
        self.tasks[side.index()] = Some(Box::pin(async move {
            let function = if entry == Entry::Control {
                main.control.clone()
            } else {
                main.serve.clone()
            };
            let result = function.call_async(&mut main.store, len).await;
            Finished {
                result,
                burned: burned(&main.store),
                instance: main,
            }
        }));
        Ok(())
    }

    /// Starts what the guest spawned, and idle main threads for which requests wait.
    fn start_due(&mut self) -> Result<(), Stop> {
        let to_start = std::mem::take(&mut self.kernel.lock().to_start);
        for tid in to_start {
            let (side, guest_tid, argument) = {
                let kernel = self.kernel.lock();
                let thread = &kernel.threads[tid];
                (thread.side, thread.guest_tid, thread.start_argument)
            };
            let mut instance = self.instance(tid, side)?;
            self.tasks
                .resize_with(self.tasks.len().max(tid + 1), || None);
            self.tasks[tid] = Some(Box::pin(async move {
                let start = instance.start.clone();
                let result = start
                    .call_async(&mut instance.store, (guest_tid, argument))
                    .await;
                Finished {
                    result: result.map(|()| 0),
                    burned: burned(&instance.store),
                    instance,
                }
            }));
        }
        for side in Side::BOTH {
            let request = self.kernel.lock().take_main_request(side);
            if let Some(request) = request {
                self.begin(side, Entry::Serve, request)?;
            }
        }
        Ok(())
    }

    /// Runs until the main thread of `side` has finished what it was asked; without one, until the answer's side has told
    /// where it stands. None if nothing more happens before the virtual time `until`.
    fn drive(&mut self, side: Option<Side>, until: u64) -> Result<Option<i32>, Stop> {
        let mut cx = TaskContext::from_waker(Waker::noop());
        loop {
            if side.is_none() && self.kernel.lock().told.is_some() {
                return Ok(Some(0));
            }
            self.start_due()?;
            self.drive_children(until)?;
            if until != NEVER && self.kernel.lock().next_event() >= until {
                return Ok(None);
            }
            let (tid, others, mut quanta) = {
                let mut kernel = self.kernel.lock();
                let tid = match kernel.choose() {
                    Err(Stop::Deadlock(waits)) => {
                        drop(kernel);
                        return Err(if self.some_child_is_late() {
                            Stop::Time
                        } else {
                            Stop::Deadlock(waits)
                        });
                    }
                    chosen => chosen?,
                };
                let ready = |(other, thread): (usize, &Thread)| {
                    other != tid && thread.status == Status::Ready
                };
                let others = kernel.threads.iter().enumerate().any(ready);
                let quanta = if others {
                    kernel.schedule.quanta(MAX_QUANTA)
                } else {
                    1
                };
                (tid, others, quanta)
            };
            loop {
                let Some(task) = self.tasks.get_mut(tid).and_then(Option::as_mut) else {
                    return Err(Stop::Internal(format!(
                        "thread {tid} is ready but was never started"
                    )));
                };
                match task.as_mut().poll(&mut cx) {
                    Poll::Ready(finished) => {
                        let result = self.finish(tid, finished)?;
                        if side.is_some_and(|side| tid == side.index()) {
                            return Ok(Some(result));
                        }
                        break;
                    }
                    Poll::Pending => {
                        if !self.preempted(tid)? {
                            break;
                        }
                        quanta -= 1;
                        if quanta == 0 {
                            if others {
                                self.kernel.lock().gave_up(tid);
                            }
                            break;
                        }
                    }
                }
            }
        }
    }

    /// Accounts for a pending thread: true if it was cut off by its quantum, false if it parked or yielded.
    fn preempted(&mut self, tid: Tid) -> Result<bool, Stop> {
        let mut kernel = self.kernel.lock();
        let yielded = std::mem::take(&mut kernel.threads[tid].yielded);
        let preempted = kernel.threads[tid].status == Status::Ready && !yielded;
        if preempted {
            let fuel = kernel.threads[tid].fuel + QUANTUM;
            kernel.charge(tid, fuel);
        }
        if let Some(stop) = kernel.over_limit() {
            return Err(stop);
        }
        match self.backstop.over() {
            Some(why) => Err(Stop::Internal(why)),
            None => Ok(preempted),
        }
    }

    fn finish(&mut self, tid: Tid, finished: Finished) -> Result<i32, Stop> {
        self.tasks[tid] = None;
        let mut kernel = self.kernel.lock();
        kernel.charge(tid, finished.burned);
        let side = kernel.threads[tid].side;
        let result = match finished.result {
            Ok(result) => result,
            Err(error) => {
                return Err(kernel
                    .stop
                    .take()
                    .unwrap_or_else(|| fault(&mut kernel, side, &error)));
            }
        };
        if let Some(stop) = kernel.over_limit() {
            return Err(stop);
        }
        let is_main = tid == side.index();
        if is_main {
            kernel.threads[tid].status = Status::Idle;
            kernel.finish_serving(tid);
        } else {
            kernel.ended(tid);
        }
        drop(kernel);
        let half = self.half(side)?;
        if is_main {
            half.main = Some(finished.instance);
        } else {
            half.spare.push(finished.instance);
        }
        Ok(result)
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

async fn instantiate(
    guest: &InstancePre<Context>,
    mut store: Store<Context>,
) -> wasmtime::Result<Instance> {
    let instance = guest.instantiate_async(&mut store).await?;
    let global = |store: &mut Store<Context>, name: &str| {
        instance
            .get_global(store, name)
            .ok_or_else(|| wasmtime::Error::msg(format!("the guest doesn't export {name}")))
    };
    let (stack_pointer, tls_base) = (
        global(&mut store, "__stack_pointer")?,
        global(&mut store, "__tls_base")?,
    );
    let control = instance.get_typed_func(&mut store, "control")?;
    let serve = instance.get_typed_func(&mut store, "serve")?;
    let start = instance.get_typed_func(&mut store, "wasi_thread_start")?;
    Ok(Instance {
        store,
        control,
        serve,
        start,
        stack_pointer,
        tls_base,
    })
}

/// Runs a future that may be cut off by its quantum but never parks.
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut cx = TaskContext::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

fn burned(store: &Store<Context>) -> u64 {
    // Without fuel nothing can be accounted; the store was made with it.
    store
        .data()
        .fuel
        .saturating_sub(store.get_fuel().unwrap_or(store.data().fuel))
}

fn internal(error: impl std::fmt::Display) -> Stop {
    Stop::Internal(format!("{error:#}"))
}

/// What a guest's fault means for its side.
fn fault(kernel: &mut Kernel, side: Side, error: &wasmtime::Error) -> Stop {
    let Some(trap) = error.downcast_ref::<Trap>() else {
        // A host function refused the guest's arguments: only a guest whose memory is corrupted passes such.
        return match side {
            Side::Answer => Stop::Crash(side, format!("{error:#}")),
            Side::Judge => Stop::Internal(format!("{error:#}")),
        };
    };
    match trap {
        Trap::UnreachableCodeReached if kernel.account(side).memory_refused => Stop::Memory(side),
        Trap::StackOverflow => Stop::Crash(side, "the interpreter's stack overflowed".into()),
        Trap::UnreachableCodeReached => Stop::Crash(side, "the interpreter aborted".into()),
        Trap::MemoryOutOfBounds => {
            Stop::Crash(side, "the interpreter's memory was corrupted".into())
        }
        other => Stop::Crash(side, format!("the interpreter broke: {other}")),
    }
}
