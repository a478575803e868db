//! viva, an interview practice engine: Python answers graded in a deterministic WebAssembly machine.
//!
//! ARCHITECTURE.md has the bird's-eye view. Imports run downward only: [`cli`] -> [`http`], [`hooks`], [`worker`] -> [`store`],
//! [`check`], [`import`] -> [`grading`] -> [`interview`], [`question`], [`sandbox`]; [`ambient`] holds the clock and the randomness.

pub mod ambient;
pub mod check;
pub mod cli;
pub mod grading;
pub mod hooks;
pub mod http;
pub mod import;
pub mod interview;
pub mod question;
pub mod sandbox;
pub mod store;
pub mod worker;
