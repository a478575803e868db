//! Small mutants of the accepted answers: a case that can't tell one from the answer leaves a mistake unseen.
//!
//! Each mutant is tried until a case doesn't pass. Those that survive either show what the cases overlook, or behave like
//! the answer; which of the two only a person can say, in the question's `exceptions.toml`.

mod mutant;
mod trial;

use std::collections::BTreeSet;

use serde::Serialize;

use self::mutant::{Mutant, mutants, sample};
use self::trial::{Fate, Trial};
use super::exceptions::Rule;
use super::{Gate, Mark, Stop};
use crate::question::{Expected, Finding, KnownSubmission};

/// Percent of the mutants that behave differently, as far as anybody says, that may survive.
const MAX_SURVIVING: usize = 10;

/// What the mutants of a question's accepted answers came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Mutants {
    /// How many there are.
    pub found: usize,
    /// How many of them were tried.
    pub tried: usize,
    pub killed: usize,
    /// Survivors of which the question's folder says why they may.
    pub justified: usize,
}

impl Gate<'_> {
    /// Tries at most `most` mutants.
    pub(super) fn mutants(&mut self, most: usize) -> Result<(), Stop> {
        let question = self.question;
        let answers: Vec<&KnownSubmission> = question
            .submissions
            .iter()
            .filter(|one| one.expected == Expected::Accepted)
            .collect();
        let mut all: Vec<(usize, Mutant)> = Vec::new();
        for (index, answer) in answers.iter().enumerate() {
            match mutants(self.grader, answer)? {
                Ok(made) => all.extend(made.into_iter().map(|mutant| (index, mutant))),
                Err(why) => self.findings.push(Finding::error(
                    answer.file.as_str(),
                    None,
                    format!("its mutants can't be made: {why}"),
                    "mend the answer if it isn't valid Python; else report this",
                )),
            }
        }
        let mut sum = Mutants {
            found: all.len(),
            ..Mutants::default()
        };
        let ids: BTreeSet<String> = all.iter().map(|(_, one)| one.id.clone()).collect();
        let chosen = sample(all, most);
        let tried: BTreeSet<&str> = chosen.iter().map(|(_, one)| one.id.as_str()).collect();
        let mut trial = Trial::new(self.grader, question, self.effort.jobs);
        for (index, answer) in answers.iter().enumerate() {
            if !trial.begin(&answer.source)? {
                let what = format!("mutants of {}", answer.file);
                self.step(Mark::Note, &what, "are not tried: it doesn't pass itself")?;
                continue;
            }
            let mine = chosen.iter().filter(|(of, _)| *of == index);
            let mine: Vec<&Mutant> = mine.map(|(_, mutant)| mutant).collect();
            let came = self.try_all(&mut trial, answer, &mine)?;
            let justified = match came.justified {
                0 => String::new(),
                number => format!(", {number} justified"),
            };
            let rest = format!("{} of {} killed{justified}", came.killed, came.tried);
            let ok = came.killed + came.justified == came.tried;
            self.done(ok, &format!("mutants of {}", answer.file), &rest)?;
            sum.tried += came.tried;
            sum.killed += came.killed;
            sum.justified += came.justified;
        }
        if sum.tried < sum.found {
            let what = format!("{} of {} mutants were tried", sum.tried, sum.found);
            self.step(Mark::Note, &what, "--mutants N tries more")?;
        }
        let different = sum.tried - sum.justified;
        let unseen = different - sum.killed;
        if unseen * 100 > different * MAX_SURVIVING {
            self.findings.push(Finding::error(
                "cases.py",
                None,
                format!("{unseen} of {different} mutants survive"),
                "sharpen cases until at most a tenth do, or justify those that behave like the answer",
            ));
        }
        // A mutant that isn't in the sample may be in a larger one.
        let known = |id: &str| tried.contains(id) || !ids.contains(id);
        self.findings
            .extend(self.exceptions.stale(Rule::Mutant, known));
        self.mutants = Some(sum);
        Ok(())
    }

    fn try_all(
        &mut self,
        trial: &mut Trial<'_>,
        answer: &KnownSubmission,
        mutants: &[&Mutant],
    ) -> Result<Mutants, Stop> {
        let mut came = Mutants::default();
        let what = format!("mutants of {}", answer.file);
        for mutant in mutants {
            self.under_way(&what, came.tried as u64, mutants.len() as u64)?;
            came.tried += 1;
            match trial.fate(&mutant.source)? {
                Fate::Killed => came.killed += 1,
                Fate::Survived if self.exceptions.excuse(Rule::Mutant, &mutant.id) => {
                    came.justified += 1;
                }
                Fate::Survived => self.findings.push(Finding::warning(
                    answer.file.as_str(),
                    mutant.line,
                    format!("no case kills the mutant '{}'", mutant.id),
                    "sharpen a case, or say under [mutants] in exceptions.toml why it behaves like the answer",
                )),
                Fate::Unknown => self.findings.push(Finding::error(
                    answer.file.as_str(),
                    mutant.line,
                    format!("the sandbox failed on the mutant '{}'", mutant.id),
                    "report this: it is viva's fault",
                )),
            }
        }
        Ok(came)
    }
}
