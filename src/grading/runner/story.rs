//! Tells a schedule in the answer's own lines: who ran between which lines of whom, and whose change was lost by it.
//!
//! Knows lines, not values; and only the answer's, so that what it tells of a hidden case gives nothing of the case away.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use crate::grading::Source;
use crate::sandbox::{Actor, Decision, Point, Step, Touching};

/// What the answer's side told of its code when it was armed.
#[derive(Debug, Clone, Deserialize)]
pub struct Code {
    codes: Vec<CodeObject>,
    /// File and line -> what is read and written there.
    touched: HashMap<String, BTreeMap<u32, Touched>>,
}

#[derive(Debug, Clone, Deserialize)]
struct CodeObject {
    address: u32,
    file: String,
    /// Where bytecodes of a line begin: (offset, line).
    lines: Vec<(u32, u32)>,
    /// The offsets of bytecodes that touch what threads could share.
    touching: Vec<u32>,
}

impl Code {
    pub fn touching(&self) -> Touching {
        let codes = self.codes.iter();
        Touching::new(codes.map(|one| (one.address, one.touching.clone())))
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Touched {
    reads: BTreeSet<String>,
    writes: BTreeSet<String>,
}

/// A line of the answer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    file: &'a str,
    line: u32,
}

/// A step, with where it is.
#[derive(Clone, Copy)]
struct Moment<'a> {
    actor: Actor,
    code: u32,
    place: Place<'a>,
}

/// Turns told; a schedule that needs more is told as far as this.
const MOST_TURNS: usize = 6;
/// Lines of a trace that are kept.
const MOST_LINES: usize = 2_000;
/// How far back and ahead a thread's own steps are looked at for what it did with a value.
const NEAR: usize = 60;

pub struct Story<'a> {
    moments: Vec<Moment<'a>>,
    code: &'a Code,
    texts: HashMap<&'a str, Vec<&'a str>>,
    names: BTreeMap<Actor, String>,
}

