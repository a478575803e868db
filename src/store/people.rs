//! People: staff, invited candidates, and those who practise without a name.

use super::rows::Columns;
use super::{Connection, StoreError, Write};
use crate::interview::{PersonId, Role, Time};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub role: Role,
    /// Empty for practice.
    pub name: String,
    pub email: Option<String>,
    pub created: Time,
    /// From then on nothing identifies them.
    pub disabled: Option<Time>,
}

pub async fn add(db: &mut Write, person: &Person) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO people (id, role, name, email, created_ms, disabled_ms) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(person.id.to_string())
    .bind(person.role.as_str())
    .bind(person.name.clone())
    .bind(person.email.clone())
    .bind(person.created.as_millis())
    .bind(person.disabled.map(Time::as_millis))
    .execute(db.sql())
    .await?;
    Ok(())
}

pub async fn get(db: &mut impl Connection, id: PersonId) -> Result<Option<Person>, StoreError> {
    let row = sqlx::query(
        "SELECT id, role, name, email, created_ms, disabled_ms FROM people WHERE id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// The first person with this role, by id.
pub async fn first(db: &mut impl Connection, role: Role) -> Result<Option<Person>, StoreError> {
    let row = sqlx::query(
        "SELECT id, role, name, email, created_ms, disabled_ms FROM people WHERE role = $1 ORDER BY id LIMIT 1",
    )
    .bind(role.as_str())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

fn read(row: &Columns<'_>) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.parsed("id")?,
        role: row.parsed("role")?,
        name: row.text("name")?,
        email: row.text_or_null("email")?,
        created: row.time("created_ms")?,
        disabled: row.time_or_null("disabled_ms")?,
    })
}
