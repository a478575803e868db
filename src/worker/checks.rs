//! Checking questions for their authors: what `viva check` does, for people who wait for it.
//!
//! The code in a question is as little trusted as a candidate's, so each check has a grader process of its own, which
//! ends with it: when it is done, when it has taken too long, or when nobody waits for it any more. Who checks takes no
//! grader from those whose answers wait, and there are few checks at once.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::graders::{Graders, Settings};
use crate::check::{self, Checked, Effort, Interrupted, Mark, Progress, Stop};
use crate::grading::{GradeError, Grader};
use crate::interview::PersonId;
use crate::question::{Finding, Question};

/// How long a check may take, the opening of its grader aside.
pub const LONGEST: Duration = Duration::from_secs(540);

/// A grader that can be ended while it works.
pub trait OwnGrader: Grader + Send + Sync {
    /// What it is asked from now on, and what it is at, comes to an error.
    fn end(&self);
}

/// Starts the grader of one check. Blocks.
pub type StartGrader = Arc<dyn Fn() -> Result<Arc<dyn OwnGrader>, GradeError> + Send + Sync>;

impl OwnGrader for Graders {
    fn end(&self) {
        self.stop(Duration::ZERO);
    }
}

/// Those that run. Cheap to clone.
#[derive(Clone)]
pub struct Checks(Arc<Inner>);

struct Inner {
    start: StartGrader,
    most: usize,
    longest: Duration,
    running: Mutex<HashSet<PersonId>>,
}

/// Why a check can't begin now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMany {
    #[error("another check of yours is running; wait for it, or end it")]
    Yours,
    #[error("{0} checks are running, and no more at once are here")]
    Everybodys(usize),
}

/// What whoever waits is told.
#[derive(Debug)]
pub enum Told {
    Step {
        mark: Mark,
        what: String,
        rest: String,
    },
    /// The last. An error is a fault of ours.
    Done(Result<Checked, GradeError>),
}

/// A check that is going on. Dropped, it ends.
pub struct Running {
    told: UnboundedReceiver<Told>,
    end: Arc<End>,
}

/// Who has begun a check; nobody any more when dropped.
struct Slot {
    checks: Checks,
    person: PersonId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    TooLong,
    Left,
}

/// Ends a check from outside: once, for one reason.
#[derive(Default)]
struct End {
    why: OnceLock<Why>,
    grader: Mutex<Option<Arc<dyn OwnGrader>>>,
}

impl Checks {
    pub fn new(start: StartGrader, most: usize, longest: Duration) -> Self {
        Self(Arc::new(Inner {
            start,
            most,
            longest,
            running: Mutex::default(),
        }))
    }

    /// With confined child processes; `most` checks at once, 0 for none.
    pub fn in_children(settings: Settings, most: usize) -> Self {
        let settings = Settings {
            count: 1,
            ..settings
        };
        let start = move || match Graders::start(settings.clone()) {
            Ok(grader) => Ok(Arc::new(grader) as Arc<dyn OwnGrader>),
            Err(error) => Err(GradeError::caused_by("no grader can be started", error)),
        };
        Self::new(Arc::new(start), most, LONGEST)
    }

    /// Begins to check a question, of which `known` was found by reading it. Needs a runtime.
    pub fn begin(
        &self,
        person: PersonId,
        question: Question,
        known: Vec<Finding>,
        effort: Effort,
    ) -> Result<Running, TooMany> {
        let slot = self.slot(person)?;
        let (tell, told) = unbounded_channel();
        let end = Arc::new(End::default());
        let (start, longest) = (self.0.start.clone(), self.0.longest);
        let ending = end.clone();
        let (opened, open) = oneshot::channel();
        let work = tokio::task::spawn_blocking(move || {
            let done = start()
                .and_then(|grader| {
                    let held = ending.holds(&grader);
                    let left = || GradeError::later("nobody waits for it any more");
                    held.then_some(grader).ok_or_else(left)
                })
                .and_then(|grader| {
                    // Whoever counts the time may be gone with the runtime.
                    let _ = opened.send(());
                    run(&*grader, &question, known, effort, &ending, &tell)
                });
            // The process is gone before another may begin.
            drop(ending.grader());
            drop(slot);
            // Whoever left hears nothing.
            let _ = tell.send(Told::Done(done));
        });
        let over = end.clone();
        tokio::spawn(async move {
            if open.await.is_err() {
                return;
            }
            tokio::select! {
                _ = work => {}
                () = tokio::time::sleep(longest) => over.end(Why::TooLong),
            }
        });
        Ok(Running { told, end })
    }

