//! Hands our mappings to Wasmtime as the memories of instances.

use std::cell::RefCell;
use std::sync::Arc;

use wasmtime::{LinearMemory, MemoryCreator, MemoryType};

use super::{ADDRESSABLE, GUARD, Mapping};

thread_local! {
    /// The mapping that the instance being made on this thread is to get: Wasmtime's memory creator takes no argument of ours.
    static NEXT: RefCell<Option<Arc<Mapping>>> = const { RefCell::new(None) };
}

/// Runs `make`, which instantiates the guest, with `mapping` as its memory.
pub fn with_memory<T>(mapping: &Arc<Mapping>, make: impl FnOnce() -> T) -> T {
    struct Clear;
    impl Drop for Clear {
        fn drop(&mut self) {
            NEXT.set(None);
        }
    }
    NEXT.set(Some(mapping.clone()));
    let _clear = Clear;
    make()
}

/// Gives every instance of the guest the mapping named by [`with_memory`].
pub struct Creator;

// SAFETY: the memories handed out are `ADDRESSABLE` long behind a stable base, followed by an inaccessible guard, as the trait asks;
// what is not accessible yet faults as a guard page does.
unsafe impl MemoryCreator for Creator {
    fn new_memory(
        &self,
        _ty: MemoryType,
        minimum: usize,
        _maximum: Option<usize>,
        reserved: Option<usize>,
        guard: usize,
    ) -> Result<Box<dyn LinearMemory>, String> {
        if minimum != ADDRESSABLE || reserved.unwrap_or(0) > ADDRESSABLE || guard > GUARD {
            return Err(format!(
                "the guest's memory is not as rewritten: {minimum} {reserved:?} {guard}"
            ));
        }
        match NEXT.take() {
            Some(mapping) => Ok(Box::new(Shared(mapping))),
            None => Err("an instance was made without a memory".into()),
        }
    }
}

struct Shared(Arc<Mapping>);

// SAFETY: see Creator.
unsafe impl LinearMemory for Shared {
    fn byte_size(&self) -> usize {
        ADDRESSABLE
    }
    fn byte_capacity(&self) -> usize {
        ADDRESSABLE
    }
    fn grow_to(&mut self, _new_size: usize) -> wasmtime::Result<()> {
        Err(wasmtime::Error::msg("the kernel grows memories"))
    }
    fn as_ptr(&self) -> *mut u8 {
        self.0.base
    }
}
