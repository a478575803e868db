//! Grades a `choice` question: pure, without the sandbox. All or nothing.

use std::collections::BTreeSet;

use super::{Cost, Graded, GradedCase, Verdict};
use crate::question::{Question, Select, chosen};

/// Names what graded in place of a guest image.
const IMAGE: &str = "choice";

/// One case, `choice`, and notes that a candidate may read: they speak of the answer's form alone.
pub(super) fn grade(question: &Question, answer: &str, seed: u64) -> (Graded, Vec<String>) {
    let chosen = chosen(answer);
    let known: BTreeSet<&str> = question
        .options
        .iter()
        .map(|option| option.id.as_str())
        .collect();
    let right = question.correct_options();
    let one = question.select == Some(Select::One);

    let mut notes = Vec::new();
    if let Some(stray) = chosen.difference(&known).next() {
        notes.push(format!(
            "there is no option '{}'; the options are {}",
            stray.escape_debug(),
            join(&known)
        ));
    }
    if chosen.is_empty() {
        notes.push("nothing was chosen; write ids of options, like 'a' or 'a, c'".to_owned());
    } else if one && chosen.len() > 1 {
        notes.push(format!(
            "{} options were chosen where one is right",
            chosen.len()
        ));
    }

    let passed = chosen == right;
    let case = GradedCase {
        id: "choice".to_owned(),
        function: "choice".to_owned(),
        title: if one {
            "Chooses the right option".to_owned()
        } else {
            "Chooses all the right options and no other".to_owned()
        },
        sample: false,
        weight: 1.0,
        requires: Vec::new(),
        outcome: if passed { "passed" } else { "failed" }.to_owned(),
        verdict: if passed {
            Verdict::Passed
        } else {
            Verdict::Failed
        },
        message: (!passed).then(|| explain(question, &chosen, &right)),
        comparison: None,
        output: None,
        cost: Cost::default(),
        schedules: None,
    };
    let graded = Graded {
        cases: vec![case],
        image: IMAGE.to_owned(),
        seed,
        load_error: None,
    };
    (graded, notes)
}

/// What was wrongly chosen or left out, with the author's reasons; for the author's view.
fn explain(question: &Question, chosen: &BTreeSet<&str>, right: &BTreeSet<&str>) -> String {
    let mut lines = vec![format!("right: {}", join(right))];
    for option in &question.options {
        let id = option.id.as_str();
        let mistake = match (chosen.contains(id), right.contains(id)) {
            (true, false) => "is wrong",
            (false, true) => "was left out",
            _ => continue,
        };
        lines.push(format!("'{id}' {mistake}: {}", option.why.trim()));
    }
    lines.join("\n")
}

fn join(ids: &BTreeSet<&str>) -> String {
    ids.iter().copied().collect::<Vec<_>>().join(", ")
}
