//! Presets: practice sets that the bank's authors put together, in `presets.toml` beside the topics.
//!
//! A preset names questions, or says which ones it draws from. The latter are found anew for each practice, so a preset
//! grows with the bank. Knows nothing of interviews: chance and policy are theirs.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::manifest::line_of;
use super::{Filter, Finding, Level, Library, QuestionId};

pub(super) const FILE: &str = "presets.toml";

/// Minutes of a practice; an interview has no more.
const MINUTES: std::ops::RangeInclusive<u32> = 1..=480;

/// One practice set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Lower-case letters, digits and hyphens.
    pub id: String,
    pub title: String,
    /// Markdown: for whom it is, and what it trains.
    pub description: String,
    pub roles: Vec<String>,
    pub topics: Vec<String>,
    pub level: Level,
    /// On the clock.
    pub minutes: u32,
    /// Its place on the practice road, from 1, should it be on it.
    #[serde(default)]
    pub phase: Option<u32>,
    /// Always asked, in this order, before what is drawn.
    #[serde(default)]
    pub questions: Vec<QuestionId>,
    #[serde(default)]
    pub pools: Vec<PresetPool>,
}

/// Questions of which some are drawn.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetPool {
    pub take: usize,
    /// Of the bank's questions, those that the preset has not named before.
    #[serde(default)]
    pub filter: Filter,
}

/// What a preset comes to with the bank as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    pub fixed: Vec<QuestionId>,
    /// How many are drawn, and from which: at least as many. No question is in two of them.
    pub pools: Vec<(usize, Vec<QuestionId>)>,
}

/// Why a preset can't be practised with the bank as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("there is no question '{0}'")]
    NoQuestion(QuestionId),
    #[error("it names '{0}' twice")]
    Twice(QuestionId),
    #[error("pool {number} draws {take}, and {of} questions are left for it")]
    Pool {
        number: usize,
        take: usize,
        of: usize,
    },
    #[error("it asks nothing")]
    Empty,
}

impl Preset {
    /// How many questions are asked.
    pub fn asked(&self) -> usize {
        let drawn = self.pools.iter().map(|pool| pool.take);
        drawn.fold(self.questions.len(), usize::saturating_add)
    }

    pub fn select(&self, library: &Library) -> Result<Selection, Unusable> {
        let mut named = BTreeSet::new();
        for id in &self.questions {
            if library.get(id).is_none() {
                return Err(Unusable::NoQuestion(id.clone()));
            }
            if !named.insert(id) {
                return Err(Unusable::Twice(id.clone()));
            }
        }
        let mut pools = Vec::new();
        let all = library.questions();
        for (index, PresetPool { take, filter }) in self.pools.iter().enumerate() {
            let fitting = all.iter().filter(|question| filter.admits(question));
            let fitting = fitting.map(|question| &question.id);
            let from: Vec<&QuestionId> = fitting.filter(|id| !named.contains(id)).collect();
            if *take == 0 || *take > from.len() {
                return Err(Unusable::Pool {
                    number: index + 1,
                    take: *take,
                    of: from.len(),
                });
            }
            named.extend(&from);
            pools.push((*take, from.into_iter().cloned().collect()));
        }
        if self.asked() == 0 {
            return Err(Unusable::Empty);
        }
        Ok(Selection {
            fixed: self.questions.clone(),
            pools,
        })
    }

