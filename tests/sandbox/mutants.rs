//! `viva check --mutate` on the real thing: mutants are made in the sandbox, and cases kill those that they see.

use std::io;

use viva::check::{self, Checked, Effort, Mark, Progress};
use viva::question::{Files, Question};

use super::common::GRADER;

const PROMPT: &str = "Write `clamp(x, low, high)`.\n\n```pycon\n>>> clamp(5, 0, 3)\n3\n```\n";
const TOML: &str = "title = \"Clamp\"\nkind = \"code\"\ntopics = [\"numbers\"]\nlevel = \"junior\"\nminutes = 5\npoints = 10\n";
const ANSWER: &str = "# with conditions\ndef clamp(x, low, high):\n    if x < low:\n        return low\n    return high if x > high else x\n";
const CASES: &str = "import pytest\nfrom answer import clamp\n\n\n@pytest.mark.schedules(500)\ndef test_clamp():\n    \"\"\"Clamps\"\"\"\n";

struct Nobody;

impl Progress for Nobody {
    fn step(&mut self, _: Mark, _: &str, _: &str) -> io::Result<()> {
        Ok(())
    }
}

/// What comes of a question whose one case checks this.
fn mutated(checks: &str) -> Checked {
    let files = [
        ("question.toml", TOML.to_owned()),
        ("prompt.md", PROMPT.to_owned()),
        ("starter.py", "def clamp(x, low, high): ...\n".to_owned()),
        ("cases.py", format!("{CASES}    {checks}\n")),
        (
            "hints.md",
            "## Hint 1 (costs 5)\n\nThink.\n\n## Hint 2 (costs 5)\n\nThink on.\n".to_owned(),
        ),
        ("explanation.md", "Nothing.\n".to_owned()),
        ("submissions/accepted/conditions.py", ANSWER.to_owned()),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text));
    let files = Files::sent(files.into()).expect("files of a question");
    let id = "numbers/clamp".parse().expect("an id");
    let (question, known) = Question::of_files(id, files).expect("a question");
    let effort = Effort {
        seeds: 1..2,
        submissions: Vec::new(),
        jobs: 1,
        strict: false,
        mutants: Some(100),
    };
    check::check(&*GRADER, &question, known, effort, &mut Nobody).expect("a whole check")
}

fn survivors(checked: &Checked) -> Vec<&str> {
    let findings = checked.findings.iter();
    findings
        .filter_map(|finding| finding.what.strip_prefix("no case kills the mutant '"))
        .map(|id| id.trim_end_matches('\''))
        .collect()
}

#[test]
fn cases_on_both_sides_of_each_bound_kill_all_that_differ() {
    let checked = mutated("assert [clamp(x, 2, 4) for x in range(1, 6)] == [2, 2, 3, 4, 4]");
    // At the bounds themselves, both branches come to the same.
    let alike = [
        "< to <=: if x < low:",
        "> to >=: return high if x > high else x",
    ];
    let alike = alike.map(|change| format!("conditions.py: {change}"));
    assert_eq!(survivors(&checked), alike);
    let came = checked.mutants.expect("they were tried");
    assert_eq!((came.found, came.tried, came.killed), (10, 10, 8));
}

#[test]
fn a_case_that_looks_at_one_side_alone_is_found_out() {
    let checked = mutated("assert clamp(1, 2, 4) == 2");
    let found = survivors(&checked);
    assert!(
        found.contains(&"conditions.py: condition to True: if x < low:"),
        "{found:#?}"
    );
    assert!(
        found.contains(&"conditions.py: return None: return high if x > high else x"),
        "{found:#?}"
    );
    assert!(
        !found.contains(&"conditions.py: return None: return low"),
        "{found:#?}"
    );
    assert!(
        checked
            .findings
            .iter()
            .any(|finding| finding.what.ends_with("mutants survive"))
    );
}
