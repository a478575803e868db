//! Whether the values of a `question.toml` make sense together. Collects every error instead of stopping at the first.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::manifest::{FILE, Manifest, line_of};
use super::submission::names;
use super::{Finding, Kind, Select, id::is_slug};

/// Long enough for a sentence, short enough for one line of a list.
const MAX_TITLE: usize = 90;

struct Findings<'a> {
    text: &'a str,
    found: &'a mut Vec<Finding>,
}

impl Findings<'_> {
    fn error(&mut self, span: Range<usize>, what: impl Into<String>, todo: impl Into<String>) {
        let line = line_of(self.text, &span);
        self.found.push(Finding::error(FILE, line, what, todo));
    }
}

/// Adds what is wrong with `manifest`, which was read from `text`.
pub(super) fn manifest(manifest: &Manifest, text: &str, found: &mut Vec<Finding>) {
    let mut findings = Findings { text, found };
    head(manifest, &mut findings);
    groups(manifest, &mut findings);
    module(manifest, &mut findings);
    choice(manifest, &mut findings);
    rubric(manifest, &mut findings);
}

fn head(manifest: &Manifest, findings: &mut Findings<'_>) {
    if !is_title(manifest.title.get_ref()) {
        findings.error(
            manifest.title.span(),
            "the title is empty, too long or has control characters",
            format!("say in up to {MAX_TITLE} characters what the question is about"),
        );
    }
    let topics = manifest.topics.get_ref();
    if topics.is_empty() || !topics.iter().all(|topic| is_slug(topic)) {
        findings.error(
            manifest.topics.span(),
            "topics are not one or more words like \"oauth2\"",
            "use lower-case letters, digits and hyphens",
        );
    }
    let minutes = *manifest.minutes.get_ref();
    if !(5..=45).contains(&minutes) {
        findings.error(
            manifest.minutes.span(),
            format!("minutes is {minutes}"),
            "give 5 to 45; split a longer task into two questions",
        );
    }
    let points = *manifest.points.get_ref();
    if !(1..=1000).contains(&points) {
        findings.error(
            manifest.points.span(),
            format!("points is {points}"),
            "give 1 to 1000; 100 is usual",
        );
    }
    if let Some(limits) = &manifest.limits {
        for (name, value, least, most) in limits.get_ref().out_of_range() {
            findings.error(
                limits.span(),
                format!("the limit {name} is {value}"),
                format!("give {least} to {most}"),
            );
        }
    }
}

fn is_title(text: &str) -> bool {
    let length = text.chars().count();
    !text.trim().is_empty() && length <= MAX_TITLE && !text.chars().any(char::is_control)
}

fn groups(manifest: &Manifest, findings: &mut Findings<'_>) {
    let Some(first) = manifest.groups.first() else {
        return;
    };
    let kind = *manifest.kind.get_ref();
    if !kind.is_python() {
        findings.error(
            first.span(),
            format!("a question of kind {kind} has no cases to group"),
            "remove [[groups]]",
        );
        return;
    }
    let mut titles: Vec<&str> = Vec::new();
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for spanned in &manifest.groups {
        let (group, span) = (spanned.get_ref(), spanned.span());
        if !is_title(&group.title) || titles.contains(&group.title.as_str()) {
            findings.error(
                span.clone(),
                format!(
                    "the group's title '{}' is empty, too long or used twice",
                    group.title
                ),
                "give every group a title of its own",
            );
        }
        if group.points == 0 || group.cases.is_empty() {
            findings.error(
                span.clone(),
                format!("the group '{}' has no points or no cases", group.title),
                "give it both, or remove it",
            );
        }
        for case in &group.cases {
            let (is_name, what, todo) = names(kind);
            if !is_name(case) {
                findings.error(
                    span.clone(),
                    format!("'{case}' is not the name of {what}"),
                    format!("{todo}, without parameters"),
                );
            }
            if let Some(owner) = owners.insert(case, &group.title) {
                findings.error(
                    span.clone(),
                    format!("the case '{case}' is already in the group '{owner}'"),
                    "name every case function once",
                );
            }
        }
        for required in &group.requires {
            // Looking only upwards rules circles out.
            if !titles.contains(&required.as_str()) {
                findings.error(
                    span.clone(),
                    format!(
                        "'{}' requires '{required}', which is no group above it",
                        group.title
                    ),
                    "name the title of a group that stands above",
                );
            }
        }
        titles.push(&group.title);
    }
    let points = *manifest.points.get_ref();
    let sum: u64 = manifest
        .groups
        .iter()
        .map(|group| u64::from(group.get_ref().points))
        .sum();
    if sum != u64::from(points) {
        findings.error(
            manifest.points.span(),
            format!("the question has {points} points, its groups have {sum}"),
            "make the groups' points add up to the question's",
        );
    }
}

