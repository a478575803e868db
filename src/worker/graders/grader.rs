//! The parent's end: each grade on one of the children, and once more if that one broke.

use std::collections::HashSet;
use std::fmt;
use std::time::{Duration, Instant};

use super::pool::{Pool, StartError, Unavailable};
use super::process::{Broken, Process};
use super::protocol::{Event, Job, Request};
use super::settings::Settings;
use crate::grading::{GradeError, Graded, GradedCase, Grader, Ran, Source, Task, Verdict};
use crate::question::Limits;

/// How often a grade is tried: a grader may die for reasons that have nothing to do with its grade.
const ATTEMPTS: usize = 2;

/// Child processes that grade. May be used by any number of threads; each grade waits for its turn.
pub struct Graders {
    pool: Pool,
    image: String,
}

impl Graders {
    /// Starts the first grader, so that what is wrong with the installation is known at once; the others are started when
    /// they are needed.
    pub fn start(settings: Settings) -> Result<Graders, StartError> {
        let (pool, image) = Pool::start(settings)?;
        Ok(Graders { pool, image })
    }

    /// Takes no more grades, lets those that run finish within `grace`, then ends all graders. Grades that didn't finish
    /// end with an error that says [`later`](GradeError::later).
    pub fn stop(&self, grace: Duration) {
        self.pool.stop(grace);
    }

    /// The processes there are, for logs and metrics.
    pub fn processes(&self) -> Vec<u32> {
        self.pool.processes()
    }

    /// Lets `talk` hear the events of `request`, until it has what it wants. Begins anew on another grader if one breaks.
    fn ask<T>(
        &self,
        request: &Request,
        mut talk: impl FnMut(Event) -> Heard<T>,
    ) -> Result<Result<T, GradeError>, Lost> {
        let turn = self.pool.turn()?;
        let mut attempt = 1;
        loop {
            let mut process = turn.process()?;
            let pid = process.pid();
            let broken = match self.converse(&mut process, request, &mut talk) {
                Ok(result) => {
                    turn.keep(process);
                    return Ok(result);
                }
                Err(broken) => broken,
            };
            drop(process);
            if self.pool.is_stopping() {
                return Err(Unavailable::Stopping.into());
            }
            (self.pool.settings.log)(&format!("grader {pid} is replaced: {broken}"));
            if attempt == ATTEMPTS {
                return Err(Lost::Broken(broken));
            }
            attempt += 1;
        }
    }

    fn converse<T>(
        &self,
        process: &mut Process,
        request: &Request,
        talk: &mut impl FnMut(Event) -> Heard<T>,
    ) -> Result<Result<T, GradeError>, Broken> {
        let Settings { silence, whole, .. } = self.pool.settings;
        let until = Instant::now() + whole;
        process.send(request, silence)?;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let slow = |broken| match broken {
                Broken::Silent(_) if left < silence => Broken::Slow(whole),
                broken => broken,
            };
            if left.is_zero() {
                return Err(Broken::Slow(whole));
            }
            let event = process.receive(silence.min(left)).map_err(slow)?;
            match talk(event) {
                Heard::Progress => {}
                Heard::Result(result) => return Ok(Ok(result)),
                Heard::Other(Event::Failed { what, in_cases }) => {
                    return Ok(Err(if in_cases {
                        GradeError::in_cases(what)
                    } else {
                        GradeError::new(what)
                    }));
                }
                Heard::Other(_) => {
                    let what = "an event of another kind of request".to_owned();
                    return Err(Broken::Nonsense(what));
                }
            }
        }
    }
}

impl Grader for Graders {
    /// A case that was told of once isn't told of again when the grade is tried again: it comes to the same.
    ///
    /// If both attempts break after the cases were collected, those that were not done are `internal`, so that the report
    /// has no score; the others keep what they came to, which shows which case breaks graders.
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        let watch = task.watch;
        let mut cases: Vec<GradedCase> = Vec::new();
        let mut told = HashSet::new();
        let graded = self.ask(&Request::Grade(Job::of(task)), |event| match event {
            Event::Collected(collected) => {
                if cases.is_empty() {
                    watch.collected(&collected);
                    cases = collected;
                }
                Heard::Progress
            }
            Event::Finished(case) => {
                if told.insert(case.id.clone()) {
                    watch.finished(&case);
                    if let Some(known) = cases.iter_mut().find(|known| known.id == case.id) {
                        *known = *case;
                    }
                }
                Heard::Progress
            }
            Event::Graded(graded) => Heard::Result(graded),
            other => Heard::Other(other),
        });
        match graded {
            Ok(result) => result,
            Err(Lost::Broken(broken)) if !cases.is_empty() => {
                for case in &mut cases {
                    if !told.contains(&case.id) {
                        case.verdict = Verdict::Internal;
                        case.message = Some(format!(
                            "our fault, not the answer's: the grader broke twice; the last time, {broken}"
                        ));
                        watch.finished(case);
                    }
                }
                Ok(Graded {
                    cases,
                    image: self.image.clone(),
                    seed: task.seed,
                    load_error: None,
                })
            }
            Err(lost) => Err(lost.into()),
        }
    }

    fn run(
        &self,
        file: &Source,
        support: &[Source],
        seed: u64,
        limits: &Limits,
    ) -> Result<Ran, GradeError> {
        let request = Request::Run {
            file: file.clone(),
            support: support.to_vec(),
            seed,
            limits: limits.clone(),
        };
        let ran = self.ask(&request, |event| match event {
            Event::Ran(ran) => Heard::Result(ran),
            other => Heard::Other(other),
        });
        ran.map_err(GradeError::from)?
    }

    fn image(&self) -> String {
        self.image.clone()
    }
}

impl fmt::Debug for Graders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graders")
            .field("settings", &self.pool.settings)
            .finish_non_exhaustive()
    }
}

/// What an event is to the one who asked.
enum Heard<T> {
    Progress,
    Result(T),
    Other(Event),
}

/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    #[error("two graders broke over it; the last one: {0}")]
    Broken(Broken),
}

impl From<Lost> for GradeError {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Unavailable(_) => GradeError::later(lost.to_string()),
            Lost::Broken(_) => GradeError::new(lost.to_string()),
        }
    }
}
