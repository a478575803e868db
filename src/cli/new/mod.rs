//! `viva new`: begins a question with a small, complete example of its kind that passes `viva check`.

mod templates;

use std::io;
use std::path::Path;

use super::{Console, Exit, Failure, render, select, style};
use crate::question::{InvalidId, Kind, QuestionId};

/// Begin a question: a folder with every file, a small real example, and guidance.
///
/// What it writes passes `viva check`. Replace it piece by piece and check again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva new code oauth2/scopes          write a program
  viva new fix caching/stale-reads     mend a given program
  viva new choice http/idempotence     choose options

Kinds: code, fix, tests (write the tests), choice, explain (free text, scored by a person).")]
pub struct Args {
    /// What candidates hand in.
    #[arg(value_parser = kind)]
    kind: Kind,

    /// The new question's id, topic/slug.
    #[arg(value_parser = id)]
    id: QuestionId,

    #[command(flatten)]
    bank: select::BankArgs,
}

fn kind(name: &str) -> Result<Kind, String> {
    let found = Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
    found.ok_or_else(|| format!("kinds are {}", Kind::ALL.map(Kind::as_str).join(", ")))
}

/// Without the id itself, which clap names.
fn id(given: &str) -> Result<QuestionId, String> {
    given
        .parse()
        .map_err(|error: InvalidId| error.reason.to_owned())
}

impl Args {
    pub fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let bank = self.bank.folder();
        let folder = bank.join(self.id.topic()).join(self.id.slug());
        let shown = style::safe(&folder.display().to_string());
        // Creating the folder itself, not asking whether it exists, is what rules overwriting out.
        let created = std::fs::create_dir_all(bank.join(self.id.topic()))
            .and_then(|()| std::fs::create_dir(&folder));
        if let Err(error) = created {
            let exists = error.kind() == io::ErrorKind::AlreadyExists;
            return Err(if exists {
                Failure::usage(
                    format!("'{shown}' exists already"),
                    "choose another id; nothing was written",
                )
            } else {
                Failure::usage(
                    format!("'{shown}' can't be created: {error}"),
                    "name a folder that can be written: --questions DIR",
                )
            });
        }
        let files = templates::files(self.kind);
        for (name, text) in files {
            let text = text.replace("{topic}", self.id.topic());
            write(&folder.join(name), &text).map_err(|error| {
                Failure::usage(
                    format!("'{shown}/{name}' can't be written: {error}"),
                    "make room or give the right, remove the half-written folder, and begin again",
                )
            })?;
        }

        writeln!(console.out, "{} {shown}", style::GOOD.paint("created"))?;
        for (name, _) in files {
            writeln!(console.out, "  {name}")?;
        }
        let option = match bank.to_str() {
            Some("questions") => String::new(),
            _ => format!(" --questions {}", render::quoted(&bank.to_string_lossy())),
        };
        let next = format!(
            "it is a small working example; replace it, then run: viva check {}{option}",
            self.id
        );
        writeln!(console.out, "{} {next}", style::NOTE.paint("next:"))?;
        Ok(Exit::Passed)
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}
