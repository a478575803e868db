//! viva, an interview practice engine: Python answers graded in a deterministic WebAssembly machine.
//!
//! ARCHITECTURE.md has the bird's-eye view. Imports run downward only: [`cli`] -> [`worker`] -> [`grading`] -> [`question`], [`sandbox`].

pub mod cli;
pub mod grading;
pub mod question;
pub mod sandbox;
pub mod worker;
