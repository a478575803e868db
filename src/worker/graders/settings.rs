//! How many graders, from which program, and how long they may take.

use std::fmt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use std::os::unix::process::CommandExt;

/// What of the parent's environment a grader gets: where the sandbox's cache is, and nothing else.
const ENVIRONMENT: [&str; 4] = ["VIVA_CACHE", "XDG_CACHE_HOME", "HOME", "VIVA_LIBRARY"];

/// Takes lines for the operator's log.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

#[derive(Clone)]
pub struct Settings {
    /// The viva that is run as `PROGRAM grader`. By default this very program, even if its file was replaced since.
    pub program: PathBuf,
    /// How many graders there are at most; each does one grade at a time.
    pub count: usize,
    /// How long a grader may take to be ready: the first one on a machine compiles the sandbox.
    pub opening: Duration,
    /// How long a grader may say nothing during a grade. A single run in the sandbox is given up after two minutes, and
    /// before the first case is done there may be two such runs.
    pub silence: Duration,
    /// How long one attempt at a grade may take.
    pub whole: Duration,
    /// Hears what graders write to their standard error, and what becomes of them.
    pub log: Log,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            program: PathBuf::from("/proc/self/exe"),
            count: std::thread::available_parallelism().map_or(1, usize::from),
            opening: Duration::from_secs(300),
            silence: Duration::from_secs(270),
            whole: Duration::from_secs(900),
            log: Arc::new(|_| ()),
        }
    }
}

impl Settings {
    /// How a grader is started: without the parent's environment, talking over pipes.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg0("viva")
            .arg("grader")
            .env_clear()
            .envs(ENVIRONMENT.iter().filter_map(|name| {
                let value = std::env::var_os(name)?;
                Some((name, value))
            }))
            .current_dir("/")
            // Ctrl-C in a terminal goes to the whole group, and a service that stops lets its graders finish.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("program", &self.program)
            .field("count", &self.count)
            .field("opening", &self.opening)
            .field("silence", &self.silence)
            .field("whole", &self.whole)
            .finish_non_exhaustive()
    }
}
