//! `viva admin`: what whoever holds the machine may do without signing in.

use anyhow::Context as _;

use super::database::DatabaseArgs;
use super::{Console, Exit, Failure, config, node};
use crate::ambient::SystemClock;
use crate::http;
use crate::store::Store;

/// Get into a service of which all passwords are lost.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Link(Link),
}

/// Print a link with which the first administrator signs in, once and within a day.
///
/// Works on the database itself, also while the service runs. If every administrator is disabled, there is a new one.
/// Links from before are good no more.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva admin link
  viva admin link --database postgres://viva@db.example.com/viva --public-url https://viva.example.com")]
struct Link {
    /// How people reach the service; the link begins with it.
    #[arg(
        long,
        env = "VIVA_PUBLIC_URL",
        hide_env_values = true,
        value_name = "URL",
        default_value = "http://127.0.0.1:8080"
    )]
    public_url: String,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    config: config::ConfigArgs,
}

impl Args {
    pub fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let Command::Link(link) = &self.command;
        link.run(console)
    }
}

impl Link {
    fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        if self.config.example_config {
            return config::print_example(console);
        }
        let made = node::runtime()?.block_on(self.make());
        let link = made.map_err(|error| {
            let help = "see `viva admin link --help`: --data, --database";
            Failure::usage(format!("{error:#}"), help)
        })?;
        writeln!(console.out, "{link}")?;
        Ok(Exit::Passed)
    }

    async fn make(&self) -> anyhow::Result<String> {
        let url = self.database.url()?;
        let store = Store::open(&url)
            .await
            .context("the database can't be opened")?;
        let secret = http::administrator_link(&store, &SystemClock).await?;
        store.close().await;
        let public_url = self.public_url.trim_end_matches('/');
        Ok(http::link_address(public_url, secret.reveal()))
    }
}
