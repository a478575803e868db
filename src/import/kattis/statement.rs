//! `prompt.md`: the package's statement, what to write, and the samples.

use std::fmt::Write as _;

use super::super::package::Package;
use super::super::{Refused, latex};
use super::comparison::Comparison;
use super::data::Group;
use super::manifest::Manifest;
use crate::question::Finding;

/// Longer samples are no examples of a call, though they are shown.
const EXAMPLE: usize = 200;

/// Where statements are, the older name last.
pub const FOLDERS: [&str; 2] = ["statement/", "problem_statement/"];

pub struct Statement {
    /// Markdown.
    pub text: String,
    /// What the problem is called in it.
    pub name: Option<String>,
    pub language: String,
    /// The file that it was made of.
    pub file: String,
}

/// The statement, in English if there is one.
pub fn read(
    package: &Package,
    manifest: &Manifest,
    findings: &mut Vec<Finding>,
) -> Result<Statement, Refused> {
    let mut files: Vec<(&str, String, bool)> = package.names().filter_map(of_name).collect();
    files.sort_by_key(|(_, language, tex)| (language != "en", *tex, language.clone()));
    let Some((file, language, tex)) = files.into_iter().next() else {
        let pdf = package.names().any(|name| {
            name.ends_with(".pdf") && FOLDERS.iter().any(|folder| name.starts_with(folder))
        });
        let what = match pdf {
            true => "the statement is there only as PDF",
            false => "there is no statement (statement/problem.en.md or .tex)",
        };
        return Err(Refused::new(what, "write it as statement/problem.en.md"));
    };
    let source = package.text(file)?.unwrap_or_default();
    let mut warn = |what: String, todo: &str| {
        findings.push(Finding::warning("prompt.md", None, what, todo));
    };
    if !tex {
        let text = manifest.filled(&source);
        let text = text
            .replace("{{nextsample}}", "")
            .replace("{{remainingsamples}}", "");
        if text.contains("![") || text.contains("<img") {
            warn(
                "it shows images, which a prompt can't".to_owned(),
                "say in words what they show",
            );
        }
        return Ok(Statement {
            text: text.trim().to_owned(),
            name: None,
            language,
            file: file.to_owned(),
        });
    }
    let source = manifest
        .constants
        .iter()
        .fold(source, |text, (name, value)| {
            text.replace(&format!("\\constant{{{name}}}"), value)
        });
    let converted = latex::markdown(&source);
    warn(
        format!("it was converted from LaTeX ('{file}')"),
        "read it: not everything comes out as it was meant",
    );
    if !converted.images.is_empty() {
        let images = converted.images.join(", ");
        warn(
            format!("it showed images, which a prompt can't: {images}"),
            "say in words what they show",
        );
    }
    if !converted.unknown.is_empty() {
        let unknown: Vec<String> = converted.unknown.into_iter().collect();
        warn(
            format!(
                "what it had of LaTeX beyond the usual was left out: {}",
                unknown.join(", ")
            ),
            "read the prompt beside the statement, and mend it",
        );
    }
    Ok(Statement {
        text: converted.text,
        name: converted.name,
        language,
        file: file.to_owned(),
    })
}

/// A statement's language, and whether it is LaTeX.
fn of_name(name: &str) -> Option<(&str, String, bool)> {
    let file = FOLDERS
        .iter()
        .find_map(|folder| name.strip_prefix(folder))
        .unwrap_or(name);
    let (stem, tex) = match (file.strip_suffix(".md"), file.strip_suffix(".tex")) {
        (Some(stem), _) => (stem, false),
        (_, Some(stem)) => (stem, true),
        _ => return None,
    };
    let language = match stem.strip_prefix("problem")? {
        "" => "en",
        rest => rest.strip_prefix('.')?,
    };
    Some((name, language.to_owned(), tex))
}

pub fn prompt(statement: &Statement, groups: &[Group], comparison: &Comparison) -> String {
    let mut prompt = format!(
        "{}\n\n## What to write\n\n```python\ndef solve(text: str) -> str: ...\n```\n\n\
         `solve` gets the whole input as one text, as a program would read it from its standard input, and returns the whole output, \
         as the program would print it. Nothing needs to be read or printed. {}\n\
         Hidden inputs are judged in the same way.\n",
        statement.text,
        comparison.rules()
    );
    let samples = groups
        .iter()
        .filter(|group| group.is_sample())
        .flat_map(|group| &group.inputs);
    let mut example = None;
    for (index, sample) in samples.enumerate() {
        let number = index + 1;
        let _ = write!(prompt, "\n## Sample {number}\n");
        for (what, text) in [("Input", &sample.input), ("Output", &sample.output)] {
            let fence = fence(text);
            let end = if text.is_empty() || text.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            let _ = write!(prompt, "\n{what}:\n\n{fence}text\n{text}{end}{fence}\n");
        }
        example = example.or_else(|| call(&sample.input, &sample.output, comparison));
    }
    if let Some(example) = example {
        let _ = write!(
            prompt,
            "\nSo, white space aside:\n\n```pycon\n{example}```\n"
        );
    }
    prompt
}

/// A call and its result, where every right answer's is the same.
fn call(input: &str, output: &str, comparison: &Comparison) -> Option<String> {
    let plain =
        |c: char| (c.is_ascii_graphic() && !"'\"\\`".contains(c)) || c.is_ascii_whitespace();
    let words: Vec<&str> = output.split_whitespace().collect();
    let short =
        input.len() <= EXAMPLE && output.len() <= EXAMPLE && (1..=12).contains(&words.len());
    if comparison.has_tolerance()
        || !short
        || !(input.chars().all(plain) && output.chars().all(plain))
    {
        return None;
    }
    let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let input = super::super::python::literal(input);
    Some(format!(
        ">>> solve({input}).split()\n[{}]\n",
        words.join(", ")
    ))
}

/// Longer than any in the text.
fn fence(text: &str) -> String {
    let mut longest = 2;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(longest + 1)
}
