//! `viva serve`: the service.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Console, Exit, Failure, OpenGrader, config, data, logs, select, style};
use crate::ambient::{self, Clock, SystemClock};
use crate::http::{self, App, Limits, Settings};
use crate::question::Library;
use crate::store::Store;
use crate::worker::{News, Pulse, Worker};

/// How often the metrics' samples are folded into their buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// Serve interviews over HTTP.
///
/// Needs nothing: the database is a file in the data folder, made at the first start.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva serve
  viva serve --listen 0.0.0.0:8080 --public-url https://viva.example.com")]
pub struct Args {
    #[command(flatten)]
    config: config::ConfigArgs,

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

    /// The folder for what is kept; ~/.local/share/viva unless given.
    #[arg(
        help_heading = "Storage",
        long,
        env = "VIVA_DATA",
        hide_env_values = true,
        value_name = "DIR"
    )]
    data: Option<PathBuf>,

    /// The database: sqlite:… or postgres://…; viva.db in the data folder unless given.
    #[arg(
        help_heading = "Storage",
        long,
        env = "VIVA_DATABASE",
        hide_env_values = true,
        value_name = "URL"
    )]
    database: Option<String>,

    /// How people reach the service, if not at the address it listens on; links begin with it.
    #[arg(
        help_heading = "Network",
        long,
        env = "VIVA_PUBLIC_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    public_url: Option<String>,

    /// Answers graded at once; all cores unless given, 0 leaves grading to others.
    #[arg(
        help_heading = "Grading",
        long,
        env = "VIVA_GRADERS",
        hide_env_values = true,
        value_name = "N"
    )]
    graders: Option<usize>,

    /// Answers that may wait to be graded; more are refused until some are done.
    #[arg(
        help_heading = "Grading",
        long,
        env = "VIVA_MAX_QUEUED",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 1000
    )]
    max_queued: u64,

    #[command(flatten, next_help_heading = "Grading")]
    bank: select::BankArgs,

    #[command(flatten)]
    limits: LimitArgs,

    #[command(flatten)]
    log: logs::LogArgs,
}

/// What clients may use up.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
struct LimitArgs {
    /// Connections at once; more wait to be accepted.
    #[arg(
        long,
        env = "VIVA_MAX_CONNECTIONS",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 4096
    )]
    max_connections: u32,

    /// How long a request's head may take, and a connection may lie idle.
    #[arg(
        long,
        env = "VIVA_HEAD_SECONDS",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(1..=3600)
    )]
    head_seconds: u64,

    /// How long a request's body may take.
    #[arg(
        long,
        env = "VIVA_BODY_SECONDS",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(1..=3600)
    )]
    body_seconds: u64,

    /// How long answers that are being given may take when the service is stopped.
    #[arg(
        long,
        env = "VIVA_DRAIN_SECONDS",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(0..=3600)
    )]
    drain_seconds: u64,
}

impl LimitArgs {
    fn limits(&self) -> Limits {
        Limits {
            head: Duration::from_secs(self.head_seconds),
            body: Duration::from_secs(self.body_seconds),
            connections: self.max_connections.max(1) as usize,
            drain: Duration::from_secs(self.drain_seconds),
        }
    }
}

impl Args {
    pub fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        if self.config.example_config {
            write!(console.out, "{}", config::example())?;
            return Ok(Exit::Passed);
        }
        self.log.begin()?;
        let (library, broken) = Library::read(&self.bank.open()?)?;
        for error in broken {
            tracing::warn!(%error, "a question is left out");
        }
        let grader = open()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("the runtime can't be started")
            .map_err(Failure::broken)?;
        let served = runtime.block_on(self.serve(library, grader.into(), console));
        served.map_err(|error| {
            let help = "see `viva serve --help`: --listen, --data, --database";
            Failure::usage(format!("{error:#}"), help)
        })?;
        Ok(Exit::Passed)
    }

    async fn serve(
        &self,
        library: Library,
        grader: crate::worker::SharedGrader,
        console: &mut Console<'_>,
    ) -> anyhow::Result<()> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let store = Store::open(&self.database()?)
            .await
            .context("the database can't be opened")?;
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("can't listen on {}", self.listen))?;
        let address = listener.local_addr()?;
        let public_url = match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{address}"),
        };
        let first_link = http::first_link(&store, &*clock).await?;
        let metrics = PrometheusBuilder::new()
            .set_buckets(&[0.005, 0.02, 0.1, 0.5, 2.0, 10.0])?
            .install_recorder()?;
        http::describe_metrics();
        let upkeep = metrics.clone();
        // What nobody asks for is folded up all the same, else it would pile up.
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(UPKEEP).await;
                upkeep.run_upkeep();
            }
        });
        let app = App {
            store: store.clone(),
            library: Arc::new(library),
            clock: clock.clone(),
            news: News::default(),
            pulse: Pulse::default(),
            metrics,
            settings: Arc::new(Settings {
                public_url,
                max_queued: self.max_queued,
                limits: self.limits.limits(),
            }),
        };
        self.greet(&app, first_link.as_ref(), console)?;

        let (stop, stopping) = watch::channel(false);
        let worker = Worker {
            store: store.clone(),
            library: app.library.clone(),
            clock: clock.clone(),
            grader,
            news: app.news.clone(),
            pulse: app.pulse.clone(),
            holder: ambient::new_id(clock.now()).to_string().into(),
        };
        let graders = self
            .graders
            .unwrap_or_else(|| select::jobs(None::<NonZeroUsize>));
        let working = tokio::spawn(async move { worker.run(graders, stopping).await });
        let served = http::serve(app, listener, signalled()).await;
        // Requests have been answered; now what is being graded is finished, and the rest stays queued.
        tracing::info!("stopping: what is being graded is finished");
        stop.send_replace(true);
        working.await?;
        store.close().await;
        Ok(served?)
    }

    /// What a person needs to begin with.
    fn greet(
        &self,
        app: &App,
        first_link: Option<&ambient::Secret>,
        console: &mut Console<'_>,
    ) -> anyhow::Result<()> {
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
        out.flush()?;
        Ok(())
    }

    fn database(&self) -> anyhow::Result<String> {
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        let folder = match &self.data {
            Some(folder) => folder.clone(),
            None => data::default_folder()
                .context("no home folder is known, so say where to keep the data: --data DIR")?,
        };
        data::private_folder(&folder)
            .with_context(|| format!("the data folder '{}' can't be made", folder.display()))?;
        let folder = std::path::absolute(&folder)?;
        Ok(Store::sqlite_url(&folder.join("viva.db")))
    }
}

/// Ends when the process is asked to stop.
async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::error!(%error, "SIGTERM can't be heard; only Ctrl-C stops gracefully");
            let _ = tokio::signal::ctrl_c().await;
            return;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
