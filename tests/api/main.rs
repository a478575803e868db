//! The service as its clients meet it, in one process: requests in, responses out, a clock that the tests set, a
//! grader that runs no Python.

#[path = "../cli/fake.rs"]
mod fake;
#[path = "../support/mod.rs"]
mod support;

mod archive;
mod check;
mod compose;
mod deadline;
mod document;
mod events;
mod extra;
mod idempotency;
mod invites;
mod logs;
mod me;
mod network;
mod nodes;
mod pages;
mod practice;
mod presets;
mod privacy;
mod problems;
mod queue;
mod rates;
mod regrades;
mod reports;
mod rights;
mod rounds;
mod service;
mod source;
mod staff;
mod webhooks;
mod worker;

#[test]
fn on_postgres() {
    support::again("on_postgres");
}
