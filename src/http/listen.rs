//! Connections: how many, how slow, and how they end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::metrics::Exposed;
use super::{App, Limits, Node, node, router};

/// After an accept that failed for want of descriptors or memory: some may be free again.
const PAUSE: Duration = Duration::from_millis(500);

/// The longest head of a request; cookies and all fit into a part of it.
const MAX_HEAD: usize = 32 * 1024;

/// Answers requests on `listener` until `stop` ends, then finishes those that have begun, for as long as the limits let
/// them take.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let limits = app.settings.limits;
    let pulse = app.pulse.clone();
    let stop = async move {
        stop.await;
        pulse.stop();
    };
    answer(router(app), limits, listener, stop).await
}

/// The same with what whoever runs the node asks for, and nothing else.
pub async fn serve_node(
    node: Node,
    exposed: Exposed,
    limits: Limits,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    answer(node::router(node, exposed), limits, listener, stop).await
}

async fn answer(
    router: Router,
    limits: Limits,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = TowerToHyperService::new(router);
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MAX_HEAD)
        .half_close(false);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            // Never closed, so a place always comes.
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                metrics::counter!("viva_http_connections_total").increment(1);
                let router = router.clone();
                let service = service_fn(move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(ConnectInfo(peer));
                    router.call(request)
                });
                let connection = http.serve_connection(TokioIo::new(prompt(stream)), service);
                let connection = graceful.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    drop(place);
                });
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "connections can't be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(limits.drain, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("answers that took too long were cut off");
    }
    Ok(())
}

/// Small answers go out at once.
fn prompt(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection without TCP_NODELAY");
    }
    stream
}

fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}
