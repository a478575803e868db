//! What a job comes to. Blocks: it runs Python.

use crate::grading::{self, Grader, NotGraded, Options, Source};
use crate::question::{Library, Question};
use crate::store::queue::Job;
use crate::store::submissions::{Kind, Outcome};

pub(super) fn grade(library: &Library, grader: &dyn Grader, job: &Job) -> Outcome {
    let Some(question) = library.get(&job.question) else {
        tracing::error!(submission = %job.id, question = %job.question, "the question is not in the bank any more");
        return Outcome::Internal;
    };
    match &job.scratch {
        Some(scratch) => run(grader, question, job, scratch),
        None => report(grader, question, job),
    }
}

fn report(grader: &dyn Grader, question: &Question, job: &Job) -> Outcome {
    let options = Options {
        seed: job.seed,
        samples_only: job.kind == Kind::Run,
        ..Options::default()
    };
    match grading::grade(grader, question, &job.text, options) {
        Ok(report) => Outcome::Report { report },
        Err(NotGraded::ByPerson(_)) => Outcome::ByPerson,
        Err(error @ (NotGraded::TooLong { .. } | NotGraded::NotYet(_))) => Outcome::Refused {
            why: error.to_string(),
        },
        Err(error @ (NotGraded::Question(_) | NotGraded::Broken(_))) => broken(job, &error),
    }
}

/// The candidate's own program, with their answer beside it as `answer.py`.
fn run(grader: &dyn Grader, question: &Question, job: &Job, scratch: &str) -> Outcome {
    let source = |name: &str, text: &str| Source {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let program = source("scratch.py", scratch);
    let mut beside = vec![source("answer.py", &job.text)];
    beside.extend(
        question
            .support
            .iter()
            .map(|text| source("support.py", text)),
    );
    match grader.run(&program, &beside, job.seed, &question.limits) {
        Ok(ran) => Outcome::Ran { ran },
        Err(error) => broken(job, &error),
    }
}

fn broken(job: &Job, error: &dyn std::error::Error) -> Outcome {
    let error = super::chain(error);
    tracing::error!(submission = %job.id, question = %job.question, error, "could not be graded");
    Outcome::Internal
}
