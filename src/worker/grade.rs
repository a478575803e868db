//! What a job comes to. Blocks: it runs Python.

use super::follow::Reporter;
use crate::grading::{self, GradeError, Grader, NotGraded, Options, Source};
use crate::question::{Library, Question};
use crate::store::queue::Job;
use crate::store::submissions::{Kind, Outcome};

/// Nothing came of it and neither the answer nor its question is to blame: it is to be done later.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct PutOff(String);

pub(super) fn grade(
    library: &Library,
    grader: &dyn Grader,
    job: &Job,
    watch: &Reporter,
) -> Result<Outcome, PutOff> {
    let Some(question) = library.get(&job.question) else {
        tracing::error!(submission = %job.id, question = %job.question, "the question is not in the bank any more");
        return Ok(Outcome::Internal);
    };
    match &job.scratch {
        Some(scratch) => run(grader, &question, job, scratch),
        None => report(grader, &question, job, watch),
    }
}

fn report(
    grader: &dyn Grader,
    question: &Question,
    job: &Job,
    watch: &Reporter,
) -> Result<Outcome, PutOff> {
    let options = Options {
        seed: job.seed,
        samples_only: job.kind == Kind::Run,
        watch,
        ..Options::default()
    };
    match grading::grade(grader, question, &job.text, options) {
        Ok(report) => Ok(Outcome::Report { report }),
        Err(NotGraded::ByPerson(_)) => Ok(Outcome::ByPerson),
        Err(error @ NotGraded::TooLong { .. }) => Ok(Outcome::Refused {
            why: error.to_string(),
        }),
        Err(NotGraded::Broken(error)) => broken(job, &error),
        Err(NotGraded::Question(error)) => {
            tracing::error!(submission = %job.id, question = %job.question, %error, "its cases don't fit the question");
            Ok(Outcome::Internal)
        }
    }
}

/// The candidate's own program, with their answer beside it as `answer.py`.
fn run(
    grader: &dyn Grader,
    question: &Question,
    job: &Job,
    scratch: &str,
) -> Result<Outcome, PutOff> {
    let program = Source::new("scratch.py", scratch);
    let mut beside = vec![Source::new("answer.py", &job.text)];
    beside.extend(grading::support(question));
    match grader.run(&program, &beside, job.seed, &question.limits) {
        Ok(ran) => Ok(Outcome::Ran { ran }),
        Err(error) => broken(job, &error),
    }
}

fn broken(job: &Job, error: &GradeError) -> Result<Outcome, PutOff> {
    let causes = super::chain(error);
    if error.later {
        return Err(PutOff(causes));
    }
    tracing::error!(submission = %job.id, question = %job.question, error = causes, "could not be graded");
    Ok(Outcome::Internal)
}
