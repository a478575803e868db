//! Puts a [`Question`] together from its files.
//!
//! Nothing later touches the folder again, so what was validated is what is graded.

use std::path::Path;

use super::files::FILES;
use super::{
    BrokenQuestion, Expected, Files, Finding, Kind, KnownSubmission, Question, QuestionId, hints,
    implementation, manifest, validate,
};

impl Question {
    /// Reads the folder of the question `id`; `Err` holds everything that is wrong with it, not only the first.
    pub fn load(folder: &Path, id: QuestionId) -> Result<(Self, Vec<Finding>), BrokenQuestion> {
        let mut findings = Vec::new();
        let files = Files::of_folder(folder, &mut findings);
        Self::read(id, files, findings)
    }

    /// The question `id` that these files make, with what its author should know; `Err` if any of that is an error.
    pub fn of_files(id: QuestionId, files: Files) -> Result<(Self, Vec<Finding>), BrokenQuestion> {
        Self::read(id, files, Vec::new())
    }

    fn read(
        id: QuestionId,
        files: Files,
        mut findings: Vec<Finding>,
    ) -> Result<(Self, Vec<Finding>), BrokenQuestion> {
        let text = files.get(manifest::FILE);
        let manifest = match text.map(manifest::Manifest::parse) {
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
        validate::manifest(&manifest, text.unwrap_or_default(), &mut findings);

        let kind = *manifest.kind.get_ref();
        for file in required(kind) {
            match files.get(file) {
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
        let hints = match files.get(hints::FILE).map(hints::parse) {
            Some(Ok(hints)) => hints,
            Some(Err(found)) => {
                findings.extend(found);
                Vec::new()
            }
            None => Vec::new(),
        };
        let implementations = match kind {
            Kind::Tests => implementation::implementations(&files, &mut findings),
            _ => Vec::new(),
        };
        let submissions = submissions(kind, &files, &mut findings);
        findings.sort();
        if findings
            .iter()
            .any(|finding| finding.severity == super::Severity::Error)
        {
            return Err(BrokenQuestion { id, findings });
        }

        let text = |name: &str| files.get(name).map(str::to_owned);
        let owned = |spanned: Vec<toml::Spanned<manifest::Group>>| {
            spanned.into_iter().map(toml::Spanned::into_inner).collect()
        };
        let mut groups: Vec<manifest::Group> = owned(manifest.groups);
        if let Some(first) = groups.first_mut() {
            // They earn nothing, so it doesn't matter to which group they belong.
            let right = implementations.iter().filter(|one| one.right);
            let right = right
                .map(|one| one.id.clone())
                .filter(|id| !first.cases.contains(id));
            let right: Vec<String> = right.collect();
            first.cases.extend(right);
        }
        let question = Self {
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
            groups,
            module: manifest.module.map(toml::Spanned::into_inner),
            implementations,
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
            digest: files.digest(),
            files,
        };
        Ok((question, findings))
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

/// The submissions of all four folders; any file that no part of the format accounts for is a finding.
fn submissions(kind: Kind, files: &Files, findings: &mut Vec<Finding>) -> Vec<KnownSubmission> {
    let ending = if matches!(kind, Kind::Choice | Kind::Explain) {
        ".txt"
    } else {
        ".py"
    };
    let mut submissions = Vec::new();
    for (file, source) in files.iter() {
        if FILES.contains(&file) || (kind == Kind::Tests && file.starts_with("implementations/")) {
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
                file,
                None,
                "no part of a question has this name",
                format!(
                    "remove it; submissions are submissions/{{accepted,wrong_answer,time_limit,run_time_error}}/*{ending}"
                ),
            ));
            continue;
        };
        match KnownSubmission::new(kind, expected, file.to_owned(), source.to_owned()) {
            Ok(submission) => submissions.push(submission),
            Err(finding) => findings.push(finding),
        }
    }
    submissions.sort_by(|a, b| (a.expected, &a.file).cmp(&(b.expected, &b.file)));
    submissions
}
