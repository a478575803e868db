//! The wall clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::interview::Time;

/// Tells the time. One clock serves the whole process.
pub trait Clock: Send + Sync {
    fn now(&self) -> Time;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        // A clock before 1970 is a broken one; it reads as 1970 rather than ending the process.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
