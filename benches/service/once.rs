//! Whether everything that was handed in was graded once, by the database and by the nodes' own words.

use std::collections::{HashMap, HashSet};

use sqlx::{AnyConnection, Connection as _, Row as _};

use super::node::Graded;

/// What is not as it should be of the submissions that were acknowledged.
#[derive(Debug, Default, PartialEq)]
pub struct Check {
    pub handed_in: usize,
    /// Not in the database, or not done there.
    pub lost: usize,
    /// Claimed more than once.
    pub claimed_again: usize,
    /// Said to be graded by no node.
    pub ungraded: usize,
    /// Said to be graded more than once, by one node or by two.
    pub twice: usize,
}

impl Check {
    /// `graded` is what all nodes said.
    pub async fn new<'a>(
        url: &str,
        handed_in: impl Iterator<Item = &'a str>,
        graded: impl Iterator<Item = &'a Graded>,
    ) -> Self {
        sqlx::any::install_default_drivers();
        let mut db = AnyConnection::connect(url).await.expect("the database");
        let rows = sqlx::query("SELECT id, state, attempts FROM submissions")
            .fetch_all(&mut db)
            .await
            .expect("the submissions");
        let stored: HashMap<String, (String, i64)> = rows
            .iter()
            .map(|row| (row.get("id"), (row.get("state"), row.get("attempts"))))
            .collect();
        let mut said: HashMap<&str, usize> = HashMap::new();
        for one in graded {
            *said.entry(&one.submission).or_default() += 1;
        }
        let mut check = Self::default();
        let handed_in: HashSet<&str> = handed_in.collect();
        for id in handed_in {
            check.handed_in += 1;
            match stored.get(id) {
                Some((state, attempts)) if state == "done" => {
                    check.claimed_again += usize::from(*attempts != 1);
                }
                _ => check.lost += 1,
            }
            let times = said.get(id).copied().unwrap_or(0);
            check.ungraded += usize::from(times == 0);
            check.twice += usize::from(times > 1);
        }
        check
    }

    /// Whether it was.
    pub fn print(&self) -> bool {
        println!(
            "submissions: {} acknowledged, {} lost, {} graded by nobody, {} graded twice, {} claimed twice",
            self.handed_in, self.lost, self.ungraded, self.twice, self.claimed_again
        );
        // A claim may be repeated after a node was slow for too long; a grade is recorded once all the same.
        (self.lost, self.ungraded, self.twice) == (0, 0, 0)
    }
}
