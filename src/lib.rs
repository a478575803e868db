//! viva, an interview practice engine: Python answers graded in a deterministic WebAssembly machine.

pub mod grading;
pub mod question;
pub mod sandbox;
