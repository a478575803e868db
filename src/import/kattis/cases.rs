//! `cases.py` of a package: its data and the comparison of outputs, one case function a group.

use std::fmt::Write as _;

use super::super::fill::Head;
use super::super::{fill, python};
use super::comparison::Comparison;
use super::data::Group;
use super::manifest::Manifest;
use crate::grading::split;
use crate::question::Finding;

/// Of a question whose groups say no points, or too many.
const POINTS: u32 = 100;

/// The most that a question may have.
const MOST: f64 = 1000.0;

pub fn write(groups: &[Group], comparison: &Comparison) -> String {
    let mut python = format!(
        "\"\"\"The inputs of a Kattis problem package, and its default validator's comparison.\"\"\"\n\n{}import pytest\n\nfrom answer import solve\n\n\n{}",
        comparison.imports(),
        comparison.functions()
    );
    let single = groups.iter().filter(|group| !group.is_sample()).count() == 1;
    for group in groups {
        python.push_str("\n\n");
        if group.is_sample() {
            python.push_str("@pytest.mark.sample\n");
        }
        // That what is shown comes right shows nothing.
        if group.is_sample() || group.points == Some(0.0) {
            python.push_str("@pytest.mark.points(0)\n");
        }
        let required = group.requires.iter().filter_map(|wanted| {
            let wanted = wanted.trim_start_matches("data/");
            groups
                .iter()
                .find(|other| other.folder == wanted && other.folder != group.folder)
        });
        for other in required {
            let _ = writeln!(
                python,
                "@pytest.mark.requires({})",
                python::literal(&other.function)
            );
        }
        python.push_str("@pytest.mark.parametrize(\n    (\"text\", \"right\"),\n    [\n");
        for (index, input) in group.inputs.iter().enumerate() {
            let title = match &input.description {
                Some(text) => text.clone(),
                None => format!("{} {}", name(group, single), index + 1),
            };
            python.push_str("        pytest.param(\n");
            let indent = " ".repeat(12);
            python.push_str(&python::argument(&input.input, &indent));
            python.push_str(&python::argument(&input.output, &indent));
            let _ = writeln!(python, "{indent}id={},", python::literal(&input.name));
            let _ = writeln!(
                python,
                "{indent}marks=pytest.mark.title({}),",
                python::literal(&title)
            );
            python.push_str("        ),\n");
        }
        python.push_str("    ],\n)\n");
        let _ = write!(
            python,
            "def {}(text: str, right: str) -> None:\n    output = solve(text)\n    assert type(output) is str, \"solve() must return a str\"\n{}",
            group.function,
            comparison.assertion()
        );
    }
    python
}

/// What an input of the group is called, before its number.
fn name(group: &Group, single: bool) -> String {
    let part = group
        .folder
        .split_once('/')
        .map(|(_, part)| part.replace('/', " "));
    match (group.is_sample(), part) {
        (true, None) => "Sample".to_owned(),
        (true, Some(part)) => format!("Sample {part},"),
        (false, _) if single => "Hidden input".to_owned(),
        (false, None) => "Hidden input".to_owned(),
        (false, Some(part)) => format!("Group {part}, input"),
    }
}

/// Points and groups of `question.toml`, with what is lost of the package's own.
pub fn points(groups: &[Group], manifest: &Manifest, head: &mut Head, findings: &mut Vec<Finding>) {
    head.points = POINTS;
    if !manifest.scoring {
        return;
    }
    let hidden: Vec<&Group> = groups.iter().filter(|group| !group.is_sample()).collect();
    let given: Option<Vec<f64>> = hidden.iter().map(|group| group.points).collect();
    let Some(given) = given.filter(|points| points.iter().sum::<f64>() > 0.0) else {
        findings.push(Finding::warning(
            "question.toml",
            None,
            "the package is scored, and doesn't say what each group of data is worth; here they are worth the same",
            "write [[groups]] with their points",
        ));
        return;
    };
    let sum: f64 = given.iter().sum();
    let whole = given.iter().all(|points| points.fract() == 0.0) && sum <= MOST;
    head.points = if whole { sum as u32 } else { POINTS };
    // In proportion, and in whole points, whatever the numbers were.
    let weights: Vec<u64> = given
        .iter()
        .map(|points| (points / sum * 1e9) as u64)
        .collect();
    let parts = match whole {
        true => given.iter().map(|points| *points as u64).collect(),
        false => split(u64::from(POINTS), &weights),
    };
    let mut free: Vec<String> = groups
        .iter()
        .filter(|group| group.is_sample())
        .map(|group| group.function.clone())
        .collect();
    for (group, points) in std::iter::zip(&hidden, &parts) {
        if *points == 0 {
            free.push(group.function.clone());
        }
    }
    for (group, points) in std::iter::zip(&hidden, parts).filter(|(_, points)| *points > 0) {
        let mut cases = vec![group.function.clone()];
        cases.append(&mut free);
        head.groups.push(fill::Group {
            title: fill::title(&name(group, false).replace(", input", "")),
            points: u32::try_from(points).unwrap_or(POINTS),
            cases,
        });
    }
    if hidden
        .iter()
        .any(|group| group.whole && group.inputs.len() > 1)
    {
        findings.push(Finding::warning(
            "question.toml",
            None,
            "in the package some group's points are for all of its inputs or none; here each input earns its part",
            "merge the inputs into one case where that matters",
        ));
    }
}
