//! Grading in child processes that hold nothing worth taking.
//!
//! [`Graders`] is the parent's end: a [`Grader`](crate::grading::Grader) that hands each grade to one of a few children
//! (`viva grader`), replaces children that die or hang, and does such a grade once more. [`child`] is the other end.
//! What a report is made of comes from a child; points and reports are made by the parent.
//! Knows nothing of jobs, leases or stores.
//!
//! The parent's end is blocking, with plain threads and `poll`: a [`Grader`](crate::grading::Grader) is blocking anyway,
//! there are only as many grades at a time as cores, and so it runs (and is tested) without a runtime. A service calls
//! it where it may block.

pub mod child;
mod confine;
mod grader;
mod pool;
mod probe;
mod process;
mod protocol;
mod settings;

pub use grader::Graders;
pub use pool::StartError;
pub use settings::Settings;
