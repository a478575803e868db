//! For whoever runs the service: is it alive, can it work, what does it count.

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, Code, Problem};
use crate::store::queue;

pub fn router() -> Router<App> {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

async fn alive() -> &'static str {
    "ok\n"
}

/// Whether requests do well here: not while the process stops, while graders are missing, or while the database doesn't
/// answer or has other tables than this program was made for.
async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    let not_ready = |why: String| Problem::new(Code::NotReady, why).retry_after(5);
    app.pulse
        .check()
        .map_err(|unwell| not_ready(unwell.to_string()))?;
    match app.store.is_current().await {
        Ok(true) => {}
        Ok(false) => {
            return Err(not_ready(
                "the database has other tables than this program was made for".into(),
            ));
        }
        Err(error) => {
            tracing::warn!(%error, "not ready: the database doesn't answer");
            return Err(not_ready("the database doesn't answer".into()));
        }
    }
    Ok("ready\n")
}

/// The text format of Prometheus.
async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let depth = queue::depth(&mut app.store.read().await?).await?;
    let age = depth
        .oldest
        .map_or(0, |oldest| app.clock.now().since(oldest).as_millis());
    metrics::gauge!("viva_queue_jobs", "state" => "queued").set(depth.queued as f64);
    metrics::gauge!("viva_queue_jobs", "state" => "running").set(depth.running as f64);
    metrics::gauge!("viva_queue_oldest_seconds").set(age as f64 / 1000.0);
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(CONTENT_TYPE, kind)], app.metrics.render()).into_response())
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
