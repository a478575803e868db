//! An interview's integrity notes, from what is stored about it.

use crate::http::{App, Problem};
use crate::interview::integrity::{self, Act, Note, Sign, Step};
use crate::interview::{Edit, InterviewId, SubmissionId};
use crate::store::Connection;
use crate::store::events::{Event, EventKind};
use crate::store::interviews::Interview;
use crate::store::submissions::{self, Submission, Twin};

use super::Material;

/// Equal answers that are looked up: more say nothing more.
const MAX_TWINS: u32 = 50;

/// A note with what it points to.
pub struct Noted {
    pub note: Note,
    pub submission: Option<SubmissionId>,
    /// The other candidate's, for equal answers.
    pub other_interview: Option<InterviewId>,
}

/// In order of time.
pub async fn notes(
    app: &App,
    db: &mut impl Connection,
    interview: &Interview,
    material: &Material,
    events: &[Event],
) -> Result<Vec<Noted>, Problem> {
    let mut notes = Vec::new();
    if let Some(started) = interview.sitting.started {
        let paced = integrity::pace(started, &steps(app, material, events));
        notes.extend(paced.into_iter().map(|note| Noted {
            note,
            submission: None,
            other_interview: None,
        }));
    }
    notes.extend(material.submissions.iter().flat_map(outside));
    for twin in submissions::twins(db, interview.id, MAX_TWINS).await? {
        notes.extend(same(app, material, &twin));
    }
    notes.sort_by_key(|noted| noted.note.at);
    Ok(notes)
}

/// The candidate's own steps; what the end of the time did by itself is none.
fn steps(app: &App, material: &Material, events: &[Event]) -> Vec<Step> {
    let mut steps = Vec::new();
    for event in events {
        let act = match (event.kind, &event.question) {
            (EventKind::DraftSaved, Some(question)) => {
                let inserted = event.detail["inserted"].as_u64().unwrap_or_default();
                Act::Saved {
                    question: question.clone(),
                    inserted: usize::try_from(inserted).unwrap_or(usize::MAX),
                }
            }
            (EventKind::Submitted, Some(question)) => {
                let id = event.detail["submission"].as_str().unwrap_or_default();
                let mut handed_in = material.submissions.iter();
                let submission = handed_in.find(|one| one.id.to_string() == id);
                let starter = app.library.get(question);
                let starter = starter.and_then(|question| question.starter.clone());
                let written = submission.map_or(0, |one| {
                    Edit::between(starter.as_deref().unwrap_or_default(), &one.text).inserted()
                });
                match submission.map(|one| one.origin) {
                    Some(submissions::Origin::Candidate) => Act::HandedIn {
                        question: question.clone(),
                        written,
                    },
                    _ => continue,
                }
            }
            (EventKind::Started | EventKind::Ran | EventKind::HintTaken, _) => Act::Other,
            _ => continue,
        };
        steps.push(Step { at: event.at, act });
    }
    steps
}

/// Cases whose end says that the answer tried to get out: one note for each thing that was tried.
fn outside(submission: &Submission) -> Vec<Noted> {
    let Some(report) = submission
        .outcome
        .as_ref()
        .and_then(|outcome| outcome.report())
    else {
        return Vec::new();
    };
    let mut tried: Vec<(&'static str, usize, &str)> = Vec::new();
    for case in &report.cases {
        let Some(what) = case.message.as_deref().and_then(integrity::reached) else {
            continue;
        };
        match tried.iter_mut().find(|(other, ..)| *other == what) {
            Some((_, cases, _)) => *cases += 1,
            None => tried.push((what, 1, &case.id)),
        }
    }
    let noted = |(what, cases, first): (&str, usize, &str)| Noted {
        note: Note {
            sign: Sign::ReachedOutside,
            question: submission.question.clone(),
            at: submission.received,
            seen: format!(
                "submission {}: {what}, which the sandbox doesn't allow (seen in {cases} of {} cases, {first} the first)",
                submission.number,
                report.cases.len()
            ),
        },
        submission: Some(submission.id),
        other_interview: None,
    };
    tried.into_iter().map(noted).collect()
}

/// Nothing for the starter handed in as it is: many do that.
fn same(app: &App, material: &Material, twin: &Twin) -> Option<Noted> {
    let mine = material
        .submissions
        .iter()
        .find(|one| one.id == twin.submission)?;
    let question = app.library.get(&twin.question);
    let starter = question.and_then(|question| question.starter.clone());
    if starter.as_deref().and_then(integrity::print).as_ref() == Some(&twin.print) {
        return None;
    }
    let when = if twin.other_received <= mine.received {
        "received before"
    } else {
        "received after"
    };
    Some(Noted {
        note: Note {
            sign: Sign::SameAsOther,
            question: twin.question.clone(),
            at: mine.received,
            seen: format!(
                "submission {} equals one of {} ({when}) but for spaces and comments",
                mine.number, twin.other_name
            ),
        },
        submission: Some(twin.submission),
        other_interview: Some(twin.other_interview),
    })
}
