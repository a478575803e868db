//! Options that say where what is kept is.

use std::path::PathBuf;

use anyhow::Context as _;

use super::data;
use crate::store::Store;

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Storage")]
pub struct DatabaseArgs {
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
}

impl DatabaseArgs {
    /// The database's address: what was given, or the file in the data folder, which is made if it isn't there.
    pub fn url(&self) -> anyhow::Result<String> {
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        let folder = match &self.data {
            Some(folder) => folder.clone(),
            None => data::default_folder()
                .context("no home folder is known, so say where the data is: --data DIR")?,
        };
        data::private_folder(&folder)
            .with_context(|| format!("the data folder '{}' can't be made", folder.display()))?;
        let folder = std::path::absolute(&folder)?;
        Ok(Store::sqlite_url(&folder.join("viva.db")))
    }
}
