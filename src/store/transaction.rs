//! Writing to PostgreSQL: a transaction of its own for each, side by side.

use sqlx::AnyConnection;

use super::StoreError;
use super::pool::{Lent, Pool};

/// Whatever the server's default is: locks are taken before what they guard is read, and a later statement must see
/// what the lock's last holder committed.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// Dropped before its end, what it wrote is undone.
#[derive(Debug)]
pub(super) struct Transaction {
    /// `None` when it is over.
    lent: Option<Lent>,
}

impl Transaction {
    pub async fn begin(pool: &Pool) -> Result<Self, StoreError> {
        // A caller that goes away in the middle of this must not leave it open: see the drop.
        let mut begun = Self {
            lent: Some(pool.lend().await?),
        };
        begun.lent().execute(BEGIN).await?;
        Ok(begun)
    }

    pub fn sql(&mut self) -> &mut AnyConnection {
        self.lent().sql()
    }

    /// Returns when it is on the disk.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.lent().execute("COMMIT").await?;
        self.lent = None;
        Ok(())
    }

    fn lent(&mut self) -> &mut Lent {
        self.lent.as_mut().expect("it is taken by the end alone")
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(mut lent) = self.lent.take() else {
            return;
        };
        // Without a runtime the process is ending, and the server undoes what isn't committed.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    if lent.execute("ROLLBACK").await.is_err() {
                        lent.throw_away();
                    }
                });
            }
            Err(_) => lent.throw_away(),
        }
    }
}
