//! A question and an answer in, a [`Report`] out.
//!
//! Knows what is worth what and who may see what. Does not know how Python runs: that is behind [`Grader`].

mod choice;
mod graded;
mod report;
mod runner;
mod score;
mod suite;
mod verdict;
mod watch;

use serde::{Deserialize, Serialize};

use crate::question::{Digest, Kind, Limits, Question};

pub use crate::question::Points;
pub use graded::{Comparison, Cost, Graded, GradedCase, Ran, Schedules};
pub use report::{CaseReport, Report};
pub use runner::{SandboxGrader, bounds};
pub use score::{Scheme, ScoreError, Share, score, split};
pub use verdict::Verdict;
pub use watch::{Unwatched, Watch};

/// A Python file by name and text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// `answer.py`; the module's name is this without the ending.
    pub name: String,
    pub text: String,
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        Source {
            name: name.into(),
            text: text.into(),
        }
    }
}

/// What a [`Grader`] is to do; [`Task::new`] is all cases, once.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    pub cases: &'a Source,
    /// Imported as `answer`, and by its own file name too.
    pub answer: &'a Source,
    /// Importable on both sides, each side its own copy.
    pub support: &'a [Source],
    /// Decides randomness and the threads' schedule.
    pub seed: u64,
    /// Ids of cases, or functions with all their parametrizations; none is all.
    pub only: &'a [String],
    pub samples_only: bool,
    /// How many cases may run at once; does not change what they come to.
    pub jobs: usize,
    /// Whether a failing schedule is made simple and told, which takes many runs; the verdict is the same.
    pub told: bool,
    pub limits: &'a Limits,
    /// The cases are a candidate's tests, which are trusted with nothing; the answer is the author's and what they test,
    /// imported by its file's name alone. Together they get what else a case has.
    pub suite: bool,
    pub enough: Enough,
    /// Told of every case while the grade goes on.
    pub watch: &'a dyn Watch,
}

impl<'a> Task<'a> {
    pub fn new(cases: &'a Source, answer: &'a Source, limits: &'a Limits) -> Self {
        let options = Options::default();
        Self {
            cases,
            answer,
            support: &[],
            seed: options.seed,
            only: options.only,
            samples_only: options.samples_only,
            jobs: options.jobs,
            told: options.told,
            limits,
            suite: false,
            enough: options.enough,
            watch: options.watch,
        }
    }
}

/// Where a grade may end before all is run; the default is nowhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enough {
    /// Nothing is asked after as many cases that didn't pass.
    pub failures: Option<usize>,
    /// No case runs under more schedules, whatever its mark asks for.
    pub schedules: Option<u64>,
}

/// Runs Python in the sandbox. A program that fails is a [`Verdict`], never an `Err`.
pub trait Grader {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError>;

    /// Runs one file as a program, without cases.
    fn run(
        &self,
        file: &Source,
        support: &[Source],
        seed: u64,
        limits: &Limits,
    ) -> Result<Ran, GradeError>;

    /// This process goes on for long: what pays off only then may be done now.
    fn stay(&self) {}

    /// The guest image's identity.
    fn image(&self) -> String;
}

/// We are broken, or the cases are; it costs the candidate nothing.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct GradeError {
    what: String,
    /// The author of the cases can mend it.
    pub in_cases: bool,
    /// Neither the answer nor the cases have to do with it, and nothing came of the grade: do it again later. No grader
    /// could be started, say, or the service is being stopped.
    pub later: bool,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl GradeError {
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            in_cases: false,
            later: false,
            source: None,
        }
    }

    /// Nothing is wrong with the grade itself; see [`GradeError::later`].
    pub fn later(what: impl Into<String>) -> Self {
        Self {
            later: true,
            ..Self::new(what)
        }
    }

    /// The cases can't be used, whatever the answer.
    pub fn in_cases(what: impl Into<String>) -> Self {
        Self {
            in_cases: true,
            ..Self::new(what)
        }
    }

    /// With what caused it.
    pub fn caused_by(
        what: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            source: Some(source.into()),
            ..Self::new(what)
        }
    }
}

