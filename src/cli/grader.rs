//! `viva grader`: a service's child process that grades. Not for people, so no help mentions it.

use super::{Console, Exit, Failure, OpenGrader};
use crate::worker::graders::child;

/// Grade what standard input asks for, without any rights. Started by `viva serve`.
///
/// It gives up its process's rights for good, so it is run as a process of its own only.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Try what a grader must not be able to do, and print what came of it.
    #[arg(long)]
    probe: bool,
}

impl Args {
    pub fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let done = if self.probe {
            child::probe(open, console.out)
        } else {
            child::serve(open)
        };
        done.map_err(Failure::broken)?;
        Ok(Exit::Passed)
    }
}
