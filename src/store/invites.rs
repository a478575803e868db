//! Invites: one candidate's right to sit one round.

use super::rows::Columns;
use super::{Connection, StoreError, Write};
use crate::interview::{InterviewId, InviteId, PersonId, RoundId, Time};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    pub id: InviteId,
    pub round: RoundId,
    /// Made with the invite, so that an interviewer's note about them has something to hang on.
    pub person: PersonId,
    pub extra_percent: u32,
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
    pub interview: Option<InterviewId>,
}

pub async fn add(db: &mut Write, invite: &Invite, token_digest: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO invites (id, round_id, person_id, token_digest, extra_percent, created_ms, expires_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(invite.id.to_string())
    .bind(invite.round.to_string())
    .bind(invite.person.to_string())
    .bind(token_digest.to_owned())
    .bind(i64::from(invite.extra_percent))
    .bind(invite.created.as_millis())
    .bind(invite.expires.as_millis())
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
         RETURNING id, round_id, person_id, extra_percent, created_ms, expires_ms, redeemed_ms, revoked_ms",
    )
    .bind(token_digest.to_owned())
    .bind(now.as_millis())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| read(&Columns(&row))).transpose()
}

/// A round's invites in the order of their making, after `after`.
pub async fn list(
    db: &mut impl Connection,
    round: RoundId,
    after: Option<InviteId>,
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    let rows = sqlx::query(
        "SELECT n.id, n.round_id, n.person_id, n.extra_percent, n.created_ms, n.expires_ms, n.redeemed_ms, \
                n.revoked_ms, p.name, p.email, i.id AS interview_id \
         FROM invites n JOIN people p ON p.id = n.person_id LEFT JOIN interviews i ON i.invite_id = n.id \
         WHERE n.round_id = $1 AND n.id > COALESCE($2, '') ORDER BY n.id LIMIT $3",
    )
    .bind(round.to_string())
    .bind(after.map(|after| after.to_string()))
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Listed {
                invite: read(&row)?,
                name: row.text("name")?,
                email: row.text_or_null("email")?,
                interview: row.parsed_or_null("interview_id")?,
            })
        })
        .collect()
}

fn read(row: &Columns<'_>) -> Result<Invite, StoreError> {
    Ok(Invite {
        id: row.parsed("id")?,
        round: row.parsed("round_id")?,
        person: row.parsed("person_id")?,
        extra_percent: row.number("extra_percent")?,
        created: row.time("created_ms")?,
        expires: row.time("expires_ms")?,
        redeemed: row.time_or_null("redeemed_ms")?,
        revoked: row.time_or_null("revoked_ms")?,
    })
}