fn module(manifest: &Manifest, findings: &mut Findings<'_>) {
    let kind = *manifest.kind.get_ref();
    match (kind, &manifest.module) {
        (Kind::Tests, None) => findings.error(
            manifest.kind.span(),
            "a question of kind tests does not say what the tests import",
            "add module = \"cart\": the implementations are imported by that name",
        ),
        (Kind::Tests, Some(name)) if !is_module(name.get_ref()) => findings.error(
            name.span(),
            format!("the tests can't import '{}'", name.get_ref()),
            "use a name of lower-case letters, digits and '_' that is no module of Python's or pytest's",
        ),
        (Kind::Tests, Some(_)) | (_, None) => {}
        (_, Some(name)) => findings.error(
            name.span(),
            format!("a question of kind {kind} has no module"),
            "remove it, or make it kind = \"tests\"",
        ),
    }
}

fn is_module(name: &str) -> bool {
    const TAKEN: [&str; 6] = [
        "pytest",
        "support",
        "answer_side",
        "unittest",
        "conftest",
        "boot",
    ];
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(allowed)
        && name.len() <= 40
        && !TAKEN.contains(&name)
}

fn choice(manifest: &Manifest, findings: &mut Findings<'_>) {
    let kind = *manifest.kind.get_ref();
    if kind != Kind::Choice {
        let stray = manifest.select.as_ref().map(Spanned::span);
        let stray = stray.or_else(|| manifest.options.first().map(Spanned::span));
        if let Some(span) = stray {
            findings.error(
                span,
                format!("a question of kind {kind} has no options"),
                "remove select and [[options]], or make it kind = \"choice\"",
            );
        }
        return;
    }
    let options = &manifest.options;
    let right = options
        .iter()
        .filter(|option| option.get_ref().correct)
        .count();
    match manifest.select.as_ref().map(Spanned::get_ref) {
        None => findings.error(
            manifest.kind.span(),
            "a choice question does not say how many to select",
            "add select = \"one\" or select = \"all\"",
        ),
        Some(Select::One) if right != 1 => findings.error(
            manifest.kind.span(),
            format!("select is \"one\", but {right} options are correct"),
            "mark exactly one option correct = true, or use select = \"all\"",
        ),
        Some(Select::All) if right == 0 => findings.error(
            manifest.kind.span(),
            "no option is correct",
            "mark the right ones correct = true",
        ),
        Some(_) => {}
    }
    if options.len() < 2 {
        findings.error(
            manifest.kind.span(),
            format!(
                "a choice question needs options, this one has {}",
                options.len()
            ),
            "add at least two [[options]]",
        );
    }
    let mut ids: Vec<&str> = Vec::new();
    for spanned in options {
        let (option, span) = (spanned.get_ref(), spanned.span());
        if !is_slug(&option.id) || ids.contains(&option.id.as_str()) {
            findings.error(
                span.clone(),
                format!("the option's id '{}' is malformed or used twice", option.id),
                "use a, b, c …",
            );
        }
        ids.push(&option.id);
        if option.text.trim().is_empty() || option.why.trim().is_empty() {
            findings.error(
                span,
                format!("the option '{}' lacks its text or its why", option.id),
                "write both; why is shown afterwards",
            );
        }
    }
}

fn rubric(manifest: &Manifest, findings: &mut Findings<'_>) {
    let kind = *manifest.kind.get_ref();
    let points = *manifest.points.get_ref();
    match (kind, manifest.rubric.first()) {
        (Kind::Explain, None) => findings.error(
            manifest.kind.span(),
            "an explain question has no rubric",
            "add [[rubric]] entries with text and points: what the person who scores looks for",
        ),
        (Kind::Explain, Some(_)) => {
            let sum: u64 = manifest
                .rubric
                .iter()
                .map(|entry| u64::from(entry.get_ref().points))
                .sum();
            if sum != u64::from(points) {
                findings.error(
                    manifest.points.span(),
                    format!("the question has {points} points, its rubric has {sum}"),
                    "make the rubric's points add up to the question's",
                );
            }
        }
        (_, Some(entry)) => findings.error(
            entry.span(),
            format!("a question of kind {kind} has no rubric"),
            "remove [[rubric]], or make it kind = \"explain\"",
        ),
        (_, None) => {}
    }
}

#[cfg(test)]
mod tests;
