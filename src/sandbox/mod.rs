//! The host half of the sandbox: a deterministic machine with two instances of the guest.
//!
//! [`Sandbox`] is the compiled and booted guest. A [`Machine`] runs the two instances of one case from a [`MachineImage`], under
//! [`Bounds`] and a seed, and answers the host's [`Machine::control`] calls; whatever goes wrong in the guest is a [`Stop`].
//! Only this module knows Wasmtime. It doesn't know questions, cases or Python.

mod boot;
mod disk;
mod engine;
mod files;
mod imports;
mod kept;
mod kernel;
mod limits;
mod machine;
mod memory;
mod mix;
mod output;
mod pool;
mod processes;
mod schedule;

pub use engine::{OpenError, Sandbox};
pub use kernel::{Side, Stop};
pub use limits::{Bounds, Usage};
pub use machine::{Machine, MachineImage, Reply};
pub use schedule::{Actor, Decision, Plan, Point, Step, Touching, Turns};
