//! Counts, titles, coverage: what a question must look like, whatever its Python does.

use std::collections::BTreeMap;

use crate::grading::Graded;
use crate::question::{
    Expected, Finding, Implementation, Kind, Question, examples, line_of_function,
};

/// One case function as the grader collected it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    /// Of its first parametrization.
    pub title: String,
    pub sample: bool,
    pub requires: Vec<String>,
}

/// The functions behind `graded`, in order.
pub fn functions(graded: &Graded) -> Vec<Function> {
    let mut functions: Vec<Function> = Vec::new();
    for case in &graded.cases {
        match functions
            .iter_mut()
            .find(|function| function.name == case.function)
        {
            Some(function) => function.sample |= case.sample,
            None => functions.push(Function {
                name: case.function.clone(),
                title: case.title.clone(),
                sample: case.sample,
                requires: case.requires.clone(),
            }),
        }
    }
    functions
}

/// What can be said without running anything.
pub fn of_text(question: &Question) -> Vec<Finding> {
    let mut findings = Vec::new();
    let count = |wanted: Option<Expected>| {
        let is_wanted =
            |expected| wanted.map_or(expected != Expected::Accepted, |wanted| wanted == expected);
        question
            .submissions
            .iter()
            .filter(|submission| is_wanted(submission.expected))
            .count()
    };
    let (accepted, wrong) = (count(Some(Expected::Accepted)), count(None));
    let wanted_wrong = match question.kind {
        Kind::Code | Kind::Fix | Kind::Tests => 4,
        Kind::Choice => 1,
        Kind::Explain => return findings,
    };
    if accepted == 0 {
        findings.push(Finding::error(
            "submissions/accepted",
            None,
            "there is no accepted submission",
            "add at least one answer that passes everything",
        ));
    }
    if wrong < wanted_wrong {
        findings.push(Finding::error(
            "submissions",
            None,
            format!("there are {wrong} wrong submissions"),
            format!("add real mistakes until there are {wanted_wrong} or more; they are what tests the cases"),
        ));
    }
    if question.kind.is_python() && examples(&question.prompt).is_none() {
        findings.push(Finding::warning(
            "prompt.md",
            None,
            "the prompt has no examples",
            "show calls and results in a fenced ```pycon block",
        ));
    }
    findings
}

/// What the collected case functions must look like.
pub fn of_cases(question: &Question, functions: &[Function]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let cases = question.cases.as_deref().unwrap_or_default();
    let mut find = |line: Option<usize>, what: String, todo: &str| {
        findings.push(Finding::error("cases.py", line, what, todo));
    };
    if !(6..=25).contains(&functions.len()) {
        find(
            None,
            format!("there are {} case functions", functions.len()),
            "have 6 to 25; parametrize rather than repeat",
        );
    }
    let samples = functions.iter().filter(|function| function.sample).count();
    if !(2..=3).contains(&samples) {
        find(
            None,
            format!("{samples} case functions are samples"),
            "mark two or three @pytest.mark.sample",
        );
    }
    let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
    for function in functions {
        let (name, title) = (function.name.as_str(), function.title.trim());
        let line = line_of_function(cases, name);
        if title.is_empty() || title.contains("test_") || name.ends_with(title) {
            find(
                line,
                format!("'{name}' has no title"),
                "say in the docstring's first line what the case is about, without its data",
            );
        } else if let Some(other) = titles.insert(title, name) {
            find(
                line,
                format!("'{name}' has the same title as '{other}'"),
                "give each its own: the title is all that a candidate sees",
            );
        }
        for required in &function.requires {
            if !functions.iter().any(|other| other.name == *required) {
                find(
                    line,
                    format!("'{name}' requires '{required}', which is no case function"),
                    "name one of the case functions (Class::method for methods)",
                );
            }
        }
    }
    findings.extend(groups(question, functions));
    findings
}

/// What the implementations that tests run against must be.
pub fn of_implementations(question: &Question, functions: &[Function]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let count = |wanted: fn(&Implementation) -> bool| {
        let all = question.implementations.iter();
        all.filter(|one| wanted(one)).count()
    };
    let mut find = |folder: &str, what: String, todo: &str| {
        findings.push(Finding::error(folder, None, what, todo));
    };
    let (right, broken) = (count(|one| one.right), count(|one| !one.right));
    if right < 2 {
        find(
            "implementations/right",
            format!("there are {right} right implementations"),
            "have two or more that are made differently: tests that ask for more than the prompt says fail with one of them",
        );
    }
    if !(5..=20).contains(&broken) {
        find(
            "implementations/broken",
            format!("there are {broken} broken implementations"),
            "have 5 to 20, each of which breaks one rule of the prompt",
        );
    }
    if count(|one| one.right && one.sample) == right {
        find(
            "implementations/right",
            "every right implementation is a sample".to_owned(),
            "hide one, so that whatever isn't known to be right can't be taken for broken",
        );
    }
    let samples = count(|one| !one.right && one.sample);
    if !(1..=2).contains(&samples) {
        find(
            "implementations/broken",
            format!("{samples} broken implementations are samples"),
            "mark one or two with a leading comment `# sample`",
        );
    }
    findings.extend(groups(question, functions));
    findings
}

/// That the groups, if any, name every function. That none is named twice is known from reading them.
fn groups(question: &Question, functions: &[Function]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if question.groups.is_empty() {
        return findings;
    }
    let mut grouped = question.groups.iter().flat_map(|group| &group.cases);
    for function in functions {
        if !grouped.clone().any(|name| *name == function.name) {
            findings.push(Finding::error(
                "question.toml",
                None,
                format!("'{}' is in no group", function.name),
                "add it to the cases of one of the [[groups]]",
            ));
        }
    }
    if let Some(name) =
        grouped.find(|name| !functions.iter().any(|function| function.name == **name))
    {
        findings.push(Finding::error(
            "question.toml",
            None,
            format!("a group names '{name}', and nothing is called so"),
            "correct the name (Class::method for methods), or remove it",
        ));
    }
    findings
}
