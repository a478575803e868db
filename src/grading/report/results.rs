//! A report as the `results.json` of other systems, so that viva can grade for them.

use serde_json::{Value, json};

use super::{CaseReport, Report};
use crate::grading::Verdict;
use crate::question::{Question, line_of_function};

/// What Exercism shows of a test's output, in characters; a longer one must be cut by whoever grades.
/// (<https://exercism.org/docs/building/tooling/test-runners/interface>)
const EXERCISM_OUTPUT: usize = 500;
/// The longest message there.
const EXERCISM_MESSAGE: usize = 65_535;
const CUT: &str = "… (cut)";

impl Report {
    /// Gradescope's form (<https://gradescope-autograders.readthedocs.io/en/latest/specs/>). A report without a score, since viva
    /// failed, gives none, so that a person looks at it.
    pub fn gradescope(&self) -> Value {
        let tests = self.cases.iter().map(|case| {
            let mut test = json!({
                "name": case.title,
                "name_format": "text",
                "status": if case.verdict.passed() { "passed" } else { "failed" },
                "output": told(case),
                "output_format": "text",
                "visibility": "visible",
                "extra_data": { "id": case.id, "verdict": case.verdict, "sample": case.sample },
            });
            if self.score.is_some() {
                test["score"] = json!(case.points);
                test["max_score"] = json!(case.max_points);
            }
            test
        });
        let mut notes = self.notes.clone();
        notes.extend(self.load_error.clone());
        let mut results = json!({
            "output": notes.join("\n"),
            "output_format": "text",
            "visibility": "visible",
            "tests": tests.collect::<Vec<_>>(),
            "extra_data": {
                "question": self.question,
                "question_digest": self.question_digest,
                "answer_digest": self.answer_digest,
                "seed": self.seed,
                "image": self.image,
            },
        });
        if let Some(score) = self.score {
            results["score"] = json!(score);
        }
        results
    }

    /// Exercism's form, version 3: a group of the question's is a task, by its place from 1.
    pub fn exercism(&self, question: Option<&Question>) -> Value {
        let status = match self.verdict {
            Verdict::Passed => "pass",
            // Nothing ran, or nothing can be said about the answer.
            _ if self.load_error.is_some() || self.verdict == Verdict::Internal => "error",
            _ => "fail",
        };
        let message = (status == "error").then(|| {
            let internal = "viva failed on a case; that says nothing about the answer";
            let text = self.load_error.as_deref().unwrap_or(internal);
            cut(text, EXERCISM_MESSAGE)
        });
        let tests = self.cases.iter().map(|case| {
            let output = case
                .output
                .as_deref()
                .map(|text| cut(text, EXERCISM_OUTPUT));
            let mut test = json!({
                "name": case.title,
                "status": match case.verdict {
                    Verdict::Passed => "pass",
                    Verdict::Failed => "fail",
                    _ => "error",
                },
                "message": (!case.verdict.passed()).then(|| cut(&told(case), EXERCISM_MESSAGE)),
                "output": output,
                "test_code": question.and_then(|question| shown_code(question, case)),
            });
            if let Some(task) = question.and_then(|question| task(question, case)) {
                test["task_id"] = json!(task);
            }
            test
        });
        json!({ "version": 3, "status": status, "message": message, "tests": tests.collect::<Vec<_>>() })
    }
}

/// What there is to say of a case: at least its verdict.
fn told(case: &CaseReport) -> String {
    let mut parts = vec![case.verdict.to_string()];
    parts.extend(case.message.clone());
    if let Some(both) = &case.comparison {
        parts.push(format!("{}\n{}\n{}", both.left, both.op, both.right));
    }
    if let Some(schedules) = &case.schedules {
        parts.extend(schedules.story.clone());
    }
    parts.join("\n")
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let room = most - CUT.chars().count();
    text.chars().take(room).chain(CUT.chars()).collect()
}

/// The place, from 1, of the group that a case belongs to.
fn task(question: &Question, case: &CaseReport) -> Option<usize> {
    let function = super::function(&case.id);
    let of = |name: &String| name == function;
    let mut groups = question.groups.iter();
    groups
        .position(|group| group.cases.iter().any(of))
        .map(|at| at + 1)
}

/// The source of a sample case; that of a hidden one isn't shown.
fn shown_code(question: &Question, case: &CaseReport) -> Option<String> {
    if !case.sample {
        return None;
    }
    let text = question.cases.as_deref()?;
    let lines: Vec<&str> = text.lines().collect();
    let start = line_of_function(text, super::function(&case.id))? - 1;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(lines[start]);
    let inside = |line: &&&str| {
        line.trim().is_empty() || indent(line) > own || line.trim_start().starts_with(')')
    };
    let body = lines[start + 1..].iter().take_while(inside).count();
    let code: Vec<&str> = lines[start..=start + body]
        .iter()
        .map(|line| line.get(own..).unwrap_or(""))
        .collect();
    Some(code.join("\n").trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_by_characters() {
        assert_eq!(cut("äöü", 3), "äöü");
        let text = cut(&"ä".repeat(600), EXERCISM_OUTPUT);
        assert_eq!(text.chars().count(), EXERCISM_OUTPUT);
        assert!(text.ends_with(CUT));
    }
}
