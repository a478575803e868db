//! `viva grader`: the child's end.
//!
//! It opens the sandbox, gives up every right that it doesn't need any more, and then does what it reads from standard
//! input until that ends. It ends at once when its parent does, whatever it is at.

use std::io::{self, BufRead, Write};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};

use super::confine::{self, Confinement};
use super::probe;
use super::protocol::{Event, Request};
use crate::grading::{GradeError, GradedCase, Grader, Watch};

/// Opens the sandbox.
pub type Open<'a> = &'a dyn Fn() -> Result<Box<dyn Grader + Send + Sync>, GradeError>;

/// Serves requests until standard input ends. Returns only if it can't begin.
pub fn serve(open: Open<'_>) -> anyhow::Result<()> {
    let (grader, confinement) = begin(open)?;
    let requests = read_requests();
    let tell = Tell(Mutex::new(io::stdout()));
    tell.event(&Event::Ready {
        image: grader.image(),
        confinement,
    });
    for line in requests {
        let event = match serde_json::from_slice(&line) {
            Ok(request) => answer(grader.as_ref(), &request, &tell),
            Err(error) => Event::Failed {
                what: format!("the grader can't read its task: {error}"),
                in_cases: false,
            },
        };
        tell.event(&event);
    }
    Ok(())
}

/// Tries what must not be possible and writes to `out` what came of it, as JSON.
pub fn probe(open: Open<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    let (_grader, confinement) = begin(open)?;
    serde_json::to_writer(&mut *out, &probe::probe(confinement))?;
    writeln!(out)?;
    Ok(())
}

/// After the server's threads, so that nobody who types waits for what is graded.
const NICE: i32 = 10;

fn begin(open: Open<'_>) -> anyhow::Result<(Box<dyn Grader + Send + Sync>, Confinement)> {
    confine::prepare()?;
    // Before there is another thread: each has a priority of its own, its maker's at first.
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "grading at full priority");
    }
    let grader = open()?;
    if confine::threads()? > 1 {
        // The sandbox was compiled just now, and the compiler keeps its threads, which Landlock would not bind. What was
        // compiled is kept in the cache, so a fresh start does without. Nothing was read from standard input yet.
        let again = Command::new("/proc/self/exe")
            .arg0("viva")
            .args(std::env::args_os().skip(1))
            .exec();
        return Err(again.into());
    }
    grader.stay();
    let confinement = confine::confine()?;
    Ok((grader, confinement))
}

fn answer(grader: &dyn Grader, request: &Request, tell: &Tell) -> Event {
    let result = match request {
        Request::Grade(job) => grader.grade(&job.task(tell)).map(Event::Graded),
        Request::Run {
            file,
            support,
            seed,
            limits,
        } => grader.run(file, support, *seed, limits).map(Event::Ran),
    };
    result.unwrap_or_else(|error| Event::Failed {
        in_cases: error.in_cases,
        what: format!("{:#}", anyhow::Error::from(error)),
    })
}

/// Standard input's lines. It is read while a grade runs, too: its end says that the parent is gone, and with it
/// everybody who would read what the grade comes to.
fn read_requests() -> mpsc::Receiver<Vec<u8>> {
    let (send, requests) = mpsc::channel();
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match input.read_until(b'\n', &mut line) {
                Ok(length) if length > 0 && send.send(line).is_ok() => {}
                _ => std::process::exit(0),
            }
        }
    });
    requests
}

/// Writes events to the parent.
struct Tell(Mutex<io::Stdout>);

impl Tell {
    fn event(&self, event: &Event) {
        let line = serde_json::to_vec(event).map(|mut line| {
            line.push(b'\n');
            line
        });
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = line
            .map_err(io::Error::from)
            .and_then(|line| out.write_all(&line))
            .and_then(|()| out.flush());
        if let Err(error) = told {
            // Without a reader there is nothing left to do.
            eprintln!("viva grader: can't answer: {error}");
            std::process::exit(3);
        }
    }
}

impl Watch for Tell {
    fn collected(&self, cases: &[GradedCase]) {
        self.event(&Event::Collected(cases.to_vec()));
    }

    fn finished(&self, case: &GradedCase) {
        self.event(&Event::Finished(Box::new(case.clone())));
    }
}
