//! Checking a question before it is written, or as it is: what `viva check` does.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::authoring::FindingView;
use super::caller::Staff;
use super::command::Body;
use super::reply::Json;
use super::stream::{self, Teller};
use super::{App, Code, Problem};
use crate::check::{Checked, Effort, Mark};
use crate::question::{Files, Question, QuestionId};
use crate::worker::checks::{Running, Told, TooMany};

/// What a question is called that says no name.
const UNNAMED: &str = "question/question";

/// Seeds unless others are asked for, as on the command line.
const SEEDS: u64 = 3;

/// More are for the command line.
const MOST_SEEDS: u64 = 20;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCheck {
    /// All of the question's files, their texts by their names: `question.toml`, `submissions/accepted/a.py`, …
    files: BTreeMap<String, String>,
    /// Every submission runs under the seeds 1 to this one, 1 to 20; 3 unless given.
    #[schema(minimum = 1, maximum = 20)]
    seeds: Option<u64>,
}

/// What checking a question came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedView {
    /// Whether no finding is an error.
    ok: bool,
    /// SHA-256 of the files.
    digest: String,
    /// Case functions, sample ones among them.
    cases: usize,
    samples: usize,
    submissions: Vec<CheckedSubmissionView>,
    findings: Vec<FindingView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedSubmissionView {
    file: String,
    /// `accepted`, `wrong_answer`, `time_limit` or `run_time_error`: its folder.
    #[schema(value_type = String)]
    expected: Value,
    /// Whether it came to what its folder and its first lines say.
    ok: bool,
    /// The case functions that did not pass, with their verdicts.
    #[schema(value_type = BTreeMap<String, String>)]
    fails: Value,
}

/// The data of a `step` event: something that was looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepEvent {
    /// Null if it can't be checked.
    ok: Option<bool>,
    /// A file, or what else it was.
    what: String,
    /// What it came to.
    result: String,
}

/// The data of a `failed` event.
#[derive(Debug, Serialize, ToSchema)]
pub struct FailedEvent {
    detail: &'static str,
}

/// Check a question
///
/// Runs what it promises: every submission against every case, under several seeds; the starter and a stub; the
/// prompt's examples. Nothing is stored. It runs for as long as somebody waits for this answer, nine minutes at most.
/// With `Accept: text/event-stream`, it is told as it goes: `step` for each thing that was looked at, and at the end
/// `done` with the same object as without, or `failed` by a fault of ours.
#[utoipa::path(post, path = "/questions/check", tag = "authoring", request_body = NewCheck,
    responses((status = 200, content((CheckedView = "application/json"), (String = "text/event-stream")))))]
pub async fn check(
    State(app): State<App>,
    Staff(caller): Staff,
    headers: HeaderMap,
    Body(body): Body<NewCheck>,
) -> Result<Response, Problem> {
    let seeds = body.seeds.unwrap_or(SEEDS);
    if !(1..=MOST_SEEDS).contains(&seeds) {
        return Err(Problem::invalid(format!("seeds is from 1 to {MOST_SEEDS}")));
    }
    let id: QuestionId = UNNAMED
        .parse()
        .map_err(|error: crate::question::InvalidId| Problem::internal(&error))?;
    let read = Files::sent(body.files).map(|files| {
        let digest = files.digest().to_string();
        (digest, Question::of_files(id.clone(), files))
    });
    let (digest, question, known) = match read {
        Ok((digest, Ok((question, known)))) => (digest, question, known),
        Ok((digest, Err(broken))) => return Ok(answer(&headers, &app, broken.into(), digest)),
        Err(findings) => return Err(Problem::question(findings)),
    };
    let effort = Effort {
        seeds: 1..seeds + 1,
        submissions: Vec::new(),
        jobs: 1,
        strict: false,
        mutants: None,
    };
    let mut running = app.checks.begin(caller.person, question, known, effort)?;
    if wants_events(&headers) {
        let news = app.news.clone();
        return Ok(stream::respond(
            news,
            Following {
                running,
                digest,
                next: None,
            },
        ));
    }
    loop {
        let told = tokio::select! {
            told = running.next() => told,
            () = app.news.stop() => {
                return Err(Problem::new(Code::NotReady, "the service is being stopped").retry_after(5));
            }
        };
        match told {
            Some(Told::Step { .. }) => {}
            Some(Told::Done(Ok(checked))) => {
                return Ok(Json(CheckedView::new(checked, digest)).into_response());
            }
            Some(Told::Done(Err(error))) => return Err(Problem::internal(&error)),
            None => {
                let error = std::io::Error::other("a check ended without a word");
                return Err(Problem::internal(&error));
            }
        }
    }
}

/// What was known without running anything.
fn answer(headers: &HeaderMap, app: &App, checked: Checked, digest: String) -> Response {
    if wants_events(headers) {
        return stream::respond(
            app.news.clone(),
            Known(Some(CheckedView::new(checked, digest))),
        );
    }
    Json(CheckedView::new(checked, digest)).into_response()
}

fn wants_events(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/event-stream"))
}

/// Tells a check that goes on; dropped, it ends.
struct Following {
    running: Running,
    digest: String,
    /// Heard and not told yet.
    next: Option<Told>,
}

impl Teller for Following {
    async fn look(&mut self, tell: &mut stream::Told) -> Result<(), Problem> {
        while let Some(told) = self.next.take().or_else(|| self.running.try_next()) {
            match told {
                Told::Step { mark, what, rest } => {
                    let ok = match mark {
                        Mark::Good => Some(true),
                        Mark::Bad => Some(false),
                        Mark::Note => None,
                    };
                    let result = rest;
                    tell.event("step", None, &StepEvent { ok, what, result })?;
                }
                Told::Done(Ok(checked)) => {
                    let digest = std::mem::take(&mut self.digest);
                    tell.event("done", None, &CheckedView::new(checked, digest))?;
                    tell.end();
                }
                Told::Done(Err(error)) => {
                    // Logs it.
                    let _ = Problem::internal(&error);
                    let detail =
                        "the service failed, which says nothing about the question; try it again";
                    tell.event("failed", None, &FailedEvent { detail })?;
                    tell.end();
                }
            }
        }
        Ok(())
    }

    async fn wait(&mut self) {
        match self.running.next().await {
            Some(told) => self.next = Some(told),
            // It broke; the stream ends with the service or with its time.
            None => std::future::pending().await,
        }
    }
}

/// Tells a check that is over.
struct Known(Option<CheckedView>);

impl Teller for Known {
    async fn look(&mut self, tell: &mut stream::Told) -> Result<(), Problem> {
        if let Some(checked) = self.0.take() {
            tell.event("done", None, &checked)?;
        }
        tell.end();
        Ok(())
    }

    async fn wait(&mut self) {}
}

impl CheckedView {
    fn new(checked: Checked, digest: String) -> Self {
        let submissions = checked.submissions.into_iter();
        let submissions = submissions.map(|one| CheckedSubmissionView {
            file: one.file,
            expected: json!(one.expected),
            ok: one.ok,
            fails: json!(one.fails),
        });
        Self {
            ok: checked.ok,
            digest,
            cases: checked.cases,
            samples: checked.samples,
            submissions: submissions.collect(),
            findings: checked.findings.iter().map(FindingView::from).collect(),
        }
    }
}

impl From<TooMany> for Problem {
    fn from(error: TooMany) -> Self {
        Problem::new(Code::TooManyChecks, error.to_string()).retry_after(5)
    }
}
