//! The binary: the command line over the sandbox.

use std::process::ExitCode;

use viva::cli;
use viva::grading::{GradeError, Grader, SandboxGrader};
use viva::sandbox::Sandbox;

fn main() -> ExitCode {
    cli::main(&open)
}

/// Opens the sandbox; the first time on a machine that takes a while, and says so.
fn open() -> Result<Box<dyn Grader + Send + Sync>, GradeError> {
    let progress = |line: &str| eprintln!("viva: {line}");
    let sandbox = Sandbox::open(&progress)
        .map_err(|error| GradeError::caused_by("the sandbox can't be opened", error))?;
    Ok(Box::new(SandboxGrader::new(sandbox)))
}
