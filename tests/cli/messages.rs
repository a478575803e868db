//! What is said when something can't be done: what happened, where, what next. All with exit code 2.

use insta::assert_snapshot;
use viva::cli::Exit;

use super::app::App;

#[test]
fn wrong_use_says_what_to_do() {
    let app = App::with(&["code", "tests", "explain"]);
    let answer = app.write("answer.py", "# right\n");
    let long = app.write("long.py", &"#".repeat(65 * 1024));
    let missing = app.path("missing.py");
    let module = app.write("not-a-module.py", "");
    let empty = app.write("test_empty.py", "x = 1\n");
    std::fs::write(app.path("latin.py"), b"# caf\xe9\n").unwrap();
    let latin = app.path("latin.py");
    let mut said = String::new();
    let lines: &[&[&str]] = &[
        &["grade", "demo/coda", &answer],
        &["grade", "code", &answer],
        &["grade", "zzz", &answer],
        &["grade", "../etc", &answer],
        &["grade", "demo/code", missing.to_str().unwrap()],
        &["grade", "demo/code", latin.to_str().unwrap()],
        &["grade", "demo/code", &long],
        &["grade", "demo/code", &answer, "--case", "test_singel_unit"],
        &["grade", "demo/code", &answer, "--case", "zzz"],
        &["grade", "demo/code", &answer, "--case", "a", "--samples"],
        &["grade", "demo/code", &answer, "--jobs", "0"],
        &["grade", "demo/code"],
        &["grade", "demo/explain", &answer],
        &["grade", "demo/code", &answer, "--questions", "/nowhere"],
        &["test", &empty, &answer],
        &["test", &module, &answer],
        &["check", "demo/coda"],
        &["new", "code", "demo/code"],
        &["new", "program", "demo/x"],
        &["new", "code", "Demo/x"],
        &["graed"],
        &[],
    ];
    for args in lines {
        let ended = app.run(args);
        assert_eq!(ended.exit, Exit::Usage, "{args:?}");
        assert_eq!(ended.out, "", "{args:?}");
        let shown = args
            .join(" ")
            .replace(app.path("").to_str().unwrap(), "TMP/");
        said.push_str(&format!("$ viva {shown}\n{}\n", ended.err));
    }
    assert_snapshot!(said);
}

#[test]
fn a_broken_question_lists_all_that_is_wrong_with_it() {
    let app = App::with(&["code"]);
    let question = "questions/demo/code/question.toml";
    app.edit(question, "points = 100", "points = 90");
    app.edit(question, "minutes = 10", "minutes = 60");
    app.edit(
        question,
        "requires = [\"Reads durations\"]",
        "requires = [\"Reads\"]",
    );
    app.edit(
        "questions/demo/code/hints.md",
        "## Hint 2 (costs 10)",
        "## Hint 2",
    );
    std::fs::remove_file(app.path("questions/demo/code/explanation.md")).unwrap();
    app.write(
        "questions/demo/code/submissions/wrong_answer/silent.py",
        "x = 1\n",
    );
    let answer = app.write("answer.py", "");
    assert_snapshot!(
        "broken_grade",
        app.run(&["grade", "demo/code", &answer]).transcript()
    );
    assert_snapshot!("broken_list", app.run(&["questions"]).transcript());
}

#[test]
fn a_misspelt_field_is_found_by_its_line() {
    let app = App::with(&["code"]);
    app.edit(
        "questions/demo/code/question.toml",
        "minutes = 10",
        "minuets = 10",
    );
    let answer = app.write("answer.py", "");
    assert_snapshot!(app.run(&["grade", "demo/code", &answer]).transcript());
}

#[test]
fn the_bank_is_listed() {
    let app = App::with(&["code", "fix", "choice"]);
    assert_snapshot!("list", app.run(&["questions"]).transcript());
    assert_snapshot!(
        "list_nothing",
        app.run(&["questions", "oauth2"]).transcript()
    );
    let json: serde_json::Value =
        serde_json::from_str(&app.run(&["questions", "--json"]).out).unwrap();
    let ids: Vec<&str> = json["questions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|question| question["id"].as_str())
        .collect();
    assert_eq!(ids, ["demo/choice", "demo/code", "demo/fix"]);
}
