//! What a question needs and other systems' formats don't have: filled with what is true, and told as findings.

use std::fmt::Write as _;

use super::Wishes;
use crate::question::{Finding, Level};

/// Until somebody says otherwise.
const LEVEL: Level = Level::Mid;
const MINUTES: u32 = 30;

/// What `question.toml` says.
#[derive(Debug, Default)]
pub struct Head {
    pub title: String,
    pub topic: String,
    /// Whole points.
    pub points: u32,
    /// Names and values of limits that differ from the defaults.
    pub limits: Vec<(&'static str, u64)>,
    pub groups: Vec<Group>,
}

#[derive(Debug, Default)]
pub struct Group {
    pub title: String,
    pub points: u32,
    pub cases: Vec<String>,
}

impl Head {
    pub fn text(&self, wishes: &Wishes) -> String {
        let level = wishes.level.unwrap_or(LEVEL);
        let minutes = wishes.minutes.unwrap_or(MINUTES);
        let mut toml = format!(
            "title = {}\nkind = \"code\"\ntopics = [{}]\nlevel = \"{level}\"\nminutes = {minutes}\npoints = {}\nroles = []\n",
            quoted(&self.title),
            quoted(&self.topic),
            self.points,
        );
        if !self.limits.is_empty() {
            toml.push_str("\n[limits]\n");
            for (name, value) in &self.limits {
                let _ = writeln!(toml, "{name} = {value}");
            }
        }
        for group in &self.groups {
            let cases: Vec<String> = group.cases.iter().map(|case| quoted(case)).collect();
            let _ = write!(
                toml,
                "\n[[groups]]\ntitle = {}\npoints = {}\ncases = [{}]\n",
                quoted(&group.title),
                group.points,
                cases.join(", ")
            );
        }
        toml
    }
}

/// A basic string, which JSON writes the same way.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A title as a list shows it: one line, not too long, never empty.
pub fn title(name: &str) -> String {
    let plain = |c: &char| !c.is_control();
    let words: Vec<&str> = name.split_whitespace().collect();
    let title: String = words.join(" ").chars().filter(plain).take(90).collect();
    match title.trim() {
        "" => "Untitled".to_owned(),
        title => title.to_owned(),
    }
}

/// `source`: what the question was imported from.
pub fn hints(source: &str) -> String {
    format!(
        "## Hint 1 (costs 0)\n\nNobody has written hints for this question yet: it was imported from {source}.\n\n\
         ## Hint 2 (costs 0)\n\nRun your answer on the examples of the prompt first, and compare all that comes of it.\n"
    )
}

/// What is to be completed in every question that was imported.
pub fn gaps(wishes: &Wishes) -> Vec<Finding> {
    let mut gaps = Vec::new();
    if wishes.level.is_none() || wishes.minutes.is_none() {
        gaps.push(Finding::warning(
            "question.toml",
            None,
            format!("level and minutes are not the source's: {LEVEL} and {MINUTES} where nothing was given"),
            "say what is right, there or with --level and --minutes",
        ));
    }
    gaps.push(Finding::warning(
        "question.toml",
        None,
        "the question is for no role yet",
        "name roles, as other questions of the bank do",
    ));
    gaps.push(Finding::warning(
        "hints.md",
        None,
        "the hints say only that there are none",
        "write two to four, from a nudge to nearly the way, and what they cost",
    ));
    gaps.push(Finding::warning(
        "explanation.md",
        None,
        "it doesn't say what a strong answer shows, which wrong turns are common and what to ask next",
        "complete it",
    ));
    gaps
}
