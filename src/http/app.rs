//! What handlers share.

use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusHandle;

use super::authoring::Authoring;
use super::caller::Caller;
use super::limits::Limits;
use super::metrics::Exposed;
use super::streams::Streams;
use super::{Problem, RateLimits};
use crate::ambient::Clock;
use crate::hooks::Policy;
use crate::interview::InterviewId;
use crate::question::{Library, Question, QuestionId};
use crate::store::interviews::{self, Interview, Scope};
use crate::store::work::{self, Work};
use crate::store::{Connection, Store, Write};
use crate::worker::checks::Checks;
use crate::worker::{News, Pulse};

/// The service's state. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub library: Arc<Library>,
    pub clock: Arc<dyn Clock>,
    pub news: News,
    pub pulse: Pulse,
    pub metrics: PrometheusHandle,
    pub settings: Arc<Settings>,
    pub rates: Arc<RateLimits>,
    pub streams: Streams,
    pub checks: Checks,
}

/// What the operator decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Under which people reach the service, without a slash at the end: `http://127.0.0.1:8080`.
    pub public_url: String,
    /// Jobs that may wait; more are refused with 503 until some are done.
    pub max_queued: u64,
    /// Jobs of one person that may wait or run; more are refused with 429.
    pub max_queued_each: u64,
    pub limits: Limits,
    /// Who may read the metrics at the API's address.
    pub metrics: Exposed,
    /// Who may write questions.
    pub authoring: Authoring,
    /// Where webhooks may lead.
    pub webhook_policy: Policy,
}

impl Settings {
    /// Whether cookies may be limited to HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl App {
    pub(super) fn question(&self, id: &QuestionId) -> Result<Arc<Question>, Problem> {
        self.library
            .get(id)
            .ok_or_else(|| Problem::not_found(format!("no question '{id}'")))
    }

    /// An interview that `caller` may look at: their own, or one of a round they are responsible for.
    pub(super) async fn readable(
        &self,
        db: &mut impl Connection,
        caller: &Caller,
        id: InterviewId,
    ) -> Result<Interview, Problem> {
        let mut found = interviews::get(db, id, Scope::Sitter(caller.person)).await?;
        if let (None, Some(scope)) = (&found, caller.staff_scope()) {
            found = interviews::get(db, id, scope).await?;
        }
        found.ok_or_else(|| no_interview(id))
    }

    /// The same with all that was done in it.
    pub(super) async fn readable_work(
        &self,
        db: &mut impl Connection,
        caller: &Caller,
        id: InterviewId,
    ) -> Result<(Interview, Work), Problem> {
        let mut found = work::with_interview(db, id, Scope::Sitter(caller.person)).await?;
        if let (None, Some(scope)) = (&found, caller.staff_scope()) {
            found = work::with_interview(db, id, scope).await?;
        }
        found.ok_or_else(|| no_interview(id))
    }

    /// An interview that `caller` sits, locked until `db` ends.
    pub(super) async fn sat_by(
        &self,
        db: &mut Write,
        caller: &Caller,
        id: InterviewId,
    ) -> Result<Interview, Problem> {
        interviews::lock(db, id, Scope::Sitter(caller.person))
            .await?
            .ok_or_else(|| no_interview(id))
    }
}

/// Also for those that exist and are not the caller's: their existence is nobody else's business.
pub(super) fn no_interview(id: InterviewId) -> Problem {
    Problem::not_found(format!("no interview {id}"))
}

/// That the question belongs to the interview.
pub(super) fn in_interview(interview: &Interview, question: &QuestionId) -> Result<(), Problem> {
    match interview.spec.item(question) {
        Some(_) => Ok(()),
        None => Err(Problem::not_found(format!(
            "the interview has no question '{question}'"
        ))),
    }
}
