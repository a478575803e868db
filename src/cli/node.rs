//! What `viva serve` and `viva worker` have in common: the database, the bank, the graders, the log.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Failure, select};
use crate::ambient::{self, Clock, SystemClock};
use crate::grading::{GradeError, Graded, Grader, Ran, Source, Task};
use crate::interview::Span;
use crate::question::{Library, Limits};
use crate::store::Store;
use crate::worker::graders::{Graders, Settings};
use crate::worker::{News, SharedGrader, Worker};

/// How long what is being graded may go on once the process is asked to stop; what takes longer is queued again.
const GRACE: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
pub struct NodeArgs {
    /// The folder for what is kept; ~/.local/share/viva unless given.
    #[arg(long, env = "VIVA_DATA", hide_env_values = true, value_name = "DIR")]
    data: Option<PathBuf>,

    /// The database: sqlite:… or postgres://…; viva.db in the data folder unless given.
    #[arg(
        long,
        env = "VIVA_DATABASE",
        hide_env_values = true,
        value_name = "URL"
    )]
    database: Option<String>,

    /// Answers graded at once, each in a process of its own; all cores unless given, 0 leaves grading to others.
    #[arg(long, env = "VIVA_GRADERS", hide_env_values = true, value_name = "N")]
    graders: Option<usize>,

    /// After so many seconds without a sign of life, what a worker was grading is given to another.
    #[arg(
        long,
        env = "VIVA_LEASE",
        hide_env_values = true,
        value_name = "SECONDS",
        default_value_t = 20,
        value_parser = clap::value_parser!(u32).range(1..=3600)
    )]
    lease: u32,

    /// Erase what is older than so many days by itself: practice, and of rounds everything but the numbers.
    #[arg(
        long,
        env = "VIVA_RETENTION_DAYS",
        hide_env_values = true,
        value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(1..=36_500)
    )]
    retention_days: Option<u32>,

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

/// A node of the service before it works: everything is read and open but the database.
pub struct Node {
    library: Arc<Library>,
    graders: Option<Arc<Graders>>,
    count: usize,
    lease: Span,
    retention: Option<Span>,
    database: String,
}

/// A node's work, going on beside whatever else the process does.
pub struct Working {
    pub worker: Worker,
    graders: Option<Arc<Graders>>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl NodeArgs {
    /// Begins to log, reads the bank and starts the first grader.
    pub fn prepare(&self) -> Result<Node, Failure> {
        self.log()?;
        let (library, broken) = Library::read(&self.bank.open()?)?;
        for error in broken {
            tracing::warn!(%error, "a question is left out");
        }
        let database = self.database().map_err(|error| {
            Failure::usage(
                format!("{error:#}"),
                "say where to keep what is stored: --data DIR, --database URL",
            )
        })?;
        let count = self.graders.unwrap_or_else(|| select::jobs(None));
        let settings = Settings {
            count,
            log: Arc::new(|line| tracing::info!("{line}")),
            ..Settings::default()
        };
        let graders = match count {
            0 => None,
            _ => Some(Graders::start(settings).map_err(Failure::broken)?),
        };
        Ok(Node {
            library: Arc::new(library),
            graders: graders.map(Arc::new),
            count,
            lease: Span::from_millis(self.lease * 1000),
            retention: self.retention_days.map(|days| Span::from_hours(days * 24)),
            database,
        })
    }

    fn database(&self) -> anyhow::Result<String> {
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        let folder = match &self.data {
            Some(folder) => folder.clone(),
            None => default_folder()
                .context("no home folder is known, so say where to keep the data: --data DIR")?,
        };
        private_folder(&folder)
            .with_context(|| format!("the data folder '{}' can't be made", folder.display()))?;
        let folder = std::path::absolute(&folder)?;
        Ok(Store::sqlite_url(&folder.join("viva.db")))
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

impl Node {
    /// Opens the database and begins to work.
    pub async fn start(self) -> anyhow::Result<Working> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let store = Store::open(&self.database)
            .await
            .context("the database can't be opened")?;
        let grader: SharedGrader = match &self.graders {
            Some(graders) => graders.clone(),
            None => Arc::new(Nobody),
        };
        let worker = Worker {
            store,
            library: self.library,
            holder: ambient::new_id(clock.now()).to_string().into(),
            clock,
            grader,
            news: News::default(),
            lease: self.lease,
        };
        let (stop, stopping) = watch::channel(false);
        let working = worker.clone();
        let retaining = stopping.clone();
        Ok(Working {
            worker,
            graders: self.graders,
            stop,
            task: tokio::spawn(async move {
                let retain = async {
                    if let Some(keep) = self.retention {
                        working.clone().retain_until(keep, retaining).await;
                    }
                };
                tokio::join!(working.run(self.count, stopping), retain);
            }),
        })
    }
}

impl Working {
    /// Claims nothing more, waits for what is being graded, gives back what takes too long, and closes the database.
    pub async fn stop(self) -> anyhow::Result<()> {
        tracing::info!("stopping: what is being graded is finished");
        self.stop.send_replace(true);
        if let Some(graders) = self.graders {
            tokio::task::spawn_blocking(move || graders.stop(GRACE)).await?;
        }
        self.task.await?;
        self.worker.store.close().await;
        Ok(())
    }
}

/// What a service runs on.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime can't be started")
        .map_err(Failure::broken)
}

/// The grader of a node that leaves grading to others. Never asked: such a node claims nothing.
struct Nobody;

impl Grader for Nobody {
    fn grade(&self, _: &Task<'_>) -> Result<Graded, GradeError> {
        Err(GradeError::later("this node grades nothing"))
    }

    fn run(&self, _: &Source, _: &[Source], _: u64, _: &Limits) -> Result<Ran, GradeError> {
        Err(GradeError::later("this node grades nothing"))
    }

    fn image(&self) -> String {
        String::new()
    }
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
pub async fn signalled() {
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