    /// What is wrong with it, apart from where it stands.
    fn faults(&self, library: &Library) -> Vec<(String, &'static str)> {
        let mut faults = Vec::new();
        if !super::id::is_slug(&self.id) {
            let what = format!("'{}' is no id", self.id);
            faults.push((what, "write lower-case letters, digits and single hyphens"));
        }
        for (field, text) in [("title", &self.title), ("description", &self.description)] {
            if text.trim().is_empty() {
                faults.push((format!("the {field} is empty"), "say what it trains"));
            }
        }
        if !MINUTES.contains(&self.minutes) {
            let what = format!("{} minutes is no practice", self.minutes);
            faults.push((what, "give 1 to 480"));
        }
        let selection = match self.select(library) {
            Ok(selection) => selection,
            Err(unusable) => {
                let todo = "name questions that the bank has, or draw fewer";
                faults.push((unusable.to_string(), todo));
                return faults;
            }
        };
        let asked = selection.all().filter_map(|id| library.get(id));
        let asked: Vec<_> = asked.collect();
        for (field, words) in [("topic", &self.topics), ("role", &self.roles)] {
            for word in words {
                let has = |list: &[String]| list.contains(word);
                let known = asked.iter().any(|question| match field {
                    "topic" => has(&question.topics),
                    _ => has(&question.roles),
                });
                if !known {
                    let what = format!("none of its questions has the {field} '{word}'");
                    faults.push((what, "leave it out"));
                }
            }
        }
        let least = selection.least_minutes(library);
        if self.minutes < least {
            let what = format!(
                "its shortest draw needs {least} minutes, and it has {}",
                self.minutes
            );
            faults.push((what, "give more minutes, or ask less"));
        }
        faults
    }
}

impl Selection {
    /// Everything that may be asked.
    fn all(&self) -> impl Iterator<Item = &QuestionId> {
        let pools = self.pools.iter().flat_map(|(_, from)| from);
        self.fixed.iter().chain(pools)
    }

    /// What the questions' own minutes come to if the shortest are drawn.
    fn least_minutes(&self, library: &Library) -> u32 {
        let minutes = |id: &QuestionId| library.get(id).map_or(0, |question| question.minutes);
        let fixed: u32 = self.fixed.iter().map(minutes).sum();
        let pools = self.pools.iter().map(|(take, from)| {
            let mut all: Vec<u32> = from.iter().map(minutes).collect();
            all.sort_unstable();
            all.into_iter().take(*take).sum::<u32>()
        });
        fixed + pools.sum::<u32>()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    presets: Vec<Spanned<Preset>>,
}

/// The presets of a file's text that can be practised with `library`, in the file's order, and what is wrong with it.
pub fn read(text: &str, library: &Library) -> (Vec<Preset>, Vec<Finding>) {
    let line = |span: &Range<usize>| line_of(text, span);
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let what = error.message().trim_end().replace('\n', " ");
            let at = error.span().as_ref().map(line);
            let todo = "write it like the presets beside it";
            return (Vec::new(), vec![Finding::error(FILE, at, what, todo)]);
        }
    };
    let (mut presets, mut findings): (Vec<Preset>, _) = (Vec::new(), Vec::new());
    let mut phases = Vec::new();
    for preset in file.presets {
        let at = line(&preset.span());
        let preset = preset.into_inner();
        phases.extend(preset.phase.map(|phase| (phase, at)));
        let mut faults = preset.faults(library);
        if presets.iter().any(|one| one.id == preset.id) {
            let what = format!("'{}' is there twice", preset.id);
            faults.push((what, "give it another id"));
        }
        if faults.is_empty() {
            presets.push(preset);
            continue;
        }
        findings.extend(faults.into_iter().map(|(what, todo)| {
            let what = format!("the preset '{}': {what}", preset.id);
            Finding::error(FILE, at, what, todo)
        }));
    }
    findings.extend(off_road(phases));
    (presets, findings)
}

/// The road leads from 1 on, with one preset at each place. Of each preset that is on it, its phase and its line.
fn off_road(mut phases: Vec<(u32, usize)>) -> Option<Finding> {
    phases.sort_unstable();
    let mut places = (1..).zip(&phases);
    let (place, (phase, line)) = places.find(|(place, (phase, _))| place != phase)?;
    let what = format!("phase {phase} of the practice road stands where phase {place} has to be");
    let todo = "number the presets that are on it 1, 2, 3 and so on";
    Some(Finding::error(FILE, *line, what, todo))
}
