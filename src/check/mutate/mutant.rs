//! Small changes of an answer, made by a Python program in the sandbox: only Python's own parser knows Python.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::grading::{GradeError, Grader, Source, Verdict};
use crate::question::{Digest, KnownSubmission, Limits};

/// Prints the changes of the text in `subject.py`.
const PROGRAM: &str = include_str!("mutants.py");

/// One small change of an accepted answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// Says what is changed where in words that stay the same when lines move: the answer's file, the change, the
    /// line's text, and a number from the second like it on.
    pub id: String,
    /// 1-based.
    pub line: usize,
    /// The answer with the change.
    pub source: String,
}

/// A change as the program prints it.
#[derive(Debug, Deserialize)]
struct Edit {
    what: String,
    line: usize,
    /// In bytes.
    start: usize,
    end: usize,
    text: String,
}

/// All mutants of `answer`, in the order of its text; `Err` inside says why the program can't make them.
pub fn mutants(
    grader: &dyn Grader,
    answer: &KnownSubmission,
) -> Result<Result<Vec<Mutant>, String>, GradeError> {
    // A JSON string is a Python string literal, too.
    let literal = serde_json::Value::from(answer.source.as_str());
    let subject = Source::new("subject.py", format!("SOURCE = {literal}\n"));
    let limits = Limits {
        output_kib: 1024,
        ..Limits::default()
    };
    let program = Source::new("mutants.py", PROGRAM);
    let ran = grader.run(&program, &[subject], 1, &limits)?;
    if ran.verdict != Verdict::Passed {
        let why = ran.stderr.trim_end().lines().next_back();
        let why = why.map(str::to_owned).or(ran.message);
        return Ok(Err(why.unwrap_or_else(|| ran.verdict.to_string())));
    }
    let edits: Result<Vec<Edit>, _> = ran.stdout.lines().map(serde_json::from_str).collect();
    Ok(edits
        .map_err(|error| error.to_string())
        .map(|edits| named(answer, &edits)))
}

fn named(answer: &KnownSubmission, edits: &[Edit]) -> Vec<Mutant> {
    let file = answer.file.rsplit('/').next().unwrap_or_default();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut mutants = Vec::new();
    for edit in edits {
        let text = &answer.source;
        let (Some(before), Some(after)) = (text.get(..edit.start), text.get(edit.end..)) else {
            continue;
        };
        let line = text.lines().nth(edit.line - 1).unwrap_or_default().trim();
        let mut id = format!("{file}: {}: {line}", edit.what);
        let count = seen.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            id = format!("{id} ({count})");
        }
        mutants.push(Mutant {
            id,
            line: edit.line,
            source: format!("{before}{}{after}", edit.text),
        });
    }
    mutants
}

/// At most `most` of them, in their order. Which ones is decided by their ids alone, so that a change elsewhere in an
/// answer exchanges as few as possible.
pub fn sample(mutants: Vec<(usize, Mutant)>, most: usize) -> Vec<(usize, Mutant)> {
    let rank = |mutant: &Mutant| Digest::of_text(&mutant.id).to_string();
    let mut ranks: Vec<String> = mutants.iter().map(|(_, mutant)| rank(mutant)).collect();
    if ranks.len() <= most {
        return mutants;
    }
    ranks.sort();
    let bound = &ranks[most];
    mutants
        .into_iter()
        .filter(|(_, mutant)| rank(mutant) < *bound)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Expected;

    fn answer(source: &str) -> KnownSubmission {
        KnownSubmission {
            file: "submissions/accepted/a.py".to_owned(),
            expected: Expected::Accepted,
            fails: Default::default(),
            source: source.to_owned(),
        }
    }

    fn edit(line: usize, start: usize, end: usize) -> Edit {
        Edit {
            what: "1 to 2".to_owned(),
            line,
            start,
            end,
            text: "(2)".to_owned(),
        }
    }

    #[test]
    fn changes_bytes_and_names_lines() {
        let answer = answer("é = 1\nif x:\n    y = 1, 1\n");
        let made = named(&answer, &[edit(1, 5, 6), edit(3, 21, 22), edit(3, 24, 25)]);
        assert_eq!(made[0].source, "é = (2)\nif x:\n    y = 1, 1\n");
        assert_eq!(made[2].source, "é = 1\nif x:\n    y = 1, (2)\n");
        let ids: Vec<&str> = made.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "a.py: 1 to 2: é = 1",
                "a.py: 1 to 2: y = 1, 1",
                "a.py: 1 to 2: y = 1, 1 (2)"
            ]
        );
    }

    #[test]
    fn a_sample_hardly_changes_with_what_it_is_of() {
        let mutant = |n: usize| {
            let mutant = Mutant {
                id: format!("a.py: delete: line {n}"),
                line: n,
                source: String::new(),
            };
            (0, mutant)
        };
        let all: Vec<_> = (0..100).map(mutant).collect();
        let some = sample(all.clone(), 40);
        assert_eq!(some.len(), 40);
        let fewer = sample(all[1..].to_vec(), 40);
        let kept = fewer.iter().filter(|one| some.contains(one)).count();
        assert!(kept >= 39, "{kept}");
        assert_eq!(sample(all.clone(), 100), all);
    }
}
