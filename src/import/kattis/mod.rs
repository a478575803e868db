//! Kattis problem packages, of the legacy format and of 2023-07 and later: problems in which a program reads an input and
//! prints an output.
//!
//! Such a problem becomes a question of a function `solve(text) -> str`. Its data and the comparison of outputs are in
//! `cases.py`, where no answer can read them.

mod cases;
mod comparison;
mod data;
mod manifest;
mod program;
mod statement;

use std::collections::BTreeMap;
use std::path::Path;

use super::package::Package;
use super::{Draft, Refused, Wishes, fill, id};
use crate::question::Finding;
use manifest::Manifest;

/// The topic of what has no other.
const TOPIC: &str = "kattis";

const STARTER: &str = "def solve(text: str) -> str:\n    \"\"\"Return the output for the input `text`.\"\"\"\n    raise NotImplementedError\n";

/// The question that the package at `path`, a folder or a zip archive, makes.
pub fn read(path: &Path, wishes: &Wishes) -> Result<Draft, Refused> {
    let package = Package::open(path, manifest::FILE, is_wanted)?;
    let text = package.text(manifest::FILE)?.unwrap_or_default();
    let manifest = Manifest::parse(&text)?;
    refuse(&package, &manifest)?;
    let mut findings = Vec::new();
    let (groups, comparison) = data::read(&package, &manifest)?;
    let statement = statement::read(&package, &manifest, &mut findings)?;
    let programs = program::read(&package, &manifest, &mut findings)?;

    let topic = wishes.topic.as_deref().unwrap_or(TOPIC);
    let name = manifest.name(&statement.language);
    let name = name.or(statement.name.as_deref()).unwrap_or(package.name());
    let mut head = fill::Head {
        title: fill::title(name),
        topic: topic.to_owned(),
        limits: limits(&manifest, &mut findings),
        ..fill::Head::default()
    };
    cases::points(&groups, &manifest, &mut head, &mut findings);
    about(&package, &manifest, &groups, &mut findings);
    findings.extend(fill::gaps(wishes));

    let files = [
        ("question.toml", head.text(wishes)),
        (
            "prompt.md",
            statement::prompt(&statement, &groups, &comparison),
        ),
        ("starter.py", STARTER.to_owned()),
        ("cases.py", cases::write(&groups, &comparison)),
        ("hints.md", fill::hints("a Kattis problem package")),
        (
            "explanation.md",
            explanation(&package, &manifest, &statement)?,
        ),
    ];
    Ok(Draft {
        id: id(topic, package.name())?,
        files: BTreeMap::from(files.map(|(name, text)| (name.to_owned(), text))),
        functions: groups.into_iter().map(|group| group.function).collect(),
        programs,
        findings,
    })
}

/// What of a package becomes part of a question.
fn is_wanted(name: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let statement = statement::FOLDERS
        .iter()
        .any(|folder| name.starts_with(folder));
    if name == manifest::FILE {
        return true;
    }
    if statement || name.starts_with("solution/") || !name.contains('/') {
        return ends(&[".md", ".tex"]);
    }
    if let Some(data) = name.strip_prefix("data/") {
        let settings = ends(&["testdata.yaml", "test_group.yaml"]);
        return settings || (data::is_data(data) && ends(&[".in", ".ans", ".desc", ".yaml"]));
    }
    name.starts_with("submissions/") && ends(&[".py"])
}

fn refuse(package: &Package, manifest: &Manifest) -> Result<(), Refused> {
    // In the legacy format, problem.yaml says whether they are used.
    let folders = ["output_validator", "output_validators"];
    let custom = folders.iter().find(|folder| package.has_folder(folder));
    if let Some(folder) = custom.filter(|_| manifest.version != "legacy") {
        return Err(manifest::custom_validator(folder));
    }
    let included = ["include/python3", "include/default"];
    if let Some(folder) = included.iter().find(|folder| package.has_folder(folder)) {
        return Err(Refused::new(
            format!("{folder}: programs are put together with the package's own files"),
            "write the question by hand: `viva new code TOPIC/SLUG`",
        ));
    }
    Ok(())
}

/// Limits that a question can have, too.
fn limits(manifest: &Manifest, findings: &mut Vec<Finding>) -> Vec<(&'static str, u64)> {
    let mut limits = Vec::new();
    if let Some(memory) = manifest.memory_mib {
        limits.push(("memory_mib", memory.clamp(96, 1024)));
    }
    if let Some(code) = manifest.code_kib {
        limits.push(("source_kib", code.clamp(64, 1024)));
    }
    if let Some(seconds) = &manifest.time_seconds {
        findings.push(Finding::warning(
            "question.toml",
            None,
            format!("the package's time limit is {seconds} s; here computing is limited by fuel, and has its default"),
            "look with `viva check` what the accepted answers need, and say fuel under [limits] if slow ones are to fail",
        ));
    }
    limits
}

/// What the author should know of where the question comes from.
fn about(
    package: &Package,
    manifest: &Manifest,
    groups: &[data::Group],
    findings: &mut Vec<Finding>,
) {
    let license = manifest.license.as_deref().unwrap_or("unknown");
    if license == "unknown" || license == "permission" {
        findings.push(Finding::warning(
            "explanation.md",
            None,
            format!("the package's license is '{license}'"),
            "ask its owner before you use the question",
        ));
    }
    let described = groups.iter().filter(|group| !group.is_sample());
    if described
        .flat_map(|group| &group.inputs)
        .any(|input| input.description.is_some())
    {
        findings.push(Finding::warning(
            "cases.py",
            None,
            "titles of hidden cases are the package's descriptions, which it keeps from those who solve it",
            "read them: candidates see a title",
        ));
    }
    if package.has_folder("static_validator") {
        findings.push(Finding::warning(
            "cases.py",
            None,
            "the package's static validator, which judges sources, was left out",
            "look whether the cases do without",
        ));
    }
}

fn explanation(
    package: &Package,
    manifest: &Manifest,
    statement: &statement::Statement,
) -> Result<String, Refused> {
    let mut text = format!(
        "Imported from the Kattis problem package `{}` (format {}; statement `{}`).\n\n",
        package.name(),
        manifest.version,
        statement.file,
    );
    let license = manifest.license.as_deref().unwrap_or("unknown");
    let owner = manifest.rights_owner.clone().into_iter().collect();
    for (what, names) in [
        ("License", vec![license.to_owned()]),
        ("Rights owner", owner),
        ("Author", manifest.authors.clone()),
        ("Source", manifest.sources.clone()),
        ("Keywords", manifest.keywords.clone()),
    ] {
        if !names.is_empty() {
            text.push_str(&format!("- {what}: {}\n", names.join(", ")));
        }
    }
    for file in ["solution/solution.en.md", "solution/solution.md"] {
        if let Some(solution) = package.text(file)? {
            text.push_str(&format!(
                "\n## The package's own solution\n\n{}\n",
                manifest.filled(solution.trim())
            ));
            break;
        }
    }
    Ok(text)
}
