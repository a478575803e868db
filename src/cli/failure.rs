//! Why a command could not do what was asked: what happened, what to do next, and the exit code.

use std::fmt;
use std::io;

use super::{Exit, console::Console, style};
use crate::check::Stop;
use crate::grading::{GradeError, NotGraded};
use crate::question::{BankError, InvalidId};

/// Ends a command. Written to stderr as `error: …` and, if there is something to do, `help: …`.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    /// Empty if there is nobody to tell.
    message: String,
    help: Option<String>,
}

impl Failure {
    /// Wrong use: the person can do something about it, and `help` says what.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            message: message.into(),
            help: Some(help.into()),
        }
    }

    /// Our fault, with all its causes.
    pub fn broken(error: impl Into<anyhow::Error>) -> Self {
        Self {
            exit: Exit::Broken,
            message: format!("{:#}", error.into()),
            help: Some(
                "this is viva's fault and says nothing about the answer; please report it"
                    .to_owned(),
            ),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    pub fn write(&self, console: &mut Console<'_>) -> io::Result<()> {
        let Self { message, help, .. } = self;
        if message.is_empty() {
            return Ok(());
        }
        let message = style::safe(message);
        writeln!(console.err, "{} {message}", style::BAD.paint("error:"))?;
        if let Some(help) = help {
            writeln!(
                console.err,
                "  {} {}",
                style::NOTE.paint("help:"),
                style::safe(help)
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Our own output could not be written.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let message = format!("the output can't be written: {error}");
        let (exit, message) = match error.kind() {
            // The reader had enough (`viva check | head`): nothing to say, and no success to claim either.
            io::ErrorKind::BrokenPipe => (Exit::Failed, String::new()),
            _ => (Exit::Broken, message),
        };
        Self {
            exit,
            message,
            help: None,
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

impl From<GradeError> for Failure {
    fn from(error: GradeError) -> Self {
        if error.in_cases {
            return Self::usage(error.to_string(), "mend the cases; the answer was not run");
        }
        Self::broken(error)
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Untold(error) => error.into(),
            Stop::Grade(error) => error.into(),
            Stop::NotGraded(error) => error.into(),
            fault @ Stop::Fault { .. } => Self::broken(fault),
        }
    }
}

impl From<InvalidId> for Failure {
    fn from(error: InvalidId) -> Self {
        Self::usage(error.to_string(), "`viva questions` lists all ids")
    }
}

impl From<BankError> for Failure {
    fn from(error: BankError) -> Self {
        let help = match &error {
            BankError::NoBank { .. } => {
                "name the folder that holds the questions: --questions DIR".to_owned()
            }
            BankError::NoQuestion {
                similar: Some(id), ..
            } => format!("did you mean '{id}'? `viva questions` lists all"),
            BankError::NoQuestion { similar: None, .. } | BankError::InvalidId(_) => {
                "`viva questions` lists all ids".to_owned()
            }
            BankError::Broken(broken) => format!("mend it, then see `viva check {}`", broken.id),
            BankError::NoPresets { .. } | BankError::BrokenPreset(_) => {
                "mend it, then see `viva check`".to_owned()
            }
        };
        Self::usage(error.to_string(), help)
    }
}

impl From<NotGraded> for Failure {
    fn from(error: NotGraded) -> Self {
        let help = match error {
            NotGraded::Broken(error) => return error.into(),
            NotGraded::ByPerson(_) => {
                "nothing can be graded here; the rubric and explanation.md help the reader"
            }
            NotGraded::TooLong { .. } => {
                "hand in a shorter answer, or raise source_kib under [limits] in question.toml"
            }
            NotGraded::Question(_) => "the question's author can see more with `viva check`",
        };
        Self::usage(error.to_string(), help)
    }
}
