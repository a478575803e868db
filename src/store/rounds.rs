//! Rounds that interviewers composed.

use super::rows::{Columns, to_json};
use super::{Connection, StoreError, Write};
use crate::interview::{PersonId, RoundId, RoundSpec, Time};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    pub id: RoundId,
    pub owner: PersonId,
    pub title: String,
    pub spec: RoundSpec,
    pub created: Time,
    pub archived: Option<Time>,
}

pub async fn add(db: &mut Write, round: &Round) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO rounds (id, owner_id, title, spec, created_ms) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(round.id.to_string())
    .bind(round.owner.to_string())
    .bind(round.title.clone())
    .bind(to_json("spec", &round.spec)?)
    .bind(round.created.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// The round, if `owner` owns it; `None` for the owner is anybody (an administrator asks).
pub async fn get(
    db: &mut impl Connection,
    id: RoundId,
    owner: Option<PersonId>,
) -> Result<Option<Round>, StoreError> {
    let row = sqlx::query(
        "SELECT id, owner_id, title, spec, created_ms, archived_ms FROM rounds \
         WHERE id = $1 AND owner_id = COALESCE($2, owner_id)",
    )
    .bind(id.to_string())
    .bind(owner.map(|owner| owner.to_string()))
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// Newest first, below `before`; `owner` as in [`get`].
pub async fn list(
    db: &mut impl Connection,
    owner: Option<PersonId>,
    before: Option<RoundId>,
    limit: u32,
) -> Result<Vec<Round>, StoreError> {
    // Two texts: by COALESCE the owner's index could not be used.
    let sql = match owner {
        Some(_) => {
            "SELECT id, owner_id, title, spec, created_ms, archived_ms FROM rounds \
             WHERE owner_id = $1 AND id < COALESCE($2, 'g') ORDER BY id DESC LIMIT $3"
        }
        None => {
            "SELECT id, owner_id, title, spec, created_ms, archived_ms FROM rounds \
             WHERE owner_id = COALESCE($1, owner_id) AND id < COALESCE($2, 'g') ORDER BY id DESC LIMIT $3"
        }
    };
    let rows = sqlx::query(sql)
        .bind(owner.map(|owner| owner.to_string()))
        // Every id is below 'g': they are hexadecimal.
        .bind(before.map(|before| before.to_string()))
        .bind(i64::from(limit))
        .fetch_all(db.sql())
        .await?;
    rows.iter().map(|row| read(&Columns(row))).collect()
}

fn read(row: &Columns<'_>) -> Result<Round, StoreError> {
    Ok(Round {
        id: row.parsed("id")?,
        owner: row.parsed("owner_id")?,
        title: row.text("title")?,
        spec: row.json("spec")?,
        created: row.time("created_ms")?,
        archived: row.time_or_null("archived_ms")?,
    })
}
