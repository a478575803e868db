//! The parent's end: as many graders as wanted, each grade on one of them, and once more if that one broke.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::process::{Broken, Killer, Process};
use super::protocol::{Event, Job, Request};
use super::settings::Settings;
use crate::grading::{
    GradeError, Graded, GradedCase, Grader, Ran, Source, Task, Unwatched, Verdict, Watch,
};
use crate::question::Limits;

/// How often a grade is tried: a grader may die for reasons that have nothing to do with its grade.
const ATTEMPTS: usize = 2;
/// After a grader that couldn't be started the next is started no sooner than this; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Child processes that grade. May be used by any number of threads; each grade waits for its turn.
pub struct Graders {
    settings: Settings,
    image: String,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Process>,
    /// Graders that grade or are being started, by the number of their turn.
    busy: HashMap<u64, Option<(u32, Killer)>>,
    turns: u64,
    /// Starts that failed since the last that didn't.
    failures: u32,
    not_before: Option<Instant>,
    stopping: bool,
}

/// There is no grader, and the next one will hardly fare better: the installation is broken.
#[derive(Debug, thiserror::Error)]
#[error("no grader can be started with `{program} grader`: {why}")]
pub struct StartError {
    program: String,
    why: Broken,
}

impl Graders {
    /// Starts the first grader, so that what is wrong with the installation is known at once; the others are started when
    /// they are needed.
    pub fn start(settings: Settings) -> Result<Graders, StartError> {
        let (process, image) = open(&settings, |_| ())?;
        Ok(Graders {
            settings,
            image,
            state: Mutex::new(State {
                idle: vec![process],
                ..State::default()
            }),
            changed: Condvar::new(),
        })
    }

    /// Takes no more grades, lets those that run finish within `grace`, then ends all graders. Grades that didn't finish
    /// end with an error that says [`later`](GradeError::later).
    pub fn stop(&self, grace: Duration) {
        let until = Instant::now() + grace;
        let mut state = self.lock();
        state.stopping = true;
        self.changed.notify_all();
        while !state.busy.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.wait(state, left);
        }
        for (_, killer) in state.busy.values().flatten() {
            killer.kill();
        }
        // Their callers find out at once.
        while !state.busy.is_empty() {
            state = self.wait(state, LONGEST_PAUSE);
        }
        state.idle.clear();
    }

    /// The processes there are, for logs and metrics.
    pub fn processes(&self) -> Vec<u32> {
        let state = self.lock();
        let busy = state.busy.values().flatten().map(|(pid, _)| *pid);
        state.idle.iter().map(Process::pid).chain(busy).collect()
    }

    /// Lets `talk` hear the events of `request`, until it has what it wants. Begins anew on another grader if one breaks.
    fn ask<T>(
        &self,
        request: &Request,
        mut talk: impl FnMut(Event) -> Heard<T>,
    ) -> Result<Result<T, GradeError>, Lost> {
        let turn = Turn::take(self)?;
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
            if self.lock().stopping {
                return Err(Lost::Stopping);
            }
            (self.settings.log)(&format!("grader {pid} is replaced: {broken}"));
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
        let Settings { silence, whole, .. } = self.settings;
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

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>, most: Duration) -> MutexGuard<'a, State> {
        let waited = self.changed.wait_timeout(state, most);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Grader for Graders {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        self.grade_watched(task, &Unwatched)
    }

    /// A case that was told of once isn't told of again when the grade is tried again: it comes to the same.
    ///
    /// If both attempts break after the cases were collected, those that were not done are `internal`, so that the report
    /// has no score; the others keep what they came to, which shows which case breaks graders.
    fn grade_watched(&self, task: &Task<'_>, watch: &dyn Watch) -> Result<Graded, GradeError> {
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
            .field("settings", &self.settings)
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
    #[error("the graders are being stopped")]
    Stopping,
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("two graders broke over it; the last one: {0}")]
    Broken(Broken),
}

impl From<Lost> for GradeError {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Stopping | Lost::Start(_) => GradeError::later(lost.to_string()),
            Lost::Broken(_) => GradeError::new(lost.to_string()),
        }
    }
}

/// The right to use one grader. Gives it back when dropped.
struct Turn<'a> {
    graders: &'a Graders,
    number: u64,
}

impl<'a> Turn<'a> {
    fn take(graders: &'a Graders) -> Result<Turn<'a>, Lost> {
        let mut state = graders.lock();
        while !state.stopping && state.busy.len() >= graders.settings.count.max(1) {
            state = graders.wait(state, LONGEST_PAUSE);
        }
        if state.stopping {
            return Err(Lost::Stopping);
        }
        state.turns += 1;
        let number = state.turns;
        state.busy.insert(number, None);
        Ok(Turn { graders, number })
    }

    /// A grader that waits already, or a new one. Starting one waits as long as earlier failures demand, so that whoever
    /// asks again and again doesn't start processes as fast as they die.
    fn process(&self) -> Result<Process, Lost> {
        let graders = self.graders;
        let mut state = graders.lock();
        loop {
            if state.stopping {
                return Err(Lost::Stopping);
            }
            if let Some(process) = state.idle.pop() {
                if process.has_ended() {
                    (graders.settings.log)(&format!(
                        "grader {} ended while it had nothing to do",
                        process.pid()
                    ));
                    continue;
                }
                self.name(&mut state, &process);
                return Ok(process);
            }
            let pause = state
                .not_before
                .map(|then| then.saturating_duration_since(Instant::now()))
                .filter(|pause| !pause.is_zero());
            match pause {
                Some(pause) => state = graders.wait(state, pause),
                None => break,
            }
        }
        drop(state);
        let opened = open(&graders.settings, |process| {
            self.name(&mut graders.lock(), process);
        });
        let mut state = graders.lock();
        match opened {
            Ok((process, _)) => {
                state.failures = 0;
                state.not_before = None;
                Ok(process)
            }
            Err(_) if state.stopping => Err(Lost::Stopping),
            Err(error) => {
                let doubled = FIRST_PAUSE.saturating_mul(1 << state.failures.min(16));
                state.failures += 1;
                state.not_before = Some(Instant::now() + doubled.min(LONGEST_PAUSE));
                Err(error.into())
            }
        }
    }

    /// Lets [`Graders::stop`] find the process; if that has gone through them already, ends it now.
    fn name(&self, state: &mut State, process: &Process) {
        if state.stopping {
            process.killer().kill();
        }
        let named = Some((process.pid(), process.killer()));
        state.busy.insert(self.number, named);
    }

    /// Puts a grader that did its work aside for the next.
    fn keep(self, process: Process) {
        // Unless all are being ended.
        let mut state = self.graders.lock();
        if !state.stopping {
            state.idle.push(process);
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.graders.lock().busy.remove(&self.number);
        self.graders.changed.notify_all();
    }
}

/// Starts a grader, tells `started`, and waits until it is ready; with the image that it grades in.
fn open(
    settings: &Settings,
    started: impl FnOnce(&Process),
) -> Result<(Process, String), StartError> {
    let failed = |why| StartError {
        program: settings.program.display().to_string(),
        why,
    };
    let mut process = Process::start(settings).map_err(failed)?;
    started(&process);
    match process.receive(settings.opening).map_err(failed)? {
        Event::Ready { image, confinement } => {
            (settings.log)(&format!(
                "grader {} is ready: {confinement:?}",
                process.pid()
            ));
            Ok((process, image))
        }
        _ => Err(failed(Broken::Nonsense(
            "something else than that it is ready".into(),
        ))),
    }
}
