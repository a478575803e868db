//! Waiting and waking, threads, and memory growth: what the guest's rewritten instructions call.

use std::future::{Future, poll_fn};
use std::task::Poll;

use wasmtime::{Caller, Linker, Result};

use super::{Context, charge, memory_bound};
use crate::sandbox::kernel::{Key, NEVER, Shared, Status, Tid};
use crate::sandbox::memory::WASM_PAGE;

/// WASI threads' answer for "no thread could be started" is any negative number; this is EAGAIN negated.
const NO_THREAD: i32 = -6;

/// Ready when the executor has found the parked thread ready; true when its deadline did it.
pub(super) fn parked(kernel: Shared, tid: Tid) -> impl Future<Output = bool> + Send {
    poll_fn(move |_| {
        let kernel = kernel.lock();
        let thread = &kernel.threads[tid];
        if thread.status == Status::Ready {
            Poll::Ready(thread.timed_out)
        } else {
            Poll::Pending
        }
    })
}

/// Gives the turn away once.
pub(super) fn yielded(kernel: Shared, tid: Tid) -> impl Future<Output = ()> + Send {
    let mut first = true;
    poll_fn(move |_| {
        if std::mem::take(&mut first) {
            kernel.lock().threads[tid].yielded = true;
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
}

/// The word at an address as the guest's atomic wait would compare it, and the address.
fn word<const N: usize>(
    caller: &Caller<'_, Context>,
    address: i32,
    offset: i32,
) -> Result<([u8; N], u64)> {
    let at = address as u32 as usize + offset as u32 as usize;
    if !at.is_multiple_of(N) {
        return Err(wasmtime::Error::msg("an unaligned atomic wait"));
    }
    let bytes = caller.data().memory.read(at, N, caller.data().size())?;
    let mut word = [0; N];
    word.copy_from_slice(&bytes);
    Ok((word, at as u64))
}

/// Parks the caller until its word is notified or `timeout` nanoseconds passed: 0 or 2, as `memory.atomic.wait` answers.
async fn wait(caller: Caller<'_, Context>, at: u64, timeout: i64) -> Result<i32> {
    charge(&caller)?;
    let context = caller.data();
    let (kernel, tid) = (context.kernel.clone(), context.tid);
    {
        let mut kernel = kernel.lock();
        let deadline = u64::try_from(timeout).map_or(NEVER, |ns| kernel.now.saturating_add(ns));
        kernel.park(tid, Key::Address(context.side, at), deadline);
    }
    Ok(if parked(kernel, tid).await { 2 } else { 0 })
}

pub(super) fn add(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap_async(
        "kernel",
        "wait32",
        |caller: Caller<'_, Context>,
         (address, expected, timeout, offset): (i32, i32, i64, i32)| {
            Box::new(async move {
                let (found, at) = word::<4>(&caller, address, offset)?;
                if i32::from_le_bytes(found) != expected {
                    return Ok(1);
                }
                wait(caller, at, timeout).await
            })
        },
    )?;
    linker.func_wrap_async(
        "kernel",
        "wait64",
        |caller: Caller<'_, Context>,
         (address, expected, timeout, offset): (i32, i64, i64, i32)| {
            Box::new(async move {
                let (found, at) = word::<8>(&caller, address, offset)?;
                if i64::from_le_bytes(found) != expected {
                    return Ok(1);
                }
                wait(caller, at, timeout).await
            })
        },
    )?;
    linker.func_wrap(
        "kernel",
        "notify",
        |caller: Caller<'_, Context>, address: i32, count: i32, offset: i32| -> i32 {
            let context = caller.data();
            let key = Key::Address(
                context.side,
                u64::from(address as u32) + u64::from(offset as u32),
            );
            context.kernel.lock().unpark(key, count as u32) as i32
        },
    )?;
    linker.func_wrap(
        "kernel",
        "memory_size",
        |caller: Caller<'_, Context>| -> i32 { (caller.data().size() / WASM_PAGE) as i32 },
    )?;
    linker.func_wrap(
        "kernel",
        "memory_grow",
        |caller: Caller<'_, Context>, pages: i32| -> i32 {
            let context = caller.data();
            let mut kernel = context.kernel.lock();
            let threads = kernel
                .threads
                .iter()
                .filter(|t| t.side == context.side && t.status != Status::Done)
                .count();
            let limit = kernel.bounds.memory;
            let account = kernel.account(context.side);
            let (old, new) = (
                account.memory,
                account.memory + pages as u32 as usize * WASM_PAGE,
            );
            if new > memory_bound(account, limit, threads) || context.memory.open(new).is_err() {
                account.memory_refused = true;
                return -1;
            }
            account.memory = new;
            (old / WASM_PAGE) as i32
        },
    )?;
    linker.func_wrap(
        "wasi",
        "thread-spawn",
        |caller: Caller<'_, Context>, argument: i32| -> i32 {
            let context = caller.data();
            context
                .kernel
                .lock()
                .spawn(context.tid, argument)
                .unwrap_or(NO_THREAD)
        },
    )?;
    Ok(())
}
