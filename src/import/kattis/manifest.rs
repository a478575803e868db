//! `problem.yaml`: what the versions of the format have in common, and what of it no question can be.
//!
//! Values are taken as people write them (a text, a list, a map with names); what isn't needed isn't looked at.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::Refused;

pub const FILE: &str = "problem.yaml";

/// What a package says of itself.
#[derive(Debug, Default)]
pub struct Manifest {
    /// `legacy`, `2023-07-draft`, `2025-09` …
    pub version: String,
    /// By language; under the empty one if there is only one.
    pub names: BTreeMap<String, String>,
    pub scoring: bool,
    pub authors: Vec<String>,
    pub sources: Vec<String>,
    pub license: Option<String>,
    pub rights_owner: Option<String>,
    pub keywords: Vec<String>,
    /// For the default validator, one word each.
    pub flags: Vec<String>,
    pub memory_mib: Option<u64>,
    pub code_kib: Option<u64>,
    pub time_seconds: Option<String>,
    /// What `{{name}}` stands for in statement and submissions.
    pub constants: BTreeMap<String, String>,
}

impl Manifest {
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let yaml = yaml(FILE, text)?;
        let get = |key: &str| yaml.get(key);
        let word = |key: &str| get(key).and_then(text_of);
        let limit = |key: &str| get("limits").and_then(|limits| limits.get(key));
        let version = word("problem_format_version").unwrap_or_else(|| "legacy".to_owned());
        let kinds = words(get("type"));
        let validation = words(get("validation"));
        refuse(&kinds, &validation)?;
        let authors = match get("credits") {
            Some(credits) if credits.is_object() => people(credits.get("authors")),
            Some(credits) => people(Some(credits)),
            None => people(get("author").or_else(|| get("authors"))),
        };
        Ok(Self {
            version,
            names: by_language(get("name")),
            scoring: kinds.iter().any(|kind| kind == "scoring"),
            authors,
            sources: people(get("source")),
            license: word("license"),
            rights_owner: word("rights_owner"),
            keywords: words(get("keywords")),
            flags: words(get("validator_flags")),
            memory_mib: limit("memory").and_then(Value::as_u64),
            code_kib: limit("code").and_then(Value::as_u64),
            time_seconds: limit("time_limit").and_then(text_of),
            constants: by_language(get("constants")),
        })
    }

    /// The name in a language, or in any.
    pub fn name(&self, language: &str) -> Option<&str> {
        let named = self.names.get(language).or_else(|| self.names.get("en"));
        let name = named.or_else(|| self.names.values().next())?.trim();
        (!name.is_empty()).then_some(name)
    }

    /// With the constants' values in it.
    pub fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, value) in &self.constants {
            text = text.replace(&format!("{{{{{name}}}}}"), value);
        }
        text
    }
}

/// Problems that no function of a text can answer, or whose answers no comparison can judge.
fn refuse(kinds: &[String], validation: &[String]) -> Result<(), Refused> {
    let says = |words: &[String], word: &str| words.iter().any(|one| one == word);
    for kind in ["interactive", "multi-pass", "submit-answer"] {
        if says(kinds, kind) || says(validation, kind) {
            return Err(Refused::new(
                format!(
                    "{FILE}: the problem is {kind}, and an imported answer is a function that is called once"
                ),
                "write the question by hand: `viva new code TOPIC/SLUG`",
            ));
        }
    }
    if let Some(kind) = kinds
        .iter()
        .find(|kind| !["pass-fail", "scoring"].contains(&kind.as_str()))
    {
        return Err(Refused::new(
            format!("{FILE}: the type '{kind}' is not known"),
            "make it pass-fail or scoring, if it is one",
        ));
    }
    if says(validation, "custom") {
        return Err(custom_validator(FILE));
    }
    Ok(())
}

/// `place`: where the package says so.
pub fn custom_validator(place: &str) -> Refused {
    Refused::new(
        format!(
            "{place}: outputs are judged by the package's own validator, a program that isn't run here"
        ),
        "write its rules into the cases by hand: `viva new code TOPIC/SLUG`; a package whose default validator says the same can be imported",
    )
}

/// A YAML file of the package.
pub fn yaml(name: &str, text: &str) -> Result<Value, Refused> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    serde_saphyr::from_str(text).map_err(|error| {
        let error = error.to_string();
        let line = error.lines().find(|line| !line.trim().is_empty());
        let line: String = line.unwrap_or_default().trim().chars().take(300).collect();
        Refused::new(
            format!("'{name}' is no YAML that can be read: {line}"),
            "mend it; `verifyproblem` of the Kattis problem tools shows more",
        )
    })
}

/// A scalar as it was written, about.
pub fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A list of words, or words with spaces between.
pub fn words(value: Option<&Value>) -> Vec<String> {
    let split =
        |text: String| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(text_of).flat_map(split).collect(),
        Some(scalar) => text_of(scalar).map(split).unwrap_or_default(),
        None => Vec::new(),
    }
}

/// Names: a text, a map with a `name`, or a list of these. Without addresses.
fn people(value: Option<&Value>) -> Vec<String> {
    let one = |value: &Value| {
        let name = text_of(value).or_else(|| value.get("name").and_then(text_of))?;
        let name = name.split('<').next().unwrap_or_default().trim().to_owned();
        (!name.is_empty()).then_some(name)
    };
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn by_language(value: Option<&Value>) -> BTreeMap<String, String> {
    match value {
        Some(Value::Object(map)) => map
            .iter()
            .filter_map(|(language, name)| {
                // A constant may be a map of its value in several notations.
                let name = text_of(name).or_else(|| name.get("value").and_then(text_of));
                Some((language.clone(), name?))
            })
            .collect(),
        Some(value) => text_of(value)
            .map(|name| (String::new(), name))
            .into_iter()
            .collect(),
        None => BTreeMap::new(),
    }
}
