//! For whoever runs the service: is it alive, can it work.

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::get;

use super::{Code, Node, Problem};

pub fn router<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Node: FromRef<S>,
{
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
}

async fn alive() -> &'static str {
    "ok\n"
}

/// Whether requests do well here: not while the process stops, while graders are missing, or while the database doesn't
/// answer or has other tables than this program was made for.
async fn ready(State(node): State<Node>) -> Result<&'static str, Problem> {
    let not_ready = |why: String| Problem::new(Code::NotReady, why).retry_after(5);
    node.pulse
        .check()
        .map_err(|unwell| not_ready(unwell.to_string()))?;
    match node.store.is_current().await {
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
