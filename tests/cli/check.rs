//! `viva check`: each promise of a question, broken on purpose.

use insta::assert_snapshot;
use viva::cli::Exit;

use super::app::App;

const CODE: &str = "questions/demo/code";

/// The findings, errors and warnings, after `edit` broke the example question of kind code.
fn findings(edit: impl Fn(&App)) -> String {
    let app = App::with(&["code"]);
    edit(&app);
    let json = app.run(&["check", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for finding in document["questions"][0]["findings"]
        .as_array()
        .expect("findings")
    {
        let line = finding["line"]
            .as_u64()
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        lines.push(format!(
            "{} {}{line}: {}; {}",
            text(&finding["severity"]),
            text(&finding["file"]),
            text(&finding["what"]),
            text(&finding["todo"])
        ));
    }
    let errors = lines.iter().any(|line| line.starts_with("error"));
    assert_eq!(
        json.exit == Exit::Failed,
        errors,
        "errors close the gate, warnings don't: {lines:#?}"
    );
    assert_eq!(document["ok"], !errors);
    lines.join("\n")
}

fn submission(app: &App, path: &str, text: &str) {
    app.write(&format!("{CODE}/submissions/{path}"), text);
}

#[test]
fn a_sound_question_has_no_findings() {
    assert_eq!(findings(|_| ()), "");
}

#[test]
fn progress_findings_and_a_table() {
    let app = App::with(&["choice", "code", "explain"]);
    submission(
        &app,
        "wrong_answer/any_order.py",
        "# fails: test_order, test_empty\n# chance: test_single_unit\n",
    );
    app.edit(
        &format!("{CODE}/cases.py"),
        "assert parse_duration(\"1h30m\") == 5400",
        "assert parse_duration(\"1h30m\")",
    );
    assert_snapshot!("check", app.run(&["check"]).transcript());
    assert_snapshot!(
        "check_json",
        app.run(&["check", "demo/choice", "--json"]).transcript()
    );
}

#[test]
fn submissions_must_come_to_what_they_promise() {
    let found = findings(|app| {
        submission(
            app,
            "accepted/fails.py",
            "# plain\n# fails_not: x\n# load: ImportError: no module\n",
        );
        submission(
            app,
            "wrong_answer/too_few.py",
            "# fails: test_empty, test_nothing\n# chance: test_order\n",
        );
        submission(
            app,
            "time_limit/slow.py",
            "# fails: test_empty\n# slow\n# verdict: error\n",
        );
        submission(
            app,
            "time_limit/really_slow.py",
            "# fails: test_empty\n# slow\n# verdict: timeout\n",
        );
        submission(
            app,
            "run_time_error/wrong.py",
            "# fails: test_empty\n# wrong\n# verdict: failed\n",
        );
        submission(
            app,
            "run_time_error/raises.py",
            "# fails: test_empty\n# raises\n# verdict: crashed\n",
        );
    });
    assert_snapshot!("promises", found);
    let found = findings(|app| {
        submission(
            app,
            "wrong_answer/any_order.py",
            "# fails: test_order
# really: test_empty
",
        );
        submission(
            app,
            "accepted/by_hand.py",
            "# fine
# really: test_empty
",
        );
        submission(
            app,
            "accepted/one_pattern.py",
            "# fine\n# chance: test_order\n",
        );
    });
    assert_snapshot!("promise_not_kept", found);
}

#[test]
fn chance_is_found_under_the_second_seed() {
    let found = findings(|app| {
        submission(
            app,
            "wrong_answer/any_order.py",
            "# fails: test_order\n# chance: test_empty\n",
        )
    });
    assert!(
        found.contains("'test_empty' is passed under seed 1 and failed under seed 2"),
        "{found}"
    );
}

#[test]
fn a_mistake_that_is_missed_under_one_of_many_seeds_is_found() {
    let app = App::with(&["code"]);
    submission(
        &app,
        "wrong_answer/any_order.py",
        "# fails: test_order\n# late: test_order\n",
    );
    let few = app.run(&["check", "demo/code", "--seeds", "29"]);
    assert!(few.exit == Exit::Passed, "{}", few.transcript());
    let many = app
        .run(&["check", "demo/code", "--seeds", "30"])
        .transcript();
    assert!(many.contains("nothing catches it under seed 30"), "{many}");
    let on = ["check", "demo/code", "--seeds", "10", "--first-seed", "25"];
    let on = app.run(&on).transcript();
    assert!(on.contains("nothing catches it under seed 30"), "{on}");
}

#[test]
fn a_case_that_sometimes_misses_a_mistake_is_told_if_another_catches_it() {
    let app = App::with(&["code"]);
    submission(
        &app,
        "wrong_answer/any_order.py",
        "# fails: test_order, test_empty\n# late: test_empty\n",
    );
    let many = app.run(&["check", "demo/code", "--seeds", "40"]);
    assert!(many.exit == Exit::Passed, "{}", many.transcript());
    let told = "'test_empty' misses it under 11 of 40 seeds, 30 for one";
    assert!(many.transcript().contains(told), "{}", many.transcript());
}

#[test]
fn one_submission_can_be_tried_alone() {
    let app = App::with(&["code"]);
    submission(
        &app,
        "wrong_answer/any_order.py",
        "# fails: test_empty\n# really: test_order\n",
    );
    let one = app.run(&["check", "demo/code", "--submission", "ignores"]);
    assert!(one.exit == Exit::Passed, "{}", one.transcript());
    let other = app.run(&[
        "check",
        "demo/code",
        "--submission",
        "any_order",
        "--submission",
        "accepted/",
    ]);
    assert!(other.exit == Exit::Failed, "{}", other.transcript());
}

#[test]
fn a_case_that_nothing_fails_proves_nothing() {
    let found = findings(|app| {
        submission(app, "wrong_answer/any_order.py", "# fails: test_empty\n");
        submission(app, "wrong_answer/ignores_rest.py", "# fails: test_empty\n");
    });
    assert_eq!(
        found,
        "warning cases.py:37: no wrong answer fails test_unknown_unit, test_missing_unit, test_order; \
         add one with a mistake that it catches: nothing shows yet that it can fail"
    );
}

#[test]
fn doing_nothing_must_earn_nothing() {
    let found = findings(|app| {
        app.write(&format!("{CODE}/starter.py"), "# passes all\n");
    });
    assert_snapshot!(found);
}

#[test]
fn counts_titles_groups_and_names() {
    let found = findings(|app| {
        let cases = format!("{CODE}/cases.py");
        app.edit(
            &cases,
            "\"\"\"Rejects the empty text\"\"\"",
            "\"\"\"Rejects a number without a unit\"\"\"",
        );
        app.edit(
            &cases,
            "\"\"\"Rejects units that it does not know\"\"\"",
            "\"\"\"test_unknown_unit\"\"\"",
        );
        app.edit(&cases, "@pytest.mark.sample\n", "");
        app.edit(
            &format!("{CODE}/question.toml"),
            "\"test_unknown_unit\", ",
            "\"test_unknown\", ",
        );
    });
    assert_snapshot!(found);
}

#[test]
fn submissions_must_be_there() {
    let found = findings(|app| {
        std::fs::remove_dir_all(app.path(&format!("{CODE}/submissions/wrong_answer")))
            .expect("removed");
        app.write(&format!("{CODE}/notes.txt"), "left over");
    });
    assert_snapshot!(found);
}

#[test]
fn examples_must_hold() {
    let found = findings(|app| {
        let said = "*****\\nFile \"prompt.md\", line 23, in prompt.md\\nFailed example:\\n    parse_duration(\"45s\")\\nExpected:\\n    45\\nGot:\\n    44\\n";
        submission(
            app,
            "accepted/by_hand.py",
            &format!("# fine\n# examples: {said}\n"),
        );
    });
    assert_eq!(
        found,
        "error prompt.md:23: an example does not hold: `parse_duration(\"45s\")` gave 44, not 45; \
         correct the example, or submissions/accepted/by_hand.py"
    );
}

#[test]
fn a_choice_in_the_wrong_folder() {
    let app = App::with(&["choice"]);
    app.write(
        "questions/demo/choice/submissions/wrong_answer/right.txt",
        "a, c, d",
    );
    let ended = app.run(&["check"]);
    assert_eq!(ended.exit, Exit::Failed);
    assert!(
        ended.out.contains("the choice 'a, c, d' is right"),
        "{}",
        ended.out
    );
}

#[test]
fn a_broken_sandbox_ends_the_check() {
    let app = App::with(&["code"]);
    submission(
        &app,
        "wrong_answer/any_order.py",
        "# fails: test_order\n# verdict: internal\n",
    );
    assert_eq!(app.run(&["check"]).exit, Exit::Broken);
}

/// What `presets.toml` is found to have wrong beside one question, `demo/choice` (5 minutes, topic `demo`).
fn preset_findings(presets: &str) -> Vec<String> {
    let app = App::with(&["choice"]);
    app.write("questions/presets.toml", presets);
    let json = app.run(&["check", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let findings = document["presets"]["findings"]
        .as_array()
        .expect("findings");
    assert_eq!(
        json.exit == Exit::Passed,
        findings.is_empty(),
        "{}",
        json.out
    );
    let line = |finding: &serde_json::Value| {
        format!(
            "{}: {}",
            finding["line"],
            finding["what"].as_str().unwrap_or_default()
        )
    };
    findings.iter().map(line).collect()
}

#[test]
fn presets_can_be_practised() {
    let sound = r#"
[[presets]]
id = "one"
title = "One"
description = "A choice."
roles = ["backend"]
topics = ["demo"]
level = "mid"
minutes = 10
questions = ["demo/choice"]
"#;
    assert_eq!(preset_findings(sound), [""; 0]);
    let on_the_road = sound.replace("minutes = 10", "minutes = 10\nphase = 2");
    assert_eq!(
        preset_findings(&on_the_road),
        ["2: phase 2 of the practice road stands where phase 1 has to be"]
    );
    for (old, new, wanted) in [
        ("id = \"one\"", "id = \"One\"", "'One' is no id"),
        ("\"A choice.\"", "\" \"", "the description is empty"),
        (
            "minutes = 10",
            "minutes = 481",
            "481 minutes is no practice",
        ),
        (
            "minutes = 10",
            "minutes = 4",
            "its shortest draw needs 5 minutes, and it has 4",
        ),
        (
            "demo/choice",
            "demo/code",
            "there is no question 'demo/code'",
        ),
        (
            "[\"demo/choice\"]",
            "[\"demo/choice\", \"demo/choice\"]",
            "it names 'demo/choice' twice",
        ),
        (
            "[\"demo/choice\"]",
            "[\"demo/choice\"]\npools = [{ take = 1 }]",
            "pool 1 draws 1, and 0 questions are left for it",
        ),
        ("questions = [\"demo/choice\"]", "", "it asks nothing"),
        (
            "topics = [\"demo\"]",
            "topics = [\"rust\"]",
            "none of its questions has the topic 'rust'",
        ),
        (
            "roles = [\"backend\"]",
            "roles = [\"cook\"]",
            "none of its questions has the role 'cook'",
        ),
    ] {
        assert!(sound.contains(old), "{old}");
        let found = preset_findings(&sound.replacen(old, new, 1));
        let [one] = &found[..] else {
            panic!("{new}: {found:?}");
        };
        assert!(one.ends_with(&format!(": {wanted}")), "{new}: {one}");
        assert!(one.starts_with("2: the preset"), "{one}");
    }
    let twice = format!("{sound}{sound}");
    assert_eq!(
        preset_findings(&twice),
        ["12: the preset 'one': 'one' is there twice"]
    );
    let unknown = preset_findings(&sound.replace("minutes", "hours"));
    assert!(unknown[0].contains("unknown field `hours`"), "{unknown:?}");
}
