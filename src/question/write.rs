//! Changes the bank's folder: a question is there as it was or as it is now, never half of each.
//!
//! New files go to a hidden folder beside the question's, are brought to the disk, and change places with the old ones
//! in one step. Processes that share the folder take turns, by a lock on it; readers take it shared.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FlockOperation, RenameFlags};

use super::{Bank, Digest, Files, Question, QuestionId};

/// Where a question is made before it takes its place, and where the one that it replaces ends. Hidden, so that the bank
/// passes it over; under the lock there is one at most, so what a crash left is known and removed.
const ASIDE: &str = ".viva-aside";

/// What must be true of the bank for a change to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The question isn't there yet.
    New,
    /// It is there, whatever it holds.
    Exists,
    /// It is there with one of these digests.
    Is(Vec<String>),
}

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("{}", unmet(.0.as_ref()))]
    Unmet(Option<Digest>),
    #[error("the bank '{}' can't be written to: {error}", folder.display())]
    ReadOnly { folder: PathBuf, error: io::Error },
    #[error("'{}' can't be written: {error}", folder.display())]
    Io { folder: PathBuf, error: io::Error },
}

fn unmet(now: Option<&Digest>) -> String {
    match now {
        Some(digest) => format!("the question is there, with the digest {digest}"),
        None => "the question is not there".to_owned(),
    }
}

impl Bank {
    /// Waits until nobody writes; nobody does until the lock is dropped. `None` where locks can't be had.
    pub(super) fn reading(&self) -> Option<Lock> {
        Lock::take(self.folder(), FlockOperation::LockShared).ok()
    }

    /// Puts a question into the bank, in the place of the one with its id.
    pub fn write(&self, question: &Question, condition: &Condition) -> Result<(), WriteError> {
        let _lock = self.writing()?;
        let target = self.path(&question.id);
        self.must_meet(&target, condition)?;
        let topic = self.folder().join(question.id.topic());
        let made = self.topic(&topic)?;
        let written = replace(&topic, &target, &question.files);
        if written.is_err() && made {
            // Nothing is in it, or this fails.
            let _ = fs::remove_dir(&topic);
        }
        written.map_err(|error| self.failed(target, error))
    }

    /// Takes a question out of the bank.
    pub fn remove(&self, id: &QuestionId, condition: &Condition) -> Result<(), WriteError> {
        let _lock = self.writing()?;
        let target = self.path(id);
        self.must_meet(&target, condition)?;
        let topic = self.folder().join(id.topic());
        let removed = set_aside(&topic, &target);
        if removed.is_ok() {
            // Unless other questions are in it.
            let _ = fs::remove_dir(&topic);
        }
        removed.map_err(|error| self.failed(target, error))
    }

    fn writing(&self) -> Result<Lock, WriteError> {
        Lock::take(self.folder(), FlockOperation::LockExclusive)
            .map_err(|error| self.failed(self.folder().to_owned(), error))
    }

    fn must_meet(&self, target: &Path, condition: &Condition) -> Result<(), WriteError> {
        let now = target
            .symlink_metadata()
            .is_ok()
            .then(|| Files::of_folder(target, &mut Vec::new()).digest());
        let met = match (condition, &now) {
            (Condition::New, None) | (Condition::Exists, Some(_)) => true,
            (Condition::Is(digests), Some(now)) => digests.contains(&now.to_string()),
            _ => false,
        };
        if met {
            Ok(())
        } else {
            Err(WriteError::Unmet(now))
        }
    }

