//! Whose turn it is: asked before each bytecode of watched code, and wherever several things could be next.

use wasmtime::{Caller, Linker, Result};

use super::sync::yielded;
use super::{Context, charge};

pub(super) fn add(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        "viva",
        "step",
        |caller: Caller<'_, Context>, code: i32, offset: i32| -> Result<i32> {
            charge(&caller)?;
            let context = caller.data();
            let mut kernel = context.kernel.lock();
            Ok(kernel.step(context.tid, code as u32, offset as u32).into())
        },
    )?;
    linker.func_wrap_async("viva", "turn", |caller: Caller<'_, Context>, (): ()| {
        Box::new(async move {
            charge(&caller)?;
            yielded(caller.data().kernel.clone(), caller.data().tid).await;
            Ok(())
        })
    })?;
    linker.func_wrap(
        "viva",
        "pick",
        |caller: Caller<'_, Context>, count: i32| -> i32 {
            let context = caller.data();
            let mut kernel = context.kernel.lock();
            let actor = kernel.threads[context.tid].actor;
            kernel.schedule.pick(actor, count as u32) as i32
        },
    )?;
    Ok(())
}
