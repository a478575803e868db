//! What the service counts, for whoever runs it: how many people use it, and what they wait for, is nobody else's
//! business. So it can be kept from the API's address, bound to a token, or read at an address of its own.

use axum::Router;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, Code, Node, Problem, extract};
use crate::ambient::digest_of;
use crate::store::queue;

const PATH: &str = "/metrics";

/// Who may read the metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exposed {
    /// Nobody, as if there were none.
    Nobody,
    Anybody,
    /// Who sends the token with this digest.
    Token(String),
}

impl Exposed {
    /// Anybody, or who has the token if there is one.
    pub fn with(token: Option<&str>) -> Self {
        match token {
            Some(token) => Self::Token(digest_of(token)),
            None => Self::Anybody,
        }
    }
}

/// At the API's address.
pub fn router() -> Router<App> {
    Router::new().route(PATH, get(beside_the_api))
}

/// At an address of their own.
pub fn alone(exposed: Exposed) -> Router<Node> {
    let read = move |State(node): State<Node>, headers: HeaderMap, uri: Uri| async move {
        read(&node, &exposed, &headers, uri).await
    };
    Router::new().route(PATH, get(read))
}

async fn beside_the_api(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    read(&Node::from(&app), &app.settings.metrics, &headers, uri).await
}

async fn read(
    node: &Node,
    exposed: &Exposed,
    headers: &HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    match exposed {
        Exposed::Nobody => Err(extract::no_route(uri).await),
        Exposed::Anybody => render(node).await,
        Exposed::Token(digest) => {
            let given = headers.get(AUTHORIZATION);
            let given = given.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
            // Digests are compared, so the time tells nothing of the token.
            if given.is_some_and(|given| digest_of(given.trim()) == *digest) {
                return render(node).await;
            }
            let detail = "send the token that the operator set: Authorization: Bearer …";
            Err(Problem::new(Code::NotSignedIn, detail))
        }
    }
}

/// The text format of Prometheus.
async fn render(node: &Node) -> Result<Response, Problem> {
    let depth = queue::depth(&mut node.store.read().await?).await?;
    let age = depth
        .oldest
        .map_or(0, |oldest| node.clock.now().since(oldest).as_millis());
    metrics::gauge!("viva_queue_jobs", "state" => "queued").set(depth.queued as f64);
    metrics::gauge!("viva_queue_jobs", "state" => "running").set(depth.running as f64);
    metrics::gauge!("viva_queue_oldest_seconds").set(age as f64 / 1000.0);
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(CONTENT_TYPE, kind)], node.metrics.render()).into_response())
}

/// Tells readers of the metrics what they are.
pub fn describe() {
    use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
    describe_counter!(
        "viva_grades_total",
        "Graded submissions and runs, by what they came to"
    );
    describe_histogram!(
        "viva_grade_seconds",
        Unit::Seconds,
        "From a claim to its result"
    );
    describe_counter!(
        "viva_webhook_attempts_total",
        "Messages sent to webhooks, by what came of it"
    );
    describe_histogram!(
        "viva_webhook_seconds",
        Unit::Seconds,
        "An attempt to send, from resolving to the answer"
    );
    describe_gauge!(
        "viva_queue_jobs",
        "Submissions and runs that wait, or are being graded"
    );
    describe_gauge!(
        "viva_queue_oldest_seconds",
        Unit::Seconds,
        "How long the first of those that wait has waited"
    );
    describe_counter!("viva_http_connections_total", "Accepted connections");
    describe_counter!(
        "viva_http_requests_total",
        "Answered requests, by the route's template and status"
    );
    describe_histogram!(
        "viva_http_seconds",
        Unit::Seconds,
        "From a request's head to its answer's head"
    );
}
