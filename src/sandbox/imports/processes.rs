//! Processes of the answer's, and the time that threads and processes have computed.

use wasmtime::{Caller, Linker, Result};

use super::sync::parked;
use super::{Context, charge};
use crate::sandbox::kernel::{NEVER, NoProcess};
use crate::sandbox::limits::FUEL_PER_NS;
use crate::sandbox::processes::State;

/// Fuel for starting a process, and for handing it a request, besides a unit a byte: about what the host's work on it takes.
const START: u64 = 1_000_000;
const CALL: u64 = 10_000;

/// What `process_start` answers instead of a number; `sandbox/lib/_viva/processes.py` knows these, and the following.
const TOO_MANY: i32 = -1;
const NOT_ALLOWED: i32 = -2;

/// What has become of a process that was waited for.
const WORKS: i64 = 0;
const REPLIED: i64 = 1;
const ENDED: i64 = 2;
/// It rests, and has nothing to tell; or there is no such process.
const RESTS: i64 = 3;

pub(super) fn add(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        "viva",
        "process_start",
        |caller: Caller<'_, Context>| -> i32 {
            let context = caller.data();
            let mut kernel = context.kernel.lock();
            kernel.charge_host_work(context.tid, START);
            let started = kernel.start_process(context.side);
            started.unwrap_or_else(|refused| match refused {
                NoProcess::TooMany => TOO_MANY,
                NoProcess::NotAllowed => NOT_ALLOWED,
            })
        },
    )?;
    linker.func_wrap(
        "viva",
        "process_call",
        |caller: Caller<'_, Context>, pid: i32, from: i32, len: i32| -> Result<()> {
            charge(&caller)?;
            let context = caller.data();
            let request = context.read(from, len)?;
            let mut kernel = context.kernel.lock();
            kernel.charge_host_work(context.tid, CALL + request.len() as u64);
            let now = kernel.now;
            kernel.processes.call(pid, request, now);
            Ok(())
        },
    )?;
    linker.func_wrap_async(
        "viva",
        "process_wait",
        |caller: Caller<'_, Context>, (pid, timeout): (i32, i64)| {
            Box::new(async move {
                charge(&caller)?;
                let (kernel, tid) = (caller.data().kernel.clone(), caller.data().tid);
                let waits = {
                    let mut kernel = kernel.lock();
                    let until = |ns| kernel.now.saturating_add(ns);
                    let deadline = u64::try_from(timeout).map_or(NEVER, until);
                    kernel.park_for_process(tid, pid, deadline)
                };
                if waits {
                    parked(kernel.clone(), tid).await;
                }
                let mut kernel = kernel.lock();
                let (what, low) = match kernel.processes.state(pid).cloned() {
                    Some(State::Works) => (WORKS, 0),
                    Some(State::Rests(Some(reply))) => {
                        let len = reply.len() as i64;
                        kernel.threads[tid].inbox = reply;
                        (REPLIED, len)
                    }
                    Some(State::Ended(status)) => (ENDED, i64::from(status as u32)),
                    Some(State::Rests(None)) | None => (RESTS, 0),
                };
                Ok(what << 32 | low)
            })
        },
    )?;
    linker.func_wrap(
        "viva",
        "process_end",
        |caller: Caller<'_, Context>, pid: i32| {
            caller.data().kernel.lock().end_process(pid);
        },
    )?;
    linker.func_wrap(
        "viva",
        "cpu_time",
        |caller: Caller<'_, Context>, of: i32| -> Result<i64> {
            charge(&caller)?;
            let context = caller.data();
            let mut kernel = context.kernel.lock();
            let fuel = match of {
                0 => kernel.account(context.side).fuel,
                _ => kernel.threads[context.tid].fuel,
            };
            Ok((fuel / FUEL_PER_NS) as i64)
        },
    )?;
    Ok(())
}
