//! The test data: groups of inputs with their right outputs, what they are worth, and how outputs are compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::package::Package;
use super::super::{Refused, identifier};
use super::comparison::Comparison;
use super::manifest::{Manifest, custom_validator, text_of, words, yaml};
use crate::question::files::MAX_FILE_BYTES;

/// Inputs of one folder.
#[derive(Debug)]
pub struct Group {
    /// Below `data/`: `sample`, `secret/02-large`.
    pub folder: String,
    /// In `cases.py`.
    pub function: String,
    pub inputs: Vec<Input>,
    /// All of its inputs', if the package says so.
    pub points: Option<f64>,
    /// The points are for all of the inputs or none.
    pub whole: bool,
    /// Folders of groups that must have passed.
    pub requires: Vec<String>,
}

#[derive(Debug)]
pub struct Input {
    /// The files' name without endings.
    pub name: String,
    pub input: String,
    pub output: String,
    pub description: Option<String>,
}

impl Group {
    pub fn is_sample(&self) -> bool {
        self.folder == "sample" || self.folder.starts_with("sample/")
    }
}

/// All groups, sample ones first, and the comparison that they share.
pub fn read(package: &Package, manifest: &Manifest) -> Result<(Vec<Group>, Comparison), Refused> {
    let settings = Settings::read(package)?;
    let mut groups: Vec<Group> = Vec::new();
    let mut functions = BTreeSet::new();
    let mut bytes = 0;
    let mut flags: Option<(String, Vec<String>)> = None;
    for folder in folders(package) {
        let own = settings.flags(&folder);
        let all: Vec<String> = manifest.flags.iter().chain(&own).cloned().collect();
        match &flags {
            Some((first, other)) if *other != all => {
                return Err(Refused::new(
                    format!(
                        "data/{folder}: outputs are compared otherwise here than in data/{first}"
                    ),
                    "give all groups the same output validator flags, or make two packages of it",
                ));
            }
            Some(_) => {}
            None => flags = Some((folder.clone(), all)),
        }
        let inputs = inputs(package, &folder, &mut bytes)?;
        let function = function(&folder, &mut functions);
        groups.push(Group {
            points: settings.points(&folder, inputs.len()),
            whole: settings.is_whole(&folder),
            requires: settings.requires(&folder),
            folder,
            function,
            inputs,
        });
    }
    if !groups.iter().any(|group| !group.is_sample()) {
        return Err(Refused::new(
            "data/secret has no inputs (*.in)",
            "add some: without hidden cases there is nothing to grade by",
        ));
    }
    let worth =
        |group: &&Group| !group.is_sample() && group.points.is_some_and(|points| points > 0.0);
    if !manifest.scoring || !groups.iter().any(|group| worth(&group)) {
        groups.iter_mut().for_each(|group| group.points = None);
    }
    groups.sort_by_key(|group| !group.is_sample());
    let flags = flags.map(|(_, flags)| flags).unwrap_or_default();
    Ok((groups, Comparison::of_flags(&flags)?))
}

/// Folders that hold inputs, below `data/`.
fn folders(package: &Package) -> Vec<String> {
    let inputs = package.names().filter_map(|name| {
        let (folder, file) = name.strip_prefix("data/")?.rsplit_once('/')?;
        (file.ends_with(".in") && is_data(folder)).then(|| folder.to_owned())
    });
    let folders: BTreeSet<String> = inputs.collect();
    folders.into_iter().collect()
}

/// Not what tries the package's own validators.
pub fn is_data(folder: &str) -> bool {
    let top = folder.split('/').next();
    matches!(top, Some("sample" | "secret")) && !folder.contains(".files")
}

fn inputs(package: &Package, folder: &str, bytes: &mut u64) -> Result<Vec<Input>, Refused> {
    let mut inputs = Vec::new();
    let here = format!("data/{folder}/");
    let names: Vec<&str> = package
        .names()
        .filter_map(|name| name.strip_prefix(&here)?.strip_suffix(".in"))
        .filter(|name| !name.contains('/'))
        .collect();
    for name in names {
        let stem = format!("{here}{name}");
        let part = |ending: &str| package.text(&format!("{stem}.{ending}"));
        if package.has_folder(&format!("{stem}.files")) {
            return Err(unmapped(&stem, "the input has files beside it"));
        }
        let input = part("in")?.unwrap_or_default();
        let Some(output) = part("ans")? else {
            return Err(Refused::new(
                format!("'{stem}.in' has no '{stem}.ans'"),
                "add the right output, or leave the input out",
            ));
        };
        *bytes += (input.len() + output.len()) as u64;
        if *bytes > MAX_FILE_BYTES * 9 / 10 {
            return Err(Refused::new(
                format!(
                    "up to '{stem}.in' the test data have {bytes} bytes; all of it goes to cases.py, which has at most {MAX_FILE_BYTES}"
                ),
                "leave out the largest inputs: what they show about speed, fuel shows with smaller ones",
            ));
        }
        let mut description = part("desc")?;
        let config = format!("{stem}.yaml");
        if let Some(text) = package.text(&config)? {
            let config = yaml(&config, &text)?;
            if !words(config.get("args")).is_empty() {
                return Err(unmapped(&stem, "the program gets arguments"));
            }
            if config.get("output_validator_args").is_some() {
                return Err(unmapped(
                    &stem,
                    "its output is compared in a way of its own",
                ));
            }
            description = description.or_else(|| config.get("description").and_then(text_of));
        }
        let description = description.map(|text| one_line(&text));
        inputs.push(Input {
            name: name.to_owned(),
            input,
            output,
            description: description.filter(|text| !text.is_empty()),
        });
    }
    Ok(inputs)
}

