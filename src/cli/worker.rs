//! `viva worker`: grading alone, for a service on other nodes.

use super::node::{self, Node, NodeArgs};
use super::{Console, Exit, Failure, config};

/// Grade what a service on other nodes stores.
///
/// Works on the service's database with the same bank, without listening. As many as wanted may work at once; one that
/// is lost leaves nothing undone.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva worker --data /srv/viva
  viva worker --database postgres://viva@db.example.com/viva --questions questions --graders 8")]
pub struct Args {
    #[command(flatten)]
    node: NodeArgs,
}

impl Args {
    pub fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        if self.node.config.example_config {
            return config::print_example(console);
        }
        let prepared = self.node.prepare()?;
        node::runtime()?
            .block_on(work(prepared, console))
            .map_err(|error| {
                let help = "see `viva worker --help`: --data, --database";
                Failure::usage(format!("{error:#}"), help)
            })?;
        Ok(Exit::Passed)
    }
}

async fn work(prepared: Node, console: &mut Console<'_>) -> anyhow::Result<()> {
    let working = prepared.start().await?;
    writeln!(console.out, "viva grades as {}", working.worker.holder)?;
    console.out.flush()?;
    node::signalled().await;
    working.stop().await
}
