//! Erasure: what is known of a person goes; the numbers that a round's statistics are made of stay, with nobody's name
//! on them.
//!
//! Of practice everything is deleted. Of a round's interview these stay: when it began and ended, what each submission
//! scored and against which version of its question, the hints' prices, the reviewer's points. What the candidate
//! wrote, what was printed or said about it, every comment, and every message that a webhook was sent of it go.

use super::rows::{Columns, big};
use super::submissions::Outcome;
use super::{Connection, StoreError, Write, rows};
use crate::interview::{PersonId, Role, Time};

/// What hangs on a person's (`$1`) interviews of one sort.
macro_rules! delete {
    ($table:literal, $interviews:literal, $rows:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE interview_id IN (SELECT id FROM interviews WHERE person_id = $1",
            $interviews,
            ") AND ",
            $rows
        )
    };
}

/// Rows by what was done with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Erased {
    pub interviews_deleted: u64,
    pub interviews_anonymized: u64,
    pub submissions_deleted: u64,
    pub submissions_anonymized: u64,
    pub runs_deleted: u64,
    pub drafts_deleted: u64,
    pub events_deleted: u64,
    pub comments_deleted: u64,
    pub tokens_deleted: u64,
    /// Webhooks' messages, whether they were sent or not.
    pub deliveries_deleted: u64,
    /// 1 where the person's row is gone.
    pub people_deleted: u64,
    /// 1 where a row without a name and an address stays behind, for the round's interviews to hang on.
    pub people_anonymized: u64,
}

/// Takes a person's name off everything and deletes what is theirs. A running interview ends.
pub async fn person(db: &mut Write, id: PersonId, now: Time) -> Result<Erased, StoreError> {
    let mut erased = practice(db, id).await?;
    let person = id.to_string();
    let mut run = Runner {
        db,
        person: &person,
    };
    erased.tokens_deleted = run.run("DELETE FROM tokens WHERE person_id = $1").await?;
    run.run("DELETE FROM idempotency WHERE person_id = $1")
        .await?;
    // What staff were answered may hold the name, the address and the links. That it was done must still be known: the
    // same request would make the person anew.
    run.run(
        "UPDATE idempotency SET body = '' WHERE person_id IN \
           (SELECT p.id FROM people p WHERE p.role IN ('administrator', 'interviewer')) \
         AND (body LIKE '%' || $1 || '%' OR EXISTS (SELECT 1 FROM interviews i \
           WHERE i.person_id = $1 AND idempotency.body LIKE '%' || i.id || '%'))",
    )
    .await?;
    erased.deliveries_deleted = run.run(delete!("deliveries", "", "1 = 1")).await?;
    erased.interviews_anonymized = run
        .count("SELECT CAST(COUNT(*) AS BIGINT) AS number FROM interviews WHERE person_id = $1")
        .await?;
    if erased.interviews_anonymized == 0 {
        run.run("DELETE FROM invites WHERE person_id = $1").await?;
        erased.people_deleted = run.run("DELETE FROM people WHERE id = $1").await?;
        return Ok(erased);
    }
    erased.drafts_deleted += run.run(delete!("drafts", "", "1 = 1")).await?;
    erased.events_deleted += run
        .run(delete!(
            "events",
            "",
            "kind NOT IN ('created', 'started', 'finished')"
        ))
        .await?;
    erased.comments_deleted += run.run(delete!("comments", "", "1 = 1")).await?;
    erased.runs_deleted += run
        .run(delete!("submissions", "", "kind <> 'submission'"))
        .await?;
    let empty = rows::to_json("outcome", &Outcome::Erased)?;
    erased.submissions_anonymized = sqlx::query(
        "UPDATE submissions SET text = '', scratch = NULL, print = NULL, \
           outcome = CASE WHEN outcome IS NULL THEN NULL ELSE $2 END WHERE person_id = $1",
    )
    .bind(person.clone())
    .bind(empty.clone())
    .execute(run.db.sql())
    .await?
    .rows_affected();
    // What waits would be graded as the empty text that it is now.
    sqlx::query(
        "UPDATE submissions SET state = 'done', done_ms = $2, outcome = $3, lease_holder = NULL, lease_until_ms = NULL \
         WHERE person_id = $1 AND state <> 'done'",
    )
    .bind(person.clone())
    .bind(now.as_millis())
    .bind(empty)
    .execute(run.db.sql())
    .await?;
    run.run(
        "DELETE FROM live_cases WHERE submission_id IN (SELECT id FROM submissions WHERE person_id = $1)",
    )
    .await?;
    run.run(
        "UPDATE regrade_items SET before_outcome = NULL WHERE submission_id IN \
           (SELECT id FROM submissions WHERE person_id = $1)",
    )
    .await?;
    run.run(
        "UPDATE reviews SET reason = '' WHERE interview_id IN (SELECT id FROM interviews WHERE person_id = $1)",
    )
    .await?;
    sqlx::query(
        "UPDATE interviews SET finished_ms = COALESCE(finished_ms, $2), ending = COALESCE(ending, 'candidate') \
         WHERE person_id = $1",
    )
    .bind(person.clone())
    .bind(now.as_millis())
    .execute(run.db.sql())
    .await?;
    // The link leads nowhere any more.
    sqlx::query("UPDATE invites SET revoked_ms = COALESCE(revoked_ms, $2), note = NULL WHERE person_id = $1")
        .bind(person.clone())
        .bind(now.as_millis())
        .execute(run.db.sql())
        .await?;
    erased.people_anonymized = sqlx::query(
        "UPDATE people SET name = 'Erased', email = NULL, password_hash = NULL, disabled_ms = COALESCE(disabled_ms, $2) \
         WHERE id = $1",
    )
    .bind(person.clone())
    .bind(now.as_millis())
    .execute(run.db.sql())
    .await?
    .rows_affected();
    Ok(erased)
}

