//! Every question of a bank, read once and kept in memory, for a process that runs for long.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Bank, BankError, Preset, Question, QuestionId};

/// The bank's valid questions, by id, and its presets.
#[derive(Debug, Clone, Default)]
pub struct Library {
    questions: BTreeMap<QuestionId, Arc<Question>>,
    presets: Vec<Preset>,
}

impl Library {
    /// Reads all of `bank`. A question or preset that is broken is left out and told; the rest can be used.
    pub fn read(bank: &Bank) -> Result<(Self, Vec<BankError>), BankError> {
        let mut library = Self::default();
        let mut broken = Vec::new();
        for id in bank.ids()? {
            match bank.load(&id) {
                Ok(question) => {
                    library.questions.insert(id, Arc::new(question));
                }
                Err(error) => broken.push(error),
            }
        }
        match bank.presets(&library) {
            Ok((presets, findings)) => {
                library.presets = presets;
                broken.extend(findings.into_iter().map(BankError::BrokenPreset));
            }
            Err(error) => broken.push(error),
        }
        Ok((library, broken))
    }

    pub fn get(&self, id: &QuestionId) -> Option<&Arc<Question>> {
        self.questions.get(id)
    }

    /// In order of ids.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Question>> {
        self.questions.values()
    }

    /// In the order in which their authors list them. Each can be practised.
    pub fn presets(&self) -> &[Preset] {
        &self.presets
    }

    pub fn len(&self) -> usize {
        self.questions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }
}
