//! The jobs that somebody watches here, or that are graded here, case by case.
//!
//! What this process grades is kept in memory alone. Of what another node grades, a watcher is told when to look at the
//! store (see [`super::elsewhere`]). A job that is graded again after a crash begins anew, under its next attempt.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::grading::{CaseReport, Comparison, GradedCase, Verdict, Watch};
use crate::interview::SubmissionId;
use crate::store::{Connection, StoreError, live};

/// How far a job is.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// How often it was claimed; 0 while nothing is known of that.
    pub attempt: u32,
    /// How many cases there are; 0 until that is known.
    pub cases: usize,
    /// In the order in which they were done.
    pub finished: Vec<Arc<LiveCase>>,
    /// Its grading has ended: the store says what it came to.
    pub ended: bool,
    /// How often another node had something to tell of it.
    told: u64,
}

/// A case that is done, as far as its candidate may see it. Points come with the report, which also knows whether what
/// the case requires has passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveCase {
    pub id: String,
    pub title: String,
    pub sample: bool,
    pub verdict: Verdict,
    pub message: Option<String>,
    pub comparison: Option<Comparison>,
    pub output: Option<String>,
}

type Table = HashMap<SubmissionId, watch::Sender<Progress>>;

#[derive(Debug, Clone, Default)]
pub(super) struct Follows(Arc<Mutex<Table>>);

impl Follows {
    pub fn follow(&self, id: SubmissionId) -> Followed {
        let receiver = self.lock().entry(id).or_default().subscribe();
        Followed {
            id,
            follows: self.clone(),
            receiver,
        }
    }

    /// `attempt` begins; its end is the result's drop.
    pub fn begin(&self, id: SubmissionId, attempt: u32) -> Begun {
        let begun = Progress {
            attempt,
            ..Progress::default()
        };
        self.lock().entry(id).or_default().send_replace(begun);
        Begun {
            id,
            follows: self.clone(),
        }
    }

    /// What somebody here follows and this process doesn't grade.
    pub fn elsewhere(&self) -> Vec<SubmissionId> {
        let table = self.lock();
        let elsewhere = table.iter().filter(|(_, one)| one.borrow().attempt == 0);
        elsewhere.map(|(id, _)| *id).collect()
    }

    /// The node that grades it has stored more cases.
    pub fn more(&self, id: SubmissionId) {
        self.tell(id, |progress| progress.told += 1);
    }

    /// The node that graded it has recorded it. Of what is graded here, its own end says so.
    pub fn over(&self, id: SubmissionId) {
        let mut table = self.lock();
        if let Some(sender) = table.get(&id)
            && sender.borrow().attempt == 0
        {
            sender.send_modify(|progress| progress.ended = true);
            table.remove(&id);
        }
    }

    /// All who follow what this process doesn't grade should look.
    pub fn all_over(&self) {
        for id in self.elsewhere() {
            self.over(id);
        }
    }

    fn tell(&self, id: SubmissionId, change: impl FnOnce(&mut Progress)) {
        if let Some(sender) = self.lock().get(&id) {
            sender.send_modify(change);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    /// Of a job that another node grades, as that has stored it.
    pub async fn elsewhere(db: &mut impl Connection, id: SubmissionId) -> Result<Self, StoreError> {
        let live = live::list(db, id).await?;
        Ok(live.map_or_else(Self::default, |live| Self {
            attempt: live.attempt,
            cases: live.cases,
            finished: live.finished.into_iter().map(Arc::new).collect(),
            ..Self::default()
        }))
    }
}

/// Follows one job.
#[derive(Debug)]
pub struct Followed {
    id: SubmissionId,
    follows: Follows,
    receiver: watch::Receiver<Progress>,
}

impl Followed {
    /// As it is now.
    pub fn progress(&mut self) -> Progress {
        self.receiver.borrow_and_update().clone()
    }

    /// Ends when there is more than [`Followed::progress`] has said.
    pub async fn changed(&mut self) {
        // An error says that the job has ended, of which a receiver was told before.
        if self.receiver.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Ends when grading has ended, here or, as far as that is known, elsewhere.
    pub async fn ended(&mut self) {
        if self.receiver.wait_for(|now| now.ended).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        let mut table = self.follows.lock();
        // The last one who follows what nobody here grades takes the entry away.
        if let Some(sender) = table.get(&self.id)
            && sender.receiver_count() == 1
            && self.receiver.same_channel(&sender.subscribe())
            && sender.borrow().attempt == 0
        {
            table.remove(&self.id);
        }
    }
}

/// A job that is being graded here.
#[derive(Debug)]
pub(super) struct Begun {
    id: SubmissionId,
    follows: Follows,
}

impl Begun {
    /// Hears of its cases.
    pub fn watch(&self) -> Reporter {
        Reporter {
            id: self.id,
            follows: self.follows.clone(),
            ids: Mutex::default(),
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if let Some(sender) = self.follows.lock().remove(&self.id) {
            sender.send_modify(|progress| progress.ended = true);
        }
    }
}

/// Passes on what a grader tells.
pub(super) struct Reporter {
    id: SubmissionId,
    follows: Follows,
    /// Of all cases, in their order.
    ids: Mutex<Vec<String>>,
}

impl Watch for Reporter {
    fn collected(&self, cases: &[GradedCase]) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        *ids = cases.iter().map(|case| case.id.clone()).collect();
        self.follows
            .tell(self.id, |progress| progress.cases = cases.len());
    }

    fn finished(&self, case: &GradedCase) {
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let case = Arc::new(LiveCase::new(case, &ids));
        self.follows
            .tell(self.id, |progress| progress.finished.push(case));
    }
}

impl LiveCase {
    fn new(case: &GradedCase, ids: &[String]) -> Self {
        let before = ids.iter().take_while(|id| **id != case.id);
        let shown = |text: &Option<String>| text.clone().filter(|_| case.sample);
        Self {
            id: if case.sample {
                case.id.clone()
            } else {
                CaseReport::hidden_id(&case.id, before.map(String::as_str))
            },
            title: case.title.clone(),
            sample: case.sample,
            verdict: case.verdict,
            message: shown(&case.message),
            comparison: case.comparison.clone().filter(|_| case.sample),
            output: shown(&case.output),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> SubmissionId {
        text.parse().unwrap()
    }

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    #[test]
    fn nothing_is_left_when_nobody_follows_or_grades() {
        let follows = Follows::default();
        drop((follows.follow(id(ID)), follows.follow(id(ID))));
        assert!(follows.lock().is_empty());

        let begun = follows.begin(id(ID), 1);
        drop(follows.follow(id(ID)));
        assert_eq!(follows.lock().len(), 1, "who comes later finds it");
        let mut late = follows.follow(id(ID));
        assert_eq!(late.progress().attempt, 1);
        drop(begun);
        assert!(late.progress().ended);
        assert!(follows.lock().is_empty());

        let mut elsewhere = follows.follow(id(ID));
        assert_eq!(follows.elsewhere(), [id(ID)]);
        follows.over(id(ID));
        assert!(elsewhere.progress().ended);
        assert!(follows.lock().is_empty());
        drop(elsewhere);

        let mut again = follows.follow(id(ID));
        drop(late);
        assert!(!again.progress().ended, "another's end is not its own");
        assert_eq!(follows.lock().len(), 1);
    }
}
