//! Rounds that interviewers composed.

use super::rows::{Columns, to_json};
use super::{Connection, StoreError, Write};
use crate::interview::{PersonId, RoundId, RoundSpec, Time, Window};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    pub id: RoundId,
    pub owner: PersonId,
    pub title: String,
    pub spec: RoundSpec,
    /// When its interviews may be started.
    pub window: Window,
    /// From 1; a round that is in use is not changed, but followed by another version.
    pub version: u32,
    pub previous: Option<RoundId>,
    pub created: Time,
    /// From then on nobody is invited and nobody starts.
    pub archived: Option<Time>,
}

pub async fn add(db: &mut Write, round: &Round) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO rounds (id, owner_id, title, spec, created_ms, opens_ms, closes_ms, version, previous_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(round.id.to_string())
    .bind(round.owner.to_string())
    .bind(round.title.clone())
    .bind(to_json("spec", &round.spec)?)
    .bind(round.created.as_millis())
    .bind(round.window.opens.map(Time::as_millis))
    .bind(round.window.closes.map(Time::as_millis))
    .bind(i64::from(round.version))
    .bind(round.previous.map(|previous| previous.to_string()))
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Stores what may change of a round.
pub async fn update(db: &mut Write, round: &Round) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE rounds SET title = $2, spec = $3, opens_ms = $4, closes_ms = $5, archived_ms = $6 WHERE id = $1",
    )
    .bind(round.id.to_string())
    .bind(round.title.clone())
    .bind(to_json("spec", &round.spec)?)
    .bind(round.window.opens.map(Time::as_millis))
    .bind(round.window.closes.map(Time::as_millis))
    .bind(round.archived.map(Time::as_millis))
    .execute(db.sql())
    .await?;
    Ok(())
}

/// The round as in [`get`]. Until `db` ends, nobody else changes it, and none of its interviews is made or started:
/// those who do that lock it, too, and before they lock an interview.
pub async fn lock(
    db: &mut Write,
    id: RoundId,
    owner: Option<PersonId>,
) -> Result<Option<Round>, StoreError> {
    sqlx::query("UPDATE rounds SET title = title WHERE id = $1")
        .bind(id.to_string())
        .execute(db.sql())
        .await?;
    get(db, id, owner).await
}

/// The round, if `owner` owns it; `None` for the owner is anybody (an administrator asks).
pub async fn get(
    db: &mut impl Connection,
    id: RoundId,
    owner: Option<PersonId>,
) -> Result<Option<Round>, StoreError> {
    let row = sqlx::query(
        "SELECT id, owner_id, title, spec, created_ms, archived_ms, opens_ms, closes_ms, version, previous_id \
         FROM rounds WHERE id = $1 AND owner_id = COALESCE($2, owner_id)",
    )
    .bind(id.to_string())
    .bind(owner.map(|owner| owner.to_string()))
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// Newest first, below `before`; `owner` as in [`get`]. Those that are in use, or those that were archived.
pub async fn list(
    db: &mut impl Connection,
    owner: Option<PersonId>,
    archived: bool,
    before: Option<RoundId>,
    limit: u32,
) -> Result<Vec<Round>, StoreError> {
    // Two texts: by COALESCE the owner's index could not be used.
    macro_rules! listed {
        ($owned:literal) => {
            concat!(
                "SELECT id, owner_id, title, spec, created_ms, archived_ms, opens_ms, closes_ms, version, previous_id \
                 FROM rounds WHERE ",
                $owned,
                " AND id < COALESCE($2, 'g') AND (CASE WHEN archived_ms IS NULL THEN 0 ELSE 1 END) = $4 \
                 ORDER BY id DESC LIMIT $3"
            )
        };
    }
    let sql = match owner {
        Some(_) => listed!("owner_id = $1"),
        None => listed!("owner_id = COALESCE($1, owner_id)"),
    };
    let rows = sqlx::query(sql)
        .bind(owner.map(|owner| owner.to_string()))
        // Every id is below 'g': they are hexadecimal.
        .bind(before.map(|before| before.to_string()))
        .bind(i64::from(limit))
        .bind(i64::from(archived))
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
        window: Window {
            opens: row.time_or_null("opens_ms")?,
            closes: row.time_or_null("closes_ms")?,
        },
        version: row.number("version")?,
        previous: row.parsed_or_null("previous_id")?,
        created: row.time("created_ms")?,
        archived: row.time_or_null("archived_ms")?,
    })
}
