//! Polls the threads of both instances, one at a time, as the kernel gives them turns.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll, Waker};

use wasmtime::{Store, Trap};

use super::{Instance, Machine, QUANTUM};
use crate::sandbox::imports::Context;
use crate::sandbox::kernel::{Kernel, NEVER, Side, Status, Stop, Thread, Tid};

/// A thread keeps its turn for a random number of quanta up to this, while others are ready too.
const MAX_QUANTA: usize = 8;

pub(super) type Task = Pin<Box<dyn Future<Output = Finished> + Send>>;

/// A future's end: what the thread burned in all, and the instance that it was in, to be used again.
pub(super) struct Finished {
    result: wasmtime::Result<i32>,
    burned: u64,
    instance: Instance,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Entry {
    Control,
    Serve,
}

impl Machine<'_> {
    pub(super) fn begin(&mut self, side: Side, entry: Entry, request: Vec<u8>) -> Result<(), Stop> {
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
    pub(super) fn drive(&mut self, side: Option<Side>, until: u64) -> Result<Option<i32>, Stop> {
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

fn burned(store: &Store<Context>) -> u64 {
    // Without fuel nothing can be accounted; the store was made with it.
    store
        .data()
        .fuel
        .saturating_sub(store.get_fuel().unwrap_or(store.data().fuel))
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
