//! `viva serve`: the service.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Console, Exit, Failure, OpenGrader, select, style};
use crate::ambient::{self, Clock, SystemClock};
use crate::http::{self, App, Settings};
use crate::question::Library;
use crate::store::{DatabaseClock, Store};
use crate::worker::{News, Worker};

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
        long,
        env = "VIVA_LISTEN",
        hide_env_values = true,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    listen: SocketAddr,

    /// The folder for what is kept; ~/.local/share/viva unless given.
    #[arg(long, env = "VIVA_DATA", hide_env_values = true, value_name = "DIR")]
    data: Option<PathBuf>,

    /// The database: sqlite:… or postgres://…; viva.db in the data folder unless given.
    #[arg(
        long,
        env = "VIVA_DATABASE",
        hide_env_values = true,
        value_name = "URL",
        hide_env_values = true
    )]
    database: Option<String>,

    /// How people reach the service, if not at the address it listens on; links begin with it.
    #[arg(
        long,
        env = "VIVA_PUBLIC_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    public_url: Option<String>,

    /// Answers graded at once; all cores unless given, 0 leaves grading to others.
    #[arg(long, env = "VIVA_GRADERS", hide_env_values = true, value_name = "N")]
    graders: Option<usize>,

    /// Answers that may wait to be graded; more are refused until some are done.
    #[arg(
        long,
        env = "VIVA_MAX_QUEUED",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 1000
    )]
    max_queued: u64,

    #[command(flatten)]
    bank: select::BankArgs,

    /// What is logged: error, warn, info, debug, or filters like viva=debug.
    #[arg(
        long,
        env = "VIVA_LOG",
        hide_env_values = true,
        value_name = "FILTER",
        default_value = "warn,viva=info"
    )]
    log: String,

    /// One JSON object a line instead of text.
    #[arg(long, env = "VIVA_LOG_JSON", hide_env_values = true)]
    log_json: bool,
}

impl Args {
    pub fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        self.log()?;
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
        let store = Store::open(&database(self.database.as_deref(), self.data.as_deref())?)
            .await
            .context("the database can't be opened")?;
        let kept = Arc::new(DatabaseClock::new(&store, Arc::new(SystemClock)).await?);
        let clock: Arc<dyn Clock> = kept.clone();
        let comparing = tokio::spawn(async move { kept.keep().await });
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
        let app = App {
            store: store.clone(),
            library: Arc::new(library),
            clock: clock.clone(),
            news: News::default(),
            metrics,
            settings: Arc::new(Settings {
                public_url,
                max_queued: self.max_queued,
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
        comparing.abort();
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

    fn log(&self) -> Result<(), Failure> {
        let filter = tracing_subscriber::EnvFilter::try_new(&self.log).map_err(|error| {
            let help = "write error, warn, info, debug, or filters like warn,viva=debug";
            Failure::usage(format!("--log '{}': {error}", self.log), help)
        })?;
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        // A second subscriber in one process is a test's; the first one stays.
        let _ = if self.log_json {
            log.json().try_init()
        } else {
            log.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
                .try_init()
        };
        Ok(())
    }
}

/// The database's address: what was given, or the file in the data folder, which is made if it isn't there.
pub(super) fn database(url: Option<&str>, data: Option<&Path>) -> anyhow::Result<String> {
    if let Some(url) = url {
        return Ok(url.to_owned());
    }
    let folder = match data {
        Some(folder) => folder.to_owned(),
        None => default_folder()
            .context("no home folder is known, so say where the data is: --data DIR")?,
    };
    private_folder(&folder)
        .with_context(|| format!("the data folder '{}' can't be made", folder.display()))?;
    let folder = std::path::absolute(&folder)?;
    Ok(Store::sqlite_url(&folder.join("viva.db")))
}

/// `$XDG_DATA_HOME/viva`, usually `~/.local/share/viva`.
fn default_folder() -> Option<PathBuf> {
    let set = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = set("XDG_DATA_HOME").or_else(|| Some(set("HOME")?.join(".local/share")))?;
    Some(base.join("viva"))
}

/// Makes the folder, for its owner alone: it holds answers and names.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
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
