//! Connections: what is too slow or too large is turned away, and stopping is graceful.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use viva::http::{self, Exposed, Limits};

use super::service::Service;

const SHORT: Duration = Duration::from_millis(80);

/// Longer than anything here takes, shorter than a person waits.
const LONG: Duration = Duration::from_secs(20);

struct Served {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
}

async fn serve(limits: Limits) -> (Service, Served) {
    let service = Service::start().await;
    let mut app = service.app.clone();
    let mut settings = (*app.settings).clone();
    settings.limits = limits;
    app.settings = settings.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(http::serve(app, listener, async {
        let _ = stopped.await;
    }));
    (
        service,
        Served {
            address,
            stop,
            served,
        },
    )
}

fn limits() -> Limits {
    Limits {
        head: SHORT,
        body: SHORT,
        connections: 8,
        drain: LONG,
    }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("it listens")
    }
}

/// All that comes until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let read = stream.read_to_end(&mut text);
    tokio::time::timeout(LONG, read)
        .await
        .expect("the connection is closed")
        .expect("it can be read");
    String::from_utf8(text).expect("UTF-8")
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off() {
    let (_service, served) = serve(limits()).await;
    for head in [
        "",
        "GET /healthz HT",
        "GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: ",
    ] {
        let mut stream = served.connect().await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let got = rest(&mut stream).await;
        assert!(!got.contains("200"), "{head:?}: {got}");
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_a_problem() {
    let (_service, served) = serve(limits()).await;
    let mut stream = served.connect().await;
    let head = "POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    let got = rest(&mut stream).await;
    assert!(got.starts_with("HTTP/1.1 408 "), "{got}");
    assert!(got.contains("\"code\":\"too_slow\""), "{got}");
}

#[tokio::test]
async fn a_body_that_is_announced_too_large_is_not_waited_for() {
    let slow = Limits {
        body: LONG,
        head: LONG,
        ..limits()
    };
    let (_service, served) = serve(slow).await;
    let mut stream = served.connect().await;
    let head = "POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 70000\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.unwrap();
    let got = rest(&mut stream).await;
    assert!(got.starts_with("HTTP/1.1 413 "), "{got}");
    assert!(got.contains("65536 bytes"), "{got}");
}

#[tokio::test]
async fn idle_connections_make_room_for_others() {
    let one = Limits {
        connections: 1,
        ..limits()
    };
    let (_service, served) = serve(one).await;
    let _idle = served.connect().await;
    let mut second = served.connect().await;
    let head = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    second.write_all(head.as_bytes()).await.unwrap();
    let got = rest(&mut second).await;
    assert!(got.starts_with("HTTP/1.1 200 "), "{got}");
}

#[tokio::test]
async fn what_was_begun_is_answered_when_it_stops() {
    let slow = Limits {
        body: LONG,
        head: LONG,
        ..limits()
    };
    let (service, served) = serve(slow).await;
    let mut stream = served.connect().await;
    let head = "POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // Answered one after the other, so the first is being dealt with.
    let mut other = served.connect().await;
    other
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    rest(&mut other).await;
    served.stop.send(()).unwrap();
    while service.app.pulse.check().is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(
        TcpStream::connect(served.address).await.is_err(),
        "nobody new is let in"
    );
    stream.write_all(b"{}").await.unwrap();
    let got = rest(&mut stream).await;
    assert!(got.starts_with("HTTP/1.1 422 "), "{got}");
    served.served.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_answer_that_never_ends_does_not_keep_it_from_stopping() {
    let short = Limits {
        body: LONG,
        head: LONG,
        drain: SHORT,
        ..limits()
    };
    let (_service, served) = serve(short).await;
    let mut stream = served.connect().await;
    let head = "POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    served.stop.send(()).unwrap();
    let ended = tokio::time::timeout(LONG, served.served).await;
    ended.expect("it stops").unwrap().unwrap();
}

#[tokio::test]
async fn at_an_address_of_its_own_a_node_tells_whoever_runs_it() {
    let service = Service::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let exposed = Exposed::with(Some("0123456789abcdef"));
    let until = async {
        let _ = stopped.await;
    };
    let served = tokio::spawn(http::serve_node(
        http::Node::from(&service.app),
        exposed,
        limits(),
        listener,
        until,
    ));
    let ask = async |request: &str, token: &str| {
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        let head = format!("{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{token}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        rest(&mut stream).await
    };
    let token = "authorization: Bearer 0123456789abcdef\r\n";
    for (request, token, wanted) in [
        ("GET /metrics", "", 401),
        ("GET /metrics", token, 200),
        ("GET /healthz", "", 200),
        ("GET /readyz", "", 200),
        ("POST /readyz", "", 405),
        ("GET /api/v1/questions", "", 404),
    ] {
        let got = ask(request, token).await;
        let wanted = format!("HTTP/1.1 {wanted} ");
        assert!(got.starts_with(&wanted), "{request}: {got}");
    }
    service.app.pulse.stop();
    let got = ask("GET /readyz", "").await;
    assert!(got.starts_with("HTTP/1.1 503 "), "{got}");
    let got = ask("GET /healthz", "").await;
    assert!(got.starts_with("HTTP/1.1 200 "), "{got}");
    stop.send(()).unwrap();
    served.await.unwrap().unwrap();
}
