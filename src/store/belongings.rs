//! Everything that is stored about one person, read for an export.

use super::interviews::{self, Interview, Scope};
use super::{Connection, StoreError};
use crate::interview::{PersonId, RoundId};

/// Interviews that are read at once.
const BATCH: u32 = 200;

/// All interviews that a person sits, the first first.
pub async fn interviews(
    db: &mut impl Connection,
    person: PersonId,
) -> Result<Vec<Interview>, StoreError> {
    let mut all: Vec<Interview> = Vec::new();
    loop {
        let before = all.last().map(|one| one.id);
        let found = interviews::list(db, Scope::Sitter(person), None, before, BATCH).await?;
        let more = found.len() == BATCH as usize;
        all.extend(found);
        if !more {
            all.reverse();
            return Ok(all);
        }
    }
}

/// Whether `owner` invited this person to a round of theirs.
pub async fn invited_by(
    db: &mut impl Connection,
    person: PersonId,
    owner: PersonId,
) -> Result<Option<RoundId>, StoreError> {
    let row = sqlx::query(
        "SELECT r.id FROM invites n JOIN rounds r ON r.id = n.round_id \
         WHERE n.person_id = $1 AND r.owner_id = $2 ORDER BY r.id LIMIT 1",
    )
    .bind(person.to_string())
    .bind(owner.to_string())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| super::rows::Columns(&row).parsed("id"))
        .transpose()
}
