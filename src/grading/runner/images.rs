//! Cases compiled, before any answer: what of that is kept, and for how long.

use std::sync::{Arc, PoisonError};

use sha2::{Digest as _, Sha256};

use super::loading::LoadFailure;
use super::protocol::{self, File, Prepared, Request};
use super::{KEPT_IMAGES, QuestionImage, SandboxGrader, bounds, files, verdicts};
use crate::grading::{GradeError, Task};
use crate::question::Limits;
use crate::sandbox::{Bounds, Machine, Side};

impl SandboxGrader {
    /// The image of the cases in `task`. `Ok(Err(_))`: tests that can't even be compiled within the limits, whose own fault that is.
    pub(super) fn question_image(
        &self,
        task: &Task<'_>,
    ) -> Result<Result<Arc<QuestionImage>, LoadFailure>, GradeError> {
        let key = key(task);
        if task.suite {
            return self.tests_image(task, key);
        }
        if let Some(image) = self
            .questions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return Ok(Ok(image.clone()));
        }
        let image = match self.sandbox.kept.find(&key) {
            Some((image, prepared)) => QuestionImage { image, prepared },
            None => {
                let made = self.compile(task, trusted())?.map_err(|failure| {
                    let (name, message) = (&task.cases.name, failure.message);
                    GradeError::new(format!(
                        "{name} can't be compiled in the sandbox: {message}"
                    ))
                })?;
                self.sandbox.kept.keep(&key, &made.image, &made.prepared);
                made
            }
        };
        let image = Arc::new(image);
        let mut questions = self
            .questions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Any: which one is asked for next, nobody knows.
        if questions.len() >= KEPT_IMAGES
            && let Some(any) = questions.keys().next().copied()
        {
            questions.remove(&any);
        }
        questions.insert(key, image.clone());
        Ok(Ok(image))
    }

    /// As `question_image`. What anybody may hand in is not kept beyond the next one's.
    fn tests_image(
        &self,
        task: &Task<'_>,
        key: [u8; 32],
    ) -> Result<Result<Arc<QuestionImage>, LoadFailure>, GradeError> {
        let last = || self.tests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, image)) = last().as_ref()
            && *of == key
        {
            return Ok(Ok(image.clone()));
        }
        let made = self.compile(task, bounds(task.limits))?;
        Ok(made.map(|made| {
            let image = Arc::new(made);
            *last() = Some((key, image.clone()));
            image
        }))
    }

    /// Compiles the question's cases.
    fn compile(
        &self,
        task: &Task<'_>,
        bounds: Bounds,
    ) -> Result<Result<QuestionImage, LoadFailure>, GradeError> {
        let suite = task.suite;
        let mut machine = Machine::new(
            &self.sandbox.parts,
            &self.sandbox.boot,
            bounds.clone(),
            0,
            "question",
        );
        let request = Request::Judge {
            cases: File::of(task.cases),
            support: files(task.support),
            answer: &task.answer.name,
            tested: suite,
        };
        let prepared: Prepared = match protocol::ask(&mut machine, Side::Judge, &request) {
            Ok(prepared) => prepared,
            Err(stop) => {
                let printed = String::from_utf8_lossy(&machine.printed(Side::Judge)).into_owned();
                let what = match suite {
                    true => verdicts::explain(&stop, &bounds, &[], suite),
                    false => format!("{}\n{printed}", verdicts::describe(&stop)),
                };
                return Ok(Err(LoadFailure {
                    verdict: verdicts::of_stop(&stop, suite),
                    message: what,
                    cost: verdicts::cost(&machine, suite),
                }));
            }
        };
        let image = machine
            .snapshot()
            .map_err(|stop| GradeError::new(verdicts::describe(&stop)))?
            .ok_or_else(|| GradeError::new("compiling the cases left a thread running"))?;
        Ok(Ok(QuestionImage { image, prepared }))
    }
}

/// Bounds for code of the author's alone.
fn trusted() -> Bounds {
    bounds(&Limits::default())
}

/// Names a question image: everything that goes into it.
fn key(task: &Task<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    let named = std::iter::once(task.cases)
        .chain(task.support)
        .flat_map(|file| [file.name.as_str(), file.text.as_str()]);
    hash.update([u8::from(task.suite)]);
    for text in named.chain([task.answer.name.as_str()]) {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}