    /// Whether the topic's folder had to be made.
    fn topic(&self, topic: &Path) -> Result<bool, WriteError> {
        match fs::create_dir(topic) {
            Ok(()) => sync(self.folder()).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
        .map_err(|error| self.failed(topic.to_owned(), error))
    }

    fn failed(&self, folder: PathBuf, error: io::Error) -> WriteError {
        use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        match error.kind() {
            PermissionDenied | ReadOnlyFilesystem => WriteError::ReadOnly {
                folder: self.folder().to_owned(),
                error,
            },
            _ => WriteError::Io { folder, error },
        }
    }
}

/// `files` become `target`, which is in `topic`.
fn replace(topic: &Path, target: &Path, files: &Files) -> io::Result<()> {
    let aside = topic.join(ASIDE);
    forget(&aside)?;
    if let Err(error) = fill(&aside, files) {
        // What is left of it is removed by the next who writes.
        let _ = forget(&aside);
        return Err(error);
    }
    if target.symlink_metadata().is_err() {
        fs::rename(&aside, target)?;
        return sync(topic);
    }
    rustix::fs::renameat_with(CWD, &aside, CWD, target, RenameFlags::EXCHANGE)?;
    sync(topic)?;
    // It is done; that the old one is still there, hidden, is no reason to say otherwise.
    let _ = forget(&aside);
    Ok(())
}

fn set_aside(topic: &Path, target: &Path) -> io::Result<()> {
    let aside = topic.join(ASIDE);
    forget(&aside)?;
    fs::rename(target, &aside)?;
    sync(topic)?;
    let _ = forget(&aside);
    Ok(())
}

/// Removes a folder, or a link to one, if it is there.
fn forget(folder: &Path) -> io::Result<()> {
    let removed = match folder.symlink_metadata() {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(folder),
        Ok(_) => fs::remove_file(folder),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Makes a folder that holds `files`, all of it on the disk.
fn fill(folder: &Path, files: &Files) -> io::Result<()> {
    fs::create_dir(folder)?;
    let mut folders = vec![folder.to_owned()];
    for (name, text) in files.iter() {
        let path = folder.join(name);
        let mut missing: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .take_while(|one| !folders.iter().any(|made| made == one))
            .collect();
        missing.reverse();
        for one in missing {
            fs::create_dir(one)?;
            folders.push(one.to_owned());
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    folders.iter().rev().try_for_each(|one| sync(one))
}

/// Brings a folder's entries to the disk.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A turn on the bank's folder, over when dropped.
pub(super) struct Lock(#[expect(dead_code, reason = "closing it gives the lock back")] OwnedFd);

impl Lock {
    fn take(folder: &Path, operation: FlockOperation) -> io::Result<Self> {
        let folder: OwnedFd = File::open(folder)?.into();
        loop {
            match rustix::fs::flock(&folder, operation) {
                Ok(()) => return Ok(Self(folder)),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const EXPLAIN: &str = "title = \"T\"\nkind = \"explain\"\ntopics = [\"a\"]\nlevel = \"mid\"\nminutes = 10\npoints = 10\n[[rubric]]\ntext = \"It is clear\"\npoints = 10\n";

    fn question(prompt: &str) -> Question {
        let texts = [
            ("question.toml", EXPLAIN),
            ("prompt.md", prompt),
            (
                "hints.md",
                "## Hint 1 (costs 5)\nThink.\n\n## Hint 2 (costs 10)\nMore.\n",
            ),
            ("explanation.md", "So.\n"),
            ("submissions/accepted/a.txt", "An answer.\n"),
        ];
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        let texts: BTreeMap<String, String> = texts.into_iter().map(owned).collect();
        let files = Files::sent(texts).unwrap();
        let id = "topic/slug".parse().unwrap();
        Question::of_files(id, files).unwrap().0
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_question_comes_changes_and_goes_whole() {
        let folder = tempfile::tempdir().unwrap();
        let bank = Bank::open(folder.path()).unwrap();
        let (one, other) = (question("One.\n"), question("Two.\n"));
        bank.write(&one, &Condition::New).unwrap();
        assert_eq!(bank.load(&one.id).unwrap().files, one.files);

        let twice = bank.write(&other, &Condition::New).unwrap_err();
        assert!(matches!(twice, WriteError::Unmet(Some(now)) if now == one.digest));
        let stale = Condition::Is(vec![other.digest.to_string()]);
        assert!(bank.write(&other, &stale).is_err());
        assert_eq!(bank.load(&one.id).unwrap().digest, one.digest);

        let fresh = Condition::Is(vec!["0".repeat(64), one.digest.to_string()]);
        bank.write(&other, &fresh).unwrap();
        assert_eq!(bank.load(&one.id).unwrap().digest, other.digest);
        // Nothing is left beside it.
        assert_eq!(names(&folder.path().join("topic")), ["slug"]);

        assert!(bank.remove(&one.id, &fresh).is_err());
        bank.remove(&one.id, &Condition::Exists).unwrap();
        assert_eq!(names(folder.path()), Vec::<String>::new());
        let gone = bank.remove(&one.id, &Condition::Exists).unwrap_err();
        assert!(matches!(gone, WriteError::Unmet(None)));
    }

    #[test]
    fn what_a_crash_left_is_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        let bank = Bank::open(folder.path()).unwrap();
        let left = folder.path().join("topic").join(ASIDE);
        fs::create_dir_all(&left).unwrap();
        fs::write(left.join(super::super::manifest::FILE), "half").unwrap();
        assert_eq!(bank.ids().unwrap(), []);
        let one = question("One.\n");
        bank.write(&one, &Condition::New).unwrap();
        assert_eq!(names(&folder.path().join("topic")), ["slug"]);
    }

    #[test]
    fn who_reads_while_another_writes_sees_one_version() {
        let folder = tempfile::tempdir().unwrap();
        let bank = Bank::open(folder.path()).unwrap();
        let versions = [question("One.\n"), question("Two.\n")];
        bank.write(&versions[0], &Condition::New).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for turn in 1..40 {
                    bank.write(&versions[turn % 2], &Condition::Exists).unwrap();
                }
            });
            for _ in 0..40 {
                let read = bank.load(&versions[0].id).unwrap();
                assert!(versions.iter().any(|one| one.files == read.files));
            }
        });
    }
}
