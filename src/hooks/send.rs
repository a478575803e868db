//! One request to a receiver: resolve, judge, connect, sign, ask, read the status.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use url::Url;

use super::sign;
use super::{Policy, Refusal};
use crate::interview::Time;
use crate::store::deliveries::Job;

/// From the resolving to the answer's status.
const WHOLE: Duration = Duration::from_secs(15);

/// Speaks to receivers. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    policy: Policy,
    tls: TlsConnector,
}

/// Encryption can't be set up at all.
#[derive(Debug, thiserror::Error)]
#[error("TLS can't be set up")]
pub struct TlsError(#[from] rustls::Error);

/// Why no status came. What the receiver sent is not in it: whoever registered the webhook reads it.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("no answer within {} s", WHOLE.as_secs())]
    TooSlow,
    #[error("can't connect: {}", .0.kind())]
    Connect(io::Error),
    #[error("the connection could not be encrypted: {0}")]
    Encrypt(io::Error),
    #[error("no answer in HTTP came")]
    Answer(#[from] hyper::Error),
    #[error("the message can't be signed or addressed")]
    Message,
}

impl Client {
    /// Trusts the certificates that the machine trusts. Without any, every receiver is refused by itself.
    pub fn new(policy: Policy) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        let (added, _) = roots.add_parsable_certificates(found.certs);
        if added == 0 {
            tracing::warn!(
                "this machine has no certificates to check receivers of webhooks against"
            );
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            policy,
            tls: TlsConnector::from(Arc::new(config)),
        })
    }

    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// Sends the message once, and returns the answer's status. Redirects are answers like any other.
    pub(super) async fn send(&self, job: &Job, now: Time) -> Result<u16, SendError> {
        let sent = tokio::time::timeout(WHOLE, self.send_now(job, now)).await;
        sent.unwrap_or(Err(SendError::TooSlow))
    }

    async fn send_now(&self, job: &Job, now: Time) -> Result<u16, SendError> {
        let url = self.policy.parse(&job.url)?;
        let address = self.policy.resolve(&url).await?;
        let request = request(job, &url, now).ok_or(SendError::Message)?;
        let stream = TcpStream::connect(address)
            .await
            .map_err(SendError::Connect)?;
        if url.scheme() == "http" {
            return ask(stream, request).await;
        }
        let host = url.host_str().unwrap_or_default();
        // An address of version 6 is in brackets in a URL alone.
        let host = host.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(|_| SendError::Message)?;
        let stream = self
            .tls
            .connect(name, stream)
            .await
            .map_err(SendError::Encrypt)?;
        ask(stream, request).await
    }
}

fn request(job: &Job, url: &Url, now: Time) -> Option<Request<String>> {
    let id = job.id.to_string();
    let seconds = now.as_millis() / 1000;
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str()?),
        None => url.host_str()?.to_owned(),
    };
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    Request::post(path)
        .header(HOST, host)
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, concat!("viva/", env!("CARGO_PKG_VERSION")))
        .header(
            "webhook-signature",
            sign::signature(&job.secret, &id, seconds, &job.body)?,
        )
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .body(job.body.clone())
        .ok()
}

/// The answer's status; its body is not read.
async fn ask(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<String>,
) -> Result<u16, SendError> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let answer = sender.send_request(request);
    tokio::select! {
        answer = answer => Ok(answer?.status().as_u16()),
        // Drives the exchange, and ends first only if nothing more can come.
        Err(error) = connection => Err(error.into()),
    }
}
