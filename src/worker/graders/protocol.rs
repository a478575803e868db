//! What parent and child say to each other: one JSON object a line.
//!
//! Both ends are the same program, so there are no versions. One request at a time; its events end with the first that
//! is not [`Event::Collected`] or [`Event::Finished`].

use serde::{Deserialize, Serialize};

use super::confine::Confinement;
use crate::grading::{Enough, Graded, GradedCase, Ran, Source, Task, Watch};
use crate::question::Limits;

/// From the parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    Grade(Job),
    Run {
        file: Source,
        support: Vec<Source>,
        seed: u64,
        limits: Limits,
    },
}

/// A [`Task`] that owns its texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    cases: Source,
    answer: Source,
    support: Vec<Source>,
    seed: u64,
    only: Vec<String>,
    samples_only: bool,
    jobs: usize,
    told: bool,
    limits: Limits,
    suite: bool,
    enough: Enough,
}

impl Job {
    pub fn of(task: &Task<'_>) -> Self {
        Self {
            cases: task.cases.clone(),
            answer: task.answer.clone(),
            support: task.support.to_vec(),
            seed: task.seed,
            only: task.only.to_vec(),
            samples_only: task.samples_only,
            jobs: task.jobs,
            told: task.told,
            limits: task.limits.clone(),
            suite: task.suite,
            enough: task.enough,
        }
    }

    pub fn task<'a>(&'a self, watch: &'a dyn Watch) -> Task<'a> {
        Task {
            cases: &self.cases,
            answer: &self.answer,
            support: &self.support,
            seed: self.seed,
            only: &self.only,
            samples_only: self.samples_only,
            jobs: self.jobs,
            told: self.told,
            limits: &self.limits,
            suite: self.suite,
            enough: self.enough,
            watch,
        }
    }
}

/// From the child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Once, before the first request is read.
    Ready {
        image: String,
        confinement: Confinement,
    },
    Collected(Vec<GradedCase>),
    Finished(Box<GradedCase>),
    Graded(Graded),
    Ran(Ran),
    /// The grader said so itself, and can go on.
    Failed {
        what: String,
        in_cases: bool,
    },
}
