//! Hearing of a grade's cases while it goes on.

use super::GradedCase;

/// Told of a grade as it goes on; for progress alone, since only the grade's end says what it came to.
pub trait Watch: Sync {
    /// What is going to run, in the order of `cases.py`, each with the verdict that it has while nothing came of it
    /// (`internal`). Not called if the answer can't be loaded.
    fn collected(&self, cases: &[GradedCase]);

    /// One case is done. Cases may be done in any order.
    fn finished(&self, case: &GradedCase);
}

/// Nobody is interested.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn collected(&self, _: &[GradedCase]) {}
    fn finished(&self, _: &GradedCase) {}
}