/// Deletes the interviews that a person gave themselves, with all that hangs on them.
async fn practice(db: &mut Write, id: PersonId) -> Result<Erased, StoreError> {
    let person = id.to_string();
    let mut run = Runner {
        db,
        person: &person,
    };
    Ok(Erased {
        comments_deleted: run
            .run(delete!("comments", " AND round_id IS NULL", "1 = 1"))
            .await?,
        events_deleted: run
            .run(delete!("events", " AND round_id IS NULL", "1 = 1"))
            .await?,
        drafts_deleted: run
            .run(delete!("drafts", " AND round_id IS NULL", "1 = 1"))
            .await?,
        runs_deleted: run
            .run(delete!(
                "submissions",
                " AND round_id IS NULL",
                "kind <> 'submission'"
            ))
            .await?,
        submissions_deleted: run
            .run(delete!("submissions", " AND round_id IS NULL", "1 = 1"))
            .await?,
        interviews_deleted: run
            .run("DELETE FROM interviews WHERE person_id = $1 AND round_id IS NULL")
            .await?,
        ..Erased::default()
    })
}

/// Practice interviews that were over before `before`, deleted; how many that were.
pub async fn old_practice(db: &mut Write, before: Time, limit: u32) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "DELETE FROM interviews WHERE id IN (SELECT i.id FROM interviews i WHERE i.round_id IS NULL \
           AND COALESCE(i.finished_ms, i.deadline_ms, i.created_ms) < $1 ORDER BY i.id LIMIT $2)",
    )
    .bind(before.as_millis())
    .bind(i64::from(limit))
    .execute(db.sql())
    .await?;
    Ok(done.rows_affected())
}

/// People who sat or practised, and left no trace since `before`; who was erased already is not among them.
pub async fn old_people(
    db: &mut impl Connection,
    before: Time,
    limit: u32,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = sqlx::query(
        "SELECT p.id FROM people p WHERE p.role IN ($1, $2) AND p.created_ms < $3 \
           AND NOT (p.name = 'Erased' AND p.email IS NULL AND p.disabled_ms IS NOT NULL) \
           AND NOT EXISTS (SELECT 1 FROM tokens t WHERE t.person_id = p.id AND t.created_ms >= $3) \
           AND NOT EXISTS (SELECT 1 FROM invites n WHERE n.person_id = p.id AND n.expires_ms >= $3 \
             AND n.redeemed_ms IS NULL AND n.revoked_ms IS NULL) \
           AND NOT EXISTS (SELECT 1 FROM interviews i WHERE i.person_id = p.id \
             AND COALESCE(i.finished_ms, i.deadline_ms, i.created_ms) >= $3) \
         ORDER BY p.id LIMIT $4",
    )
    .bind(Role::Candidate.as_str())
    .bind(Role::Practice.as_str())
    .bind(before.as_millis())
    .bind(big(limit))
    .fetch_all(db.sql())
    .await?;
    rows.iter().map(|row| Columns(row).parsed("id")).collect()
}

/// Statements about one person, `$1`.
struct Runner<'a> {
    db: &'a mut Write,
    person: &'a str,
}

impl Runner<'_> {
    async fn run(&mut self, sql: &'static str) -> Result<u64, StoreError> {
        let done = sqlx::query(sql)
            .bind(self.person.to_owned())
            .execute(self.db.sql())
            .await?;
        Ok(done.rows_affected())
    }

    async fn count(&mut self, sql: &'static str) -> Result<u64, StoreError> {
        let row = sqlx::query(sql)
            .bind(self.person.to_owned())
            .fetch_one(self.db.sql())
            .await?;
        Columns(&row).number("number")
    }
}
