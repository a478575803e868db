//! Invites: one candidate's right to sit one round.

use sqlx::AssertSqlSafe;

use super::rows::Columns;
use super::{Connection, StoreError, Write};
use crate::interview::{
    InterviewId, InviteId, PersonId, RoundId, Sitting, Standing, Time, standing,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    pub id: InviteId,
    pub round: RoundId,
    /// Made with the invite, so that an interviewer's note about them has something to hang on.
    pub person: PersonId,
    pub extra_percent: u32,
    /// For the interviewer's eyes.
    pub note: Option<String>,
    pub created: Time,
    pub expires: Time,
    pub redeemed: Option<Time>,
    pub revoked: Option<Time>,
}

/// An invite as its interviewer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub invite: Invite,
    pub name: String,
    pub email: Option<String>,
    pub interview: Option<Sat>,
}

/// The interview that came of an invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sat {
    pub id: InterviewId,
    pub sitting: Sitting,
}

impl Listed {
    pub fn standing(&self, now: Time) -> Standing {
        let sitting = self.interview.map(|sat| sat.sitting);
        standing(
            self.invite.revoked.is_some(),
            self.invite.expires,
            sitting,
            now,
        )
    }
}

/// What every list of invites selects.
pub(super) const LISTED: &str = "n.id, n.round_id, n.person_id, n.extra_percent, n.note, n.created_ms, n.expires_ms, n.redeemed_ms, \
    n.revoked_ms, p.name, p.email, i.id AS interview_id, i.started_ms, i.deadline_ms, i.finished_ms";

/// And from where.
pub(super) const FROM: &str = "invites n JOIN people p ON p.id = n.person_id JOIN rounds r ON r.id = n.round_id \
    LEFT JOIN interviews i ON i.invite_id = n.id";

pub async fn add(db: &mut Write, invite: &Invite, token_digest: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO invites (id, round_id, person_id, token_digest, extra_percent, created_ms, expires_ms, note) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(invite.id.to_string())
    .bind(invite.round.to_string())
    .bind(invite.person.to_string())
    .bind(token_digest.to_owned())
    .bind(i64::from(invite.extra_percent))
    .bind(invite.created.as_millis())
    .bind(invite.expires.as_millis())
    .bind(invite.note.clone())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Uses up the invite with this token, if it is good at `now`.
pub async fn redeem(
    db: &mut Write,
    token_digest: &str,
    now: Time,
) -> Result<Option<Invite>, StoreError> {
    let row = sqlx::query(
        "UPDATE invites SET redeemed_ms = $2 WHERE token_digest = $1 AND redeemed_ms IS NULL \
         AND revoked_ms IS NULL AND expires_ms > $2 \
         RETURNING id, round_id, person_id, extra_percent, note, created_ms, expires_ms, redeemed_ms, revoked_ms",
    )
    .bind(token_digest.to_owned())
    .bind(now.as_millis())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// The invite, if it is to a round of `owner`; `None` for the owner is anybody (an administrator asks).
pub async fn get(
    db: &mut impl Connection,
    id: InviteId,
    owner: Option<PersonId>,
) -> Result<Option<Listed>, StoreError> {
    let sql = format!(
        "SELECT {LISTED} FROM {FROM} WHERE n.id = $1 AND r.owner_id = COALESCE($2, r.owner_id)"
    );
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(id.to_string())
        .bind(owner.map(|owner| owner.to_string()))
        .fetch_optional(db.sql())
        .await?;
    row.map(|row| listed(&Columns(&row))).transpose()
}

/// A round's invites in the order of their making, after `after`.
pub async fn list(
    db: &mut impl Connection,
    round: RoundId,
    after: Option<InviteId>,
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    let sql = format!(
        "SELECT {LISTED} FROM {FROM} WHERE n.round_id = $1 AND n.id > COALESCE($2, '') ORDER BY n.id LIMIT $3"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(round.to_string())
        .bind(after.map(|after| after.to_string()))
        .bind(i64::from(limit))
        .fetch_all(db.sql())
        .await?;
    rows.iter().map(|row| listed(&Columns(row))).collect()
}

/// The addresses to which the round has invites that were not revoked.
pub async fn emails(db: &mut impl Connection, round: RoundId) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.email FROM invites n JOIN people p ON p.id = n.person_id \
         WHERE n.round_id = $1 AND n.revoked_ms IS NULL AND p.email IS NOT NULL",
    )
    .bind(round.to_string())
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| Columns(row).text("email")).collect()
}

pub async fn revoke(db: &mut Write, id: InviteId, now: Time) -> Result<(), StoreError> {
    sqlx::query("UPDATE invites SET revoked_ms = COALESCE(revoked_ms, $2) WHERE id = $1")
        .bind(id.to_string())
        .bind(now.as_millis())
        .execute(db.sql())
        .await?;
    Ok(())
}

/// What an interview gets that comes of the invite from now on. Until `db` ends, nobody redeems it.
pub async fn change_extra(
    db: &mut Write,
    id: InviteId,
    extra_percent: u32,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE invites SET extra_percent = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(i64::from(extra_percent))
        .execute(db.sql())
        .await?;
    Ok(())
}

/// Gives the invite another token in place of the one it had, to be redeemed until `expires`; it is revoked no more.
pub async fn renew(
    db: &mut Write,
    id: InviteId,
    token_digest: &str,
    expires: Time,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE invites SET token_digest = $2, expires_ms = $3, redeemed_ms = NULL, revoked_ms = NULL WHERE id = $1",
    )
    .bind(id.to_string())
    .bind(token_digest.to_owned())
    .bind(expires.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

pub(super) fn listed(row: &Columns<'_>) -> Result<Listed, StoreError> {
    let id = row.parsed_or_null("interview_id")?;
    let sitting = row.sitting()?;
    Ok(Listed {
        invite: read(row)?,
        name: row.text("name")?,
        email: row.text_or_null("email")?,
        interview: id.map(|id| Sat { id, sitting }),
    })
}

fn read(row: &Columns<'_>) -> Result<Invite, StoreError> {
    Ok(Invite {
        id: row.parsed("id")?,
        round: row.parsed("round_id")?,
        person: row.parsed("person_id")?,
        extra_percent: row.number("extra_percent")?,
        note: row.text_or_null("note")?,
        created: row.time("created_ms")?,
        expires: row.time("expires_ms")?,
        redeemed: row.time_or_null("redeemed_ms")?,
        revoked: row.time_or_null("revoked_ms")?,
    })
}
