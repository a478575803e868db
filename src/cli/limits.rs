//! What clients may use up, as options.

use std::time::Duration;

use crate::http::Limits;

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
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
    pub fn limits(&self) -> Limits {
        Limits {
            head: Duration::from_secs(self.head_seconds),
            body: Duration::from_secs(self.body_seconds),
            connections: self.max_connections.max(1) as usize,
            drain: Duration::from_secs(self.drain_seconds),
        }
    }
}
