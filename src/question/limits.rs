//! What one case may use. Separate from `Cost`, which says what it used.

use serde::{Deserialize, Serialize};

/// The most schedules that a case may be run under: at some 5 ms each, a candidate waits for a minute already.
pub const MOST_SCHEDULES: u64 = 10_000;

/// Bounds of one case, both instances together; a question's `[limits]` names only what differs from the defaults.
///
/// All are counted by the machine, not by a wall clock, so a verdict does not depend on how busy the host is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Units of computing (about one WebAssembly instruction each); running out is `timeout`.
    /// Default 10,000,000,000: several seconds of pure computing, when an honest case needs far under one.
    pub fuel: u64,
    /// Seconds of the virtual clock; running out is `timeout`. Waiting costs nothing real.
    /// Default 100,000: a little over a day, so that token lifetimes can be slept through.
    pub virtual_seconds: u64,
    /// MiB of memory that each instance may take beyond the booted interpreter's own and its threads' stacks; running
    /// out is `memory`. Default 256.
    pub memory_mib: u64,
    /// KiB that may be printed; more is `output`. Default 64.
    pub output_kib: u64,
    /// KiB of the answer's source; a longer one is refused before it runs. Default 64.
    pub source_kib: u64,
    /// Threads alive at once, the first included; one more is Python's "can't start new thread". Default 64.
    pub threads: u64,
    /// Schedules under which a case runs that doesn't say how many itself, the plain one included. Default 1.
    pub schedules: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fuel: 10_000_000_000,
            virtual_seconds: 100_000,
            memory_mib: 256,
            output_kib: 64,
            source_kib: 64,
            threads: 64,
            schedules: 1,
        }
    }
}

impl Limits {
    /// Names every limit that is out of its range, with the range.
    pub(super) fn out_of_range(&self) -> Vec<(&'static str, u64, u64, u64)> {
        // The upper ends are what the sandbox was measured with: the guest is linked for 1 GiB of memory, and
        // 200 live threads ran; fuel is bounded so that one case can't hold a worker for minutes.
        [
            ("fuel", self.fuel, 1_000_000, 100_000_000_000),
            ("virtual_seconds", self.virtual_seconds, 1, 10_000_000),
            ("memory_mib", self.memory_mib, 96, 1024),
            ("output_kib", self.output_kib, 1, 1024),
            ("source_kib", self.source_kib, 1, 1024),
            ("threads", self.threads, 1, 200),
            ("schedules", self.schedules, 1, MOST_SCHEDULES),
        ]
        .into_iter()
        .filter(|(_, value, least, most)| value < least || value > most)
        .collect()
    }
}
