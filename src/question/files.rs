//! A question's files by name: what they may be called and how large they may be, wherever they come from.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;

use super::{Digest, Expected, Finding, hints, manifest};

/// No file of a question has a reason to be larger; keeps a stray dump from being read into memory.
pub const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// All files of one that is sent, together.
pub const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// Of one that is sent.
pub const MAX_FILES: usize = 200;

/// Of one part of a file's name.
const MAX_NAME: usize = 100;

/// What the strict gate passes over in a question, and why; for `check`.
pub const EXCEPTIONS: &str = "exceptions.toml";

/// All that `reader` gives, or `None` if that is more than `most` bytes.
pub fn read_at_most(reader: impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let length = reader
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok((length as u64 <= most).then_some(bytes))
}

/// What a question may consist of, besides `submissions/` and `implementations/`.
pub(super) const FILES: [&str; 9] = [
    manifest::FILE,
    "prompt.md",
    "starter.py",
    "cases.py",
    "support.py",
    hints::FILE,
    "explanation.md",
    EXCEPTIONS,
    "README.md",
];

/// The texts of a folder by their path below it, `/`-separated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Files that somebody sent: they are written below a folder by these very names, so each must be a name that a
    /// question's file can have. `Err` has everything that is wrong, at least one finding.
    pub fn sent(texts: BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        if texts.len() > MAX_FILES {
            findings.push(Finding::error(
                ".",
                None,
                format!("there are {} files", texts.len()),
                format!("have at most {MAX_FILES}"),
            ));
        }
        let bytes: u64 = texts.values().map(|text| text.len() as u64).sum();
        if bytes > MAX_BYTES {
            findings.push(Finding::error(
                ".",
                None,
                format!("the files have {bytes} bytes together"),
                format!("have at most {MAX_BYTES}"),
            ));
        }
        let mut names = BTreeSet::new();
        for (name, text) in &texts {
            if let Err(why) = check_name(name) {
                findings.push(why);
            } else if !names.insert(name.to_ascii_lowercase()) {
                findings.push(Finding::error(
                    name.as_str(),
                    None,
                    "another file's name differs from this in upper and lower case alone",
                    "rename one of them: on some machines they are one file",
                ));
            }
            findings.extend(check_text(name, text));
        }
        if findings.is_empty() {
            return Ok(Self(texts));
        }
        findings.sort();
        Err(findings)
    }

    /// All text files of a folder; what can't be read is a finding.
    pub fn of_folder(folder: &Path, findings: &mut Vec<Finding>) -> Self {
        let mut files = Self::default();
        files.read(folder, "", findings);
        files
    }

    fn read(&mut self, folder: &Path, prefix: &str, findings: &mut Vec<Finding>) {
        let mut unreadable = |name: &str, error: &io::Error| {
            findings.push(Finding::error(
                name,
                None,
                format!("it can't be read: {error}"),
                "make it a readable UTF-8 file or folder",
            ));
        };
        let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => return unreadable(if prefix.is_empty() { "." } else { prefix }, &error),
        };
        let mut folders = Vec::new();
        for entry in entries {
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            // Caches and editors' leftovers are nobody's mistake.
            if name.starts_with('.') || name == "__pycache__" {
                continue;
            }
            let path = format!("{prefix}{name}");
            match entry.path().metadata() {
                Err(error) => unreadable(&path, &error),
                Ok(meta) if meta.is_dir() => folders.push((entry.path(), format!("{path}/"))),
                Ok(meta) if meta.len() > MAX_FILE_BYTES => {
                    unreadable(&path, &io::Error::other("it is larger than 1 MiB"));
                }
                Ok(_) => match std::fs::read_to_string(entry.path()) {
                    Ok(text) => {
                        self.0.insert(path, text);
                    }
                    Err(error) => unreadable(&path, &error),
                },
            }
        }
        for (path, prefix) in folders {
            // submissions/accepted/ is as deep as a question goes; the bound also ends a loop of links.
            if prefix.matches('/').count() <= 3 {
                self.read(&path, &prefix, findings);
            }
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// In order of names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Changes whenever any file does.
    pub fn digest(&self) -> Digest {
        Digest::of_files(self.iter().map(|(name, text)| (name, text.as_bytes())))
    }
}

