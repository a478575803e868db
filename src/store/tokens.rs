//! What identifies people: sessions, programs' tokens, one-time links. Known by digest alone.

use super::rows::{Columns, words};
use super::{Connection, StoreError, Write};
use crate::interview::{PersonId, Role, Time};

words! {
    /// What a token does.
    TokenKind {
        /// Identifies its bearer until it expires.
        Session = "session",
        /// The same for a program.
        Api = "api",
        /// Swapped once for a session; identifies nobody by itself.
        Link = "link",
    }
}

#[derive(Debug, Clone)]
pub struct NewToken {
    pub digest: String,
    /// Names the token in lists and when it is revoked.
    pub id: String,
    pub person: PersonId,
    pub kind: TokenKind,
    pub name: String,
    pub created: Time,
    pub expires: Option<Time>,
}

/// Who presented a valid token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    pub person: PersonId,
    pub role: Role,
    pub token: String,
    pub kind: TokenKind,
}

pub async fn add(db: &mut Write, token: &NewToken) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO tokens (digest, id, person_id, kind, name, created_ms, expires_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(token.digest.clone())
    .bind(token.id.clone())
    .bind(token.person.to_string())
    .bind(token.kind.as_str())
    .bind(token.name.clone())
    .bind(token.created.as_millis())
    .bind(token.expires.map(Time::as_millis))
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Whom a session's or a program's token identifies at `now`.
pub async fn identify(
    db: &mut impl Connection,
    digest: &str,
    now: Time,
) -> Result<Option<Identified>, StoreError> {
    let row = sqlx::query(
        "SELECT p.id AS person_id, p.role, t.id AS token_id, t.kind \
         FROM tokens t JOIN people p ON p.id = t.person_id \
         WHERE t.digest = $1 AND t.kind IN ('session', 'api') AND t.revoked_ms IS NULL \
           AND p.disabled_ms IS NULL AND (t.expires_ms IS NULL OR t.expires_ms > $2)",
    )
    .bind(digest.to_owned())
    .bind(now.as_millis())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| {
        let row = Columns(&row);
        Ok(Identified {
            person: row.parsed("person_id")?,
            role: row.parsed("role")?,
            token: row.text("token_id")?,
            kind: row.parsed("kind")?,
        })
    })
    .transpose()
}

/// Uses up a link: whom it was for, if it was good.
pub async fn use_link(
    db: &mut Write,
    digest: &str,
    now: Time,
) -> Result<Option<PersonId>, StoreError> {
    let row = sqlx::query(
        "UPDATE tokens SET used_ms = $2 WHERE digest = $1 AND kind = 'link' AND used_ms IS NULL \
         AND revoked_ms IS NULL AND expires_ms > $2 RETURNING person_id",
    )
    .bind(digest.to_owned())
    .bind(now.as_millis())
    .fetch_optional(db.sql())
    .await?;
    row.map(|row| Columns(&row).parsed("person_id")).transpose()
}

pub async fn revoke(db: &mut Write, id: &str, now: Time) -> Result<(), StoreError> {
    sqlx::query("UPDATE tokens SET revoked_ms = $2 WHERE id = $1 AND revoked_ms IS NULL")
        .bind(id.to_owned())
        .bind(now.as_millis())
        .execute(db.sql())
        .await?;
    Ok(())
}

/// Revokes the links of a person that were not used.
pub async fn revoke_links(db: &mut Write, person: PersonId, now: Time) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE tokens SET revoked_ms = $2 WHERE person_id = $1 AND kind = 'link' AND used_ms IS NULL \
         AND revoked_ms IS NULL",
    )
    .bind(person.to_string())
    .bind(now.as_millis())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Ends every session of a person but `kept`, and revokes their links: after a change of their password.
pub async fn end_sessions(
    db: &mut Write,
    person: PersonId,
    kept: Option<&str>,
    now: Time,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE tokens SET revoked_ms = $2 WHERE person_id = $1 AND kind IN ('session', 'link') \
         AND id <> COALESCE($3, '') AND revoked_ms IS NULL",
    )
    .bind(person.to_string())
    .bind(now.as_millis())
    .bind(kept.map(str::to_owned))
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Revokes everything that could identify a person.
pub async fn revoke_all(db: &mut Write, person: PersonId, now: Time) -> Result<(), StoreError> {
    sqlx::query("UPDATE tokens SET revoked_ms = $2 WHERE person_id = $1 AND revoked_ms IS NULL")
        .bind(person.to_string())
        .bind(now.as_millis())
        .execute(db.sql())
        .await?;
    Ok(())
}

/// A program's token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    pub id: String,
    pub name: String,
    pub created: Time,
    pub expires: Option<Time>,
    pub revoked: Option<Time>,
}

/// A person's programs' tokens in the order of their making, after `after`.
pub async fn list_api(
    db: &mut impl Connection,
    person: PersonId,
    after: Option<String>,
    limit: u32,
) -> Result<Vec<ApiToken>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, name, created_ms, expires_ms, revoked_ms FROM tokens \
         WHERE person_id = $1 AND kind = 'api' AND id > COALESCE($2, '') ORDER BY id LIMIT $3",
    )
    .bind(person.to_string())
    .bind(after)
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(ApiToken {
                id: row.text("id")?,
                name: row.text("name")?,
                created: row.time("created_ms")?,
                expires: row.time_or_null("expires_ms")?,
                revoked: row.time_or_null("revoked_ms")?,
            })
        })
        .collect()
}

/// Whether `person` has a program's token with this id; it is revoked from `now` on.
pub async fn revoke_api(
    db: &mut Write,
    person: PersonId,
    id: &str,
    now: Time,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE tokens SET revoked_ms = COALESCE(revoked_ms, $3) WHERE id = $1 AND person_id = $2 AND kind = 'api'",
    )
    .bind(id.to_owned())
    .bind(person.to_string())
    .bind(now.as_millis())
    .execute(db.sql())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whether somebody with this role has ever signed in.
pub async fn any_signed_in(db: &mut impl Connection, role: Role) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT t.id FROM tokens t JOIN people p ON p.id = t.person_id \
         WHERE p.role = $1 AND t.kind <> 'link' LIMIT 1",
    )
    .bind(role.as_str())
    .fetch_optional(db.sql())
    .await?;
    Ok(row.is_some())
}
