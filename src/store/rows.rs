//! Columns into types.

use std::fmt::Display;
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::StoreError;
use crate::interview::{Sitting, Time};

/// Typed access to one row. Every error names the column.
pub(super) struct Columns<'a>(pub &'a AnyRow);

impl Columns<'_> {
    pub fn text(&self, column: &'static str) -> Result<String, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    pub fn text_or_null(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    pub fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, StoreError>
    where
        T::Err: Display,
    {
        parse(column, &self.text(column)?)
    }

    pub fn parsed_or_null<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, StoreError>
    where
        T::Err: Display,
    {
        let text = self.text_or_null(column)?;
        text.map(|text| parse(column, &text)).transpose()
    }

    /// A whole number that fits into `T`.
    pub fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, StoreError> {
        fit(column, self.0.try_get(column)?)
    }

    /// 0 or 1: the two databases have no common type for it.
    pub fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        Ok(self.number::<i64>(column)? != 0)
    }

    pub fn number_or_null<T: TryFrom<i64>>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let number: Option<i64> = self.0.try_get(column)?;
        number.map(|number| fit(column, number)).transpose()
    }

    pub fn time(&self, column: &'static str) -> Result<Time, StoreError> {
        self.number(column).map(Time::from_millis)
    }

    pub fn time_or_null(&self, column: &'static str) -> Result<Option<Time>, StoreError> {
        Ok(self.number_or_null(column)?.map(Time::from_millis))
    }

    /// An interview's times, null before it is started.
    pub fn sitting(&self) -> Result<Sitting, StoreError> {
        Ok(Sitting {
            started: self.time_or_null("started_ms")?,
            deadline: self.time_or_null("deadline_ms")?,
            finished: self.time_or_null("finished_ms")?,
        })
    }

    pub fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        let text = self.text(column)?;
        serde_json::from_str(&text).map_err(|error| content(column, &error))
    }

    pub fn json_or_null<T: DeserializeOwned>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let text = self.text_or_null(column)?;
        let read =
            |text: String| serde_json::from_str(&text).map_err(|error| content(column, &error));
        text.map(read).transpose()
    }
}

/// The row of a statement that has one.
pub(super) fn one(rows: &[AnyRow]) -> Result<&AnyRow, StoreError> {
    Ok(rows.first().ok_or(sqlx::Error::RowNotFound)?)
}

/// What a statement counted, as `number`.
pub(super) fn number<T: TryFrom<i64>>(rows: &[AnyRow]) -> Result<T, StoreError> {
    Columns(one(rows)?).number("number")
}

/// JSON for a column.
pub(super) fn to_json(column: &'static str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| content(column, &error))
}

/// Unsigned into BIGINT; what we count never comes near its end.
pub(super) fn big(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

fn parse<T: FromStr>(column: &'static str, text: &str) -> Result<T, StoreError>
where
    T::Err: Display,
{
    text.parse().map_err(|error| content(column, &error))
}

fn fit<T: TryFrom<i64>>(column: &'static str, number: i64) -> Result<T, StoreError> {
    T::try_from(number).map_err(|_| content(column, &format!("{number} is out of range")))
}

fn content(column: &'static str, why: &dyn Display) -> StoreError {
    StoreError::Content {
        column,
        why: why.to_string(),
    }
}

/// An enum whose name is its text in a column and in JSON.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $word),+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok($name::$variant),)+
                    _ => Err(format!("'{}' is not one of {}", text.escape_debug(), [$($word),+].join(", "))),
                }
            }
        }
    };
}
pub(super) use words;
