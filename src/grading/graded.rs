//! What the sandbox says about the cases it ran: facts without points.

use serde::{Deserialize, Serialize};

use super::Verdict;

/// Every case that ran, in the order of `cases.py`.
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    pub cases: Vec<GradedCase>,
    /// The guest image's identity; the same image, seed and texts give the same `Graded`.
    pub image: String,
    pub seed: u64,
    /// Why no case could be collected: the answer or `cases.py` failed to load. Shown to candidates, so it may
    /// hold what the answer's side says, and no text or value of the cases.
    pub load_error: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct GradedCase {
    /// pytest's node id without the file: `test_a`, `Class::test_a[1-x]`.
    pub id: String,
    /// The id without parameters.
    pub function: String,
    pub title: String,
    /// Marked `sample`: all of it may be shown.
    pub sample: bool,
    /// `@pytest.mark.points(n)`, 1 without it.
    pub weight: f64,
    /// Functions that must have passed, or this case counts as skipped.
    pub requires: Vec<String>,
    /// pytest's own word: passed, failed, error, skipped, xfailed, xpassed.
    pub outcome: String,
    pub verdict: Verdict,
    pub message: Option<String>,
    pub comparison: Option<Comparison>,
    /// What was printed.
    pub output: Option<String>,
    pub cost: Cost,
}

/// The comparison that did not hold, `left op right`, both sides as pretty text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub op: String,
    pub left: String,
    pub right: String,
}

/// What a case used, both instances together. Equal on every run of the same image, seed and texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    pub fuel: u64,
    pub virtual_ms: u64,
    /// The larger instance's memory at its largest.
    pub memory_bytes: u64,
    pub output_bytes: u64,
    /// Messages that crossed the boundary.
    pub messages: u64,
}

/// What `viva run` came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    pub verdict: Verdict,
    /// Why it did not pass: the traceback, or which limit was broken.
    pub message: Option<String>,
    pub stdout: String,
    pub stderr: String,
    pub cost: Cost,
}
