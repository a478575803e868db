//! A submission's cases: the answer loaded beside the question's compiled cases, or why it can't be.

use std::sync::OnceLock;

use super::hunting::Armed;
use super::protocol::{self, Collected, File, Item, Request};
use super::{
    QuestionImage, SandboxGrader, bounds, case_seed, files, memory_refused, unfinished, verdicts,
};
use crate::grading::{Cost, GradeError, GradedCase, Task, Verdict};
use crate::sandbox::{Machine, MachineImage, Side, Stop};

/// Cases of one submission: an answer that is asked for its parameters could name any number.
const MOST_CASES: usize = 1000;

/// A submission whose cases are known.
pub(super) struct Loaded {
    /// None when threads that the answer started while it was loaded are alive: then each case loads it anew.
    pub(super) image: Option<MachineImage>,
    pub(super) items: Vec<Item>,
    /// The same with the answer's code watched, made when the first case hunts for races.
    pub(super) armed: OnceLock<Armed>,
}

/// Why a submission has no cases to run.
pub(super) struct LoadFailure {
    pub(super) verdict: Verdict,
    pub(super) message: String,
    pub(super) cost: Cost,
}

impl SandboxGrader {
    /// Loads the answer and collects the cases in `machine`.
    pub(super) fn load(
        &self,
        machine: &mut Machine<'_>,
        task: &Task<'_>,
    ) -> Result<Collected, Stop> {
        let tested = task.suite;
        let request = Request::Answer {
            answer: File::of(task.answer),
            support: files(task.support),
            // Not the grade's own, from which the judge's could be told.
            seed: case_seed(task.seed, "answer"),
            tested,
        };
        let may_have_threads = protocol::ask(machine, Side::Answer, &request)?;
        let request = Request::Collect {
            seed: task.seed,
            may_have_threads,
            tested,
        };
        protocol::ask(machine, Side::Judge, &request)
    }

    pub(super) fn loaded(
        &self,
        question: &QuestionImage,
        task: &Task<'_>,
    ) -> Result<Result<Loaded, LoadFailure>, GradeError> {
        let bounds = bounds(task.limits);
        let suite = task.suite;
        let mut machine = Machine::new(
            &self.sandbox.parts,
            &question.image,
            bounds.clone(),
            task.seed,
            "load",
        );
        let failure = |machine: &Machine<'_>, verdict, message| {
            Ok(Err(LoadFailure {
                verdict,
                message,
                cost: verdicts::cost(machine, suite),
            }))
        };
        match self.load(&mut machine, task) {
            Ok(Collected::Items(items)) if items.len() > MOST_CASES => {
                let count = items.len();
                let message = match suite {
                    true => {
                        format!("there are {count} tests; {MOST_CASES} are the most that are run")
                    }
                    false => format!(
                        "the cases come to {count} with this answer; {MOST_CASES} are the most that are run"
                    ),
                };
                failure(&machine, Verdict::Error, message)
            }
            Ok(Collected::Items(items)) => {
                let image = machine
                    .snapshot()
                    .map_err(|stop| GradeError::new(verdicts::describe(&stop)))?;
                Ok(Ok(Loaded {
                    image,
                    items,
                    armed: OnceLock::new(),
                }))
            }
            Ok(Collected::Unusable(why)) => Err(GradeError::in_cases(format!(
                "what is to be tested can't be imported: {why}"
            ))),
            Ok(Collected::Error(message)) => {
                let verdict = if memory_refused(&machine, suite) {
                    Verdict::Memory
                } else {
                    Verdict::Error
                };
                failure(&machine, verdict, message)
            }
            Err(stop) => failure(
                &machine,
                verdicts::of_stop(&stop, suite),
                format!(
                    "while the {} loaded: {}",
                    if suite { "tests were" } else { "answer was" },
                    verdicts::explain(&stop, &bounds, machine.standing(), suite)
                ),
            ),
        }
    }
}

impl LoadFailure {
    /// A case that couldn't be run, since the answer couldn't be loaded.
    pub(super) fn case(&self, item: &Item) -> GradedCase {
        GradedCase {
            outcome: "error".into(),
            verdict: self.verdict,
            message: Some(self.message.clone()),
            cost: self.cost,
            ..unfinished(item)
        }
    }
}
