//! Reads a question's folder into memory and puts the [`Question`] together.
//!
//! Nothing later touches the folder again, so what was validated is what is graded.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::{
    BrokenQuestion, Digest, Expected, Finding, Kind, KnownSubmission, Question, QuestionId, hints,
    manifest, validate,
};

/// No file of a question has a reason to be larger; keeps a stray dump from being read into memory.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// What a question may consist of, besides `submissions/` and `implementations/`.
const FILES: [&str; 8] = [
    manifest::FILE,
    "prompt.md",
    "starter.py",
    "cases.py",
    "support.py",
    hints::FILE,
    "explanation.md",
    "README.md",
];

/// The files of a folder by their path below it, `/`-separated.
pub(super) type Files = BTreeMap<String, String>;

impl Question {
    /// Reads the folder of the question `id`; `Err` holds everything that is wrong with it, not only the first.
    pub fn load(folder: &Path, id: QuestionId) -> Result<Self, BrokenQuestion> {
        let mut findings = Vec::new();
        let files = read(folder, &mut findings);
        let manifest = match files
            .get(manifest::FILE)
            .map(|text| manifest::Manifest::parse(text))
        {
            Some(Ok(manifest)) => Some(manifest),
            Some(Err(finding)) => {
                findings.push(finding);
                None
            }
            None => {
                findings.push(missing(manifest::FILE));
                None
            }
        };
        let Some(manifest) = manifest else {
            return Err(BrokenQuestion { id, findings });
        };
        validate::manifest(&manifest, &files[manifest::FILE], &mut findings);

        let kind = *manifest.kind.get_ref();
        for file in required(kind) {
            match files.get(*file) {
                None => findings.push(missing(file)),
                Some(text) if text.trim().is_empty() => findings.push(Finding::error(
                    *file,
                    None,
                    "the file is empty",
                    "write it (`viva new` shows what belongs there)",
                )),
                Some(_) => {}
            }
        }
        let hints = match files.get(hints::FILE).map(|text| hints::parse(text)) {
            Some(Ok(hints)) => hints,
            Some(Err(found)) => {
                findings.extend(found);
                Vec::new()
            }
            None => Vec::new(),
        };
        let submissions = submissions(kind, &files, &mut findings);
        if findings
            .iter()
            .any(|finding| finding.severity == super::Severity::Error)
        {
            findings.sort();
            return Err(BrokenQuestion { id, findings });
        }

        let digest = Digest::of_files(
            files
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_bytes())),
        );
        let text = |name: &str| files.get(name).cloned();
        let owned = |spanned: Vec<toml::Spanned<manifest::Group>>| {
            spanned.into_iter().map(toml::Spanned::into_inner).collect()
        };
        Ok(Self {
            id,
            title: manifest.title.into_inner(),
            kind,
            topics: manifest.topics.into_inner(),
            level: manifest.level,
            minutes: manifest.minutes.into_inner(),
            points: manifest.points.into_inner(),
            roles: manifest.roles,
            limits: manifest
                .limits
                .map(toml::Spanned::into_inner)
                .unwrap_or_default(),
            groups: owned(manifest.groups),
            select: manifest.select.map(toml::Spanned::into_inner),
            options: manifest
                .options
                .into_iter()
                .map(toml::Spanned::into_inner)
                .collect(),
            rubric: manifest
                .rubric
                .into_iter()
                .map(toml::Spanned::into_inner)
                .collect(),
            prompt: text("prompt.md").unwrap_or_default(),
            starter: text("starter.py"),
            cases: text("cases.py"),
            support: text("support.py"),
            submissions,
            hints,
            explanation: text("explanation.md").unwrap_or_default(),
            digest,
        })
    }
}

fn required(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Code | Kind::Fix => &[
            "prompt.md",
            "starter.py",
            "cases.py",
            hints::FILE,
            "explanation.md",
        ],
        Kind::Tests => &["prompt.md", "starter.py", hints::FILE, "explanation.md"],
        Kind::Choice | Kind::Explain => &["prompt.md", hints::FILE, "explanation.md"],
    }
}

fn missing(file: &str) -> Finding {
    Finding::error(
        file,
        None,
        "the file is missing",
        "add it (`viva new` shows what belongs there)",
    )
}

/// All text files of the folder; what can't be read is a finding.
fn read(folder: &Path, findings: &mut Vec<Finding>) -> Files {
    let mut files = Files::new();
    read_into(folder, "", &mut files, findings);
    files
}

fn read_into(folder: &Path, prefix: &str, files: &mut Files, findings: &mut Vec<Finding>) {
    let mut unreadable = |name: &str, error: &io::Error| {
        findings.push(Finding::error(
            name,
            None,
            format!("it can't be read: {error}"),
            "make it a readable UTF-8 file or folder",
        ));
    };
    let entries = match std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>)
    {
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
                    files.insert(path, text);
                }
                Err(error) => unreadable(&path, &error),
            },
        }
    }
    for (path, prefix) in folders {
        // submissions/accepted/ is as deep as a question goes; the bound also ends a loop of links.
        if prefix.matches('/').count() <= 3 {
            read_into(&path, &prefix, files, findings);
        }
    }
}

/// The submissions of all four folders; any file that no part of the format accounts for is a finding.
fn submissions(kind: Kind, files: &Files, findings: &mut Vec<Finding>) -> Vec<KnownSubmission> {
    let ending = if matches!(kind, Kind::Choice | Kind::Explain) {
        ".txt"
    } else {
        ".py"
    };
    let mut submissions = Vec::new();
    for (file, source) in files {
        if FILES.contains(&file.as_str())
            || (kind == Kind::Tests && file.starts_with("implementations/"))
        {
            continue;
        }
        let parts: Vec<&str> = file.split('/').collect();
        let expected = match parts[..] {
            ["submissions", folder, name] if name.ends_with(ending) => {
                Expected::ALL.into_iter().find(|e| e.folder() == folder)
            }
            _ => None,
        };
        let Some(expected) = expected else {
            findings.push(Finding::warning(
                file.as_str(),
                None,
                "no part of a question has this name",
                format!(
                    "remove it; submissions are submissions/{{accepted,wrong_answer,time_limit,run_time_error}}/*{ending}"
                ),
            ));
            continue;
        };
        match KnownSubmission::new(kind, expected, file.clone(), source.clone()) {
            Ok(submission) => submissions.push(submission),
            Err(finding) => findings.push(finding),
        }
    }
    submissions.sort_by(|a, b| (a.expected, &a.file).cmp(&(b.expected, &b.file)));
    submissions
}