fn unmapped(stem: &str, what: &str) -> Refused {
    Refused::new(
        format!("'{stem}': {what}, and an imported answer is a function of one text"),
        "leave the input out, or write the question by hand: `viva new code TOPIC/SLUG`",
    )
}

/// The first line, as a title may be.
fn one_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty());
    let plain = |c: &char| !c.is_control();
    line.unwrap_or_default()
        .trim()
        .chars()
        .filter(plain)
        .take(90)
        .collect()
}

fn function(folder: &str, used: &mut BTreeSet<String>) -> String {
    let base = format!("test_{}", identifier(&folder.replace('/', "-")));
    let mut name = base.clone();
    let mut number = 2;
    while !used.insert(name.clone()) {
        name = format!("{base}_{number}");
        number += 1;
    }
    name
}

/// The files that say how a folder's inputs are judged, by folder.
struct Settings(BTreeMap<String, Value>);

impl Settings {
    fn read(package: &Package) -> Result<Self, Refused> {
        let mut settings = BTreeMap::new();
        for file in ["testdata.yaml", "test_group.yaml"] {
            let names = package.names().filter(|name| {
                let folder = name
                    .strip_prefix("data/")
                    .and_then(|name| name.strip_suffix(file));
                folder.is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
            });
            for name in names {
                let Some(text) = package.text(name)? else {
                    continue;
                };
                let value = yaml(name, &text)?;
                if !words(value.get("args")).is_empty() {
                    return Err(unmapped(name, "programs get arguments"));
                }
                if value.get("grading").and_then(Value::as_str) == Some("custom") {
                    return Err(Refused::new(
                        format!(
                            "'{name}': points are given by the package's own grader, a program that isn't run here"
                        ),
                        "say the points with the default grader, or remove the line",
                    ));
                }
                let flags = value.get("output_validator_flags");
                if flags.is_some_and(Value::is_object) {
                    return Err(custom_validator(name));
                }
                let folder = name.trim_start_matches("data/").trim_end_matches(file);
                settings.insert(folder.trim_end_matches('/').to_owned(), value);
            }
        }
        Ok(Self(settings))
    }

    /// Of the nearest folder that says so.
    fn inherited(&self, folder: &str, keys: &[&str]) -> Option<&Value> {
        let mut folder = folder;
        loop {
            let here = self.0.get(folder);
            let found = here.and_then(|value| keys.iter().find_map(|key| value.get(*key)));
            if found.is_some() || folder.is_empty() {
                return found;
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }

    fn flags(&self, folder: &str) -> Vec<String> {
        let keys = ["output_validator_flags", "output_validator_args"];
        words(self.inherited(folder, &keys))
    }

    fn points(&self, folder: &str, inputs: usize) -> Option<f64> {
        let own = self.0.get(folder);
        let newest = own.and_then(|own| own.get("max_score"));
        let draft = own.and_then(|own| own.get("scoring")?.get("score"));
        if let Some(score) = newest.or(draft) {
            return number(score);
        }
        // As the first version has it: a range, or a score for each input.
        let range = own.and_then(|own| own.get("range")?.as_str()?.split_whitespace().nth(1));
        if let Some(most) = range
            .and_then(|most| most.parse::<f64>().ok())
            .filter(|most| most.is_finite())
        {
            return Some(most);
        }
        let each = number(self.inherited(folder, &["accept_score"])?)?;
        Some(match self.is_whole(folder) {
            true => each,
            false => each * inputs as f64,
        })
    }

    fn is_whole(&self, folder: &str) -> bool {
        // The newest format's groups are, unless they say otherwise themselves.
        let own = self
            .0
            .get(folder)
            .filter(|own| own.get("max_score").is_some());
        if let Some(own) = own {
            return own.get("score_aggregation").and_then(Value::as_str) != Some("sum");
        }
        let keys = ["grader_flags", "score_aggregation", "scoring"];
        let said = self.inherited(folder, &keys);
        let nested = said.and_then(|said| said.get("aggregation"));
        let said = words(nested.or(said));
        said.iter().any(|word| word == "min" || word == "pass-fail")
    }

    fn requires(&self, folder: &str) -> Vec<String> {
        let own = self.0.get(folder);
        words(own.and_then(|own| own.get("require_pass")))
    }
}

fn number(value: &Value) -> Option<f64> {
    let number = value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok())?;
    (number.is_finite() && number >= 0.0).then_some(number)
}
