//! What nodes on one PostgreSQL tell each other, by its LISTEN and NOTIFY: that there is something to look at, never
//! what it is. A SQLite database tells nothing; who wants to know looks.

use sqlx::postgres::PgListener;

use super::{Connection as _, Dialect, StoreError, Write};
use crate::interview::SubmissionId;

/// Of all that nodes tell each other.
const CHANNEL: &str = "viva";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// There is a job to do.
    Work,
    /// More cases of a job are done.
    Cases(SubmissionId),
    /// A job is done.
    Done(SubmissionId),
    /// The bank's folder has changed.
    Bank,
    /// Something may have been told and not heard.
    Missed,
}

/// Hears what is told, also by this process.
#[derive(Debug)]
pub struct Notices(PgListener);

/// Tells all nodes, when `db` is committed; nothing if it isn't.
pub async fn tell(db: &mut Write, notice: Notice) -> Result<(), StoreError> {
    if db.dialect() == Dialect::Postgres {
        sqlx::query("SELECT CAST(pg_notify($1, $2) AS TEXT)")
            .bind(CHANNEL)
            .bind(notice.text())
            .execute(db.sql())
            .await?;
    }
    Ok(())
}

impl Notices {
    /// `url` is a PostgreSQL's.
    pub(super) async fn open(url: &str) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect(url).await?;
        listener.listen(CHANNEL).await?;
        Ok(Self(listener))
    }

    /// Waits for the next. After an error there is no use in going on.
    pub async fn next(&mut self) -> Result<Notice, StoreError> {
        let heard = self.0.try_recv().await?;
        Ok(heard.map_or(Notice::Missed, |heard| Notice::of(heard.payload())))
    }
}

impl Notice {
    fn text(self) -> String {
        match self {
            Notice::Work => "work".to_owned(),
            Notice::Cases(id) => format!("cases {id}"),
            Notice::Done(id) => format!("done {id}"),
            Notice::Bank => "bank".to_owned(),
            Notice::Missed => "missed".to_owned(),
        }
    }

    /// What another version of this program may tell is a reason to look, too.
    fn of(text: &str) -> Self {
        let (word, id) = text.split_once(' ').unwrap_or((text, ""));
        match (word, id.parse()) {
            ("work", _) => Notice::Work,
            ("bank", _) => Notice::Bank,
            ("cases", Ok(id)) => Notice::Cases(id),
            ("done", Ok(id)) => Notice::Done(id),
            _ => Notice::Missed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_heard() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let notices = [
            Notice::Work,
            Notice::Bank,
            Notice::Cases(id),
            Notice::Done(id),
        ];
        for notice in notices {
            assert_eq!(Notice::of(&notice.text()), notice);
        }
        for unknown in ["", "done", "done no-id", "news of tomorrow"] {
            assert_eq!(Notice::of(unknown), Notice::Missed);
        }
    }
}
