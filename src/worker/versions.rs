//! Keeps the questions that this worker grades with, so that a report says for good what it was made from.

use serde_json::{Value, json};

use super::Worker;
use crate::interview::Time;
use crate::question::Question;
use crate::store::StoreError;
use crate::store::versions::{self, Version};

impl Worker {
    /// Stores each question of the library as it is, unless it is stored.
    pub async fn keep_versions(&self) -> Result<(), StoreError> {
        let kept = self.clock.now();
        let mut db = self.store.write().await?;
        for question in self.library.questions() {
            versions::keep(&mut db, &version(&question, kept)).await?;
        }
        db.commit().await
    }
}

/// A question as it is kept.
pub fn version(question: &Question, kept: Time) -> Version {
    Version {
        digest: question.digest.to_string(),
        question: question.id.clone(),
        content: content(question),
        kept,
    }
}

/// Everything of a question that a grade or a score depends on, and what was asked; and its whole source.
fn content(question: &Question) -> Value {
    json!({
        "title": question.title,
        "kind": question.kind,
        "points": question.points,
        "limits": question.limits,
        "groups": question.groups,
        "select": question.select,
        "options": question.options,
        "rubric": question.rubric,
        "hints": question.hints,
        "prompt": question.prompt,
        "starter": question.starter,
        "cases": question.cases,
        "support": question.support,
        "files": question.files.iter().collect::<std::collections::BTreeMap<_, _>>(),
    })
}
