//! Grading as a service does it.

pub mod graders;