/// Whether a question of some kind can have a file of this name. No such name leads out of its folder, is hidden, or is
/// written differently on another system.
pub fn check_name(name: &str) -> Result<(), Finding> {
    let plain = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        (1..=MAX_NAME).contains(&part.len()) && !part.starts_with('.') && part.bytes().all(allowed)
    };
    let parts: Vec<&str> = name.split('/').collect();
    let known = match parts[..] {
        [file] => FILES.contains(&file),
        ["implementations", "right" | "broken", file] => file.ends_with(".py"),
        ["submissions", folder, file] => {
            let known = Expected::ALL.iter().any(|one| one.folder() == folder);
            known && (file.ends_with(".py") || file.ends_with(".txt"))
        }
        _ => false,
    };
    if known && parts.iter().all(|part| plain(part)) {
        return Ok(());
    }
    let shown: String = name.chars().take(2 * MAX_NAME).collect();
    Err(Finding::error(
        shown.escape_debug().to_string(),
        None,
        "no part of a question has this name",
        "remove or rename it: letters, digits, '_', '-' and '.' make a name, and submissions are \
         submissions/{accepted,wrong_answer,time_limit,run_time_error}/*.py, or *.txt for a choice",
    ))
}

fn check_text(name: &str, text: &str) -> Option<Finding> {
    let shown = || name.chars().take(2 * MAX_NAME).collect::<String>();
    if text.len() as u64 > MAX_FILE_BYTES {
        let what = "it is larger than 1 MiB";
        return Some(Finding::error(shown(), None, what, "make it smaller"));
    }
    let at = text.find('\0')?;
    let line = text[..at].matches('\n').count() + 1;
    let what = "it has a character U+0000";
    Some(Finding::error(shown(), line, what, "make it plain text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(files: &[(&str, &str)]) -> Result<Files, Vec<Finding>> {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Files::sent(files.iter().map(owned).collect())
    }

    #[test]
    fn names_that_could_leave_the_folder_are_none() {
        for name in [
            "",
            "/question.toml",
            "../question.toml",
            "./question.toml",
            "submissions/../question.toml",
            "submissions/accepted/../../x.py",
            "submissions/accepted/..",
            "submissions/accepted/.hidden.py",
            "submissions/accepted/a/b.py",
            "submissions/accepted/a\\b.py",
            "submissions/accepted/a\0.py",
            "submissions/accepted/a .py",
            "submissions/accepted/ä.py",
            "submissions/other/a.py",
            "Question.toml",
            ".git",
            "implementations/broken/x.sh",
            "implementations/x.py",
        ] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        for name in [
            "question.toml",
            "submissions/time_limit/a-b_c.2.py",
            "submissions/accepted/a.txt",
            "implementations/right/plain.py",
        ] {
            assert!(check_name(name).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn everything_wrong_is_found_at_once() {
        let found = sent(&[
            ("a.sh", ""),
            ("prompt.md", "one\ntwo\0"),
            ("submissions/accepted/A.py", ""),
            ("submissions/accepted/a.py", ""),
        ])
        .unwrap_err();
        let places: Vec<String> = found.iter().map(Finding::place).collect();
        assert_eq!(places, ["a.sh", "prompt.md:2", "submissions/accepted/a.py"]);
    }

    #[test]
    fn bounds_hold_for_one_file_for_all_and_for_their_number() {
        let large = "x".repeat(MAX_FILE_BYTES as usize + 1);
        assert!(sent(&[("prompt.md", &large)]).is_err());
        let whole = "x".repeat(MAX_FILE_BYTES as usize);
        let three = [
            ("prompt.md", whole.as_str()),
            ("cases.py", &whole),
            ("hints.md", "x"),
        ];
        assert!(sent(&three[..2]).is_ok());
        assert!(sent(&three).is_err());
        let many =
            (0..=MAX_FILES).map(|n| (format!("implementations/right/{n}.py"), String::new()));
        assert!(Files::sent(many.collect()).is_err());
    }
}
