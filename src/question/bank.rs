//! The bank: a folder of questions, `topic/slug/`. Finds them; does not keep them.

use std::io;
use std::path::{Path, PathBuf};

use super::{
    BrokenQuestion, Files, Finding, InvalidId, Library, Preset, Question, QuestionId, manifest,
    preset,
};

/// A folder of questions.
#[derive(Debug, Clone)]
pub struct Bank {
    folder: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum BankError {
    #[error("there is no question bank at '{}': {error}", folder.display())]
    NoBank { folder: PathBuf, error: io::Error },
    #[error("no question '{given}' in '{}'", folder.display())]
    NoQuestion {
        given: String,
        folder: PathBuf,
        /// The most similar id that exists.
        similar: Option<QuestionId>,
    },
    #[error(transparent)]
    InvalidId(#[from] InvalidId),
    #[error(transparent)]
    Broken(#[from] BrokenQuestion),
    #[error("{}: {error}", preset::FILE)]
    NoPresets { error: io::Error },
    #[error("{0}")]
    BrokenPreset(Finding),
}

impl Bank {
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, BankError> {
        let folder = folder.into();
        match std::fs::read_dir(&folder) {
            Ok(_) => Ok(Self { folder }),
            Err(error) => Err(BankError::NoBank { folder, error }),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The ids of all folders that hold a `question.toml`, sorted. Folders whose name can't be part of an id
    /// are passed over.
    pub fn ids(&self) -> Result<Vec<QuestionId>, BankError> {
        let no_bank = |error| BankError::NoBank {
            folder: self.folder.clone(),
            error,
        };
        let mut ids = Vec::new();
        for topic in subfolders(&self.folder).map_err(no_bank)? {
            for slug in subfolders(&self.folder.join(&topic)).map_err(no_bank)? {
                let has_manifest = self
                    .folder
                    .join(&topic)
                    .join(&slug)
                    .join(manifest::FILE)
                    .is_file();
                if let (true, Ok(id)) = (has_manifest, format!("{topic}/{slug}").parse()) {
                    ids.push(id);
                }
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// The question that `given` names: an id, or the path of its folder (what a shell's completion gives).
    pub fn find(&self, given: &str) -> Result<QuestionId, BankError> {
        let below = Path::new(given).strip_prefix(&self.folder);
        let name = below.ok().and_then(Path::to_str).unwrap_or(given);
        let name = name.trim_start_matches("./").trim_end_matches('/');
        let unknown = || -> BankError {
            BankError::NoQuestion {
                given: name.to_owned(),
                folder: self.folder.clone(),
                similar: self.similar(name),
            }
        };
        match name.parse::<QuestionId>() {
            Ok(id) if self.path(&id).join(manifest::FILE).is_file() => Ok(id),
            Ok(_) => Err(unknown()),
            // "scopes" and "oauth2/Scopes" deserve the suggestion more than the grammar of ids.
            Err(invalid) => match unknown() {
                BankError::NoQuestion { similar: None, .. } => Err(invalid.into()),
                error => Err(error),
            },
        }
    }

    /// The folder in which `id` is or would be.
    pub fn path(&self, id: &QuestionId) -> PathBuf {
        self.folder.join(id.topic()).join(id.slug())
    }

    pub fn load(&self, id: &QuestionId) -> Result<Question, BankError> {
        Ok(self.read(id)?.0)
    }

    /// The question, with what its author should know.
    pub fn read(&self, id: &QuestionId) -> Result<(Question, Vec<Finding>), BankError> {
        if !self.path(id).is_dir() {
            self.find(id.as_str())?;
        }
        let _lock = self.reading();
        Ok(Question::load(&self.path(id), id.clone())?)
    }

    /// The files of a question as they are now, whether or not they make one that can be used.
    pub fn files(&self, id: &QuestionId) -> Result<Files, BankError> {
        if !self.path(id).is_dir() {
            self.find(id.as_str())?;
        }
        let _lock = self.reading();
        let mut findings = Vec::new();
        let files = Files::of_folder(&self.path(id), &mut findings);
        if findings.is_empty() {
            return Ok(files);
        }
        let id = id.clone();
        Err(BrokenQuestion { id, findings }.into())
    }

    /// The presets that can be practised with `library`, and what is wrong with the rest. A bank needs none.
    pub fn presets(&self, library: &Library) -> Result<(Vec<Preset>, Vec<Finding>), BankError> {
        match std::fs::read_to_string(self.folder.join(preset::FILE)) {
            Ok(text) => Ok(preset::read(&text, library)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Default::default()),
            Err(error) => Err(BankError::NoPresets { error }),
        }
    }

    fn similar(&self, given: &str) -> Option<QuestionId> {
        let given = given.to_lowercase();
        let likeness = |id: &QuestionId| {
            let whole = strsim::jaro_winkler(&given, id.as_str());
            let slug = strsim::jaro_winkler(&given, id.slug());
            whole.max(slug)
        };
        // 0.8 is where clap draws the same line for misspelt options.
        self.ids()
            .ok()?
            .into_iter()
            .map(|id| (likeness(&id), id))
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, id)| id)
    }
}

/// Names of the folders in `folder`, sorted; hidden ones are passed over.
fn subfolders(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if let (true, Ok(name)) = (entry.path().is_dir(), entry.file_name().into_string())
            && !name.starts_with('.')
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