    fn slot(&self, person: PersonId) -> Result<Slot, TooMany> {
        let mut running = self.running();
        if running.contains(&person) {
            return Err(TooMany::Yours);
        }
        if running.len() >= self.0.most {
            return Err(TooMany::Everybodys(running.len()));
        }
        running.insert(person);
        Ok(Slot {
            checks: self.clone(),
            person,
        })
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashSet<PersonId>> {
        // A panic can't leave the set half changed.
        self.0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.checks.running().remove(&self.person);
    }
}

impl Running {
    /// What comes next; `None` after the last, or if the check itself broke.
    pub async fn next(&mut self) -> Option<Told> {
        self.told.recv().await
    }

    /// The same, if it is there already.
    pub fn try_next(&mut self) -> Option<Told> {
        self.told.try_recv().ok()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end.end(Why::Left);
    }
}

impl End {
    fn end(&self, why: Why) {
        if self.why.set(why).is_ok()
            && let Some(grader) = self.grader()
        {
            // It waits a moment for its process, which whoever drops a response must not.
            std::thread::spawn(move || grader.end());
        }
    }

    /// Takes the grader; it ends with its last holder.
    fn grader(&self) -> Option<Arc<dyn OwnGrader>> {
        let mut grader = self.grader.lock().unwrap_or_else(PoisonError::into_inner);
        grader.take()
    }

    /// Lets it be ended, unless it is to be ended already.
    fn holds(&self, grader: &Arc<dyn OwnGrader>) -> bool {
        *self.grader.lock().unwrap_or_else(PoisonError::into_inner) = Some(grader.clone());
        self.why.get().is_none()
    }
}

/// Blocks: it runs Python.
fn run(
    grader: &dyn Grader,
    question: &Question,
    known: Vec<Finding>,
    effort: Effort,
    end: &End,
    tell: &UnboundedSender<Told>,
) -> Result<Checked, GradeError> {
    let checked = check::check(grader, question, known, effort, &mut Teller(tell));
    let Interrupted { so_far, why } = match checked {
        Ok(checked) => return Ok(checked),
        Err(interrupted) => interrupted,
    };
    let finding = match why {
        _ if end.why.get() == Some(&Why::TooLong) => Finding::error(
            "question.toml",
            None,
            "the check was ended because it took too long",
            "lower the [limits], have fewer or shorter cases, or check it on the command line",
        ),
        Stop::Grade(error) if error.in_cases => {
            Finding::error("cases.py", None, error.to_string(), "mend the cases")
        }
        Stop::NotGraded(error) => {
            Finding::error("submissions", None, error.to_string(), "mend the question")
        }
        Stop::Grade(error) => return Err(error),
        why @ (Stop::Untold(_) | Stop::Fault { .. }) => {
            return Err(GradeError::new(why.to_string()));
        }
    };
    Ok(so_far.refused(finding))
}

/// Tells whoever waits.
struct Teller<'a>(&'a UnboundedSender<Told>);

impl Progress for Teller<'_> {
    fn step(&mut self, mark: Mark, what: &str, rest: &str) -> io::Result<()> {
        let step = Told::Step {
            mark,
            what: what.to_owned(),
            rest: rest.to_owned(),
        };
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.0.send(step).map_err(gone)
    }
}
