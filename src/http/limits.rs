//! How much, and how slowly, a client may send.

use std::time::Duration;

/// Bounds on connections and requests.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long a request's head may take, and how long a connection may lie idle before it.
    pub head: Duration,
    /// How long a request's body may take.
    pub body: Duration,
    /// Connections at once; more wait to be accepted.
    pub connections: usize,
    /// How long answers may take that are being given when the service is asked to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            connections: 4096,
            drain: Duration::from_secs(30),
        }
    }
}

/// Larger than any answer may be (1 MiB, see the questions' limits) with its JSON escapes in the usual case.
const TEXTS: u64 = 2 * 1024 * 1024;

/// Everything else is names, numbers and a few lines.
const REST: u64 = 64 * 1024;

/// The last words of routes that take answers, questions, or lists of people.
const TAKE_TEXTS: [&str; 8] = [
    "submissions",
    "runs",
    "{slug}",
    "invites",
    "csv",
    "source",
    "check",
    "import",
];

/// The longest body that a route takes, in bytes; by the route's template.
pub fn longest_body(route: &str) -> u64 {
    let last = route.rsplit('/').next().unwrap_or_default();
    if TAKE_TEXTS.contains(&last) {
        TEXTS
    } else {
        REST
    }
}
