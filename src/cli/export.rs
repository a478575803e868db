//! `viva export`: a question as an archive.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use super::{Console, Exit, Failure, select, style};
use crate::question::archive;

/// Write a question to a zip archive, for another bank to import.
///
/// All its files, hidden cases and answers among them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva export oauth2/scopes scopes.zip")]
pub struct Args {
    /// Id or folder of a question.
    question: String,

    /// The file to make; it must not exist.
    #[arg(value_name = "FILE.zip")]
    file: PathBuf,

    #[command(flatten)]
    bank: select::BankArgs,
}

impl Args {
    pub fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let bank = self.bank.open()?;
        let id = bank.find(&self.question)?;
        let bytes = archive::pack(&id, &bank.files(&id)?).map_err(Failure::broken)?;
        let shown = self.file.display();
        let mut options = OpenOptions::new();
        let made = options.write(true).create_new(true).open(&self.file);
        made.and_then(|mut file| file.write_all(&bytes))
            .map_err(|error| {
                let what = format!("'{shown}' can't be written: {error}");
                Failure::usage(
                    what,
                    "name a file that isn't there yet, where you may write",
                )
            })?;
        let size = bytes.len();
        writeln!(
            console.out,
            "{} {id} to {shown} ({size} bytes)",
            style::GOOD.paint("exported")
        )?;
        Ok(Exit::Passed)
    }
}
