//! Answers for which no Python runs: they come to their outcome in the request that hands them in.

use crate::grading::{self, GradeError, Graded, Grader, NotGraded, Options, Ran, Source, Task};
use crate::question::{Kind, Limits, Question};
use crate::store::submissions::Outcome;

/// What `text` comes to, if that can be said at once: a choice is compared, an explanation waits for a reviewer.
pub fn at_once(question: &Question, text: &str, seed: u64) -> Option<Outcome> {
    match question.kind {
        Kind::Explain => Some(Outcome::ByPerson),
        Kind::Choice => {
            let options = Options {
                seed,
                ..Options::default()
            };
            match grading::grade(&NoPython, question, text, options) {
                Ok(report) => Some(Outcome::Report { report }),
                // The queue's way says what is wrong.
                Err(NotGraded::Broken(_) | NotGraded::Question(_)) => None,
                Err(error) => Some(Outcome::Refused {
                    why: error.to_string(),
                }),
            }
        }
        Kind::Code | Kind::Fix | Kind::Tests => None,
    }
}

/// Stands where a grader is asked for and none is needed.
struct NoPython;

impl Grader for NoPython {
    fn grade(&self, _: &Task<'_>) -> Result<Graded, GradeError> {
        Err(GradeError::new("there is no Python here"))
    }

    fn run(&self, _: &Source, _: &[Source], _: u64, _: &Limits) -> Result<Ran, GradeError> {
        Err(GradeError::new("there is no Python here"))
    }

    fn image(&self) -> String {
        String::new()
    }
}