/// Why an answer got no report.
#[derive(Debug, thiserror::Error)]
pub enum NotGraded {
    #[error("'{0}' is scored by a person, along the rubric in its question.toml")]
    ByPerson(String),
    #[error("the answer has {bytes} bytes; the question's limit is {limit_kib} KiB")]
    TooLong { bytes: usize, limit_kib: u64 },
    #[error("the question's cases don't fit its question.toml: {0}")]
    Question(#[from] ScoreError),
    #[error(transparent)]
    Broken(#[from] GradeError),
}

/// How an answer is to be graded; the default grades everything.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    pub seed: u64,
    /// See [`Task::only`].
    pub only: &'a [String],
    pub samples_only: bool,
    pub jobs: usize,
    /// See [`Task::told`].
    pub told: bool,
    /// Not for tests that are graded by implementations.
    pub enough: Enough,
    /// See [`Task::watch`].
    pub watch: &'a dyn Watch,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            seed: 1,
            only: &[],
            samples_only: false,
            jobs: 1,
            told: true,
            enough: Enough::default(),
            watch: &Unwatched,
        }
    }
}

impl Options<'_> {
    /// Whether some cases don't run, so that no points can be given.
    fn partial(&self) -> bool {
        !self.only.is_empty() || self.samples_only
    }
}

/// Grades an answer to a question. The report is complete, hidden cases included: see [`Report::for_candidate`].
pub fn grade(
    grader: &dyn Grader,
    question: &Question,
    answer: &str,
    options: Options<'_>,
) -> Result<Report, NotGraded> {
    let limit_kib = question.limits.source_kib;
    if answer.len() as u64 > limit_kib * 1024 {
        let bytes = answer.len();
        return Err(NotGraded::TooLong { bytes, limit_kib });
    }
    let id = question.id.to_string();
    let (graded, scheme, notes) = match question.kind {
        Kind::Explain => return Err(NotGraded::ByPerson(id)),
        Kind::Choice => {
            let (graded, notes) = choice::grade(question, answer, options.seed);
            (graded, question_scheme(question), notes)
        }
        Kind::Code | Kind::Fix | Kind::Tests => {
            let (graded, mut notes) = run_cases(grader, question, answer, options)?;
            if options.partial() {
                notes.push("only a part of the cases ran, so there is no score".to_owned());
                (graded, Scheme::Unscored, notes)
            } else {
                (graded, question_scheme(question), notes)
            }
        }
    };
    let subject = report::Subject {
        question: Some(id),
        question_digest: question.digest,
        answer_digest: Digest::of_text(answer),
    };
    Ok(Report::new(graded, scheme, subject, notes)?)
}

/// Runs the question's cases against `answer`, or against its implementations the tests that `answer` is: the facts, before any
/// points, and what is to be noted for the candidate.
pub fn run_cases(
    grader: &dyn Grader,
    question: &Question,
    answer: &str,
    options: Options<'_>,
) -> Result<(Graded, Vec<String>), GradeError> {
    if question.kind == Kind::Tests {
        return suite::grade(grader, question, answer, options);
    }
    let cases = Source::new("cases.py", question.cases.as_deref().unwrap_or_default());
    let answer = Source::new("answer.py", answer);
    let support = support(question);
    let task = Task {
        support: &support,
        seed: options.seed,
        only: options.only,
        samples_only: options.samples_only,
        jobs: options.jobs,
        told: options.told,
        enough: options.enough,
        watch: options.watch,
        ..Task::new(&cases, &answer, &question.limits)
    };
    Ok((grader.grade(&task)?, Vec::new()))
}

/// The files of the question that both sides may import.
pub fn support(question: &Question) -> Vec<Source> {
    let files = question.support.iter();
    files.map(|text| Source::new("support.py", text)).collect()
}

/// Grades an answer against cases that belong to no question: verdicts without points.
pub fn test(grader: &dyn Grader, task: &Task<'_>) -> Result<Report, NotGraded> {
    let files = std::iter::once(task.cases).chain(task.support);
    let subject = report::Subject {
        question: None,
        question_digest: Digest::of_files(
            files.map(|file| (file.name.as_str(), file.text.as_bytes())),
        ),
        answer_digest: Digest::of_text(&task.answer.text),
    };
    Ok(Report::new(
        grader.grade(task)?,
        Scheme::Unscored,
        subject,
        Vec::new(),
    )?)
}

/// The whole question's points over its groups.
pub fn question_scheme(question: &Question) -> Scheme<'_> {
    Scheme::Points {
        points: question.points,
        groups: &question.groups,
    }
}
