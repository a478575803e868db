//! `viva grade` and `viva test`.

use insta::assert_snapshot;
use viva::cli::Exit;
use viva::grading::{Report, Verdict};

use super::app::App;

const MIXED: &str = "# fails: test_combined_units, test_more_than_sixty, test_order\n# printed: hours 1\\nminutes 30\n";

fn grade(app: &App, answer: &str, options: &[&str]) -> super::app::Ended {
    let path = app.write("answer.py", answer);
    app.run(&[&["grade", "demo/code", &path], options].concat())
}

#[test]
fn all_passed() {
    let app = App::with(&["code"]);
    assert_snapshot!(grade(&app, "# right\n", &[]).transcript());
}

#[test]
fn a_candidate_sees_samples_whole_and_hidden_cases_by_title() {
    let app = App::with(&["code"]);
    assert_snapshot!(grade(&app, MIXED, &[]).transcript());
}

#[test]
fn the_author_sees_everything() {
    let app = App::with(&["code"]);
    assert_snapshot!(grade(&app, MIXED, &["--reveal"]).transcript());
}

#[test]
fn other_systems_get_their_own_form() {
    let app = App::with(&["code"]);
    let report: Report =
        serde_json::from_str(&grade(&app, MIXED, &["--json"]).out).expect("a report");
    let gradescope = grade(&app, MIXED, &["--format", "gradescope"]).out;
    let pinned = gradescope
        .replace(&report.question_digest, "[question_digest]")
        .replace(&report.answer_digest, "[answer_digest]");
    assert_snapshot!("gradescope", pinned);
    assert_snapshot!(
        "exercism",
        grade(&app, MIXED, &["--format", "exercism"]).out
    );
    let broken = grade(
        &app,
        "# load: SyntaxError: invalid syntax\n",
        &["--format", "exercism"],
    )
    .out;
    let broken: serde_json::Value = serde_json::from_str(&broken).expect("JSON");
    assert_eq!(broken["status"], "error", "{broken}");
    assert!(broken["message"].is_string(), "{broken}");
}

#[test]
fn json_is_stable_and_hides_the_same() {
    let app = App::with(&["code"]);
    let cases = "questions/demo/code/cases.py";
    app.edit(
        cases,
        "@pytest.mark.parametrize(\"text\", [\"30m1h\", \"1h1h\"])",
        "# ids: SECRET-1 SECRET-2",
    );
    app.edit(cases, "def test_order(text: str)", "def test_order(text)");
    let first = grade(&app, MIXED, &["--json"]);
    assert_eq!(first.out, grade(&app, MIXED, &["--json"]).out);
    assert!(!first.out.contains("SECRET"));
    let report: Report = serde_json::from_str(&first.out).expect("a report");
    assert_eq!(
        (first.exit, report.verdict),
        (Exit::Failed, Verdict::Failed)
    );
    // The digests follow the templates' text; everything else is pinned.
    let pinned = first
        .out
        .replace(&report.question_digest, "[question_digest]")
        .replace(&report.answer_digest, "[answer_digest]");
    assert_snapshot!(pinned);
    assert!(
        grade(&app, MIXED, &["--json", "--reveal"])
            .out
            .contains("SECRET")
    );
}

#[test]
fn a_part_of_the_cases_gives_no_score() {
    let app = App::with(&["code"]);
    assert_snapshot!(
        "samples_alone",
        grade(&app, MIXED, &["--samples"]).transcript()
    );
    assert_snapshot!(
        "one_case_alone",
        grade(&app, MIXED, &["--case", "test_order"]).transcript()
    );
}

#[test]
fn an_answer_that_does_not_load() {
    let app = App::with(&["code"]);
    assert_snapshot!(grade(&app, "# load: SyntaxError: invalid syntax\n", &[]).transcript());
}

#[test]
fn our_own_fault_is_told_apart() {
    let app = App::with(&["code"]);
    let broken = grade(&app, "# broken: the sandbox did not start\n", &[]);
    assert_eq!(broken.exit, Exit::Broken);
    assert_snapshot!("the_grader_is_broken", broken.transcript());
    let internal = grade(&app, "# fails: test_empty\n# verdict: internal\n", &[]);
    assert_eq!(internal.exit, Exit::Broken);
    assert_snapshot!("a_case_is_internal", internal.transcript());
}

#[test]
fn standard_input_is_an_answer_too() {
    let app = App::with(&["code"]).stdin("# right\n");
    assert_eq!(app.run(&["grade", "demo/code", "-"]).exit, Exit::Passed);
}

#[test]
fn a_folder_names_its_question() {
    let app = App::with(&["code"]);
    let answer = app.write("answer.py", "# right\n");
    let folder = app.path("questions/demo/code/");
    let ended = app.run(&["grade", folder.to_str().unwrap(), &answer]);
    assert_eq!(ended.exit, Exit::Passed, "{}", ended.err);
}

#[test]
fn choices_are_graded_without_the_sandbox() {
    let app = App::with(&["choice"]);
    let right = app.write("right.txt", "c a, d\n");
    assert_eq!(
        app.run(&["grade", "demo/choice", &right]).exit,
        Exit::Passed
    );
    let wrong = app.write("wrong.txt", "a, b, z\n");
    let seen = app.run(&["grade", "demo/choice", &wrong]);
    assert!(
        !seen.out.contains("right: "),
        "the right options stay hidden"
    );
    assert_snapshot!("choice_for_candidates", seen.transcript());
    assert_snapshot!(
        "choice_for_authors",
        app.run(&["grade", "demo/choice", &wrong, "--reveal"])
            .transcript()
    );
}

#[test]
fn nothing_that_a_program_printed_reaches_the_terminal_as_it_is() {
    let app = App::with(&["code"]);
    let path = app.write(
        "answer.py",
        "# fails: test_combined_units\n# printed: \x1b]0;title\x07\u{202e}x\n",
    );
    let (_, out, _) = app.run_styled(&["grade", "demo/code", &path]);
    assert!(out.contains("\\x1b]0;title\\x07\\u{202e}x"), "{out}");
    assert!(out.contains("\x1b[32m✓"), "a terminal gets colours: {out}");
}

#[test]
fn cases_without_a_question() {
    let app = App::new();
    let cases = app.write(
        "test_bank.py",
        "@pytest.mark.sample\ndef test_a():\n    \"\"\"Opens an account\"\"\"\n# ids: 1-x 2-y\ndef test_b():\n    \"\"\"Keeps the balance\"\"\"\n",
    );
    let answer = app.write("bank.py", "# fails: test_b\n");
    assert_snapshot!(app.run(&["test", &cases, &answer]).transcript());
    assert_eq!(
        app.run(&["test", &cases, &answer, "--samples"]).exit,
        Exit::Passed
    );
}
