//! For whoever runs the service: is it alive, can it work, what does it count.

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, Problem};
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

/// Whether the database answers.
async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    queue::depth(&mut app.store.read().await?).await?;
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
