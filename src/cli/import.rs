//! `viva import`: a question from an archive, or from another system's.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use super::{Console, Exit, Failure, OpenGrader, check, select, style};
use crate::grading::Grader;
use crate::import::coderunner::Imported;
use crate::import::{self, Draft, ProveError, Refused, Wishes};
use crate::question::{
    Bank, BankError, BrokenQuestion, Condition, Level, Question, WriteError, archive, read_at_most,
};

/// No archive of a question is larger: not even one that doesn't deflate.
const MOST: u64 = 4 << 20;

/// Put a question into the bank from a zip archive, as `viva export` makes one, or from another system.
///
/// An exported one gets the id that it has in the archive. One that can't be used is refused, and nothing is written.
///
/// From other systems come a prompt, cases and answers; what a question needs beyond that is listed, to be completed.
/// The answers are run, and those that come to what was said of them are kept.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  viva import scopes.zip
  viva import scopes.zip --replace
  viva import hello.zip --from kattis --topic strings --level junior --minutes 15
  viva import quiz.xml --from coderunner --topic lists

Kattis: a problem package, as zip archive or folder, whose problem is pass-fail or scored and
judged by the default validator. It becomes a function solve(text) that gets the input and
returns the output.

CodeRunner: questions in Moodle's XML, of the types python3 and python3_w_input. Each is
imported or skipped, and if one was skipped, the exit code is 1.")]
pub struct Args {
    /// The archive; a package's folder or archive for Kattis, an XML file for CodeRunner.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The system that it comes from, if it is not viva.
    #[arg(long, value_name = "SYSTEM")]
    from: Option<System>,

    /// The topic for what comes from another system: the first part of its id.
    #[arg(long, requires = "from", value_name = "TOPIC")]
    topic: Option<String>,

    /// Whom it is for: junior, mid, senior or staff.
    #[arg(long, requires = "from", value_name = "LEVEL", value_parser = level)]
    level: Option<Level>,

    /// The minutes that it takes, 5 to 45.
    #[arg(long, requires = "from", value_name = "N", value_parser = clap::value_parser!(u32).range(5..=45))]
    minutes: Option<u32>,

    /// Also if the bank has a question of this id, which is lost then.
    #[arg(long)]
    replace: bool,

    #[command(flatten)]
    bank: select::BankArgs,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum System {
    /// A problem package.
    Kattis,
    /// Moodle's XML.
    Coderunner,
}

fn level(name: &str) -> Result<Level, String> {
    serde_json::from_value(name.into())
        .map_err(|_| "levels are junior, mid, senior, staff".to_owned())
}

impl Args {
    pub fn run(&self, open: OpenGrader<'_>, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let bank = self.bank.open()?;
        match self.from {
            None => self.own(&bank, console),
            Some(System::Kattis) => self.kattis(&bank, open, console),
            Some(System::Coderunner) => self.coderunner(&bank, open, console),
        }
    }

    fn own(&self, bank: &Bank, console: &mut Console<'_>) -> Result<Exit, Failure> {
        let shown = self.file.display().to_string();
        let bytes = self.read().map_err(|error| {
            let what = format!("'{shown}' can't be read: {error}");
            Failure::usage(what, "name a zip archive that `viva export` made")
        })?;
        let (id, files) = archive::unpack(&bytes).map_err(|error| {
            let what = format!("'{shown}' holds no question: {error}");
            Failure::usage(what, "nothing was written; --from names another system")
        })?;
        let (question, findings) = Question::of_files(id, files)
            .map_err(|broken: BrokenQuestion| Failure::from(BankError::Broken(broken)))?;
        self.write(bank, &question)?;
        let id = &question.id;
        writeln!(console.out, "{} {id}", style::GOOD.paint("imported"))?;
        check::findings(console.out, &findings)?;
        Ok(Exit::Passed)
    }

    fn kattis(
        &self,
        bank: &Bank,
        open: OpenGrader<'_>,
        console: &mut Console<'_>,
    ) -> Result<Exit, Failure> {
        let draft = import::kattis::read(&self.file, &self.wishes())
            .map_err(|refused| self.refused(refused))?;
        self.must_have_place(bank, &draft)?;
        let grader = open()?;
        self.take(bank, draft, grader.as_ref(), console)?;
        Ok(Exit::Passed)
    }

