//! `viva import`: a question from an archive.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use super::{Console, Exit, Failure, check, select, style};
use crate::question::{BankError, BrokenQuestion, Condition, Question, WriteError, archive};

/// No archive of a question is larger: not even one that doesn't deflate.
const MOST: u64 = 4 << 20;

/// Put a question into the bank from a zip archive, as `viva export` makes one.
///
/// It gets the id that it has in the archive. One that can't be used is refused, and nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva import scopes.zip
  viva import scopes.zip --replace")]
pub struct Args {
    /// The archive.
    #[arg(value_name = "FILE.zip")]
    file: PathBuf,

    /// Also if the bank has a question of this id, which is lost then.
    #[arg(long)]
    replace: bool,

    #[command(flatten)]
    bank: select::BankArgs,
}

impl Args {
    pub fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let bank = self.bank.open()?;
        let shown = self.file.display().to_string();
        let bytes = self.read().map_err(|error| {
            let what = format!("'{shown}' can't be read: {error}");
            Failure::usage(what, "name a zip archive that `viva export` made")
        })?;
        let (id, files) = archive::unpack(&bytes).map_err(|error| {
            let what = format!("'{shown}' holds no question: {error}");
            Failure::usage(what, "nothing was written")
        })?;
        let (question, findings) = Question::of_files(id, files)
            .map_err(|broken: BrokenQuestion| Failure::from(BankError::Broken(broken)))?;
        let id = &question.id;
        let there = bank.path(id).symlink_metadata().is_ok();
        let condition = match there && self.replace {
            true => Condition::Exists,
            false => Condition::New,
        };
        bank.write(&question, &condition).map_err(|error| {
            let help = match error {
                WriteError::Unmet(_) => "nothing was written; --replace puts this one in its place",
                _ => "name a folder that can be written: --questions DIR",
            };
            Failure::usage(format!("{id}: {error}"), help)
        })?;
        writeln!(console.out, "{} {id}", style::GOOD.paint("imported"))?;
        check::findings(console.out, &findings)?;
        Ok(Exit::Passed)
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(&self.file)?
            .take(MOST + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST {
            return Err(io::Error::other("it is larger than 4 MiB"));
        }
        Ok(bytes)
    }
}
