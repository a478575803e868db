//! Hearing of a grade's cases while it goes on.

use super::{GradeError, Graded, GradedCase, Grader, Ran, Source, Task};
use crate::question::Limits;

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

/// A grader whose grades are watched: what [`super::grade`] takes where somebody follows.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    pub grader: &'a dyn Grader,
    pub watch: &'a dyn Watch,
}

impl Grader for Watched<'_> {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        self.grader.grade_watched(task, self.watch)
    }

    fn run(
        &self,
        file: &Source,
        support: &[Source],
        seed: u64,
        limits: &Limits,
    ) -> Result<Ran, GradeError> {
        self.grader.run(file, support, seed, limits)
    }

    fn image(&self) -> String {
        self.grader.image()
    }

    fn watched(&self) -> Option<Watched<'_>> {
        Some(*self)
    }
}
