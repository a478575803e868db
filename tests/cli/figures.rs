//! The bank in figures: `viva check --table` and `viva questions --table`.

use std::path::Path;

use viva::cli::Exit;

use super::app::App;

fn row<'a>(page: &'a str, id: &str) -> &'a str {
    let begins = format!("| [{id}]");
    let mut rows = page.lines().filter(|line| line.starts_with(&begins));
    rows.next().unwrap_or_default()
}

#[test]
fn a_check_writes_what_it_measured_and_keeps_the_rest() {
    let app = App::with(&["choice", "code"]);
    let file = app.path("questions/README.md");
    let page = || std::fs::read_to_string(&file).expect("a page");
    let path = file.to_str().expect("UTF-8");
    app.run(&["questions", "--table", path]);
    let unmeasured = page();
    assert!(
        row(&unmeasured, "demo/code").ends_with("| 2 | 5 | – | – | – | – | – |"),
        "{unmeasured}"
    );
    app.run(&[
        "check",
        "demo/code",
        "--strict",
        "--mutate",
        "--table",
        path,
    ]);
    let measured = page();
    assert!(
        row(&measured, "demo/code").ends_with("| 2 | 5 | 4 | 2 + 5 | 0 | 0.1 | 0/0 |"),
        "{measured}"
    );
    assert!(
        measured.contains("\n| **all** | 2 | 15 | 2 | 0 | 0 | 0 |\n"),
        "{measured}"
    );

    app.edit(
        "questions/demo/code/question.toml",
        "minutes = 10",
        "minutes = 25",
    );
    let ended = app.run(&["questions", "--table", path]);
    assert_eq!((ended.exit, ended.out.as_str()), (Exit::Passed, ""));
    let later = page();
    assert!(row(&later, "demo/code").contains("| 25 |"), "{later}");
    assert!(
        row(&later, "demo/code").ends_with("| 4 | 2 + 5 | 0 | 0.1 | 0/0 |"),
        "{later}"
    );
    assert!(
        row(&later, "demo/choice").ends_with("| – | – | – | – | – |"),
        "{later}"
    );
    assert!(later.contains("\n| **all** | 2 | 30 |"), "{later}");
}

#[test]
fn a_page_that_can_not_be_written_is_said() {
    let app = App::with(&["choice"]);
    let folder = app.path("questions");
    let ended = app.run(&["questions", "--table", folder.to_str().expect("UTF-8")]);
    assert_eq!(ended.exit, Exit::Usage);
    assert!(
        ended.err.contains("'TMP/questions' can't be used"),
        "{}",
        ended.err
    );
}

/// The columns that need no running are those of the questions as they are.
#[test]
fn the_banks_own_page_is_up_to_date() {
    let bank = Path::new(env!("CARGO_MANIFEST_DIR")).join("questions");
    let page = std::fs::read_to_string(bank.join("README.md")).expect("questions/README.md");
    let app = App::new();
    let copy = app.write("page.md", &page);
    let bank = bank.to_str().expect("UTF-8");
    let ended = app.run(&["questions", "--table", &copy, "--questions", bank]);
    assert_eq!(ended.exit, Exit::Passed, "{}", ended.err);
    let now = std::fs::read_to_string(&copy).expect("a page");
    let different = std::iter::zip(page.lines(), now.lines()).find(|(old, new)| old != new);
    assert!(
        page == now,
        "run `viva questions --table questions/README.md`: {different:?}"
    );
}
