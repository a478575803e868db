//! Options that several commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::Failure;
use crate::grading::{Options, Report};
use crate::question::{Bank, BankError};

/// Where the questions are.
#[derive(Debug, clap::Args)]
pub struct BankArgs {
    /// The folder that holds the questions.
    #[arg(
        long = "questions",
        env = "VIVA_QUESTIONS",
        hide_env_values = true,
        value_name = "DIR",
        default_value = "questions"
    )]
    folder: PathBuf,
}

impl BankArgs {
    pub fn open(&self) -> Result<Bank, BankError> {
        Bank::open(&self.folder)
    }

    pub fn folder(&self) -> &PathBuf {
        &self.folder
    }
}

/// Which cases run, and how.
#[derive(Debug, clap::Args)]
pub struct Selection {
    /// Decides randomness and the schedule of threads; the same seed gives the same report.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Run one case (`test_a[2]`), or one function with all its parametrizations (`test_a`).
    #[arg(long, value_name = "ID", conflicts_with = "samples")]
    pub case: Option<String>,

    /// Run the sample cases alone.
    #[arg(long)]
    pub samples: bool,

    /// How many cases run at once; all cores by default. Changes no verdict.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Print, line by line, the schedule under which a case failed that hunts for races.
    #[arg(long, conflicts_with = "json")]
    pub trace: bool,
}

impl Selection {
    pub fn options(&self) -> Options<'_> {
        Options {
            seed: self.seed,
            only: self.case.as_slice(),
            samples_only: self.samples,
            jobs: jobs(self.jobs),
            told: true,
            ..Options::default()
        }
    }

    /// That something ran. `names`: what `--case` could have named.
    pub fn must_have_run(&self, report: &Report, names: &[String]) -> Result<(), Failure> {
        if !report.cases.is_empty() || report.load_error.is_some() {
            return Ok(());
        }
        let Some(wanted) = &self.case else {
            let which = if self.samples {
                "sample cases"
            } else {
                "cases"
            };
            return Err(Failure::usage(
                format!("there are no {which}"),
                "a case is a function test_…; a sample one is marked @pytest.mark.sample",
            ));
        };
        let similar = names
            .iter()
            .map(|name| (strsim::jaro_winkler(wanted, name), name))
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|(a, _), (b, _)| a.total_cmp(b));
        let help = match similar {
            Some((_, name)) => format!("did you mean '{name}'?"),
            None => format!("the cases are {}", names.join(", ")),
        };
        Err(Failure::usage(format!("no case '{wanted}'"), help))
    }
}

/// `given`, or as many as there are cores.
pub fn jobs(given: Option<NonZeroUsize>) -> usize {
    given
        .or_else(|| std::thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get)
}

/// The functions that a `cases.py` seems to define, `Class::test_name` for methods; from its text alone.
pub fn function_names(cases: &str) -> Vec<String> {
    let mut class = "";
    let mut names = Vec::new();
    let identifier = |text: &'_ str| {
        text.find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(text.len())
    };
    for line in cases.lines() {
        let code = line.trim_start();
        let top = code.len() == line.len();
        let code = code.strip_prefix("async ").unwrap_or(code);
        if let (true, Some(rest)) = (top, code.strip_prefix("class ")) {
            class = &rest[..identifier(rest)];
        } else if let Some(rest) = code.strip_prefix("def ") {
            let name = &rest[..identifier(rest)];
            if top {
                class = "";
            }
            if name.starts_with("test") && (top || class.starts_with("Test")) {
                let prefix = if top {
                    String::new()
                } else {
                    format!("{class}::")
                };
                names.push(format!("{prefix}{name}"));
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_functions_and_methods() {
        let cases = "def helper(): ...\ndef test_a(x):\n    def test_inner(): ...\nclass TestB:\n    async def test_c(self): ...\ndef test_d(): ...\n";
        assert_eq!(function_names(cases), ["test_a", "TestB::test_c", "test_d"]);
    }
}
