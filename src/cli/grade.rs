//! `viva grade`: an answer to a question of the bank.

use std::path::PathBuf;

use super::{Console, Exit, Failure, OpenGrader, files, render, select};
use crate::grading::{self, Report, Verdict};

/// Grade an answer to a question of the bank.
///
/// Shows what a candidate may see: of a hidden case its title, verdict and points. `--reveal` shows all.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva grade oauth2/scopes answer.py
  viva grade oauth2/scopes answer.py --samples     only what a candidate runs while writing
  viva grade oauth2/scopes answer.py --case test_refresh --reveal
  viva grade oauth2/scopes answer.py --format gradescope > /autograder/results/results.json
  cat answer.py | viva grade oauth2/scopes - --json")]
pub struct Args {
    /// The question's id, or its folder.
    question: String,

    /// The answer's file; `-` reads standard input.
    answer: PathBuf,

    #[command(flatten)]
    selection: select::Selection,

    #[command(flatten)]
    bank: select::BankArgs,

    /// The author's view: messages, values, output and cost of hidden cases too.
    #[arg(long)]
    reveal: bool,

    /// Print the report as JSON: the same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// How the report is printed.
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// viva's own.
    Json,
    /// `results.json` for Gradescope.
    Gradescope,
    /// `results.json` for Exercism, version 3.
    Exercism,
}

impl Args {
    pub fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let bank = self.bank.open()?;
        let question = bank.load(&bank.find(&self.question)?)?;
        let answer = files::read_text(&self.answer, console)?;
        let grader = open()?;
        let report = grading::grade(
            grader.as_ref(),
            &question,
            &answer,
            self.selection.options(),
        )?;
        let names = match &question.cases {
            Some(cases) => select::function_names(cases),
            None => question
                .implementations
                .iter()
                .map(|one| one.id.clone())
                .collect(),
        };
        self.selection.must_have_run(&report, &names)?;

        let shown = if self.reveal {
            report
        } else {
            report.for_candidate()
        };
        let format = if self.json { Format::Json } else { self.format };
        match format {
            Format::Json => console.json(&shown)?,
            Format::Gradescope => console.json(&shown.gradescope())?,
            Format::Exercism => console.json(&shown.exercism(Some(&question)))?,
            Format::Text => {
                let answer = render::quoted(&self.answer.to_string_lossy());
                let again = format!("viva grade {} {answer}", question.id);
                render::report(console.out, &shown, Some(&question), &again)?;
                if self.selection.trace {
                    render::traces(console.out, &shown)?;
                }
            }
        }
        Ok(exit(&shown))
    }
}

/// A report's exit code.
pub fn exit(report: &Report) -> Exit {
    match report.verdict {
        Verdict::Passed => Exit::Passed,
        Verdict::Internal => Exit::Broken,
        _ => Exit::Failed,
    }
}