impl<'a> Story<'a> {
    pub fn new(code: &'a Code, trace: &[Step], files: &[&'a Source]) -> Story<'a> {
        let objects: HashMap<u32, &CodeObject> =
            code.codes.iter().map(|one| (one.address, one)).collect();
        let moment = |step: &Step| {
            let object = objects.get(&step.code)?;
            let after = object
                .lines
                .partition_point(|(start, _)| *start <= step.offset);
            let (_, line) = object.lines.get(after.checked_sub(1)?)?;
            let place = Place {
                file: &object.file,
                line: *line,
            };
            Some(Moment {
                actor: step.actor,
                code: step.code,
                place,
            })
        };
        let moments: Vec<Moment<'a>> = trace.iter().filter_map(moment).collect();
        let mut names = BTreeMap::new();
        for moment in &moments {
            let next = names.len();
            names.entry(moment.actor).or_insert_with(|| name(next));
        }
        let lines = |file: &&'a Source| (file.name.as_str(), file.text.lines().collect());
        Story {
            moments,
            code,
            texts: files.iter().map(lines).collect(),
            names,
        }
    }

    /// A sentence for each turn that went to another thread than it would have.
    pub fn tell(&self, decisions: &[Decision]) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        for decision in decisions {
            let Point::Step(nth) = decision.point else {
                continue;
            };
            let own = self.steps_of(decision.actor);
            let Some(&at) = own.get(nth as usize - 1) else {
                continue;
            };
            // Before its first bytecode a thread has done nothing that could be lost.
            let Some(before) = (nth as usize).checked_sub(2).map(|place| own[place]) else {
                continue;
            };
            let resumed = self.moments[at + 1..]
                .iter()
                .position(|moment| moment.actor == decision.actor)
                .map_or(self.moments.len(), |place| at + 1 + place);
            // The step that was put off is noted where it was put off, and runs when the thread resumes.
            let between = &self.moments[at + 1..resumed];
            if between.is_empty() {
                continue;
            }
            if told.len() == MOST_TURNS {
                told.push("and so on".to_owned());
                break;
            }
            told.push(self.turn(before, at, between));
            told.extend(self.lost(&own, nth as usize - 1, between));
        }
        told.dedup();
        told
    }

    /// The steps as lines: who ran which, in order.
    pub fn lines(&self) -> Vec<String> {
        let runs = self
            .moments
            .chunk_by(|a, b| a.actor == b.actor && a.place == b.place);
        runs.take(MOST_LINES)
            .map(|run| {
                let Moment { actor, place, .. } = run[0];
                format!(
                    "{:<15} {}:{}  {}",
                    self.names[&actor],
                    place.file,
                    place.line,
                    self.text(place)
                )
            })
            .collect()
    }

    fn steps_of(&self, actor: Actor) -> Vec<usize> {
        let all = self.moments.iter().enumerate();
        all.filter(|(_, moment)| moment.actor == actor)
            .map(|(at, _)| at)
            .collect()
    }

    fn turn(&self, before: usize, at: usize, between: &[Moment<'a>]) -> String {
        let (last, next) = (self.moments[before].place, self.moments[at].place);
        let whose = &self.names[&self.moments[at].actor];
        let point = if last == next {
            format!("within {} of {whose}", self.quoted(next))
        } else {
            format!(
                "between {} and {} of {whose}",
                self.quoted(last),
                self.quoted(next)
            )
        };
        let mut others: Vec<(&String, BTreeSet<u32>)> = Vec::new();
        for moment in between {
            let name = &self.names[&moment.actor];
            match others.iter_mut().find(|(other, _)| *other == name) {
                Some((_, lines)) => drop(lines.insert(moment.place.line)),
                None => others.push((name, BTreeSet::from([moment.place.line]))),
            }
        }
        let ran: Vec<String> = others
            .iter()
            .map(|(name, lines)| format!("{name} ran {}", listed(lines)))
            .collect();
        format!("{} {point}", ran.join(" and "))
    }

    /// What a thread read before its turn went away, others wrote meanwhile, and it then wrote itself.
    fn lost(&self, own: &[usize], put_off: usize, between: &[Moment<'a>]) -> Vec<String> {
        let code = self.moments[own[put_off]].code;
        let here = |at: &&usize| self.moments[**at].code == code;
        let before = own[..put_off].iter().rev().take(NEAR).filter(here);
        let after = own[put_off..].iter().take(NEAR).filter(here);
        let mut read = BTreeSet::new();
        for at in before {
            read.extend(
                self.touched(self.moments[*at].place)
                    .iter()
                    .flat_map(|t| &t.reads),
            );
        }
        let mut written = BTreeSet::new();
        for at in after {
            written.extend(
                self.touched(self.moments[*at].place)
                    .iter()
                    .flat_map(|t| &t.writes),
            );
        }
        let whose = &self.names[&self.moments[own[put_off]].actor];
        let mut told = Vec::new();
        for moment in between {
            for what in self.touched(moment.place).iter().flat_map(|t| &t.writes) {
                if !read.contains(what) {
                    continue;
                }
                let other = &self.names[&moment.actor];
                let line = self.quoted(moment.place);
                told.push(if written.contains(what) {
                    format!("{whose} then wrote `{what}` from what it had read before: what {other} wrote at {line} was lost")
                } else {
                    format!("what {whose} had read of `{what}` was no longer so: {other} changed it at {line}")
                });
            }
        }
        told.dedup();
        told.truncate(2);
        told
    }

    fn touched(&self, place: Place<'_>) -> Option<&Touched> {
        self.code.touched.get(place.file)?.get(&place.line)
    }

    fn text(&self, place: Place<'_>) -> &'a str {
        let lines = self.texts.get(place.file);
        let line = lines.and_then(|lines| lines.get((place.line as usize).checked_sub(1)?));
        line.map_or("", |line| line.trim())
    }

    fn quoted(&self, place: Place<'_>) -> String {
        let file = match place.file {
            "answer.py" => String::new(),
            other => format!("{other} "),
        };
        format!("{file}line {} (`{}`)", place.line, self.text(place))
    }
}

/// Thread A, B, … Z, thread 27 and on.
fn name(index: usize) -> String {
    match u8::try_from(index).ok().filter(|index| *index < 26) {
        Some(letter) => format!("thread {}", char::from(b'A' + letter)),
        None => format!("thread {}", index + 1),
    }
}

fn listed(lines: &BTreeSet<u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == *line => *end = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let one = |(start, end): &(u32, u32)| match end - start {
        0 => start.to_string(),
        _ => format!("{start}-{end}"),
    };
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let runs: Vec<String> = runs.iter().map(one).collect();
    format!("{word} {}", runs.join(", "))
}
