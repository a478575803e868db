//! What is said between the host and the guest's Python (`sandbox/lib/_viva/control.py`): one JSON object each way.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::grading::{Comparison, Source, Verdict};
use crate::sandbox::{Machine, Side, Stop};

#[derive(Serialize)]
pub struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl<'a> File<'a> {
    pub fn of(source: &'a Source) -> File<'a> {
        File {
            name: &source.name,
            text: &source.text,
        }
    }
}

#[derive(Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Request<'a> {
    Judge {
        cases: File<'a>,
        support: Vec<File<'a>>,
        answer: &'a str,
        /// As in the two others that have it: see [`Task::suite`](crate::grading::Task::suite).
        tested: bool,
    },
    Collect {
        seed: u64,
        /// What `Answer` was replied with.
        may_have_threads: bool,
        tested: bool,
    },
    Run {
        id: &'a str,
        seed: u64,
    },
    Answer {
        answer: File<'a>,
        support: Vec<File<'a>>,
        seed: u64,
        tested: bool,
    },
    Arm,
    Permute,
    Main {
        file: File<'a>,
        support: Vec<File<'a>>,
        seed: u64,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prepared {
    /// The cases as far as the source alone tells them.
    Outline(Vec<Item>),
    Error(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collected {
    Items(Vec<Item>),
    Error(String),
    /// What tests are to test can't be imported: its author's fault.
    Unusable(String),
}

#[derive(Serialize, Deserialize)]
pub struct Item {
    pub id: String,
    pub function: String,
    pub title: String,
    pub sample: bool,
    pub points: f64,
    pub requires: Vec<String>,
    /// `@pytest.mark.schedules(n)`.
    #[serde(default)]
    pub schedules: Option<u32>,
}

#[derive(Deserialize)]
pub struct CaseResult {
    pub outcome: String,
    pub verdict: CaseVerdict,
    pub message: String,
    pub comparison: Option<Comparison>,
}

/// The verdicts that the case runner can come to.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseVerdict {
    Passed,
    Failed,
    Error,
    Skipped,
}

impl From<CaseVerdict> for Verdict {
    fn from(verdict: CaseVerdict) -> Verdict {
        match verdict {
            CaseVerdict::Passed => Verdict::Passed,
            CaseVerdict::Failed => Verdict::Failed,
            CaseVerdict::Error => Verdict::Error,
            CaseVerdict::Skipped => Verdict::Skipped,
        }
    }
}

#[derive(Deserialize)]
pub struct Status {
    pub status: i32,
}

/// Asks one side. What it can't be made sense of has crashed it; of the trusted one, that is our fault (see `verdicts`).
pub fn ask<R: DeserializeOwned>(
    machine: &mut Machine<'_>,
    side: Side,
    request: &Request<'_>,
) -> Result<R, Stop> {
    let broken = |what: String| Stop::Crash(side, what);
    let bytes = serde_json::to_vec(request).map_err(|e| Stop::Internal(e.to_string()))?;
    let reply = machine.control(side, &bytes)?;
    if !reply.ok {
        return Err(broken(format!(
            "the sandbox's own code failed: {}",
            String::from_utf8_lossy(&reply.bytes)
        )));
    }
    serde_json::from_slice(&reply.bytes)
        .map_err(|e| broken(format!("the sandbox's reply can't be read: {e}")))
}
