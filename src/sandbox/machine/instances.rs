//! The instances of both sides: made once, and put back to what the image has for each thread that begins in one.

use std::future::Future;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Waker};

use wasmtime::{Global, InstancePre, Store, TypedFunc, Val};

use super::{Machine, QUANTUM, internal};
use crate::sandbox::imports::Context;
use crate::sandbox::kernel::{Side, Stop, Tid};
use crate::sandbox::memory::{Mapping, with_memory};
use crate::sandbox::pool::Half;

/// An instance while no thread is in it.
pub struct Instance {
    pub(super) store: Store<Context>,
    pub(super) control: TypedFunc<u32, i32>,
    pub(super) serve: TypedFunc<u32, i32>,
    pub(super) start: TypedFunc<(i32, i32), ()>,
    pub(super) stack_pointer: Global,
    pub(super) tls_base: Global,
}

impl Machine<'_> {
    /// The side's memory and main thread, equal to the image when they are asked for first.
    pub(super) fn half(&mut self, side: Side) -> Result<&mut Half, Stop> {
        match self.halves[side.index()].take() {
            Some(half) => Ok(self.halves[side.index()].insert(half)),
            None => {
                let start = &self.start.sides[side.index()].memory;
                let half = self.parts.pool.take(start).map_err(internal)?;
                self.adopt(side, half)
            }
        }
    }

    /// Takes a half whose memory is the image's for its own.
    pub(super) fn adopt(&mut self, side: Side, mut half: Half) -> Result<&mut Half, Stop> {
        if let Some(main) = &mut half.main {
            self.rewind(side.index(), side, main, half.memory.clone())?;
        }
        Ok(self.halves[side.index()].insert(half))
    }

    /// Makes an instance as the image has it, whatever it did before: served another thread or machine, or been made.
    pub(super) fn rewind(
        &self,
        tid: Tid,
        side: Side,
        instance: &mut Instance,
        memory: Arc<Mapping>,
    ) -> Result<(), Stop> {
        let context = self.context(tid, side, memory);
        instance.store.set_fuel(context.fuel).map_err(internal)?;
        *instance.store.data_mut() = context;
        let image = &self.start.sides[side.index()];
        let globals = [
            (&instance.stack_pointer, image.stack_pointer),
            (&instance.tls_base, image.tls_base),
        ];
        for (global, value) in globals {
            let value = Val::I32(value);
            global.set(&mut instance.store, value).map_err(internal)?;
        }
        Ok(())
    }

    fn context(&self, tid: Tid, side: Side, memory: Arc<Mapping>) -> Context {
        Context {
            tid,
            side,
            kernel: self.kernel.clone(),
            memory,
            fuel: u64::MAX,
        }
    }

    fn store(&self, tid: Tid, side: Side, memory: Arc<Mapping>) -> Result<Store<Context>, Stop> {
        let context = self.context(tid, side, memory);
        let fuel = context.fuel;
        let mut store = Store::new(&self.parts.engine, context);
        store.set_fuel(fuel).map_err(internal)?;
        store
            .fuel_async_yield_interval(Some(QUANTUM))
            .map_err(internal)?;
        Ok(store)
    }

    /// The instance for a thread of `side` that begins.
    pub(super) fn instance(&mut self, tid: Tid, side: Side) -> Result<Instance, Stop> {
        let half = self.half(side)?;
        let memory = half.memory.clone();
        let mut instance = if tid == side.index() {
            // Its memory and its globals were put back together.
            if let Some(main) = half.main.take() {
                return Ok(main);
            }
            self.make(tid, side, &memory)?
        } else {
            match half.spare.pop() {
                Some(spare) => spare,
                None => self.make(tid, side, &memory)?,
            }
        };
        self.rewind(tid, side, &mut instance, memory)?;
        Ok(instance)
    }

    fn make(&self, tid: Tid, side: Side, memory: &Arc<Mapping>) -> Result<Instance, Stop> {
        let store = self.store(tid, side, memory.clone())?;
        with_memory(memory, || ready(instantiate(&self.parts.guest, store))).map_err(internal)
    }
}

async fn instantiate(
    guest: &InstancePre<Context>,
    mut store: Store<Context>,
) -> wasmtime::Result<Instance> {
    let instance = guest.instantiate_async(&mut store).await?;
    let global = |store: &mut Store<Context>, name: &str| {
        instance
            .get_global(store, name)
            .ok_or_else(|| wasmtime::Error::msg(format!("the guest doesn't export {name}")))
    };
    let (stack_pointer, tls_base) = (
        global(&mut store, "__stack_pointer")?,
        global(&mut store, "__tls_base")?,
    );
    let control = instance.get_typed_func(&mut store, "control")?;
    let serve = instance.get_typed_func(&mut store, "serve")?;
    let start = instance.get_typed_func(&mut store, "wasi_thread_start")?;
    Ok(Instance {
        store,
        control,
        serve,
        start,
        stack_pointer,
        tls_base,
    })
}

/// Runs a future that may be cut off by its quantum but never parks.
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut cx = TaskContext::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}
