//! Options that say who may read the metrics, and keeping them.

use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context as _;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::http::{self, Exposed};

/// How often the metrics' samples are folded into their buckets.
const UPKEEP: Duration = Duration::from_secs(5);

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub struct MetricsArgs {
    /// Where /metrics is: off, on (where the API is), or an address of its own like 127.0.0.1:9090, with /healthz and
    /// /readyz. Unless given, on if only this machine reaches the API, else off.
    #[arg(
        long,
        env = "VIVA_METRICS",
        hide_env_values = true,
        value_name = "WHERE"
    )]
    metrics: Option<Place>,

    #[command(flatten)]
    token: TokenArgs,
}

/// The same for a node without the API.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub struct NodeMetricsArgs {
    /// Where to tell /metrics, /healthz and /readyz, like 127.0.0.1:9091; nowhere unless given.
    #[arg(
        long,
        env = "VIVA_METRICS_LISTEN",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    metrics_listen: Option<SocketAddr>,

    #[command(flatten)]
    token: TokenArgs,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Network")]
struct TokenArgs {
    /// What readers of /metrics have to send as Authorization: Bearer TOKEN; `viva serve` with it has /metrics
    /// on unless it is off.
    #[arg(
        long,
        env = "VIVA_METRICS_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    metrics_token: Option<Token>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Off,
    /// Beside the API.
    On,
    Own(SocketAddr),
}

/// Shown to nobody.
#[derive(Clone)]
struct Token(String);

/// A shorter one is guessed.
const LEAST: usize = 16;

impl MetricsArgs {
    /// Who may read the metrics beside the API. `is_private` if only this machine reaches it.
    pub fn beside_the_api(&self, is_private: bool) -> Exposed {
        match (self.metrics, &self.token.metrics_token) {
            (Some(Place::Off | Place::Own(_)), _) => Exposed::Nobody,
            (None, None) if !is_private => Exposed::Nobody,
            (Some(Place::On) | None, _) => self.token.exposed(),
        }
    }

    /// Their own address, if they have one, and who may read them there.
    pub fn alone(&self) -> Option<(SocketAddr, Exposed)> {
        match self.metrics {
            Some(Place::Own(address)) => Some((address, self.token.exposed())),
            _ => None,
        }
    }
}

impl NodeMetricsArgs {
    /// Where they are, and who may read them there.
    pub fn alone(&self) -> Option<(SocketAddr, Exposed)> {
        let address = self.metrics_listen?;
        Some((address, self.token.exposed()))
    }
}

impl TokenArgs {
    fn exposed(&self) -> Exposed {
        Exposed::with(self.metrics_token.as_ref().map(Token::text))
    }
}

/// Listens for readers of the metrics.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.with_context(|| format!("can't listen on {address} for the metrics"))
}

/// Begins to count for the whole process.
pub fn count() -> anyhow::Result<PrometheusHandle> {
    let metrics = PrometheusBuilder::new()
        .set_buckets(&[0.005, 0.02, 0.1, 0.5, 2.0, 10.0])?
        .install_recorder()?;
    http::describe_metrics();
    let upkeep = metrics.clone();
    // What nobody asks for is folded up all the same, else it would pile up.
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    Ok(metrics)
}

impl Token {
    fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.len() >= LEAST && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "a token has at least {LEAST} visible ASCII characters: openssl rand -hex 16 makes a good one"
        ))
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            "on" => Ok(Self::On),
            _ => text.parse().map(Self::Own).map_err(|_| {
                format!("'{text}' is neither off nor on nor an address like 127.0.0.1:9090")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(metrics: Option<&str>, token: Option<&str>) -> MetricsArgs {
        MetricsArgs {
            metrics: metrics.map(|text| text.parse().unwrap()),
            token: TokenArgs {
                metrics_token: token.map(|text| text.parse().unwrap()),
            },
        }
    }

    #[test]
    fn strangers_read_nothing_unless_the_operator_says_so() {
        let token = "0123456789abcdef";
        let with = Exposed::with(Some(token));
        for (metrics, given, private, wanted) in [
            (None, None, true, Exposed::Anybody),
            (None, None, false, Exposed::Nobody),
            (None, Some(token), false, with.clone()),
            (Some("on"), None, false, Exposed::Anybody),
            (Some("on"), Some(token), true, with.clone()),
            (Some("off"), Some(token), true, Exposed::Nobody),
            (Some("127.0.0.1:9090"), None, true, Exposed::Nobody),
        ] {
            let args = args(metrics, given);
            let place = format!("{metrics:?} {given:?} {private}");
            assert_eq!(args.beside_the_api(private), wanted, "{place}");
        }
        let own = args(Some("127.0.0.1:9090"), Some(token)).alone();
        assert_eq!(own, Some(("127.0.0.1:9090".parse().unwrap(), with)));
        assert_eq!(args(Some("on"), None).alone(), None);
    }

    #[test]
    fn what_is_neither_is_refused() {
        assert!("here".parse::<Place>().is_err());
        assert!("short".parse::<Token>().is_err());
        assert!(!format!("{:?}", args(None, Some("0123456789abcdef"))).contains("0123"));
    }
}
