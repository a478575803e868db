//! Interviews and their clocks.

use sqlx::any::AnyRow;

use super::rows::{Columns, big, to_json};
use super::together::Statement;
use super::{Connection, Dialect, StoreError, Write, together};
use crate::interview::{
    Ending, InterviewId, InviteId, PersonId, RoundId, RoundSpec, Sitting, Time,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interview {
    pub id: InterviewId,
    pub person: PersonId,
    pub round: Option<RoundId>,
    pub invite: Option<InviteId>,
    /// Sat by staff to see what candidates will; counts nowhere.
    pub preview: bool,
    pub title: String,
    /// As it was when the interview was made; later changes to the round don't reach it.
    pub spec: RoundSpec,
    pub extra_percent: u32,
    /// Grades every submission of this interview.
    pub seed: u64,
    pub created: Time,
    pub sitting: Sitting,
}

/// Whose interviews may be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those this person sits.
    Sitter(PersonId),
    /// Those of rounds that this person owns.
    Owner(PersonId),
    /// All.
    Everything,
}

pub async fn add(db: &mut Write, interview: &Interview) -> Result<(), StoreError> {
    let Sitting {
        started, deadline, ..
    } = interview.sitting;
    sqlx::query(
        "INSERT INTO interviews (id, person_id, round_id, invite_id, title, spec, extra_percent, seed, created_ms, \
         started_ms, deadline_ms, preview, touched) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)",
    )
    .bind(interview.id.to_string())
    .bind(interview.person.to_string())
    .bind(interview.round.map(|id| id.to_string()))
    .bind(interview.invite.map(|id| id.to_string()))
    .bind(interview.title.clone())
    .bind(to_json("spec", &interview.spec)?)
    .bind(i64::from(interview.extra_percent))
    .bind(big(interview.seed))
    .bind(interview.created.as_millis())
    .bind(started.map(Time::as_millis))
    .bind(deadline.map(Time::as_millis))
    .bind(i64::from(interview.preview))
    .execute(db.sql())
    .await?;
    Ok(())
}

/// One interview in a scope; what follows it says whether it is locked.
macro_rules! one {
    ($locked:literal) => {
        concat!(
            "SELECT i.id, i.person_id, i.round_id, i.invite_id, i.title, i.spec, i.extra_percent, i.seed, i.created_ms, \
                    i.started_ms, i.deadline_ms, i.finished_ms, i.preview \
             FROM interviews i LEFT JOIN rounds r ON r.id = i.round_id \
             WHERE i.id = $1 AND i.person_id = COALESCE($2, i.person_id) \
               AND COALESCE(r.owner_id, '') = COALESCE($3, r.owner_id, '')",
            $locked
        )
    };
}

/// The interview, if it is in `scope`.
pub async fn get(
    db: &mut impl Connection,
    id: InterviewId,
    scope: Scope,
) -> Result<Option<Interview>, StoreError> {
    let [found] = together::fetch(db, [wanted(id, scope)]).await?;
    read_one(&found)
}

pub(super) fn wanted(id: InterviewId, scope: Scope) -> Statement {
    of(one!(""), id, scope)
}

/// The same for one who is about to write to it: other writers of this interview wait until the transaction ends,
/// so what was read stays true.
pub async fn lock(
    db: &mut Write,
    id: InterviewId,
    scope: Scope,
) -> Result<Option<Interview>, StoreError> {
    let wanted = locked(db.dialect(), id, scope);
    let [found] = together::fetch(db, [wanted]).await?;
    read_one(&found)
}

pub(super) fn locked(dialect: Dialect, id: InterviewId, scope: Scope) -> Statement {
    let sql = match dialect {
        // One writer at a time anyway.
        Dialect::Sqlite => one!(""),
        // Not plain FOR UPDATE, for which whoever stores something of the interview's would wait, too.
        Dialect::Postgres => one!(" FOR NO KEY UPDATE OF i"),
    };
    of(sql, id, scope)
}

fn of(sql: &'static str, id: InterviewId, scope: Scope) -> Statement {
    let (sitter, owner) = scope.parts();
    Statement::new(sql)
        .bind(id.to_string())
        .bind(sitter)
        .bind(owner)
}

pub(super) fn read_one(rows: &[AnyRow]) -> Result<Option<Interview>, StoreError> {
    rows.first().map(|row| read(&Columns(row))).transpose()
}

/// The interview that came of an invite.
pub async fn of_invite(
    db: &mut impl Connection,
    invite: InviteId,
) -> Result<Option<Interview>, StoreError> {
    let row = sqlx::query("SELECT id FROM interviews WHERE invite_id = $1")
        .bind(invite.to_string())
        .fetch_optional(db.sql())
        .await?;
    match row {
        Some(row) => get(db, Columns(&row).parsed("id")?, Scope::Everything).await,
        None => Ok(None),
    }
}

/// Whether a candidate of the round has started.
pub async fn any_started(db: &mut impl Connection, round: RoundId) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT id FROM interviews WHERE round_id = $1 AND started_ms IS NOT NULL AND preview = 0 LIMIT 1",
    )
    .bind(round.to_string())
    .fetch_optional(db.sql())
    .await?;
    Ok(row.is_some())
}

