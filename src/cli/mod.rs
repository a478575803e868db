//! The command line: what can be asked for, and how each command ends.
//!
//! One file a command. Commands speak through a [`Console`] and a [`Grader`] that they are given, so a test runs
//! them without a terminal and without the sandbox.

mod admin;
mod backup;
mod check;
mod config;
mod console;
mod data;
mod database;
mod diff;
mod exit;
mod export;
mod failure;
mod figures;
mod files;
mod grade;
mod grader;
mod import;
mod limits;
mod logs;
mod metrics;
mod new;
mod node;
mod questions;
mod rates;
mod render;
mod run;
mod select;
mod serve;
mod style;
mod test;
mod worker;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand, builder::Styles};

pub use console::Console;
pub use exit::Exit;
pub use failure::Failure;

use crate::grading::{GradeError, Grader};

/// Opens the sandbox. Called at most once, and only by commands that run Python.
pub type OpenGrader<'a> = &'a dyn Fn() -> Result<Box<dyn Grader + Send + Sync>, GradeError>;

const AFTER_HELP: &str = "\
Exit codes:
  0  all passed
  1  something did not pass
  2  wrong use: an option, a name, a file
  3  viva's own fault: nothing was decided about the answer

`viva COMMAND --help` shows examples.";

/// Interview practice: Python answers, graded in a sandbox against hidden cases.
#[derive(Debug, Parser)]
#[command(name = "viva", version, after_help = AFTER_HELP, styles = STYLES, term_width = 96, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Grade(grade::Args),
    Test(test::Args),
    Run(run::Args),
    Questions(questions::Args),
    Check(check::Args),
    New(new::Args),
    Export(export::Args),
    Import(import::Args),
    Serve(serve::Args),
    Admin(admin::Args),
    Worker(worker::Args),
    Backup(backup::Args),
    #[command(hide = true)]
    Grader(grader::Args),
}

const STYLES: Styles = Styles::styled()
    .header(anstyle::Style::new().bold())
    .usage(anstyle::Style::new().bold())
    .literal(anstyle::AnsiColor::Cyan.on_default())
    .placeholder(anstyle::Style::new().dimmed());

/// The whole program: the process's own arguments and streams.
pub fn main(open: OpenGrader<'_>) -> ExitCode {
    let (mut out, mut err) = (anstream::stdout(), anstream::stderr());
    let mut console = Console {
        out: &mut out,
        err: &mut err,
        input: &mut io::stdin(),
    };
    run(std::env::args_os(), open, &mut console).into()
}

/// Runs the command line `args`, the program's name first.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    open: OpenGrader<'_>,
    console: &mut Console<'_>,
) -> Exit {
    let ended = match config::parse(args.into_iter().collect()) {
        Ok(cli) => cli.run(open, console),
        Err(config::Unparsed::Line(error)) => explain(&error, console).map_err(Failure::from),
        Err(config::Unparsed::File(failure)) => Err(failure),
    };
    let ended = ended.and_then(|exit| {
        console.out.flush()?;
        Ok(exit)
    });
    ended.unwrap_or_else(|failure| {
        // Nobody is left to tell if stderr is gone as well.
        let _ = failure.write(console);
        failure.exit
    })
}

impl Cli {
    fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        match &self.command {
            Command::Grade(args) => args.run(open, console),
            Command::Test(args) => args.run(open, console),
            Command::Run(args) => args.run(open, console),
            Command::Questions(args) => args.run(console),
            Command::Check(args) => args.run(open, console),
            Command::New(args) => args.run(console),
            Command::Export(args) => args.run(console),
            Command::Import(args) => args.run(open, console),
            Command::Serve(args) => args.run(console),
            Command::Admin(args) => args.run(console),
            Command::Worker(args) => args.run(console),
            Command::Backup(args) => args.run(console),
            Command::Grader(args) => args.run(open, console),
        }
    }
}

/// Writes what clap has to say: help and version to stdout, wrong use to stderr.
fn explain(error: &clap::Error, console: &mut Console<'_>) -> io::Result<Exit> {
    let text = error.render();
    if error.use_stderr() {
        write!(console.err, "{}", text.ansi())?;
        Ok(Exit::Usage)
    } else {
        write!(console.out, "{}", text.ansi())?;
        Ok(Exit::Passed)
    }
}
