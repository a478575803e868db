//! The children there are: which of them wait, which grade, and whose turn it is to use one.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::process::{Broken, Killer, Process};
use super::protocol::Event;
use super::settings::Settings;

/// After a grader that couldn't be started the next is started no sooner than this; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// As many processes as are wanted at once, started when they are needed.
pub(super) struct Pool {
    pub(super) settings: Settings,
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

/// Why there is no process to use.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unavailable {
    #[error("the graders are being stopped")]
    Stopping,
    #[error(transparent)]
    Start(#[from] StartError),
}

impl Pool {
    /// With its first process, and the image that it grades in.
    pub(super) fn start(settings: Settings) -> Result<(Pool, String), StartError> {
        let (process, image) = open(&settings, |_| ())?;
        let state = State {
            idle: vec![process],
            ..State::default()
        };
        let pool = Pool {
            settings,
            state: Mutex::new(state),
            changed: Condvar::new(),
        };
        Ok((pool, image))
    }

    /// Gives out no more turns, waits for those that were given for as long as `grace`, then ends all processes.
    pub(super) fn stop(&self, grace: Duration) {
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

    pub(super) fn processes(&self) -> Vec<u32> {
        let state = self.lock();
        let busy = state.busy.values().flatten().map(|(pid, _)| *pid);
        state.idle.iter().map(Process::pid).chain(busy).collect()
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.lock().stopping
    }

    /// Waits until one of the processes may be used.
    pub(super) fn turn(&self) -> Result<Turn<'_>, Unavailable> {
        let mut state = self.lock();
        while !state.stopping && state.busy.len() >= self.settings.count.max(1) {
            state = self.wait(state, LONGEST_PAUSE);
        }
        if state.stopping {
            return Err(Unavailable::Stopping);
        }
        state.turns += 1;
        let number = state.turns;
        state.busy.insert(number, None);
        Ok(Turn { pool: self, number })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>, most: Duration) -> MutexGuard<'a, State> {
        let waited = self.changed.wait_timeout(state, most);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// The right to use one grader. Gives it back when dropped.
pub(super) struct Turn<'a> {
    pool: &'a Pool,
    number: u64,
}

impl Turn<'_> {
    /// A grader that waits already, or a new one. Starting one waits as long as earlier failures demand, so that whoever
    /// asks again and again doesn't start processes as fast as they die.
    pub(super) fn process(&self) -> Result<Process, Unavailable> {
        let pool = self.pool;
        let mut state = pool.lock();
        loop {
            if state.stopping {
                return Err(Unavailable::Stopping);
            }
            if let Some(process) = state.idle.pop() {
                if process.has_ended() {
                    (pool.settings.log)(&format!(
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
                Some(pause) => state = pool.wait(state, pause),
                None => break,
            }
        }
        drop(state);
        let opened = open(&pool.settings, |process| {
            self.name(&mut pool.lock(), process);
        });
        let mut state = pool.lock();
        match opened {
            Ok((process, _)) => {
                state.failures = 0;
                state.not_before = None;
                Ok(process)
            }
            Err(_) if state.stopping => Err(Unavailable::Stopping),
            Err(error) => {
                let doubled = FIRST_PAUSE.saturating_mul(1 << state.failures.min(16));
                state.failures += 1;
                state.not_before = Some(Instant::now() + doubled.min(LONGEST_PAUSE));
                Err(error.into())
            }
        }
    }

    /// Lets [`Pool::stop`] find the process; if that has gone through them already, ends it now.
    fn name(&self, state: &mut State, process: &Process) {
        if state.stopping {
            process.killer().kill();
        }
        let named = Some((process.pid(), process.killer()));
        state.busy.insert(self.number, named);
    }

    /// Puts a grader that did its work aside for the next.
    pub(super) fn keep(self, process: Process) {
        // Unless all are being ended.
        let mut state = self.pool.lock();
        if !state.stopping {
            state.idle.push(process);
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pool.lock().busy.remove(&self.number);
        self.pool.changed.notify_all();
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