/// Gives the round's interviews that nobody has started, previews as well, another title and what `spec` draws for
/// each. The caller has locked the round.
pub async fn recompose(
    db: &mut Write,
    round: RoundId,
    title: &str,
    spec: &RoundSpec,
) -> Result<(), StoreError> {
    let rows =
        sqlx::query("SELECT id, seed FROM interviews WHERE round_id = $1 AND started_ms IS NULL")
            .bind(round.to_string())
            .fetch_all(db.sql())
            .await?;
    for row in &rows {
        let row = Columns(row);
        let drawn = spec.drawn(row.number("seed")?);
        sqlx::query("UPDATE interviews SET title = $2, spec = $3 WHERE id = $1")
            .bind(row.text("id")?)
            .bind(title.to_owned())
            .bind(to_json("spec", &drawn)?)
            .execute(db.sql())
            .await?;
    }
    Ok(())
}

/// Starts the clock.
pub async fn start(db: &mut Write, id: InterviewId, sitting: Sitting) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE interviews SET started_ms = $2, deadline_ms = $3 WHERE id = $1 AND started_ms IS NULL",
    )
    .bind(id.to_string())
    .bind(sitting.started.map(Time::as_millis))
    .bind(sitting.deadline.map(Time::as_millis))
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Another extra time, and what it makes of the deadline. The caller has locked the interview.
pub async fn change_extra(
    db: &mut Write,
    id: InterviewId,
    extra_percent: u32,
    sitting: Sitting,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE interviews SET extra_percent = $2, deadline_ms = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(i64::from(extra_percent))
        .bind(sitting.deadline.map(Time::as_millis))
        .execute(db.sql())
        .await?;
    Ok(())
}

/// Notes that it is over.
pub async fn end(
    db: &mut Write,
    id: InterviewId,
    ending: Ending,
    at: Time,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE interviews SET finished_ms = $2, ending = $3 WHERE id = $1 AND finished_ms IS NULL",
    )
    .bind(id.to_string())
    .bind(at.as_millis())
    .bind(ending.as_str())
    .execute(db.sql())
    .await?;
    Ok(())
}

/// Interviews whose deadline was at `by` or before, and that nobody has ended yet; the longest overdue first.
pub async fn overdue(
    db: &mut impl Connection,
    by: Time,
    limit: u32,
) -> Result<Vec<InterviewId>, StoreError> {
    let rows = sqlx::query(
        "SELECT id FROM interviews WHERE finished_ms IS NULL AND deadline_ms <= $1 ORDER BY deadline_ms LIMIT $2",
    )
    .bind(by.as_millis())
    .bind(i64::from(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| Columns(row).parsed("id")).collect()
}

/// Newest first, below `before`. A round's previews are no part of it: only who made them lists them, among their own.
pub async fn list(
    db: &mut impl Connection,
    scope: Scope,
    round: Option<RoundId>,
    before: Option<InterviewId>,
    limit: u32,
) -> Result<Vec<Interview>, StoreError> {
    // A text each, with what leads to few rows first: by COALESCE no index could be used.
    macro_rules! listed {
        ($narrowed:literal) => {
            concat!(
                "SELECT i.id, i.person_id, i.round_id, i.invite_id, i.title, i.spec, i.extra_percent, i.seed, \
                        i.created_ms, i.started_ms, i.deadline_ms, i.finished_ms, i.preview \
                 FROM interviews i LEFT JOIN rounds r ON r.id = i.round_id WHERE ",
                $narrowed,
                " AND i.person_id = COALESCE($1, i.person_id) \
                  AND COALESCE(r.owner_id, '') = COALESCE($2, r.owner_id, '') \
                  AND COALESCE(i.round_id, '') = COALESCE($3, i.round_id, '') AND i.id < COALESCE($4, 'g') \
                   AND ($3 IS NULL OR i.preview = 0) \
                 ORDER BY i.id DESC LIMIT $5"
            )
        };
    }
    let (sitter, owner) = scope.parts();
    let sql = match (round, scope) {
        (Some(_), _) => listed!("i.round_id = $3"),
        (None, Scope::Sitter(_)) => listed!("i.person_id = $1"),
        (None, Scope::Owner(_)) => {
            listed!("i.round_id IN (SELECT o.id FROM rounds o WHERE o.owner_id = $2)")
        }
        (None, Scope::Everything) => listed!("1 = 1"),
    };
    let rows = sqlx::query(sql)
        .bind(sitter)
        .bind(owner)
        .bind(round.map(|round| round.to_string()))
        // Every id is below 'g': they are hexadecimal.
        .bind(before.map(|before| before.to_string()))
        .bind(i64::from(limit))
        .fetch_all(db.sql())
        .await?;
    rows.iter().map(|row| read(&Columns(row))).collect()
}

impl Scope {
    /// The sitter and the round's owner that are wanted.
    fn parts(self) -> (Option<String>, Option<String>) {
        match self {
            Scope::Sitter(person) => (Some(person.to_string()), None),
            Scope::Owner(person) => (None, Some(person.to_string())),
            Scope::Everything => (None, None),
        }
    }
}

fn read(row: &Columns<'_>) -> Result<Interview, StoreError> {
    Ok(Interview {
        id: row.parsed("id")?,
        person: row.parsed("person_id")?,
        round: row.parsed_or_null("round_id")?,
        invite: row.parsed_or_null("invite_id")?,
        preview: row.flag("preview")?,
        title: row.text("title")?,
        spec: row.json("spec")?,
        extra_percent: row.number("extra_percent")?,
        seed: row.number("seed")?,
        created: row.time("created_ms")?,
        sitting: row.sitting()?,
    })
}
