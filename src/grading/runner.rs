//! Runs cases and answers in the sandbox: the one implementation of [`Grader`], and the only caller of `crate::sandbox`.
//!
//! A grade goes through three images, each continuing from the one before: the booted interpreter, then the question's (cases compiled),
//! then the submission's (answer loaded, cases collected). Each case is a fork of the last, so that nothing leaks from one to the next.

mod account;
mod hunt;
mod hunting;
mod images;
mod loading;
mod parallel;
mod protocol;
mod story;
mod verdicts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use sha2::{Digest as _, Sha256};

use super::{Cost, GradeError, Graded, GradedCase, Grader, Ran, Schedules, Source, Task, Verdict};
use crate::question::{Limits, MOST_SCHEDULES};
use crate::sandbox::{Bounds, Machine, MachineImage, Sandbox, Side, Turns};
use account::Account;
use loading::Loaded;
use parallel::in_parallel;
use protocol::{CaseResult, File, Item, Prepared, Request, Status};

/// Question images kept; one is a few MB.
const KEPT_IMAGES: usize = 64;
/// Seconds of the processor after which a single run is given up as our fault. Fuel ends every honest run far sooner.
const CPU_SECONDS: u64 = 120;

/// Grades by running everything in the sandbox.
pub struct SandboxGrader {
    sandbox: Sandbox,
    questions: Mutex<HashMap<[u8; 32], Arc<QuestionImage>>>,
    /// The last candidate's tests, which meet one implementation after the other.
    tests: Mutex<Option<([u8; 32], Arc<QuestionImage>)>>,
}

/// A question's cases, compiled and waiting for an answer; or why they can't be.
struct QuestionImage {
    image: MachineImage,
    prepared: Prepared,
}

/// One grade's cases, all that they need.
struct Grade<'a> {
    question: &'a QuestionImage,
    loaded: &'a Loaded,
    task: &'a Task<'a>,
}

impl SandboxGrader {
    pub fn new(sandbox: Sandbox) -> SandboxGrader {
        SandboxGrader {
            sandbox,
            questions: Mutex::new(HashMap::new()),
            tests: Mutex::new(None),
        }
    }

    /// Runs one case in `machine`: plainly, and under as many further schedules as it is to be run under.
    fn run_case(
        &self,
        machine: &mut Machine<'_>,
        grade: &Grade<'_>,
        item: &Item,
    ) -> Result<GradedCase, GradeError> {
        let mut case = self.attempt(machine, grade, item, Turns::default(), false);
        let of = schedules(item, grade.task);
        if of > 1 {
            let passed = case.verdict == Verdict::Passed;
            case.schedules = Some(Schedules {
                story: machine.standing().to_vec(),
                ..Schedules::plain(of, passed)
            });
            if passed && (machine.concurrent() || mentions_async(grade.task)) {
                return self.hunt(machine, grade, item, case);
            }
        }
        Ok(case)
    }

    /// Runs one case once. `armed`: with the answer's code watched.
    fn attempt(
        &self,
        machine: &mut Machine<'_>,
        grade: &Grade<'_>,
        item: &Item,
        turns: Turns,
        armed: bool,
    ) -> GradedCase {
        let Grade {
            question,
            loaded,
            task,
        } = grade;
        let bounds = bounds(task.limits);
        let image = match loaded.armed.get() {
            Some(ready) if armed => ready.image.as_ref(),
            _ => loaded.image.as_ref(),
        };
        let from = image.unwrap_or(&question.image);
        let started = machine.restart(from, task.seed, &item.id, turns);
        let result = started.and_then(|()| match image {
            Some(_) => Ok(()),
            None => self.load(machine, task).map(drop),
        });
        let result = result.and_then(|()| match image {
            None if armed => self.watch(machine).map(drop),
            _ => Ok(()),
        });
        let result = result.and_then(|()| {
            protocol::ask::<CaseResult>(
                machine,
                Side::Judge,
                &Request::Run {
                    id: &item.id,
                    seed: case_seed(task.seed, &item.id),
                },
            )
        });
        let suite = task.suite;
        let cost = verdicts::cost(machine, suite);
        let mut output = machine.printed(Side::Answer);
        if suite {
            output.splice(0..0, machine.printed(Side::Judge));
        }
        let output = String::from_utf8_lossy(&output).into_owned();
        let mut case = GradedCase {
            output: (!output.is_empty()).then_some(output),
            cost,
            ..unfinished(item)
        };
        match result {
            Ok(result) => {
                case.verdict = result.verdict.into();
                // Memory that ran out is the reason for whatever else went wrong then.
                if case.verdict != Verdict::Passed && memory_refused(machine, suite) {
                    case.verdict = Verdict::Memory;
                }
                case.outcome = result.outcome;
                case.message = Some(result.message).filter(|m| !m.is_empty());
                case.comparison = result.comparison;
            }
            Err(stop) => {
                case.verdict = verdicts::of_stop(&stop, suite);
                case.message = Some(verdicts::explain(&stop, &bounds, machine.standing(), suite));
            }
        }
        case
    }
}

