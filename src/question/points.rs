//! Points: exact, in hundredths.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Hundredths of a point. As JSON a number of points: `Points(3333)` is `33.33`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub u64);

impl Points {
    pub const fn whole(points: u32) -> Self {
        Self(points as u64 * 100)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Points>>(iter: I) -> Self {
        Self(iter.map(|points| points.0).sum())
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => f.pad(&whole.to_string()),
            _ if rest % 10 == 0 => f.pad(&format!("{whole}.{}", rest / 10)),
            _ => f.pad(&format!("{whole}.{rest:02}")),
        }
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(100) {
            serializer.serialize_u64(self.0 / 100)
        } else {
            // The nearest f64 of a decimal with two places prints as that decimal.
            serializer.serialize_f64(self.0 as f64 / 100.0)
        }
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let points = f64::deserialize(deserializer)?;
        if !(0.0..=1e12).contains(&points) {
            return Err(serde::de::Error::custom("points must be 0 or more"));
        }
        Ok(Self((points * 100.0).round() as u64))
    }
}
