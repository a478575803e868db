//! A round's results as CSV: one row for each candidate, whether or not they have begun.

use serde::Serialize;

use crate::http::interviews::InterviewSummary;
use crate::http::{App, Problem};
use crate::interview::{InterviewScore, Time};
use crate::question::{Points, QuestionId};
use crate::store::Connection;
use crate::store::interviews::{self, Interview, Scope};
use crate::store::invites::{self, Listed};
use crate::store::rounds::Round;

use super::Material;

/// Invites that are read at once.
const BATCH: u32 = 200;

/// The columns before the questions'.
const COLUMNS: [&str; 12] = [
    "candidate",
    "email",
    "invite",
    "interview",
    "phase",
    "started",
    "finished",
    "score",
    "max_score",
    "percent",
    "grading",
    "reviewing",
];

/// A candidate who has begun.
struct Sat {
    interview: Interview,
    material: Material,
    score: InterviewScore,
}

pub async fn table(
    app: &App,
    db: &mut impl Connection,
    round: &Round,
    now: Time,
) -> Result<String, Problem> {
    let mut candidates: Vec<(Listed, Option<Sat>)> = Vec::new();
    loop {
        let last = candidates.last().map(|(listed, _)| listed.invite.id);
        let found = invites::list(db, round.id, last, BATCH).await?;
        let more = found.len() == BATCH as usize;
        for listed in found {
            let sat = match listed.interview {
                None => None,
                Some(sat) => interviews::get(db, sat.id, Scope::Everything).await?,
            };
            let sat = match sat {
                None => None,
                Some(interview) => {
                    let material = Material::load(db, &interview).await?;
                    let score = material.score(app, &interview);
                    Some(Sat {
                        interview,
                        material,
                        score,
                    })
                }
            };
            candidates.push((listed, sat));
        }
        if !more {
            break;
        }
    }
    let questions = questions(round, &candidates);
    let mut header: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
    for question in &questions {
        for what in ["score", "max", "attempts", "hints"] {
            header.push(format!("{question} {what}"));
        }
    }
    let mut text = row(&header);
    for (listed, sat) in &candidates {
        text += &row(&cells(app, listed, sat.as_ref(), &questions, now));
    }
    Ok(text)
}

/// Every question that somebody was asked, the round's own order first.
fn questions(round: &Round, candidates: &[(Listed, Option<Sat>)]) -> Vec<QuestionId> {
    let asked = candidates.iter().filter_map(|(_, sat)| sat.as_ref());
    let asked = asked.flat_map(|sat| &sat.interview.spec.items);
    let mut questions: Vec<QuestionId> = Vec::new();
    for item in round.spec.items.iter().chain(asked) {
        if !questions.contains(&item.question) {
            questions.push(item.question.clone());
        }
    }
    questions
}

fn cells(
    app: &App,
    listed: &Listed,
    sat: Option<&Sat>,
    questions: &[QuestionId],
    now: Time,
) -> Vec<String> {
    let invite = match (listed.invite.redeemed, listed.invite.revoked) {
        (Some(_), _) => "redeemed",
        (None, Some(_)) => "revoked",
        (None, None) if listed.invite.expires <= now => "expired",
        (None, None) => "sent",
    };
    let mut cells = vec![
        listed.name.clone(),
        listed.email.clone().unwrap_or_default(),
        invite.to_owned(),
    ];
    let Some(sat) = sat else {
        cells.resize(COLUMNS.len() + 4 * questions.len(), String::new());
        return cells;
    };
    let summary = InterviewSummary::new(&sat.interview, now);
    cells.extend([
        summary.id,
        json_word(&summary.phase),
        summary.started.map(|at| json_word(&at)).unwrap_or_default(),
        summary
            .finished
            .map(|at| json_word(&at))
            .unwrap_or_default(),
        sat.score.score.to_string(),
        sat.score.max.to_string(),
        percent(sat.score.score, sat.score.max),
        sat.material.grading().to_string(),
        sat.material.reviewing(app, &sat.interview).to_string(),
    ]);
    for question in questions {
        let mut scores = sat.score.questions.iter();
        let Some(score) = scores.find(|one| one.question == *question) else {
            cells.extend([const { String::new() }; 4]);
            continue;
        };
        let part = sat.material.part(app, &sat.interview, question);
        cells.extend([
            score.score.to_string(),
            score.max.to_string(),
            part.submissions.len().to_string(),
            part.hints.len().to_string(),
        ]);
    }
    cells
}

/// With one decimal place, rounded down; nothing of nothing.
fn percent(score: Points, max: Points) -> String {
    match u128::from(max.0) {
        0 => String::new(),
        max => {
            let tenths = u128::from(score.0) * 1000 / max;
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    }
}

/// What is one word or instant in the API is the same here.
fn json_word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", cells.join(","))
}

/// RFC 4180, and safe for spreadsheets, which take a cell that begins with one of these for a formula.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = match formula {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    };
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (cell, written) in [
            ("Ada", "Ada"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
        assert_eq!(row(&["a".into(), "b".into()]), "a,b\r\n");
    }

    #[test]
    fn a_percentage_is_never_rounded_up() {
        assert_eq!(percent(Points(9999), Points(10_000)), "99.9");
        assert_eq!(percent(Points(0), Points(0)), "");
    }
}
