//! The host functions that a guest may call. Each file is one concern; whatever the guest imports beyond them answers ENOSYS.

mod files;
mod messages;
mod processes;
mod sync;
mod turns;
mod wasi;

use std::sync::Arc;

use wasmtime::{Caller, Engine, ExternType, Linker, Module, Result, Val};

use super::kernel::{Account, MAX_MESSAGE, Shared, Side, Tid};
use super::memory::{Mapping, OutOfBounds};

/// What belongs to one wasm thread: a store's data.
pub struct Context {
    pub tid: Tid,
    pub side: Side,
    pub kernel: Shared,
    pub memory: Arc<Mapping>,
    /// Fuel that the store was given, to tell what was burned.
    pub fuel: u64,
}

/// Errno of WASI preview 1, as far as used outside of the file system.
mod errno {
    pub const FAULT: i32 = 21;
    pub const INVAL: i32 = 28;
    pub const NOSYS: i32 = 52;
}

/// All host functions, for `module`'s imports.
pub fn linker(engine: &Engine, module: &Module) -> Result<Linker<Context>> {
    let mut linker = Linker::new(engine);
    sync::add(&mut linker)?;
    messages::add(&mut linker)?;
    processes::add(&mut linker)?;
    turns::add(&mut linker)?;
    wasi::add(&mut linker)?;
    files::add(&mut linker)?;
    for import in module.imports() {
        let ExternType::Func(ty) = import.ty() else {
            continue;
        };
        // A name that is defined already stays.
        let _ = linker.func_new(import.module(), import.name(), ty, |_, _, results| {
            if let [result] = results {
                *result = Val::I32(errno::NOSYS);
            }
            Ok(())
        });
    }
    Ok(linker)
}

/// Charges the calling thread for what it burned up to now.
fn charge(caller: &Caller<'_, Context>) -> Result<()> {
    let burned = caller.data().fuel.saturating_sub(caller.get_fuel()?);
    let context = caller.data();
    context.kernel.lock().charge(context.tid, burned);
    Ok(())
}

impl Context {
    fn size(&self) -> usize {
        self.kernel.lock().account(self.side).memory
    }

    fn read(&self, at: i32, len: i32) -> Result<Vec<u8>, OutOfBounds> {
        let len = len as u32 as usize;
        if len > MAX_MESSAGE {
            return Err(OutOfBounds);
        }
        self.memory.read(at as u32 as usize, len, self.size())
    }

    fn write(&self, at: i32, bytes: &[u8]) -> Result<(), OutOfBounds> {
        self.memory.write(at as u32 as usize, bytes, self.size())
    }

    /// Writes a result of a WASI call; its errno.
    fn put(&self, at: i32, bytes: &[u8]) -> i32 {
        match self.write(at, bytes) {
            Ok(()) => 0,
            Err(OutOfBounds) => errno::FAULT,
        }
    }
}

impl From<OutOfBounds> for wasmtime::Error {
    fn from(_: OutOfBounds) -> wasmtime::Error {
        wasmtime::Error::msg("the guest passed an address outside of its memory")
    }
}

/// Bytes of linear memory that a side may have now: what it started with, its limit, and a stack for each thread (and the one about to start).
fn memory_bound(account: &Account, limit: usize, threads: usize) -> usize {
    /// `thread.stack_size` of boot.py, and what pthread_create adds.
    const STACK: usize = (8 << 20) + (128 << 10);
    account.memory_at_start + limit + (threads + 1) * STACK
}
