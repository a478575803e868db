//! `viva backup`: a copy of the SQLite database, also while the service runs.

use std::path::PathBuf;

use super::database::DatabaseArgs;
use super::{Console, Exit, Failure, config, node};
use crate::store::{Store, StoreError};

/// Copy the database to a file.
///
/// The copy is of one instant; the service may run meanwhile. To go back to it, stop the service and put the file in
/// the place of viva.db, without the files viva.db-wal and viva.db-shm beside it. A PostgreSQL database is backed up
/// with pg_dump.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva backup viva-2026-01-05.db
  viva backup /backups/viva.db --data /var/lib/viva")]
pub struct Args {
    /// The file to make; it must not exist.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    config: config::FileArgs,
}

impl Args {
    pub fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let url = self.database.url().map_err(|error| usage(&error))?;
        let copied = node::runtime()?.block_on(Store::backup(&url, &self.file));
        copied.map_err(|error: StoreError| usage(&error.into()))?;
        let size = std::fs::metadata(&self.file)?.len();
        writeln!(
            console.out,
            "copied to {} ({size} bytes)",
            self.file.display()
        )?;
        Ok(Exit::Passed)
    }
}

fn usage(error: &anyhow::Error) -> Failure {
    let help = "see `viva backup --help`: FILE, --data, --database";
    Failure::usage(format!("{error:#}"), help)
}
