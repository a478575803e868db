//! Instants as the API reads and writes them: RFC 3339, UTC, with milliseconds.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::interview::Time;

/// An instant in a request or a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(pub Time);

impl From<Time> for Stamp {
    fn from(time: Time) -> Self {
        Self(time)
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stamp = jiff::Timestamp::from_millisecond(self.0.as_millis())
            .map_err(serde::ser::Error::custom)?;
        serializer.collect_str(&format_args!("{stamp:.3}"))
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let stamp: jiff::Timestamp = text.parse().map_err(|_| {
            let text: String = text.chars().take(40).collect();
            let text = text.escape_debug();
            serde::de::Error::custom(format!("'{text}' is no instant like 2026-01-05T09:00:00Z"))
        })?;
        Ok(Self(Time::from_millis(stamp.as_millisecond())))
    }
}

impl PartialSchema for Stamp {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}

impl ToSchema for Stamp {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn always_three_digits_and_z() {
        let text = |millis| serde_json::to_value(Stamp(Time::from_millis(millis))).unwrap();
        assert_eq!(text(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(text(1_700_000_000_120), "2023-11-14T22:13:20.120Z");
    }

    #[test]
    fn any_offset_is_read() {
        let read = |text: &str| serde_json::from_value::<Stamp>(text.into()).ok();
        let noon = read("2026-01-05T12:00:00Z");
        assert!(noon.is_some());
        assert_eq!(read("2026-01-05T13:00:00+01:00"), noon);
        for wrong in ["2026-01-05", "2026-01-05T12:00:00", "noon"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
