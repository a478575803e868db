//! A node as whoever runs it asks about it: is it alive, can it work, what has it counted. Beside the API, or at an
//! address of its own, where a node without the API has nothing else.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use metrics_exporter_prometheus::PrometheusHandle;

use super::metrics::Exposed;
use super::{App, extract, health, metrics};
use crate::ambient::Clock;
use crate::store::Store;
use crate::worker::Pulse;

/// What is asked. Cheap to clone.
#[derive(Clone)]
pub struct Node {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub pulse: Pulse,
    pub metrics: PrometheusHandle,
}

impl From<&App> for Node {
    fn from(app: &App) -> Self {
        Self {
            store: app.store.clone(),
            clock: app.clock.clone(),
            pulse: app.pulse.clone(),
            metrics: app.metrics.clone(),
        }
    }
}

impl FromRef<App> for Node {
    fn from_ref(app: &App) -> Self {
        app.into()
    }
}

/// At an address of its own.
pub fn router(node: Node, exposed: Exposed) -> Router {
    health::router()
        .merge(metrics::alone(exposed))
        .fallback(extract::no_route)
        .method_not_allowed_fallback(extract::no_method)
        .with_state(node)
}
