//! The part of WASI preview 1 that the guest needs: clock, randomness, standard streams, sleeping.

use wasmtime::{Caller, Error, Linker, Result};

use super::errno::{BADF, FAULT, INVAL, NOSYS, SPIPE};
use super::sync::{parked, yielded};
use super::{Context, charge};
use crate::sandbox::kernel::{EPOCH_NS, Key, Stop};

const WASI: &str = "wasi_snapshot_preview1";
/// Clock ids: 0 is the wall clock; monotonic, process and thread time are the machine's own.
const REALTIME: i32 = 0;
/// The largest request for random bytes that is answered.
const MAX_RANDOM: i32 = 1 << 20;

pub(super) fn add(linker: &mut Linker<Context>) -> Result<()> {
    for name in ["args_sizes_get", "environ_sizes_get"] {
        linker.func_wrap(
            WASI,
            name,
            |caller: Caller<'_, Context>, count: i32, bytes: i32| -> i32 {
                caller.data().put(count, &[0; 4]) | caller.data().put(bytes, &[0; 4])
            },
        )?;
    }
    for name in ["args_get", "environ_get"] {
        linker.func_wrap(WASI, name, |_: i32, _: i32| 0i32)?;
    }
    linker.func_wrap(
        WASI,
        "proc_exit",
        |caller: Caller<'_, Context>, status: i32| -> Result<()> {
            let context = caller.data();
            context.kernel.lock().stop = Some(Stop::Exit(context.side, status));
            Err(Error::msg("the guest exited"))
        },
    )?;
    time(linker)?;
    streams(linker)
}

fn time(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        WASI,
        "clock_res_get",
        |caller: Caller<'_, Context>, _id: i32, to: i32| caller.data().put(to, &1u64.to_le_bytes()),
    )?;
    linker.func_wrap(
        WASI,
        "clock_time_get",
        |caller: Caller<'_, Context>, id: i32, _precision: i64, to: i32| -> Result<i32> {
            charge(&caller)?;
            let now = caller.data().kernel.lock().now;
            let time = match id {
                REALTIME => EPOCH_NS + now,
                1..=3 => now,
                _ => return Ok(INVAL),
            };
            Ok(caller.data().put(to, &time.to_le_bytes()))
        },
    )?;
    linker.func_wrap(
        WASI,
        "random_get",
        |caller: Caller<'_, Context>, to: i32, len: i32| -> i32 {
            if !(0..=MAX_RANDOM).contains(&len) {
                return INVAL;
            }
            let context = caller.data();
            let mut bytes = Vec::with_capacity(len as usize + 8);
            {
                let mut kernel = context.kernel.lock();
                let entropy = &mut kernel.account(context.side).entropy;
                while bytes.len() < len as usize {
                    bytes.extend_from_slice(&entropy.next().to_le_bytes());
                }
            }
            bytes.truncate(len as usize);
            context.put(to, &bytes)
        },
    )?;
    linker.func_wrap_async(
        WASI,
        "sched_yield",
        |caller: Caller<'_, Context>, (): ()| {
            Box::new(async move {
                yielded(caller.data().kernel.clone(), caller.data().tid).await;
                0i32
            })
        },
    )?;
    linker.func_wrap_async(
        WASI,
        "poll_oneoff",
        |caller: Caller<'_, Context>,
         (subscriptions, events, count, stored): (i32, i32, i32, i32)| {
            Box::new(async move {
                charge(&caller)?;
                let context = caller.data();
                let (kernel, tid) = (context.kernel.clone(), context.tid);
                let Some((wait, user_data)) = earliest(context, subscriptions, count) else {
                    return Ok(NOSYS);
                };
                {
                    let mut kernel = kernel.lock();
                    let deadline = kernel.now.saturating_add(wait);
                    kernel.park(tid, Key::Sleep, deadline);
                }
                parked(kernel, tid).await;
                let mut event = [0u8; 32];
                event[..8].copy_from_slice(&user_data);
                Ok::<i32, Error>(
                    context.put(events, &event) | context.put(stored, &1u32.to_le_bytes()),
                )
            })
        },
    )?;
    Ok(())
}

