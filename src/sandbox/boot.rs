//! Boots a guest: runs its constructors and `boot.py` once, and takes the memory that results.

use std::sync::Arc;

use wasmtime::Store;

use super::engine::ImageFacts;
use super::imports::Context;
use super::kernel::{Account, Kernel, Shared, Side};
use super::limits::Bounds;
use super::machine::{Parts, ready};
use super::memory::{Mapping, Snapshot, WASM_PAGE, with_memory};

/// Pages that the linker gave the guest to start with; told by build.rs.
const START_PAGES: &str = env!("VIVA_GUEST_PAGES");

/// Boots from nothing with `library` (a JSON object from path to text); the memory and the facts of the image. The error is for people.
pub fn boot(parts: &Parts, library: &[u8]) -> Result<(Vec<u8>, ImageFacts), String> {
    let size = START_PAGES
        .parse::<usize>()
        .map_err(|e| format!("VIVA_GUEST_PAGES: {e}"))?
        * WASM_PAGE;
    // Ours to spend: the boot is the same every time, or it fails.
    let bounds = Bounds {
        fuel: u64::MAX,
        virtual_ns: u64::MAX,
        memory: 1 << 30,
        output: 1 << 20,
        threads: 8,
        cpu_seconds: 600,
    };
    let kernel = Shared::new(Kernel::new(
        [Account::new(size), Account::new(size)],
        bounds,
    ));
    let memory = Arc::new(Mapping::new(&Snapshot::empty(size)).map_err(|e| e.to_string())?);
    let fuel = u64::MAX;
    let mut store = Store::new(
        &parts.engine,
        Context {
            tid: 0,
            side: Side::Judge,
            kernel: kernel.clone(),
            memory: memory.clone(),
            fuel,
        },
    );
    store.set_fuel(fuel).map_err(|e| e.to_string())?;
    kernel.lock().begin(0, library.to_vec());

    let run = async {
        let instance = parts.guest.instantiate_async(&mut store).await?;
        instance
            .get_typed_func::<(), ()>(&mut store, "_initialize")?
            .call_async(&mut store, ())
            .await?;
        let boot = instance.get_typed_func::<u32, i32>(&mut store, "boot")?;
        let status = boot.call_async(&mut store, library.len() as u32).await?;
        Ok::<_, wasmtime::Error>((instance, status))
    };
    let outcome = with_memory(&memory, || ready(run));
    let printed = String::from_utf8_lossy(&kernel.lock().printed.of(Side::Judge)).into_owned();
    let (instance, status) = outcome.map_err(|e| format!("{e:#}\n{printed}"))?;
    if status != 0 || !printed.is_empty() {
        return Err(format!(
            "boot.py ended with status {status} and printed:\n{printed}"
        ));
    }
    let mut global = |name: &str| {
        let value = instance
            .get_global(&mut store, name)
            .map(|global| global.get(&mut store).unwrap_i32());
        value.ok_or_else(|| format!("the guest doesn't export {name}"))
    };
    let (stack_pointer, tls_base) = (global("__stack_pointer")?, global("__tls_base")?);
    let frozen = kernel.lock().freeze_booted()?;
    let bytes = memory
        .bytes()
        .map_err(|_| "the booted memory can't be read")?;
    Ok((
        bytes,
        ImageFacts {
            stack_pointer,
            tls_base,
            frozen,
        },
    ))
}
