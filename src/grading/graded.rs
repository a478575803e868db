//! What the sandbox says about the cases it ran: facts without points.

use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::sandbox::Decision;

/// Every case that ran, in the order of `cases.py`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    pub cases: Vec<GradedCase>,
    /// The guest image's identity; the same image, seed and texts give the same `Graded`.
    pub image: String,
    pub seed: u64,
    /// Why no case could be collected: the answer or `cases.py` failed to load. Shown to candidates, so it may
    /// hold what the answer's side says, and no text or value of the cases.
    pub load_error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The run that the rest is about.
    pub cost: Cost,
    /// Of a case that is to be run under several schedules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Schedules>,
}

/// A case's runs under several schedules.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Schedules {
    /// How many were run: the plain one, and those after it until one failed. 1 where no other could have come to anything else.
    pub ran: u32,
    /// How many there were to be.
    pub of: u32,
    /// The number of the one under which the case did not pass; 0 is the plain one.
    pub failed: Option<u32>,
    /// What happened there, told in the answer's own lines.
    pub story: Vec<String>,
    /// The lines that ran there, one after the other, and whose they were. Long, and only for whoever is at the terminal.
    #[serde(skip)]
    pub trace: Vec<String>,
    /// Where the turn went to another thread than it would by itself: as few as are needed.
    pub decisions: Vec<Decision>,
}

impl Schedules {
    pub(super) fn plain(of: u32, passed: bool) -> Schedules {
        Schedules {
            ran: 1,
            of,
            failed: (!passed).then_some(0),
            story: Vec::new(),
            trace: Vec::new(),
            decisions: Vec::new(),
        }
    }
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
