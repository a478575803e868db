//! Hunts for races: a case that passed plainly is run under further schedules until it fails.

use std::sync::Arc;

use super::hunt::{plan, shrink};
use super::protocol::{self, Item, Request};
use super::story::{Code, Story};
use super::{Grade, SandboxGrader, case_seed, verdicts};
use crate::grading::{GradeError, GradedCase, Schedules, Source, Verdict};
use crate::sandbox::{Decision, Machine, MachineImage, Plan, Side, Stop, Touching, Turns};

/// A submission whose answer is watched bytecode by bytecode.
pub(super) struct Armed {
    /// None when threads that the answer started while it was loaded are alive: then each run arms it anew.
    pub(super) image: Option<MachineImage>,
    code: Code,
    touching: Arc<Touching>,
}

impl SandboxGrader {
    /// Runs a case that passed plainly, as `case`, under further schedules. Stops at the first under which it doesn't pass;
    /// that one is made simpler, and what came of the simplest is the case's result.
    pub(super) fn hunt(
        &self,
        machine: &mut Machine<'_>,
        grade: &Grade<'_>,
        item: &Item,
        mut case: GradedCase,
    ) -> Result<GradedCase, GradeError> {
        let Some(schedules) = &mut case.schedules else {
            return Ok(case);
        };
        let armed = match grade.loaded.armed.get() {
            Some(armed) => armed,
            None => {
                let made = self.arm(machine, grade)?;
                grade.loaded.armed.get_or_init(|| made)
            }
        };
        let of = schedules.of;
        let mut steps = None;
        let anywhere = case_seed(grade.task.seed, &item.id);
        for number in 1..of {
            let turns = Turns {
                plan: plan(number, steps, anywhere),
                number,
                traced: false,
                touching: armed.touching.clone(),
            };
            let mut failed = self.attempt(machine, grade, item, turns.clone(), true);
            steps = steps.max(Some(machine.steps()));
            schedules.ran = number + 1;
            if failed.verdict == Verdict::Passed {
                continue;
            }
            let found = machine.decisions();
            if !grade.task.told {
                failed.schedules = Some(Schedules {
                    ran: number + 1,
                    of,
                    failed: Some(number),
                    decisions: found,
                    ..Schedules::default()
                });
                return Ok(failed);
            }
            let mut told = self.simplest(machine, grade, item, &failed, turns, found);
            let decisions = machine.decisions();
            let trace = machine.trace();
            let files: Vec<&Source> = grade
                .task
                .support
                .iter()
                .chain([grade.task.answer])
                .collect();
            let story = Story::new(&armed.code, &trace, &files);
            let mut lines = story.tell(&decisions);
            lines.extend_from_slice(machine.standing());
            told.schedules = Some(Schedules {
                ran: number + 1,
                of,
                failed: Some(number),
                story: lines,
                trace: story.lines(),
                decisions,
            });
            return Ok(told);
        }
        Ok(case)
    }

    /// Replays the failure that `turns` led to with as few of its decisions as it needs; the last run is a traced one of those.
    fn simplest(
        &self,
        machine: &mut Machine<'_>,
        grade: &Grade<'_>,
        item: &Item,
        failed: &GradedCase,
        turns: Turns,
        found: Vec<Decision>,
    ) -> GradedCase {
        let replay = |decisions: &[Decision], traced| Turns {
            plan: Plan::Replay(decisions.to_vec()),
            traced,
            ..turns.clone()
        };
        let mut fails = |decisions: &[Decision]| {
            let run = self.attempt(machine, grade, item, replay(decisions, false), true);
            run.verdict == failed.verdict
        };
        // Where fuel decided, too, the decisions alone may not lead there.
        let last = if fails(&found) {
            replay(&shrink(found, fails), true)
        } else {
            Turns {
                traced: true,
                ..turns
            }
        };
        self.attempt(machine, grade, item, last, true)
    }

    fn arm(&self, machine: &mut Machine<'_>, grade: &Grade<'_>) -> Result<Armed, GradeError> {
        let broken = |stop| {
            GradeError::new(format!(
                "watching the answer: {}",
                verdicts::describe(&stop)
            ))
        };
        let seed = grade.task.seed;
        let from = grade.loaded.image.as_ref().unwrap_or(&grade.question.image);
        machine
            .restart(from, seed, "arm", Turns::default())
            .map_err(broken)?;
        if grade.loaded.image.is_none() {
            self.load(machine, grade.task).map_err(broken)?;
        }
        let code = self.watch(machine).map_err(broken)?;
        let image = match grade.loaded.image {
            Some(_) => machine.snapshot().map_err(broken)?,
            None => None,
        };
        let touching = Arc::new(code.touching());
        Ok(Armed {
            image,
            code,
            touching,
        })
    }

    /// Has the kernel asked before each bytecode of the answer's, and before each callback of an event loop.
    pub(super) fn watch(&self, machine: &mut Machine<'_>) -> Result<Code, Stop> {
        protocol::ask::<()>(machine, Side::Judge, &Request::Permute)?;
        protocol::ask(machine, Side::Answer, &Request::Arm)
    }
}
