//! `viva worker`: grading alone, for a service on other nodes.

use super::metrics::{self, NodeMetricsArgs};
use super::node::{self, Node, NodeArgs};
use super::{Console, Exit, Failure, config};
use crate::http::{self, Limits};

/// Grade what a service on other nodes stores.
///
/// Works on the service's database with the same bank, without its API. As many as wanted may work at once; one that is
/// lost leaves nothing undone.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva worker --data /srv/viva
  viva worker --data /srv/viva --metrics-listen 127.0.0.1:9091
  viva worker --database postgres://viva@db.example.com/viva --questions questions --graders 8")]
pub struct Args {
    #[command(flatten)]
    metrics: NodeMetricsArgs,

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
            .block_on(self.work(prepared, console))
            .map_err(|error| {
                let help = "see `viva worker --help`: --data, --database, --metrics-listen";
                Failure::usage(format!("{error:#}"), help)
            })?;
        Ok(Exit::Passed)
    }

    async fn work(&self, prepared: Node, console: &mut Console<'_>) -> anyhow::Result<()> {
        let measured = match self.metrics.alone() {
            None => None,
            Some((address, exposed)) => {
                let listener = metrics::listen(address).await?;
                Some((listener, exposed, metrics::count()?))
            }
        };
        let working = prepared.start().await?;
        let worker = &working.worker;
        let signalled = node::signalled()?;
        writeln!(console.out, "viva grades as {}", worker.holder)?;
        if let Some((listener, exposed, metrics)) = measured {
            let address = listener.local_addr()?;
            writeln!(console.out, "  metrics  http://{address}/metrics")?;
            let node = http::Node {
                store: worker.store.clone(),
                clock: worker.clock.clone(),
                pulse: worker.pulse.clone(),
                metrics,
            };
            // Until the process ends: that it is stopping is told, too.
            let never = std::future::pending();
            let limits = Limits::default();
            tokio::spawn(http::serve_node(node, exposed, limits, listener, never));
        }
        console.out.flush()?;
        signalled.await;
        worker.pulse.stop();
        working.stop().await
    }
}
