//! `viva run`: one Python file as a program.

use std::io::{self, Write};
use std::path::PathBuf;

use super::{Console, Exit, Failure, OpenGrader, files, render, style};
use crate::grading::{Ran, Verdict};
use crate::question::Limits;

/// Run a Python file in the sandbox.
///
/// What it prints goes to standard output, with control characters written as escapes. How it ended and what it
/// used goes to standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva run answer.py
  viva run race.py --seed 7        another schedule of its threads, the same each time
  viva run app.py --support helpers.py
  echo 'print(1 + 1)' | viva run -")]
pub struct Args {
    /// The file to run; `-` reads standard input.
    file: PathBuf,

    /// A file that it may import; may be given again.
    #[arg(long, value_name = "FILE")]
    support: Vec<PathBuf>,

    /// Decides randomness and the schedule of threads.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Print verdict, output and cost as JSON.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let file = files::read_source(&self.file, console)?;
        let support = self
            .support
            .iter()
            .map(|path| files::read_source(path, console))
            .collect::<Result<Vec<_>, _>>()?;
        let ran = open()?.run(&file, &support, self.seed, &Limits::default())?;
        if self.json {
            console.json(&ran)?;
        } else {
            write!(console.out, "{}", style::safe(&ran.stdout))?;
            console.out.flush()?;
            summary(console.err, &ran)?;
        }
        Ok(match ran.verdict {
            Verdict::Passed => Exit::Passed,
            Verdict::Internal => Exit::Broken,
            _ => Exit::Failed,
        })
    }
}

fn summary(err: &mut dyn Write, ran: &Ran) -> io::Result<()> {
    write!(err, "{}", style::safe(&ran.stderr))?;
    if let Some(message) = &ran.message {
        writeln!(err, "{}", style::safe(message.trim_end()))?;
    }
    let (mark, role) = render::mark(ran.verdict);
    let cost = format!(
        "{} virtual, {} fuel, {} MiB",
        seconds(ran.cost.virtual_ms),
        millions(ran.cost.fuel),
        ran.cost.memory_bytes.div_ceil(1024 * 1024)
    );
    writeln!(
        err,
        "{} {}",
        role.paint(format_args!("{mark} {}", ran.verdict)),
        style::DIM.paint(cost)
    )
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03} s", ms / 1000, ms % 1000)
}

fn millions(fuel: u64) -> String {
    format!("{}.{} M", fuel / 1_000_000, fuel / 100_000 % 10)
}
