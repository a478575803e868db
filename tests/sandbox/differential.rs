//! The sandbox against real pytest: every outcome of every case file in `tests/differential/` is what pytest 9 gave on CPython.
//!
//! `tests/differential/record.py` makes `expected.json`; `tests/guest/session` runs the same files on CPython.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use viva::grading::{Grader, Source, Task};
use viva::question::Limits;

use crate::common::{GRADER, folder};

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Expected {
    /// Outcome by case id.
    Cases(BTreeMap<String, String>),
    /// pytest could not collect the file.
    Collect(#[expect(dead_code, reason = "always \"error\"")] String),
}

#[test]
fn outcomes_are_those_of_pytest() {
    let folder = folder("differential");
    let text = fs::read_to_string(folder.join("expected.json")).unwrap();
    let files: BTreeMap<String, Expected> = serde_json::from_str(&text).unwrap();
    assert!(!files.is_empty());
    let mut differences = Vec::new();
    for (name, expected) in &files {
        let read =
            |part: &str| fs::read_to_string(folder.join(part).join(format!("{name}.py"))).unwrap();
        let cases = Source::new(format!("test_{name}.py"), read("cases"));
        let answer = Source::new(format!("{name}.py"), read("answers"));
        let limits = Limits::default();
        let task = Task {
            jobs: 2,
            ..Task::new(&cases, &answer, &limits)
        };
        let graded = match GRADER.grade(&task) {
            Ok(graded) => graded,
            Err(error) => {
                differences.push(format!("{name}: {error}"));
                continue;
            }
        };
        match expected {
            Expected::Collect(_) if graded.load_error.is_some() => {}
            Expected::Collect(_) => differences.push(format!("{name}: was collected")),
            Expected::Cases(_) if graded.load_error.is_some() => {
                differences.push(format!("{name}: {}", graded.load_error.unwrap_or_default()));
            }
            Expected::Cases(cases) => {
                let seen: BTreeMap<&str, _> =
                    graded.cases.iter().map(|c| (c.id.as_str(), c)).collect();
                for (id, outcome) in cases {
                    match seen.get(id.as_str()) {
                        None => differences.push(format!("{name}::{id}: not collected")),
                        Some(case) if case.outcome != *outcome => differences.push(format!(
                            "{name}::{id}: {} instead of {outcome}\n    {}",
                            case.outcome,
                            case.message
                                .as_deref()
                                .unwrap_or("")
                                .replace('\n', "\n    ")
                        )),
                        Some(_) => {}
                    }
                }
                for id in seen.keys().filter(|id| !cases.contains_key(**id)) {
                    differences.push(format!("{name}::{id}: pytest has no such case"));
                }
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences\n{}",
        differences.len(),
        differences.join("\n")
    );
}
