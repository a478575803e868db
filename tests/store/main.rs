//! The store's promises: what is committed is there, a job is recorded once, a late result is not taken.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod encrypted;
mod nodes;
mod plans;
mod queue;
mod tokens;
mod world;
mod writing;

#[test]
fn on_postgres() {
    support::again("on_postgres");
}
