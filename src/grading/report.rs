//! The graded submission, and which part of it a candidate may see.
//!
//! The field order is the JSON's; equal inputs give the same bytes.

use serde::{Deserialize, Serialize};

use super::score::{self, Scheme, ScoreError};
use super::{Comparison, Cost, Graded, GradedCase, Points, Schedules, Verdict};
use crate::question::Digest;

/// The shape of [`Report`] as JSON; goes up when a reader of the old shape would misread the new one.
const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub version: u32,
    /// The guest image that ran the cases.
    pub image: String,
    pub seed: u64,
    /// The question's id; `None` for cases that belong to none.
    pub question: Option<String>,
    pub question_digest: String,
    pub answer_digest: String,
    /// The cases' verdicts in one word, by [`Verdict::BY_PRECEDENCE`].
    pub verdict: Verdict,
    /// Why no case ran: the answer (or the cases) could not be loaded.
    pub load_error: Option<String>,
    /// `None` if no points were to be given: only a part of the cases ran, there is no question,
    /// or viva itself failed on a case.
    pub score: Option<Points>,
    pub max_score: Option<Points>,
    pub cases: Vec<CaseReport>,
    /// Sentences for the reader, fit for candidates.
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseReport {
    pub id: String,
    pub title: String,
    pub sample: bool,
    pub verdict: Verdict,
    /// Both 0 if the report has no score.
    pub points: Points,
    pub max_points: Points,
    pub message: Option<String>,
    pub comparison: Option<Comparison>,
    pub output: Option<String>,
    pub cost: Option<Cost>,
    /// Of a case that is to be run under several schedules. It tells of the answer's own lines only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Schedules>,
}

/// What was graded.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub question: Option<String>,
    pub question_digest: Digest,
    pub answer_digest: Digest,
}

impl Report {
    pub(super) fn new(
        graded: Graded,
        scheme: Scheme<'_>,
        subject: Subject,
        notes: Vec<String>,
    ) -> Result<Self, ScoreError> {
        // An answer that can't be loaded has no cases to compare with the groups; it earns nothing of everything.
        let unloaded = graded.load_error.is_some() && graded.cases.is_empty();
        // Our own fault must not look like points that were lost.
        let internal = graded
            .cases
            .iter()
            .any(|case| case.verdict == Verdict::Internal);
        let scheme = if internal { Scheme::Unscored } else { scheme };
        let shares = if unloaded {
            Vec::new()
        } else {
            score::score(&graded.cases, scheme)?
        };
        let score = shares.iter().map(|share| share.earned).sum();
        let (score, max_score) = match scheme {
            Scheme::Points { points, .. } => (Some(score), Some(Points::whole(points))),
            Scheme::Unscored => (None, None),
        };
        let cases: Vec<CaseReport> = std::iter::zip(graded.cases, shares)
            .map(|(case, share)| CaseReport::new(case, share))
            .collect();
        let loading = graded.load_error.is_some().then_some(Verdict::Error);
        Ok(Self {
            version: VERSION,
            image: graded.image,
            seed: graded.seed,
            question: subject.question,
            question_digest: subject.question_digest.to_string(),
            answer_digest: subject.answer_digest.to_string(),
            verdict: Verdict::of_all(cases.iter().map(|case| case.verdict).chain(loading)),
            load_error: graded.load_error,
            score,
            max_score,
            cases,
            notes,
        })
    }

    /// The report as a candidate may see it: of a hidden case only its title, its verdict and its points.
    ///
    pub fn for_candidate(&self) -> Report {
        let mut report = self.clone();
        for (index, case) in report.cases.iter_mut().enumerate() {
            if case.sample {
                continue;
            }
            let before = self.cases[..index].iter().map(|case| case.id.as_str());
            case.id = CaseReport::hidden_id(&case.id, before);
            case.message = None;
            case.comparison = None;
            case.output = None;
            case.cost = None;
        }
        report
    }

    pub fn passed(&self) -> bool {
        self.verdict.passed()
    }
}

impl CaseReport {
    fn new(case: GradedCase, share: score::Share) -> Self {
        let verdict = share.verdict(case.verdict);
        let unmet = share.unmet.filter(|_| verdict == Verdict::Skipped);
        let (message, comparison, output) = match unmet {
            Some(unmet) => (Some(format!("needs {unmet} to pass")), None, None),
            None => (case.message, case.comparison, case.output),
        };
        Self {
            id: case.id,
            title: case.title,
            sample: case.sample,
            verdict,
            points: share.earned,
            max_points: share.max,
            message,
            comparison,
            output: output.filter(|text| !text.is_empty()),
            cost: Some(case.cost),
            schedules: case.schedules,
        }
    }

    /// The id without parameters. A function's name has no bracket, so the first one begins the parameters.
    pub fn function(&self) -> &str {
        function(&self.id)
    }

    /// The id under which candidates know a hidden case. A parametrized one may hold values of the case, so it becomes
    /// `test_name[#2]`, the second of its function's parametrizations; `before` are the ids of the cases before it.
    pub fn hidden_id<'a>(id: &str, before: impl Iterator<Item = &'a str>) -> String {
        let name = function(id);
        if name.len() == id.len() {
            return id.to_owned();
        }
        let place = before.filter(|other| function(other) == name).count() + 1;
        format!("{name}[#{place}]")
    }
}

fn function(id: &str) -> &str {
    id.split('[').next().unwrap_or(id)
}

mod results;
#[cfg(test)]
mod tests;
