//! What the service logs, and how.

use std::io::IsTerminal as _;

use super::Failure;

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Logging")]
pub struct LogArgs {
    /// What is logged: error, warn, info, debug, or filters; viva::http=debug logs every request.
    #[arg(
        long,
        env = "VIVA_LOG",
        hide_env_values = true,
        value_name = "FILTER",
        default_value = "warn,viva=info"
    )]
    log: String,

    /// Lines for people, or one JSON object a line.
    #[arg(
        long,
        env = "VIVA_LOG_FORMAT",
        hide_env_values = true,
        value_name = "FORMAT",
        value_enum,
        default_value_t = Format::Text
    )]
    log_format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

impl LogArgs {
    /// Begins to log to stderr.
    pub fn begin(&self) -> Result<(), Failure> {
        let filter = tracing_subscriber::EnvFilter::try_new(&self.log).map_err(|error| {
            let help = "write error, warn, info, debug, or filters like warn,viva=debug";
            Failure::usage(format!("--log '{}': {error}", self.log), help)
        })?;
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        // A second subscriber in one process is a test's; the first one stays.
        let _ = match self.log_format {
            Format::Json => log.json().flatten_event(true).try_init(),
            Format::Text => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
        };
        Ok(())
    }
}
