//! Instants and spans, in milliseconds.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(i64);

/// A length of time in milliseconds, never negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

impl Time {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// How long after `earlier` this is; nothing if it is not.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0).max(0))
    }
}

impl Span {
    pub const fn from_millis(millis: u32) -> Self {
        Self(millis as i64)
    }

    pub const fn from_minutes(minutes: u32) -> Self {
        Self(minutes as i64 * 60_000)
    }

    pub const fn from_hours(hours: u32) -> Self {
        Self::from_minutes(hours * 60)
    }

    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Longer by `percent`, rounded up to the millisecond.
    pub fn with_extra(self, percent: u32) -> Self {
        let extra = (i128::from(self.0) * i128::from(percent) + 99) / 100;
        Self(
            self.0
                .saturating_add(i64::try_from(extra).unwrap_or(i64::MAX)),
        )
    }
}

impl Add<Span> for Time {
    type Output = Time;

    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Time;

    fn sub(self, span: Span) -> Time {
        Time(self.0.saturating_sub(span.0))
    }
}
