//! What the sandbox promises, shown on the real thing: one sandbox for all tests of this binary.

mod attacks;
mod common;
mod differential;
mod honest;
mod json;
mod machine;
mod mutants;
mod processes;
mod races;
mod round_trip;
mod suites;
