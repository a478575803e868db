//! `viva check`: the gate for authors, over questions of a bank, told as it goes.

mod table;

use std::io;
use std::num::NonZeroUsize;

use serde::Serialize;

pub use table::findings;

use super::{Console, Exit, Failure, OpenGrader, select, style};
use crate::check::{self, Checked, Effort, Mark, Progress, has_error};
use crate::question::{Bank, BankError, Finding, Library};

/// Check that questions keep what they promise.
///
/// Accepted submissions pass everything; each other one fails exactly the cases it names; the starter and a stub
/// earn next to nothing; verdicts are equal under several seeds; the prompt's examples run. Also counts, titles,
/// and traps in the text of the cases. With the whole bank, its presets too: each can be practised.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva check                                  the whole bank
  viva check oauth2/scopes http/retries
  viva check oauth2/scopes --seeds 20         hunt for a case that depends on chance
  viva check oauth2/scopes --submission near  try one submission, submissions/wrong_answer/near_miss.py say
  viva check --json > findings.json")]
pub struct Args {
    /// Ids or folders of questions; all without any.
    #[arg(value_name = "QUESTION")]
    questions: Vec<String>,

    /// Every submission runs under the seeds 1 to N and must come to the same. From the fourth on, a wrong one runs only
    /// against the cases that it fails, and at least one of them must catch it.
    #[arg(long, value_name = "N", default_value = "3")]
    seeds: std::num::NonZeroU64,

    /// Run only submissions whose path contains TEXT, as `wrong_answer/` or `accepted/one_lock.py` do. Whether all
    /// cases can fail is not asked then.
    #[arg(long, value_name = "TEXT")]
    submission: Vec<String>,

    /// Try small changes of the accepted answers (a comparison turned, a constant off by one, a statement left out, …):
    /// the cases must fail at least nine in ten of those that behave differently. Survivors that behave like the
    /// answer are justified in the question's exceptions.toml.
    #[arg(long)]
    mutate: bool,

    /// With --mutate, try at most N a question, chosen by their text.
    #[arg(long, value_name = "N", default_value = "80", requires = "mutate")]
    mutants: NonZeroUsize,

    /// How many cases run at once; all cores by default.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    #[command(flatten)]
    bank: select::BankArgs,

    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

/// What checking the bank's presets came to.
#[derive(Debug, Serialize)]
struct CheckedPresets {
    /// Those that can be practised.
    presets: Vec<String>,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Document<'a> {
    ok: bool,
    questions: &'a [Checked],
    /// Only where the whole bank is checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    presets: Option<&'a CheckedPresets>,
}

/// Progress as lines; nowhere with `--json`.
struct Lines<'a, 'c>(Option<&'a mut Console<'c>>);

impl Args {
    pub fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let bank = self.bank.open()?;
        let ids = if self.questions.is_empty() {
            bank.ids()?
        } else {
            self.questions
                .iter()
                .map(|given| bank.find(given))
                .collect::<Result<_, _>>()?
        };
        if ids.is_empty() {
            return Err(Failure::usage(
                format!("no questions in '{}'", bank.folder().display()),
                "`viva new code topic/slug` begins one",
            ));
        }
        let grader = open()?;
        let mut checked = Vec::new();
        for id in ids {
            if !self.json {
                writeln!(console.out, "{}", style::STRONG.paint(&id))?;
            }
            let one = match bank.read(&id) {
                Ok((question, known)) => {
                    let effort = Effort {
                        seeds: self.seeds.get(),
                        submissions: self.submission.clone(),
                        jobs: select::jobs(self.jobs),
                        mutants: self.mutate.then_some(self.mutants.get()),
                    };
                    let mut lines = Lines((!self.json).then_some(&mut *console));
                    check::check(grader.as_ref(), &question, known, effort, &mut lines)
                        .map_err(|interrupted| interrupted.why)?
                }
                Err(BankError::Broken(broken)) => broken.into(),
                Err(error) => return Err(error.into()),
            };
            if !self.json {
                findings(console.out, &one.findings)?;
            }
            checked.push(one);
        }
        let presets = match self.questions.is_empty() {
            true => self.presets(&bank, console)?,
            false => None,
        };
        let presets_ok = presets
            .as_ref()
            .is_none_or(|presets| !has_error(&presets.findings));
        let ok = presets_ok && checked.iter().all(|one| one.ok);
        if self.json {
            console.json(&Document {
                ok,
                questions: &checked,
                presets: presets.as_ref(),
            })?;
        } else {
            table::table(console.out, &checked)?;
        }
        Ok(if ok { Exit::Passed } else { Exit::Failed })
    }

    /// That each preset can be practised; `None` if the bank has none.
    fn presets(
        &self,
        bank: &Bank,
        console: &mut Console<'_>,
    ) -> Result<Option<CheckedPresets>, Failure> {
        let (library, _) = Library::read(bank)?;
        let (presets, findings) = bank.presets(&library)?;
        if presets.is_empty() && findings.is_empty() {
            return Ok(None);
        }
        if !self.json {
            writeln!(console.out, "{}", style::STRONG.paint("presets"))?;
            for preset in &presets {
                let asked = style::count(preset.asked(), "question");
                let facts = format!("{asked} in {} minutes", preset.minutes);
                let id = style::safe(&preset.id);
                let mark = style::GOOD.paint("✓");
                writeln!(console.out, "  {mark} {id}  {}", style::DIM.paint(facts))?;
            }
            table::findings(console.out, &findings)?;
        }
        Ok(Some(CheckedPresets {
            presets: presets.into_iter().map(|preset| preset.id).collect(),
            findings,
        }))
    }
}

impl Progress for Lines<'_, '_> {
    fn step(&mut self, mark: Mark, what: &str, rest: &str) -> io::Result<()> {
        let Some(console) = &mut self.0 else {
            return Ok(());
        };
        let mark = match mark {
            Mark::Good => style::GOOD.paint("✓"),
            Mark::Bad => style::BAD.paint("✗"),
            Mark::Note => style::DIM.paint("–"),
        };
        let (what, rest) = (style::safe(what), style::safe(rest));
        write!(console.out, "  {mark} {what}")?;
        if !rest.is_empty() {
            write!(console.out, "  {}", style::DIM.paint(rest))?;
        }
        writeln!(console.out)
    }
}
