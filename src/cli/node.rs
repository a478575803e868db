//! What `viva serve` and `viva worker` have in common: the database, the bank, the graders, the log.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::database::DatabaseArgs;
use super::{Failure, config, logs, select};
use crate::ambient::{self, Clock, SystemClock};
use crate::grading::{GradeError, Graded, Grader, Ran, Source, Task};
use crate::hooks::{Client, Hooks, Policy};
use crate::interview::Span;
use crate::question::{Library, Limits};
use crate::store::{DatabaseClock, Store};
use crate::worker::graders::{Graders, Settings};
use crate::worker::{News, Pulse, SharedGrader, Worker};

/// How long what is being graded may go on once the process is asked to stop; what takes longer is queued again.
const GRACE: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
pub struct NodeArgs {
    #[command(flatten)]
    pub config: config::ConfigArgs,

    #[command(flatten)]
    database: DatabaseArgs,

    /// Answers graded at once, each in a process of its own; all cores unless given, 0 leaves grading to others.
    #[arg(
        help_heading = "Grading",
        long,
        env = "VIVA_GRADERS",
        hide_env_values = true,
        value_name = "N"
    )]
    graders: Option<usize>,

    /// After so many seconds without a sign of life, what a worker was grading is given to another.
    #[arg(
        help_heading = "Grading",
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
        help_heading = "Storage",
        long,
        env = "VIVA_RETENTION_DAYS",
        hide_env_values = true,
        value_name = "DAYS",
        value_parser = clap::value_parser!(u32).range(1..=36_500)
    )]
    retention_days: Option<u32>,

    /// Where webhooks may lead: to the public internet by HTTPS, or anywhere, also to this machine and its network.
    #[arg(
        help_heading = "Network",
        long,
        env = "VIVA_WEBHOOKS",
        hide_env_values = true,
        value_name = "WHERE",
        value_enum,
        default_value_t = Policy::Public
    )]
    pub webhooks: Policy,

    #[command(flatten, next_help_heading = "Grading")]
    bank: select::BankArgs,

    #[command(flatten)]
    log: logs::LogArgs,
}

/// A node of the service before it works: everything is read and open but the database.
pub struct Node {
    library: Arc<Library>,
    graders: Option<Arc<Graders>>,
    count: usize,
    lease: Span,
    retention: Option<Span>,
    hooks: Client,
    database: String,
}

/// A node's work, going on beside whatever else the process does.
pub struct Working {
    pub worker: Worker,
    graders: Option<Arc<Graders>>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// Keeps the clock by the database's.
    comparing: JoinHandle<()>,
}

impl NodeArgs {
    /// Begins to log, reads the bank and starts the first grader.
    pub fn prepare(&self) -> Result<Node, Failure> {
        self.log.begin()?;
        let (library, broken) = Library::read(&self.bank.open()?)?;
        for error in broken {
            tracing::warn!(%error, "a part of the bank is left out");
        }
        let database = self.database.url().map_err(|error| {
            Failure::usage(
                format!("{error:#}"),
                "say where to keep what is stored: --data DIR, --database URL",
            )
        })?;
        let count = self.graders.unwrap_or_else(|| select::jobs(None));
        let settings = Settings {
            count,
            ..children()
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
            hooks: Client::new(self.webhooks).map_err(Failure::broken)?,
            database,
        })
    }
}

impl Node {
    /// Opens the database and begins to work.
    pub async fn start(self) -> anyhow::Result<Working> {
        let store = Store::open(&self.database)
            .await
            .context("the database can't be opened")?;
        let shared = Arc::new(DatabaseClock::new(&store, Arc::new(SystemClock)).await?);
        let clock: Arc<dyn Clock> = shared.clone();
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
            pulse: Pulse::default(),
            lease: self.lease,
        };
        let hooks = Hooks {
            store: worker.store.clone(),
            clock: worker.clock.clone(),
            client: self.hooks,
            holder: worker.holder.clone(),
        };
        let (stop, stopping) = watch::channel(false);
        let working = worker.clone();
        let retaining = stopping.clone();
        Ok(Working {
            worker,
            graders: self.graders,
            stop,
            comparing: tokio::spawn(async move { shared.keep().await }),
            task: tokio::spawn(async move {
                let sending = hooks.run(stopping.clone());
                let retain = async {
                    if let Some(keep) = self.retention {
                        working.clone().retain_until(keep, retaining).await;
                    }
                };
                tokio::join!(working.run(self.count, stopping), sending, retain);
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
        self.comparing.abort();
        self.worker.store.close().await;
        Ok(())
    }
}

/// Grader processes that say in the log what becomes of them.
pub fn children() -> Settings {
    Settings {
        log: Arc::new(|line| tracing::info!("{line}")),
        ..Settings::default()
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

/// Ends when the process is asked to stop: from this call on, not only once somebody waits.
pub fn signalled() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
