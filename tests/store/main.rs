//! The store's promises: what is committed is there, a job is recorded once, a late result is not taken.

#[path = "../support/mod.rs"]
mod support;

mod queue;
mod tokens;
mod world;