/// The clock subscription that is due first: nanoseconds from now and its user data. None if there is no valid one.
fn earliest(context: &Context, subscriptions: i32, count: i32) -> Option<(u64, [u8; 8])> {
    const SIZE: usize = 48;
    const CLOCK: u8 = 0;
    const ABSOLUTE: u16 = 1;
    let now = context.kernel.lock().now;
    let mut first: Option<(u64, [u8; 8])> = None;
    let bytes = context
        .read(subscriptions, count.checked_mul(SIZE as i32)?)
        .ok()?;
    for entry in bytes.chunks_exact(SIZE) {
        let field = |from: usize| -> Option<u64> {
            Some(u64::from_le_bytes(
                entry.get(from..from + 8)?.try_into().ok()?,
            ))
        };
        if entry[8] != CLOCK {
            continue;
        }
        let id = field(16)? as u32 as i32;
        let (timeout, flags) = (field(24)?, field(40)? as u16);
        let clock = if id == REALTIME { EPOCH_NS + now } else { now };
        let wait = if flags & ABSOLUTE == 0 {
            timeout
        } else {
            timeout.saturating_sub(clock)
        };
        if first.is_none_or(|(least, _)| wait < least) {
            first = Some((wait, field(0)?.to_le_bytes()));
        }
    }
    first
}

fn is_stream(fd: i32) -> bool {
    (0..3).contains(&fd)
}

fn streams(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        WASI,
        "fd_write",
        |caller: Caller<'_, Context>, fd: i32, vectors: i32, count: i32, written: i32| -> i32 {
            if fd != 1 && fd != 2 {
                return BADF;
            }
            let context = caller.data();
            let mut total = 0u32;
            for k in 0..count {
                let entry = vectors.wrapping_add(k.wrapping_mul(8));
                let (Ok(at), Ok(len)) =
                    (context.u32_at(entry), context.u32_at(entry.wrapping_add(4)))
                else {
                    return FAULT;
                };
                let mut kernel = context.kernel.lock();
                let bound = kernel.bounds.output;
                let (printed, size) = (
                    kernel.account(context.side).printed,
                    kernel.account(context.side).memory,
                );
                // One byte over the limit is enough to end the run.
                let kept = (len as usize).min((bound + 1).saturating_sub(printed));
                let Ok(bytes) = context.memory.read(at as usize, kept, size) else {
                    return FAULT;
                };
                kernel.account(context.side).printed += kept;
                kernel.printed.push(context.side, fd, bytes);
                total = total.wrapping_add(len);
            }
            context.put(written, &total.to_le_bytes())
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_read",
        |caller: Caller<'_, Context>, fd: i32, _: i32, _: i32, read: i32| {
            if fd == 0 {
                caller.data().put(read, &[0; 4])
            } else {
                BADF
            }
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_close",
        |fd: i32| if is_stream(fd) { 0 } else { BADF },
    )?;
    linker.func_wrap(
        WASI,
        "fd_seek",
        |fd: i32, _: i64, _: i32, _: i32| if is_stream(fd) { SPIPE } else { BADF },
    )?;
    linker.func_wrap(
        WASI,
        "fd_tell",
        |fd: i32, _: i32| if is_stream(fd) { SPIPE } else { BADF },
    )?;
    linker.func_wrap(WASI, "fd_prestat_get", |_: i32, _: i32| BADF)?;
    linker.func_wrap(
        WASI,
        "fd_fdstat_get",
        |caller: Caller<'_, Context>, fd: i32, to: i32| {
            if !is_stream(fd) {
                return BADF;
            }
            // A regular file (6) rather than a terminal, so that nothing probes for one; rights to read (2) or write (64).
            let mut stat = [0u8; 24];
            stat[0] = 6;
            stat[8] = if fd == 0 { 2 } else { 64 };
            caller.data().put(to, &stat)
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_filestat_get",
        |caller: Caller<'_, Context>, fd: i32, to: i32| {
            if !is_stream(fd) {
                return BADF;
            }
            let mut stat = [0u8; 64];
            stat[16] = 6;
            caller.data().put(to, &stat)
        },
    )?;
    Ok(())
}
