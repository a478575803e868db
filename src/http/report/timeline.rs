//! What happened in an interview, in order, for people: drafts saved one after the other are one line, submissions
//! come with what they changed.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use similar::TextDiff;
use utoipa::ToSchema;

use crate::http::stamp::Stamp;
use crate::interview::{SubmissionId, Time, integrity};
use crate::question::QuestionId;
use crate::store::events::{Event, EventKind};
use crate::store::interviews::Interview;

use super::Material;

/// A difference that takes longer to find is shown coarser.
const PATIENCE: Duration = Duration::from_millis(200);

/// One line of the time line.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moment {
    pub at: Stamp,
    /// Since the start; null before it.
    pub after_ms: Option<i64>,
    /// created, started, draft_saved, ran, submitted, hint_taken, extra_changed, regraded or finished.
    #[schema(value_type = String)]
    pub kind: EventKind,
    pub question: Option<String>,
    /// A sentence.
    pub what: String,
    /// Of a submission: what it changed, as a unified diff with the one before; null for the first.
    pub diff: Option<String>,
}

pub fn moments(interview: &Interview, material: &Material, events: &[Event]) -> Vec<Moment> {
    let diffs = diffs(material);
    let mut moments = Vec::new();
    let mut rest = events;
    while let Some(event) = rest.first() {
        let saves = rest
            .iter()
            .take_while(|other| is_save(event, other))
            .count();
        let (these, later) = rest.split_at(saves.max(1));
        rest = later;
        let id = event.detail["submission"].as_str();
        let diff = id.and_then(|id| id.parse::<SubmissionId>().ok());
        moments.push(Moment {
            at: event.at.into(),
            after_ms: after(interview, event.at),
            kind: event.kind,
            question: event.question.as_ref().map(ToString::to_string),
            what: what(these),
            diff: diff.and_then(|id| diffs.get(&id).cloned()),
        });
    }
    moments
}

/// Both are saves of drafts to the same question.
fn is_save(event: &Event, other: &Event) -> bool {
    other.kind == EventKind::DraftSaved
        && event.kind == EventKind::DraftSaved
        && event.question == other.question
}

fn after(interview: &Interview, at: Time) -> Option<i64> {
    let started = interview.sitting.started?;
    (at >= started).then(|| at.since(started).as_millis())
}

/// What happened, in words. `events` has one entry, or several saves.
fn what(events: &[Event]) -> String {
    let (Some(first), Some(last)) = (events.first(), events.last()) else {
        return String::new();
    };
    let number = |key: &str| last.detail[key].as_u64().unwrap_or_default();
    let leftover = last.detail["origin"] == "leftover";
    match last.kind {
        EventKind::Created => "The interview was made".to_owned(),
        EventKind::Started => "The clock was started".to_owned(),
        EventKind::DraftSaved if events.len() > 1 => format!(
            "{} drafts were saved within {}; the last has {} characters",
            events.len(),
            integrity::in_words(last.at.since(first.at)),
            number("characters")
        ),
        EventKind::DraftSaved => {
            format!("A draft of {} characters was saved", number("characters"))
        }
        EventKind::Ran => format!("Run {}", number("number")),
        EventKind::Submitted if leftover => format!(
            "Submission {}: the last draft, handed in by itself at the end",
            number("number")
        ),
        EventKind::Submitted => format!("Submission {}", number("number")),
        EventKind::HintTaken => format!(
            "Hint {} was taken for {} % of the question's points",
            number("number"),
            number("cost_percent")
        ),
        EventKind::ExtraChanged => format!(
            "Extra time became {} % (it was {} %)",
            number("to"),
            number("from")
        ),
        EventKind::Regraded => {
            "A submission was graded again, with the question as it is now".to_owned()
        }
        EventKind::Finished if last.detail["ending"] == "deadline" => {
            "The time was over".to_owned()
        }
        EventKind::Finished => "The candidate finished".to_owned(),
    }
}

/// Each submission's difference to the one before it to the same question.
fn diffs(material: &Material) -> BTreeMap<SubmissionId, String> {
    let mut before: BTreeMap<&QuestionId, &str> = BTreeMap::new();
    let mut diffs = BTreeMap::new();
    for one in &material.submissions {
        if let Some(old) = before.insert(&one.question, &one.text) {
            diffs.insert(one.id, diff(old, &one.text, one.number));
        }
    }
    diffs
}

fn diff(old: &str, new: &str, number: u32) -> String {
    let (from, to) = (
        format!("submission {}", number.saturating_sub(1)),
        format!("submission {number}"),
    );
    TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&from, &to)
        .to_string()
}
