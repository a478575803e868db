//! Every question of a bank, kept in memory, for a process that runs for long. Read anew when the bank has changed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::{Bank, BankError, Preset, Question, QuestionId};

/// The bank's valid questions, by id, and its presets.
#[derive(Debug)]
pub struct Library {
    bank: Bank,
    /// Replaced as a whole: whoever has it sees questions and presets that belong together.
    shelf: RwLock<Arc<Shelf>>,
    /// Held while the bank is read again, so that what was read last stays.
    rereading: Mutex<()>,
}

#[derive(Debug, Default)]
struct Shelf {
    questions: BTreeMap<QuestionId, Arc<Question>>,
    presets: Vec<Preset>,
}

impl Library {
    /// Reads all of `bank`. A question or preset that is broken is left out and told; the rest can be used.
    pub fn read(bank: &Bank) -> Result<(Self, Vec<BankError>), BankError> {
        let mut shelf = Shelf::default();
        let mut broken = Vec::new();
        for id in bank.ids()? {
            match bank.load(&id) {
                Ok(question) => {
                    shelf.questions.insert(id, Arc::new(question));
                }
                Err(error) => broken.push(error),
            }
        }
        let mut library = Self {
            bank: bank.clone(),
            shelf: RwLock::new(Arc::new(shelf)),
            rereading: Mutex::default(),
        };
        match bank.presets(&library) {
            Ok((presets, findings)) => {
                let questions = library.shelf().questions.clone();
                library.shelf = RwLock::new(Arc::new(Shelf { questions, presets }));
                broken.extend(findings.into_iter().map(BankError::BrokenPreset));
            }
            Err(error) => broken.push(error),
        }
        Ok((library, broken))
    }

    /// Reads the bank again; from now on everybody has it as it is. What is broken is left out and told.
    pub fn reread(&self) -> Result<Vec<BankError>, BankError> {
        let _alone = self
            .rereading
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (fresh, broken) = Self::read(&self.bank)?;
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        *shelf = fresh.shelf();
        Ok(broken)
    }

    pub fn bank(&self) -> &Bank {
        &self.bank
    }

    pub fn get(&self, id: &QuestionId) -> Option<Arc<Question>> {
        self.shelf().questions.get(id).cloned()
    }

    /// All of them as they are now, in order of ids.
    pub fn questions(&self) -> Vec<Arc<Question>> {
        self.shelf().questions.values().cloned().collect()
    }

    /// In the order in which their authors list them. Each can be practised.
    pub fn presets(&self) -> Vec<Preset> {
        self.shelf().presets.clone()
    }

    pub fn len(&self) -> usize {
        self.shelf().questions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn shelf(&self) -> Arc<Shelf> {
        // Replacing one pointer can't be left half done.
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        shelf.clone()
    }
}