    fn coderunner(
        &self,
        bank: &Bank,
        open: OpenGrader<'_>,
        console: &mut Console<'_>,
    ) -> Result<Exit, Failure> {
        let found = import::coderunner::read(&self.file, &self.wishes())
            .map_err(|refused| self.refused(refused))?;
        let (mut taken, mut skipped) = (0, 0);
        let mut grader = None;
        for Imported { name, draft } in found {
            let skip = match draft {
                Err(Refused { what, todo }) => Some((what, todo)),
                Ok(draft) => {
                    let grader = match &mut grader {
                        Some(grader) => grader,
                        none => none.insert(open()?),
                    };
                    let placed = self.must_have_place(bank, &draft);
                    match placed.and_then(|()| self.take(bank, draft, grader.as_ref(), console)) {
                        Ok(()) => None,
                        // Of this question alone.
                        Err(failure) if failure.exit == Exit::Usage => Some((
                            failure.to_string(),
                            failure.help().unwrap_or_default().to_owned(),
                        )),
                        Err(failure) => return Err(failure),
                    }
                }
            };
            let Some((what, todo)) = skip else {
                taken += 1;
                continue;
            };
            skipped += 1;
            let name = style::safe(&name);
            writeln!(console.out, "{} {name}", style::WARN.paint("skipped"))?;
            writeln!(console.out, "    {}", style::safe(&what))?;
            writeln!(
                console.out,
                "    {} {}\n",
                style::NOTE.paint("→"),
                style::safe(&todo)
            )?;
        }
        writeln!(console.out, "{taken} imported, {skipped} skipped")?;
        Ok(if skipped == 0 {
            Exit::Passed
        } else {
            Exit::Failed
        })
    }

    /// Runs what came with the question, and writes it.
    fn take(
        &self,
        bank: &Bank,
        draft: Draft,
        grader: &dyn Grader,
        console: &mut Console<'_>,
    ) -> Result<(), Failure> {
        let proven =
            import::prove(draft, grader, select::jobs(None)).map_err(|error| match error {
                ProveError::Broken(broken) => Failure::from(BankError::Broken(broken)),
                ProveError::Grade(error) => error.into(),
                fault @ ProveError::Fault { .. } => Failure::broken(fault),
            })?;
        self.write(bank, &proven.question)?;
        let (right, wrong) = proven.taken;
        writeln!(
            console.out,
            "{} {} with {right} right and {wrong} wrong answers; complete it, then see `viva check`:",
            style::GOOD.paint("imported"),
            proven.question.id
        )?;
        check::findings(console.out, &proven.findings)?;
        Ok(())
    }

    fn refused(&self, Refused { what, todo }: Refused) -> Failure {
        Failure::usage(format!("'{}': {what}", self.file.display()), todo)
    }

    fn wishes(&self) -> Wishes {
        Wishes {
            topic: self.topic.clone(),
            level: self.level,
            minutes: self.minutes,
        }
    }

    /// Said before answers are run, which takes a while.
    fn must_have_place(&self, bank: &Bank, draft: &Draft) -> Result<(), Failure> {
        if self.replace || bank.path(&draft.id).symlink_metadata().is_err() {
            return Ok(());
        }
        Err(Failure::usage(
            format!("{}: the question is there, and --replace isn't", draft.id),
            "nothing was written; --replace puts this one in its place, --topic elsewhere",
        ))
    }

    fn write(&self, bank: &Bank, question: &Question) -> Result<(), Failure> {
        let id = &question.id;
        let there = bank.path(id).symlink_metadata().is_ok();
        let condition = match there && self.replace {
            true => Condition::Exists,
            false => Condition::New,
        };
        bank.write(question, &condition).map_err(|error| {
            let help = match error {
                WriteError::Unmet(_) => "nothing was written; --replace puts this one in its place",
                _ => "name a folder that can be written: --questions DIR",
            };
            Failure::usage(format!("{id}: {error}"), help)
        })
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let bytes = read_at_most(File::open(&self.file)?, MOST)?;
        bytes.ok_or_else(|| io::Error::other("it is larger than 4 MiB"))
    }
}
