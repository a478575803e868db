//! What tests of the store and of the service share: a clock that they set, a database of their own.

pub mod again;
mod database;
pub mod postgres;

use std::sync::atomic::{AtomicI64, Ordering};

use viva::ambient::Clock;
use viva::interview::{Span, Time};

pub use again::again;
pub use database::Database;

/// Stands still until it is told to go on.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn new() -> Self {
        // 2026-01-05T09:00:00Z, a Monday morning.
        Self(AtomicI64::new(1_767_603_600_000))
    }

    pub fn pass(&self, span: Span) {
        self.0.fetch_add(span.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        Time::from_millis(self.0.load(Ordering::SeqCst))
    }
}
