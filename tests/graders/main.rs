//! Grading in child processes, with the real binary: what children come to, what they lose, what becomes of broken ones.

mod broken;
mod common;
mod confined;
mod same;
mod stopped;
