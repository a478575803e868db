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

/// One of the staff, with the hash of their password if they have one.
pub async fn by_email(
    db: &mut impl Connection,
    email: &str,
) -> Result<Option<(Person, Option<String>)>, StoreError> {
    let row = sqlx::query(
        "SELECT id, role, name, email, created_ms, disabled_ms, password_hash FROM people \
         WHERE email = $1 AND role IN ('administrator', 'interviewer')",
    )
    .bind(email.to_owned())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| {
        let row = Columns(&row);
        Ok((read(&row)?, row.text_or_null("password_hash")?))
    })
    .transpose()
}

/// One of the staff, by id.
pub async fn staff(db: &mut impl Connection, id: PersonId) -> Result<Option<Person>, StoreError> {
    let found = get(db, id).await?;
    Ok(found.filter(|person| person.role.is_staff()))
}

/// Staff in the order in which they were added, after `after`; the disabled as well.
pub async fn list_staff(
    db: &mut impl Connection,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Vec<Person>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, role, name, email, created_ms, disabled_ms FROM people \
         WHERE role IN ('administrator', 'interviewer') AND id > COALESCE($1, '') ORDER BY id LIMIT $2",
    )
    .bind(after.map(|after| after.to_string()))
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| read(&Columns(row))).collect()
}

/// Stores the name, role and standing of somebody who is there.
pub async fn update(db: &mut Write, person: &Person) -> Result<(), StoreError> {
    sqlx::query("UPDATE people SET name = $2, role = $3, disabled_ms = $4 WHERE id = $1")
        .bind(person.id.to_string())
        .bind(person.name.clone())
        .bind(person.role.as_str())
        .bind(person.disabled.map(Time::as_millis))
        .execute(db.sql())
        .await?;
    Ok(())
}

/// The hash of a person's password, if they have one.
pub async fn password_hash(
    db: &mut impl Connection,
    id: PersonId,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT password_hash FROM people WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(db.sql())
        .await?;
    let hash = row.map(|row| Columns(&row).text_or_null("password_hash"));
    Ok(hash.transpose()?.flatten())
}

pub async fn set_password_hash(db: &mut Write, id: PersonId, hash: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE people SET password_hash = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(hash.to_owned())
        .execute(db.sql())
        .await?;
    Ok(())
}

/// The administrators who are not disabled, by id. Until `db` ends nobody else changes who is one: two who disable
/// each other at the same time must not both succeed.
pub async fn lock_administrators(db: &mut Write) -> Result<Vec<PersonId>, StoreError> {
    sqlx::query("UPDATE people SET role = role WHERE role = 'administrator'")
        .execute(db.sql())
        .await?;
    let rows = sqlx::query(
        "SELECT id FROM people WHERE role = 'administrator' AND disabled_ms IS NULL ORDER BY id",
    )
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| Columns(row).parsed("id")).collect()
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
