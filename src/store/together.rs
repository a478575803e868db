//! Statements that need nothing of each other's results, in one trip to the database where it takes them so.
//!
//! SQLite works off most statements in microseconds; handing one to the connection's thread, and its rows back, takes
//! several times as long, and the most part of what a request costs. It takes several statements in one text.
//! PostgreSQL doesn't where values are bound, and gets one after the other.

use std::fmt::Write as _;

use futures_util::TryStreamExt as _;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{AnyConnection, Arguments as _, AssertSqlSafe, Either, Executor as _};

use super::{Connection, StoreError};

/// A statement, and what is bound to its `$1`, `$2`, ….
pub(super) struct Statement {
    sql: &'static str,
    values: Vec<Value>,
}

/// There are no other columns.
pub(super) enum Value {
    Text(Option<String>),
    Number(i64),
}

impl Statement {
    pub fn new(sql: &'static str) -> Self {
        Self {
            sql,
            values: Vec::new(),
        }
    }

    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }
}

/// Executes all of them, in order, and returns the rows of each.
pub(super) async fn fetch<const N: usize>(
    db: &mut impl Connection,
    statements: [Statement; N],
) -> Result<[Vec<AnyRow>; N], StoreError> {
    let db = db.sql();
    if db.backend_name() == "SQLite" {
        let found = run(db, "", statements, "").await;
        return found.map_err(|failed| failed.error.into());
    }
    let mut found = [const { Vec::new() }; N];
    for (statement, rows) in statements.into_iter().zip(&mut found) {
        let arguments = arguments(statement.values)?;
        *rows = db
            .fetch_all(sqlx::query_with(statement.sql, arguments))
            .await?;
    }
    Ok(found)
}

/// What went wrong in [`run`].
pub(super) struct Failed {
    /// How many statements had ended before; the first of all may be among them.
    pub ended: usize,
    pub error: sqlx::Error,
}

/// For SQLite: the same in one trip, with what begins and ends a transaction if there is such.
pub(super) async fn run<const N: usize>(
    db: &mut AnyConnection,
    begin: &str,
    statements: [Statement; N],
    end: &str,
) -> Result<[Vec<AnyRow>; N], Failed> {
    let mut found = [const { Vec::new() }; N];
    let first = usize::from(!begin.is_empty());
    let (text, values) = joined(begin, statements, end);
    if text.is_empty() {
        return Ok(found);
    }
    let mut ended = 0;
    let arguments = arguments(values).map_err(|error| Failed { ended, error })?;
    let mut results = db.fetch_many(sqlx::query_with(AssertSqlSafe(text), arguments));
    loop {
        match results.try_next().await {
            Ok(Some(Either::Left(_))) => ended += 1,
            Ok(Some(Either::Right(row))) => {
                let rows = ended.checked_sub(first).and_then(|at| found.get_mut(at));
                if let Some(rows) = rows {
                    rows.push(row);
                }
            }
            Ok(None) => break,
            Err(error) => return Err(Failed { ended, error }),
        }
    }
    drop(results);
    Ok(found)
}

/// One text has one sequence of places for values.
fn joined<const N: usize>(
    begin: &str,
    statements: [Statement; N],
    end: &str,
) -> (String, Vec<Value>) {
    let length: usize = statements.iter().map(|one| one.sql.len() + 16).sum();
    let mut text = String::with_capacity(begin.len() + length + end.len() + 2);
    let number = statements.iter().map(|one| one.values.len()).sum();
    let mut values = Vec::with_capacity(number);
    append(&mut text, begin, 0);
    for statement in statements {
        append(&mut text, statement.sql, values.len());
        values.extend(statement.values);
    }
    append(&mut text, end, 0);
    (text, values)
}

/// Adds `sql`, with each `$n` counted on from `before`. A `$` stands for nothing else in our statements.
fn append(text: &mut String, sql: &str, before: usize) {
    if sql.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(';');
    }
    let mut parts = sql.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        let number = number.parse::<usize>().unwrap_or(0) + before;
        // Into a string it never fails.
        let _ = write!(text, "${number}{rest}");
    }
}

fn arguments(values: Vec<Value>) -> Result<AnyArguments, sqlx::Error> {
    let mut arguments = AnyArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        let added = match value {
            Value::Text(text) => arguments.add(text),
            Value::Number(number) => arguments.add(number),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_on() {
        let one = |sql| Statement::new(sql).bind("b").bind(3);
        let statements = [
            one("SELECT a FROM t WHERE b = $1 AND c = $2"),
            one("SELECT $2, $1, $10"),
            Statement::new("SELECT 1"),
        ];
        let (text, values) = joined("BEGIN", statements, "COMMIT");
        let wanted =
            "BEGIN;SELECT a FROM t WHERE b = $1 AND c = $2;SELECT $4, $3, $12;SELECT 1;COMMIT";
        assert_eq!((text.as_str(), values.len()), (wanted, 4));
        let (nothing, _) = joined("", [], "");
        assert_eq!(nothing, "");
    }
}
