//! `viva check --strict`: what a question must keep before it may decide about a person, each broken on purpose.

use viva::cli::Exit;

use super::app::App;

const CODE: &str = "questions/demo/code";

/// The findings for the example question of kind code after `edit`, one line each.
fn findings(edit: impl Fn(&App)) -> Vec<String> {
    let app = App::with(&["code"]);
    edit(&app);
    of(&app, "demo/code")
}

fn of(app: &App, question: &str) -> Vec<String> {
    let ended = app.run(&["check", question, "--strict", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&ended.out).expect("JSON");
    let findings = document["questions"][0]["findings"].as_array();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let line = |finding: &serde_json::Value| {
        let (severity, file) = (text(&finding["severity"]), text(&finding["file"]));
        format!("{severity} {file}: {}", text(&finding["what"]))
    };
    let lines: Vec<String> = findings.expect("findings").iter().map(line).collect();
    let errors = lines.iter().any(|line| line.starts_with("error"));
    assert_eq!(ended.exit == Exit::Failed, errors, "{lines:#?}");
    lines
}

const NOTHING_VARIES: &str = "warning cases.py: no case varies with the seed";

#[test]
fn the_example_question_is_fit_but_for_random_input() {
    assert_eq!(findings(|_| ()), [NOTHING_VARIES]);
    let app = App::with(&["code"]);
    let told = app.run(&["check", "demo/code", "--strict"]);
    assert!(
        told.out
            .contains("✓ strict  2 of 10 minutes to read, 4 near misses, 0.1 % of the fuel"),
        "{}",
        told.out
    );
    let plain = app.run(&["check", "demo/code"]);
    assert!(!plain.out.contains("strict"), "{}", plain.out);
}

#[test]
fn exceptions_have_reasons_and_are_needed() {
    let with = |text: &'static str| {
        findings(move |app| {
            app.write(&format!("{CODE}/exceptions.toml"), text);
        })
    };
    assert_eq!(with("random = \"every input is listed\"\n"), [""; 0]);
    let found = with("random = \"why\"\n");
    assert_eq!(
        found,
        ["error exceptions.toml: 'random' is excepted without a reason"]
    );
    let found =
        with("random = \"every input is listed\"\n[titles]\ntest_order = \"it is there\"\n");
    assert_eq!(
        found,
        ["warning exceptions.toml: nothing needs the exception 'test_order' any more"]
    );
    let found = with("rules = 1\n");
    assert!(
        found
            .iter()
            .any(|line| line.starts_with("error exceptions.toml: unknown field `rules`")),
        "{found:#?}"
    );
}

