//! Bytes between host and guest, and between the two instances.

use wasmtime::{Caller, Error, Linker, Result};

use super::sync::parked;
use super::{Context, charge};
use crate::sandbox::kernel::{Key, NEVER, Side};

/// The high half of what tells a server that nothing will come any more.
const END: i64 = 2 << 32;

/// Parks until something comes for this thread: its length in the low half, and 1 in the high half when it is a reply.
async fn incoming(caller: Caller<'_, Context>) -> Result<i64> {
    let (kernel, tid) = (caller.data().kernel.clone(), caller.data().tid);
    parked(kernel.clone(), tid).await;
    let kernel = kernel.lock();
    let thread = &kernel.threads[tid];
    Ok(i64::from(thread.inbox_is_reply) << 32 | thread.inbox.len() as i64)
}

pub(super) fn add(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        "viva",
        "take",
        |caller: Caller<'_, Context>, to: i32| -> Result<()> {
            let context = caller.data();
            let bytes = std::mem::take(&mut context.kernel.lock().threads[context.tid].inbox);
            Ok(context.write(to, &bytes)?)
        },
    )?;
    linker.func_wrap(
        "viva",
        "give",
        |caller: Caller<'_, Context>, from: i32, len: i32| -> Result<()> {
            let context = caller.data();
            let bytes = context.read(from, len)?;
            context.kernel.lock().threads[context.tid].reply = bytes;
            Ok(())
        },
    )?;
    linker.func_wrap_async(
        "viva",
        "request",
        |caller: Caller<'_, Context>, (from, len): (i32, i32)| {
            Box::new(async move {
                charge(&caller)?;
                let bytes = caller.data().read(from, len)?;
                if caller.data().kernel.lock().is_process {
                    return Err(Error::msg(
                        "a process asked for the case, which it can't reach",
                    ));
                }
                caller
                    .data()
                    .kernel
                    .lock()
                    .send_request(caller.data().tid, bytes);
                incoming(caller).await
            })
        },
    )?;
    linker.func_wrap_async(
        "viva",
        "reply",
        |caller: Caller<'_, Context>, (from, len): (i32, i32)| {
            Box::new(async move {
                charge(&caller)?;
                let bytes = caller.data().read(from, len)?;
                caller
                    .data()
                    .kernel
                    .lock()
                    .send_reply(caller.data().tid, bytes);
                incoming(caller).await
            })
        },
    )?;
    linker.func_wrap_async(
        "viva",
        "next_request",
        |caller: Caller<'_, Context>, (): ()| {
            Box::new(async move {
                charge(&caller)?;
                let context = caller.data();
                {
                    let mut kernel = context.kernel.lock();
                    if kernel.dismissed(context.tid) {
                        return Ok(END);
                    }
                    kernel.park(context.tid, Key::NextRequest, NEVER);
                    kernel.serve_pending(context.side);
                }
                let (kernel, tid) = (context.kernel.clone(), context.tid);
                let word = incoming(caller).await?;
                let nothing = word == 0 && kernel.lock().dismissed(tid);
                Ok(if nothing { END } else { word })
            })
        },
    )?;
    linker.func_wrap(
        "viva",
        "finish",
        |caller: Caller<'_, Context>, from: i32, len: i32| -> Result<()> {
            let context = caller.data();
            let bytes = context.read(from, len)?;
            context.kernel.lock().reply_to(context.tid, bytes);
            Ok(())
        },
    )?;
    linker.func_wrap("viva", "hold_next_thread", |caller: Caller<'_, Context>| {
        let context = caller.data();
        context.kernel.lock().hold_next_thread(context.tid);
    })?;
    linker.func_wrap(
        "viva",
        "printed",
        |caller: Caller<'_, Context>, fd: i32| -> Result<i32> {
            let context = caller.data();
            let mut kernel = context.kernel.lock();
            // What the judge prints is none of the answer's business.
            let bytes = match context.side {
                Side::Judge => kernel.printed.take(fd),
                Side::Answer => Vec::new(),
            };
            let len =
                i32::try_from(bytes.len()).map_err(|_| Error::msg("more was printed than fits"))?;
            kernel.threads[context.tid].inbox = bytes;
            Ok(len)
        },
    )?;
    Ok(())
}
