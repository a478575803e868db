//! The part of WASI preview 1 that the guest needs: clock, randomness, sleeping; files are in `files`.

use wasmtime::{Caller, Error, Linker, Result};

use super::errno::{INVAL, NOSYS};
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
    time(linker)
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
                let (kernel, tid) = (caller.data().kernel.clone(), caller.data().tid);
                kernel.lock().gave_up(tid);
                yielded(kernel, tid).await;
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
