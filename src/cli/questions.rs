//! `viva questions`: what the bank holds.

use std::path::PathBuf;

use serde::Serialize;

use super::{Console, Exit, Failure, figures, select, style};
use crate::question::{BankError, Digest, Kind, Level, Question, QuestionId};

/// List the questions of the bank.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva questions
  viva questions oauth2                 one topic
  viva questions --json | jq -r '.questions[].id'")]
pub struct Args {
    /// Only questions of this topic: the id's first part, or one of `topics`.
    topic: Option<String>,

    #[command(flatten)]
    bank: select::BankArgs,

    /// Print the list as JSON.
    #[arg(long)]
    json: bool,

    /// Bring the page of the bank's figures up to date, as far as that needs no running; see `viva check --table`.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["topic", "json"])]
    table: Option<PathBuf>,
}

#[derive(Serialize)]
struct Entry {
    id: QuestionId,
    title: String,
    kind: Kind,
    level: Level,
    minutes: u32,
    points: u32,
    topics: Vec<String>,
    roles: Vec<String>,
    digest: Digest,
}

#[derive(Serialize)]
struct Listing {
    questions: Vec<Entry>,
    /// Folders that are no valid questions, and why.
    broken: Vec<Broken>,
}

#[derive(Serialize)]
struct Broken {
    id: QuestionId,
    findings: Vec<crate::question::Finding>,
}

impl Args {
    pub fn run(&self, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let bank = self.bank.open()?;
        if let Some(file) = &self.table {
            figures::write(file, &bank, &[])?;
            return Ok(Exit::Passed);
        }
        let mut listing = Listing {
            questions: Vec::new(),
            broken: Vec::new(),
        };
        for id in bank.ids()? {
            match bank.load(&id) {
                Ok(question) if self.wants(&question) => listing.questions.push(question.into()),
                Ok(_) => {}
                Err(BankError::Broken(broken)) => listing.broken.push(Broken {
                    id: broken.id,
                    findings: broken.findings,
                }),
                Err(error) => return Err(error.into()),
            }
        }
        if self.json {
            console.json(&listing)?;
        } else {
            self.write(&listing, console)?;
        }
        Ok(if listing.broken.is_empty() {
            Exit::Passed
        } else {
            Exit::Failed
        })
    }

    fn wants(&self, question: &Question) -> bool {
        let Some(topic) = &self.topic else {
            return true;
        };
        question.id.topic() == topic || question.topics.contains(topic)
    }

    fn write(&self, listing: &Listing, console: &mut Console<'_>) -> Result<(), Failure> {
        let entries = &listing.questions;
        if entries.is_empty() && listing.broken.is_empty() {
            let folder = self.bank.folder().display();
            let what = match &self.topic {
                Some(topic) => format!("no questions on '{topic}' in '{folder}'"),
                None => format!("no questions in '{folder}'"),
            };
            writeln!(
                console.out,
                "{}; `viva new code topic/slug` begins one",
                style::safe(&what)
            )?;
            return Ok(());
        }
        let width = entries
            .iter()
            .map(|entry| entry.id.as_str().len())
            .max()
            .unwrap_or(0);
        for entry in entries {
            let facts = format!(
                "{:<7}  {:<6}  {:>2} min",
                entry.kind, entry.level, entry.minutes
            );
            writeln!(
                console.out,
                "{}  {}  {}",
                style::STRONG.paint(format_args!("{:<width$}", entry.id)),
                style::DIM.paint(facts),
                style::safe(&entry.title)
            )?;
        }
        if !entries.is_empty() {
            let minutes: u32 = entries.iter().map(|entry| entry.minutes).sum();
            let total = format!(
                "{}, {minutes} minutes",
                style::count(entries.len(), "question")
            );
            writeln!(console.out, "{}", style::DIM.paint(total))?;
        }
        for broken in &listing.broken {
            let number = style::count(broken.findings.len(), "finding");
            writeln!(
                console.out,
                "{} {} is broken: {number}; see `viva check {}`",
                style::BAD.paint("✗"),
                broken.id,
                broken.id
            )?;
        }
        Ok(())
    }
}

impl From<Question> for Entry {
    fn from(question: Question) -> Self {
        Self {
            id: question.id,
            title: question.title,
            kind: question.kind,
            level: question.level,
            minutes: question.minutes,
            points: question.points,
            topics: question.topics,
            roles: question.roles,
            digest: question.digest,
        }
    }
}
