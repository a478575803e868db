//! `viva check`: the gate for authors. Runs what the question promises and says where it does not hold.
//!
//! A finding of severity error closes the gate; a warning is the author's to judge.

mod examples;
mod floor;
mod lint;
mod shape;
mod stub;
mod submissions;
mod table;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use serde::Serialize;

use super::{Console, Exit, Failure, OpenGrader, select, style};
use crate::grading::{self, Grader, Verdict};
use crate::question::{
    Bank, BankError, BrokenQuestion, Expected, Finding, Kind, Library, Question, QuestionId,
    Severity,
};

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
  viva check --json > findings.json")]
pub struct Args {
    /// Ids or folders of questions; all without any.
    #[arg(value_name = "QUESTION")]
    questions: Vec<String>,

    /// Every submission runs under the seeds 1 to N and must come to the same. From the fourth on, a wrong one runs only
    /// against the cases that it fails: the others were shown to pass by then.
    #[arg(long, value_name = "N", default_value = "3")]
    seeds: std::num::NonZeroU64,

    /// How many cases run at once; all cores by default.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    #[command(flatten)]
    bank: select::BankArgs,

    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

/// What checking one question came to.
#[derive(Debug, Serialize)]
struct Checked {
    question: QuestionId,
    kind: Option<Kind>,
    ok: bool,
    /// Case functions, sample ones among them.
    cases: usize,
    samples: usize,
    submissions: Vec<CheckedSubmission>,
    findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct CheckedSubmission {
    file: String,
    expected: Expected,
    ok: bool,
    /// The case functions that did not pass, with their verdict.
    fails: BTreeMap<String, Verdict>,
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

/// One question on its way through the gate.
struct Gate<'a, 'c> {
    grader: &'a dyn Grader,
    question: &'a Question,
    seeds: u64,
    jobs: usize,
    findings: Vec<Finding>,
    /// Where progress goes; nowhere with `--json`.
    progress: Option<&'a mut Console<'c>>,
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
        let mut checked = Vec::new();
        for id in ids {
            if !self.json {
                writeln!(console.out, "{}", style::STRONG.paint(&id))?;
            }
            let one = match bank.load(&id) {
                Ok(question) => self.check(grader.as_ref(), &question, console)?,
                Err(BankError::Broken(broken)) => broken.into(),
                Err(error) => return Err(error.into()),
            };
            if !self.json {
                table::findings(console.out, &one.findings)?;
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

    fn check(
        &self,
        grader: &dyn Grader,
        question: &Question,
        console: &mut Console<'_>,
    ) -> Result<Checked, Failure> {
        let mut gate = Gate {
            grader,
            question,
            seeds: self.seeds.get(),
            jobs: select::jobs(self.jobs),
            findings: shape::of_text(question),
            progress: (!self.json).then_some(console),
        };
        let (submissions, functions) = match question.kind {
            Kind::Code | Kind::Fix => gate.code()?,
            Kind::Choice => (gate.choices()?, Vec::new()),
            Kind::Tests | Kind::Explain => {
                if let Err(error) =
                    grading::grade(grader, question, "", grading::Options::default())
                {
                    gate.note(&error.to_string())?;
                }
                (Vec::new(), Vec::new())
            }
        };
        gate.findings.sort();
        gate.findings.dedup();
        Ok(Checked {
            question: question.id.clone(),
            kind: Some(question.kind),
            ok: !has_error(&gate.findings),
            cases: functions.len(),
            samples: functions.iter().filter(|function| function.sample).count(),
            submissions,
            findings: gate.findings,
        })
    }
}

fn has_error(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}

impl Gate<'_, '_> {
    /// A question of code: everything that its cases can tell.
    fn code(&mut self) -> Result<(Vec<CheckedSubmission>, Vec<shape::Function>), Failure> {
        let cases = self.question.cases.as_deref().unwrap_or_default();
        self.findings.extend(lint::lint(cases));
        let Some(functions) = self.collect()? else {
            return Ok((Vec::new(), Vec::new()));
        };
        let shape = shape::of_cases(self.question, &functions);
        self.findings.extend(shape);
        let submissions = self.submissions(&functions)?;
        self.floor(&functions)?;
        self.examples()?;
        Ok((submissions, functions))
    }

    fn line(
        &mut self,
        mark: impl std::fmt::Display,
        text: &str,
        rest: &str,
    ) -> Result<(), Failure> {
        if let Some(console) = &mut self.progress {
            let (text, rest) = (style::safe(text), style::safe(rest));
            write!(console.out, "  {mark} {text}")?;
            if !rest.is_empty() {
                write!(console.out, "  {}", style::DIM.paint(rest))?;
            }
            writeln!(console.out)?;
        }
        Ok(())
    }

    /// A progress line for something that was checked.
    fn done(&mut self, ok: bool, text: &str, rest: &str) -> Result<(), Failure> {
        if ok {
            self.line(style::GOOD.paint("✓"), text, rest)
        } else {
            self.line(style::BAD.paint("✗"), text, rest)
        }
    }

    /// A progress line for something that can't be checked.
    fn note(&mut self, text: &str) -> Result<(), Failure> {
        self.line(style::DIM.paint("–"), text, "")
    }
}

impl From<BrokenQuestion> for Checked {
    fn from(broken: BrokenQuestion) -> Self {
        Self {
            question: broken.id,
            kind: None,
            ok: false,
            cases: 0,
            samples: 0,
            submissions: Vec::new(),
            findings: broken.findings,
        }
    }
}