impl Grader for SandboxGrader {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        let question = self.question_image(task)?;
        let suite = task.suite;
        let graded = |cases, load_error| Graded {
            cases,
            image: self.image(),
            seed: task.seed,
            load_error,
        };
        let question = match question {
            Ok(question) => question,
            Err(failure) => return Ok(graded(Vec::new(), Some(failure.message))),
        };
        let outline = match &question.prepared {
            Prepared::Outline(outline) => outline,
            Prepared::Error(error) if suite => {
                return Ok(graded(Vec::new(), Some(error.clone())));
            }
            Prepared::Error(error) => {
                return Err(GradeError::in_cases(format!(
                    "{} can't be compiled:\n{error}",
                    task.cases.name
                )));
            }
        };
        let loaded = match self.loaded(&question, task)? {
            Ok(loaded) => loaded,
            Err(failure) => {
                let wanted = outline.iter().filter(|item| wanted(task, item));
                let cases = wanted.map(|item| failure.case(item)).collect();
                return Ok(graded(cases, Some(failure.message)));
            }
        };
        let items: Vec<&Item> = loaded
            .items
            .iter()
            .filter(|item| wanted(task, item))
            .collect();
        let planned: Vec<GradedCase> = items.iter().map(|item| unfinished(item)).collect();
        task.watch.collected(&planned);
        let image = loaded.image.as_ref().unwrap_or(&question.image);
        let machine = || {
            Machine::new(
                &self.sandbox.parts,
                image,
                bounds(task.limits),
                task.seed,
                "case",
            )
        };
        let grade = Grade {
            question: &question,
            loaded: &loaded,
            task,
        };
        let account = Account::of(task);
        let enough = || account.is_used_up();
        let cases = in_parallel(task.jobs, &items, enough, machine, |machine, item| {
            let case = self.run_case(machine, &grade, item)?;
            account.note(&case);
            task.watch.finished(&case);
            Ok(case)
        });
        let mut cases = cases.into_iter().collect::<Result<Vec<_>, GradeError>>()?;
        account.settle(&mut cases);
        Ok(graded(cases, None))
    }

    fn run(
        &self,
        file: &Source,
        support: &[Source],
        seed: u64,
        limits: &Limits,
    ) -> Result<Ran, GradeError> {
        let bounds = bounds(limits);
        let mut machine = Machine::new(
            &self.sandbox.parts,
            &self.sandbox.boot,
            bounds.clone(),
            seed,
            "run",
        );
        let request = Request::Main {
            file: File::of(file),
            support: files(support),
            seed,
        };
        let status = protocol::ask::<Status>(&mut machine, Side::Answer, &request);
        let (verdict, message) = match status {
            Ok(Status { status: 0 }) => (Verdict::Passed, None),
            Ok(Status { .. }) if machine.memory_refused(Side::Answer) => (Verdict::Memory, None),
            Ok(Status { status }) => (
                Verdict::Error,
                Some(format!("the program ended with status {status}")),
            ),
            Err(stop) => (
                verdicts::of_stop(&stop, false),
                Some(verdicts::explain(&stop, &bounds, machine.standing(), false)),
            ),
        };
        let text = |fd| String::from_utf8_lossy(&machine.printed_to(Side::Answer, fd)).into_owned();
        Ok(Ran {
            verdict,
            message,
            stdout: text(1),
            stderr: text(2),
            cost: verdicts::cost(&machine, false),
        })
    }

    fn stay(&self) {
        self.sandbox.stay();
    }

    fn image(&self) -> String {
        self.sandbox.digest().to_owned()
    }
}

/// A case as it stands until something comes of it.
fn unfinished(item: &Item) -> GradedCase {
    GradedCase {
        id: item.id.clone(),
        function: item.function.clone(),
        title: item.title.clone(),
        sample: item.sample,
        weight: item.points,
        requires: item.requires.clone(),
        outcome: "failed".into(),
        verdict: Verdict::Internal,
        message: None,
        comparison: None,
        output: None,
        cost: Cost::default(),
        schedules: None,
    }
}

/// Whether there may be event loops, whose callbacks can come in another order without any thread.
fn mentions_async(task: &Task<'_>) -> bool {
    let mut files = task.support.iter().chain([task.cases, task.answer]);
    files.any(|file| file.text.contains("async"))
}

/// How many schedules a case is to be run under.
fn schedules(item: &Item, task: &Task<'_>) -> u32 {
    let asked = item.schedules.map_or(task.limits.schedules, u64::from);
    let most = task.enough.schedules.unwrap_or(MOST_SCHEDULES);
    asked.min(most).clamp(1, MOST_SCHEDULES) as u32
}

fn wanted(task: &Task<'_>, item: &Item) -> bool {
    let named = |only: &String| item.id == *only || item.function == *only;
    (task.only.is_empty() || task.only.iter().any(named)) && (item.sample || !task.samples_only)
}

/// Whether memory ran out where the candidate's code is, or is what the candidate's code drove there.
fn memory_refused(machine: &Machine<'_>, suite: bool) -> bool {
    machine.memory_refused(Side::Answer) || suite && machine.memory_refused(Side::Judge)
}

/// A question's limits in the sandbox's units.
pub fn bounds(limits: &Limits) -> Bounds {
    Bounds {
        fuel: limits.fuel,
        virtual_ns: limits.virtual_seconds.saturating_mul(1_000_000_000),
        memory: (limits.memory_mib as usize) << 20,
        output: (limits.output_kib as usize) << 10,
        threads: limits.threads as usize,
        cpu_seconds: CPU_SECONDS,
    }
}

fn files(sources: &[Source]) -> Vec<File<'_>> {
    sources.iter().map(File::of).collect()
}

/// The seed of a case's `random`, which doesn't depend on the cases before it.
fn case_seed(seed: u64, id: &str) -> u64 {
    let digest = Sha256::new()
        .chain_update(seed.to_le_bytes())
        .chain_update(id)
        .finalize();
    // 52 bits: exact in JSON wherever it is read.
    digest[..8]
        .iter()
        .fold(0u64, |word, byte| word << 8 | u64::from(*byte))
        >> 12
}
