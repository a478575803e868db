//! `viva serve`: the service.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::net::TcpListener;

use super::limits::LimitArgs;
use super::metrics::{self, MetricsArgs};
use super::node::{self, Node, NodeArgs};
use super::rates::RateArgs;
use super::{Console, Exit, Failure, config, style};
use crate::ambient;
use crate::http::{self, App, Authoring, Settings, Streams};
use crate::worker::checks::Checks;

/// Serve interviews over HTTP.
///
/// Needs nothing: the database is a file in the data folder, made at the first start.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva serve
  viva serve --listen 0.0.0.0:8080 --public-url https://viva.example.com")]
pub struct Args {
    /// Where to listen; port 0 takes a free one.
    #[arg(
        help_heading = "Network",
        long,
        env = "VIVA_LISTEN",
        hide_env_values = true,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    listen: SocketAddr,

    /// How people reach the service, if not at the address it listens on; links begin with it.
    #[arg(
        help_heading = "Network",
        long,
        env = "VIVA_PUBLIC_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    public_url: Option<String>,

    /// Answers that may wait to be graded; more are refused until some are done.
    #[arg(
        help_heading = "Grading",
        long,
        env = "VIVA_QUEUE_LIMIT",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 1000
    )]
    queue_limit: u64,

    /// Answers of one person that may wait to be graded.
    #[arg(
        help_heading = "Grading",
        long,
        env = "VIVA_QUEUE_LIMIT_EACH",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 10
    )]
    queue_limit_each: u64,

    /// Who may write questions over the API: nobody, administrators, or all staff. All staff may read and check them.
    #[arg(
        help_heading = "Authoring",
        long,
        env = "VIVA_AUTHORING",
        hide_env_values = true,
        value_name = "WHO",
        value_enum,
        default_value_t = Authoring::Administrators
    )]
    authoring: Authoring,

    /// Questions that are checked for their authors at once, each in a process of its own.
    #[arg(
        help_heading = "Authoring",
        long,
        env = "VIVA_CHECKS",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 2
    )]
    checks: usize,

    #[command(flatten)]
    metrics: MetricsArgs,

    #[command(flatten)]
    limits: LimitArgs,

    #[command(flatten)]
    node: NodeArgs,

    #[command(flatten)]
    rates: RateArgs,
}

impl Args {
    pub fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        if self.node.config.example_config {
            return config::print_example(console);
        }
        let prepared = self.node.prepare()?;
        let served = node::runtime()?.block_on(self.serve(prepared, console));
        served.map_err(|error| {
            let help = "see `viva serve --help`: --listen, --data, --database";
            Failure::usage(format!("{error:#}"), help)
        })?;
        Ok(Exit::Passed)
    }

    async fn serve(&self, prepared: Node, console: &mut Console<'_>) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("can't listen on {}", self.listen))?;
        let address = listener.local_addr()?;
        let measured = match self.metrics.alone() {
            None => None,
            Some((address, exposed)) => Some((metrics::listen(address).await?, exposed)),
        };
        let public_url = match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{address}"),
        };
        let metrics = metrics::count()?;
        let working = prepared.start().await?;
        let worker = &working.worker;
        let first_link = http::first_link(&worker.store, &*worker.clock).await?;
        let app = App {
            store: worker.store.clone(),
            library: worker.library.clone(),
            clock: worker.clock.clone(),
            news: worker.news.clone(),
            pulse: worker.pulse.clone(),
            metrics,
            settings: Arc::new(Settings {
                public_url,
                max_queued: self.queue_limit,
                max_queued_each: self.queue_limit_each,
                limits: self.limits.limits(),
                metrics: self.metrics.beside_the_api(self.is_private(address)),
                authoring: self.authoring,
                webhook_policy: self.node.webhooks,
            }),
            rates: Arc::new(self.rates.limits()),
            streams: Streams::default(),
            checks: Checks::in_children(node::children(), self.checks),
        };
        let signalled = node::signalled()?;
        if let Err(error) = self.greet(&app, first_link.as_ref(), console) {
            // Whoever started the server may have stopped listening to it; `viva admin link` makes another link.
            tracing::warn!(%error, "can't say where the service is");
        }

        if let Some((listener, exposed)) = measured {
            let until = app.news.stop();
            let limits = app.settings.limits;
            let node = http::Node::from(&app);
            tokio::spawn(http::serve_node(node, exposed, limits, listener, until));
        }
        let news = worker.news.clone();
        let stop = async move {
            signalled.await;
            // Whoever waits for a result is answered now, or requests would go on for as long as they wait.
            news.tell_stop();
        };
        let served = http::serve(app, listener, stop).await;
        // Requests have been answered; now what is being graded is finished, and the rest stays queued.
        working.stop().await?;
        Ok(served?)
    }

    /// Whether only this machine reaches the service, as far as can be known: a proxy may lead others to it.
    fn is_private(&self, address: SocketAddr) -> bool {
        address.ip().is_loopback() && self.public_url.is_none() && !self.rates.trusts_proxies()
    }

    /// What a person needs to begin with.
    fn greet(
        &self,
        app: &App,
        first_link: Option<&ambient::Secret>,
        console: &mut Console<'_>,
    ) -> std::io::Result<()> {
        let url = &app.settings.public_url;
        let questions = style::count(app.library.len(), "question");
        let out = &mut console.out;
        writeln!(
            out,
            "viva serves {questions} at {}",
            style::STRONG.paint(url)
        )?;
        writeln!(out, "  API reference        {url}/api/v1/reference")?;
        if let Some(link) = first_link {
            writeln!(
                out,
                "  administrator, once  {url}/sign-in#{}",
                link.reveal()
            )?;
        }
        out.flush()
    }
}
