//! `viva check`: the gate for authors, over questions of a bank, told as it goes.

mod table;

use std::io;
use std::num::{NonZeroU32, NonZeroUsize};
use std::ops::Range;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde::Serialize;

pub use table::findings;

use super::{Console, Exit, Failure, OpenGrader, figures, select, style};
use crate::check::{self, Checked, Effort, Mark, Progress, has_error};
use crate::question::{Bank, BankError, Finding, Library};

/// Seeds unless others are asked for.
const SEEDS: u32 = 3;
const STRICT_SEEDS: u32 = 20;
/// Between two lines of progress.
const PATIENCE: Duration = Duration::from_secs(15);

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
  viva check oauth2/scopes --seeds 100 --first-seed 21        and on
  viva check oauth2/scopes --submission near  try one submission, submissions/wrong_answer/near_miss.py say
  viva check --json > findings.json
  viva check --strict --mutate oauth2/scopes  before a question may decide about a person")]
pub struct Args {
    /// Ids or folders of questions; all without any.
    #[arg(value_name = "QUESTION")]
    questions: Vec<String>,

    /// Every submission runs under the seeds 1 to N and must come to the same. From the fourth on, a wrong one runs only
    /// against the cases that it fails, and at least one of them must catch it.
    /// 3 unless given, 20 with --strict.
    #[arg(long, value_name = "N")]
    seeds: Option<NonZeroU32>,

    /// Begin with the seed M instead of 1, to go on where another run ended.
    #[arg(long, value_name = "M", default_value_t = 1)]
    first_seed: u32,

    /// Run only submissions whose path contains TEXT, as `wrong_answer/` or `accepted/one_lock.py` do. Whether all
    /// cases can fail is not asked then.
    #[arg(long, value_name = "TEXT")]
    submission: Vec<String>,

    /// Ask for what makes a question fit to decide about a person: two accepted answers, each saying its style; five wrong
    /// ones, two of which pass all sample cases; stubs that earn less than a tenth; input that varies with the seed; equal
    /// verdicts under 20 seeds, or as many as --seeds says (a hunt for races takes seconds each); a tenth of the fuel at
    /// most; each case's title in the prompt's words; a prompt that leaves time to work; an explanation with all its
    /// parts. What is right otherwise is said in the question's exceptions.toml.
    #[arg(long)]
    strict: bool,

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

    /// Write the figures of all questions to a page of Markdown; those of questions that are not checked now stay.
    #[arg(long, value_name = "FILE", requires = "strict")]
    table: Option<PathBuf>,

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
struct Lines<'a, 'c> {
    console: Option<&'a mut Console<'c>>,
    /// When the last one was written.
    told: Instant,
}

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
        grader.stay();
        let mut checked = Vec::new();
        for id in ids {
            if !self.json {
                writeln!(console.out, "{}", style::STRONG.paint(&id))?;
            }
            let one = match bank.read(&id) {
                Ok((question, known)) => {
                    let effort = Effort {
                        seeds: self.seeds(),
                        submissions: self.submission.clone(),
                        jobs: select::jobs(self.jobs),
                        strict: self.strict,
                        mutants: self.mutate.then_some(self.mutants.get()),
                    };
                    let mut lines = Lines {
                        console: (!self.json).then_some(&mut *console),
                        told: Instant::now(),
                    };
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
        if let Some(file) = &self.table {
            figures::write(file, &bank, &checked)?;
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

    fn seeds(&self) -> Range<u64> {
        let by_default = if self.strict { STRICT_SEEDS } else { SEEDS };
        let first = u64::from(self.first_seed);
        first..first + u64::from(self.seeds.map_or(by_default, NonZeroU32::get))
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
        self.told = Instant::now();
        let Some(console) = &mut self.console else {
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

    fn under_way(&mut self, what: &str, done: u64, of: u64) -> io::Result<()> {
        if self.told.elapsed() < PATIENCE {
            return Ok(());
        }
        self.told = Instant::now();
        match &mut self.console {
            Some(console) => writeln!(console.err, "viva: {}: {done} of {of}", style::safe(what)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_tells_how_far_it_is_now_and_then() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut console = Console {
            out: &mut out,
            err: &mut err,
            input: &mut io::empty(),
        };
        let mut lines = Lines {
            console: Some(&mut console),
            told: Instant::now(),
        };
        lines.under_way("seeds of a.py", 1, 9).expect("a vector");
        lines.told -= PATIENCE;
        lines.under_way("seeds of a.py", 2, 9).expect("a vector");
        lines.under_way("seeds of a.py", 3, 9).expect("a vector");
        lines.told -= PATIENCE;
        lines.step(Mark::Good, "a.py", "").expect("a vector");
        lines.under_way("seeds of b.py", 1, 9).expect("a vector");
        assert_eq!(
            String::from_utf8_lossy(&err),
            "viva: seeds of a.py: 2 of 9\n"
        );
    }
}
