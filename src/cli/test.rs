//! `viva test`: pytest-style cases against an answer, without a question.

use std::path::PathBuf;

use super::{Console, Exit, Failure, OpenGrader, files, grade, render, select};
use crate::grading::{self, Task};
use crate::question::Limits;

/// Run a file of pytest-style cases against an answer, each in its own sandbox.
///
/// The cases import the answer as `answer` or by its file's name. They may use what questions' cases may.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva test test_bank.py bank.py
  viva test cases.py answer.py --support support.py
  viva test test_bank.py bank.py --case test_overdraft --seed 7
  viva test test_bank.py bank.py --json")]
pub struct Args {
    /// The file of cases.
    cases: PathBuf,

    /// The answer's file; `-` reads standard input.
    answer: PathBuf,

    /// A file that both sides may import, each its own copy; may be given again.
    #[arg(long, value_name = "FILE")]
    support: Vec<PathBuf>,

    #[command(flatten)]
    selection: select::Selection,

    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let cases = files::read_source(&self.cases, console)?;
        let answer = files::read_source(&self.answer, console)?;
        let support = self
            .support
            .iter()
            .map(|path| files::read_source(path, console))
            .collect::<Result<Vec<_>, _>>()?;
        let options = self.selection.options();
        let grader = open()?;
        let report = grading::test(
            grader.as_ref(),
            &Task {
                support: &support,
                seed: options.seed,
                only: options.only,
                samples_only: options.samples_only,
                jobs: options.jobs,
                told: options.told,
                ..Task::new(&cases, &answer, &Limits::default())
            },
        )?;
        self.selection
            .must_have_run(&report, &select::function_names(&cases.text))?;

        if self.json {
            console.json(&report)?;
        } else {
            let word = |path: &PathBuf| render::quoted(&path.to_string_lossy());
            let mut again = format!("viva test {} {}", word(&self.cases), word(&self.answer));
            for path in &self.support {
                again.push_str(&format!(" --support {}", word(path)));
            }
            render::report(console.out, &report, None, &again)?;
            if self.selection.trace {
                render::traces(console.out, &report)?;
            }
        }
        Ok(grade::exit(&report))
    }
}