#[test]
fn a_seed_decides_something() {
    let found = findings(|app| {
        app.edit(
            &format!("{CODE}/cases.py"),
            "import pytest\n",
            "import random\n\nimport pytest\n",
        );
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn right_answers_in_two_styles() {
    let found = findings(|app| {
        std::fs::remove_file(app.path(&format!("{CODE}/submissions/accepted/by_hand.py")))
            .expect("removed");
    });
    assert!(
        found.contains(&"error submissions/accepted: there are 1 accepted answers".to_owned()),
        "{found:#?}"
    );
    let found = findings(|app| {
        let file = |name: &str| format!("{CODE}/submissions/accepted/{name}.py");
        app.write(&file("again"), "# One pattern for the whole text\n");
        app.write(&file("unsaid"), "# plain\n");
    });
    assert!(
        found.contains(&"error submissions/accepted/one_pattern.py: another accepted answer is of the style 'one pattern for the whole text', too".to_owned()),
        "{found:#?}"
    );
    assert!(
        found.contains(
            &"error submissions/accepted/unsaid.py: it does not say which style it is".to_owned()
        ),
        "{found:#?}"
    );
}

#[test]
fn wrong_answers_that_samples_do_not_catch() {
    let found = findings(|app| {
        let file = |name: &str| app.path(&format!("{CODE}/submissions/wrong_answer/{name}.py"));
        for name in ["any_order", "ignores_rest", "sixty_is_too_much"] {
            std::fs::remove_file(file(name)).expect("removed");
        }
    });
    assert!(
        found.contains(&"error submissions: there are 2 wrong answers".to_owned()),
        "{found:#?}"
    );
    let near =
        "error submissions/wrong_answer: there are 1 wrong answers that pass all sample cases";
    assert!(found.contains(&near.to_owned()), "{found:#?}");
}

#[test]
fn titles_are_found_in_the_prompt() {
    let retitle = |app: &App| {
        let title = "\"\"\"Rejects the empty text\"\"\"";
        app.edit(
            &format!("{CODE}/cases.py"),
            title,
            "\"\"\"Survives blank sheets quietly\"\"\"",
        );
    };
    let found = findings(retitle);
    let what = "error cases.py: the prompt has 0 of 4 words of the title of 'test_empty' in one place, and nowhere survives, blank, sheets, quietly";
    assert!(found.contains(&what.to_owned()), "{found:#?}");
    let found = findings(|app| {
        retitle(app);
        app.write(&format!("{CODE}/exceptions.toml"), "random = \"every input is listed\"\n[titles]\ntest_empty = \"the last rule names it\"\n");
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn room_below_the_limits_and_time_to_read() {
    let found = findings(|app| {
        let toml =
            std::fs::read_to_string(app.path(&format!("{CODE}/question.toml"))).expect("TOML");
        app.write(
            &format!("{CODE}/question.toml"),
            &format!("{toml}\n[limits]\nfuel = 100000000\n"),
        );
        let prompt =
            std::fs::read_to_string(app.path(&format!("{CODE}/prompt.md"))).expect("a prompt");
        app.write(
            &format!("{CODE}/prompt.md"),
            &format!("{prompt}\n{}", "more ".repeat(600)),
        );
    });
    assert!(found.contains(&"error cases.py: with an accepted answer, a case needs 12 of 100 million fuel: more than a tenth".to_owned()), "{found:#?}");
    assert!(
        found
            .iter()
            .any(|line| line
                .contains("words at 120 a minute takes more than a third of the 10 minutes")),
        "{found:#?}"
    );
}

#[test]
fn explanations_have_all_their_parts() {
    let found = findings(|app| {
        app.write(&format!("{CODE}/explanation.md"), "It is easy.\n");
    });
    let lacks: Vec<&str> = found
        .iter()
        .filter_map(|line| line.strip_prefix("error explanation.md: it does not have "))
        .collect();
    assert_eq!(
        lacks,
        [
            "common wrong turns",
            "follow-up questions",
            "references by name",
            "what a strong answer shows"
        ]
    );
}

#[test]
fn a_choice_has_wrong_choices_close_to_the_right_one() {
    let app = App::with(&["choice"]);
    let found = of(&app, "demo/choice");
    assert!(
        found.contains(&"error submissions/wrong_answer: there are 2 wrong choices".to_owned()),
        "{found:#?}"
    );
    let near = "there are 1 wrong choices that differ from the right one in a single option";
    assert!(
        found.contains(&format!("error submissions/wrong_answer: {near}")),
        "{found:#?}"
    );
    app.write(
        "questions/demo/choice/submissions/wrong_answer/no_delete.txt",
        "a, c",
    );
    let found = of(&app, "demo/choice");
    assert!(
        !found.iter().any(|line| line.contains("wrong choices")),
        "{found:#?}"
    );
}

#[test]
fn wrong_turns_are_told_by_naming_wrong_answers() {
    let explain = |names: &str| {
        let text = format!("A strong answer.\n{names}\nFollow-up questions\nReferences\n");
        findings(|app| {
            app.write(&format!("{CODE}/explanation.md"), &text);
        })
    };
    assert_eq!(
        explain("any_order.py empty_is_zero (sixty_is_too_much)"),
        [NOTHING_VARIES]
    );
    assert_eq!(explain("any_order.py empty_is_zero").len(), 2);
}
