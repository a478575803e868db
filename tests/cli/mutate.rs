//! `viva check --mutate`: mutants that cases kill, survivors, and what is said for them.

use viva::cli::Exit;

use super::app::{App, Ended};

const ANSWER: &str = "questions/demo/code/submissions/accepted/by_hand.py";
const EXCEPTIONS: &str = "questions/demo/code/exceptions.toml";

/// The example question whose one answer with mutants has `killed` that a case kills and these others.
fn with(killed: usize, others: &[&str]) -> App {
    let app = App::with(&["code"]);
    let caught = std::iter::repeat_n("# mutant: test_order\n".to_owned(), killed);
    let others = others.iter().map(|what| format!("# mutant: {what}\n"));
    let text: String = caught.chain(others).collect();
    app.write(ANSWER, &format!("# a scan by hand\n{text}"));
    app
}

fn mutate(app: &App, more: &[&str]) -> Ended {
    let args = ["check", "demo/code", "--mutate"];
    app.run(&[&args[..], more].concat())
}

#[test]
fn survivors_are_told_by_what_they_change() {
    let ended = mutate(&with(9, &["nothing"]), &[]);
    assert_eq!(
        ended.exit,
        Exit::Passed,
        "a tenth may survive: {}",
        ended.out
    );
    assert!(
        ended
            .out
            .contains("✗ mutants of submissions/accepted/by_hand.py  9 of 10 killed\n"),
        "{}",
        ended.out
    );
    let told = "no case kills the mutant 'by_hand.py: nothing: # mutant: nothing'";
    assert!(ended.out.contains(told), "{}", ended.out);
    assert!(
        ended.out.contains("submissions/accepted/by_hand.py:11"),
        "{}",
        ended.out
    );
}

#[test]
fn more_than_a_tenth_close_the_gate() {
    let ended = mutate(&with(8, &["nothing"]), &[]);
    assert_eq!(ended.exit, Exit::Failed);
    assert!(
        ended.out.contains("1 of 9 mutants survive"),
        "{}",
        ended.out
    );
}

#[test]
fn those_that_behave_like_the_answer_are_justified() {
    let app = with(1, &["nothing", "nothing"]);
    let excepted = "[mutants]\n\
        'by_hand.py: nothing: # mutant: nothing' = \"it changes a comment alone\"\n\
        'by_hand.py: nothing: # mutant: nothing (2)' = \"it changes a comment alone\"\n";
    app.write(EXCEPTIONS, excepted);
    let ended = mutate(&app, &[]);
    assert_eq!(ended.exit, Exit::Passed);
    assert!(
        ended
            .out
            .contains("✓ mutants of submissions/accepted/by_hand.py  1 of 3 killed, 2 justified"),
        "{}",
        ended.out
    );
    assert!(!ended.out.contains("\n  warning "), "{}", ended.out);

    app.write(
        EXCEPTIONS,
        &format!(
            "{excepted}'by_hand.py: test_order: # mutant: test_order' = \"nobody sees the order\"\n"
        ),
    );
    let ended = mutate(&app, &[]);
    assert!(
        ended.out.contains(
            "nothing needs the exception 'by_hand.py: test_order: # mutant: test_order' any more"
        ),
        "{}",
        ended.out
    );
}

#[test]
fn as_many_as_are_asked_for_are_tried() {
    let ended = mutate(&with(30, &[]), &["--mutants", "20"]);
    assert!(ended.out.contains("20 of 20 killed"), "{}", ended.out);
    assert!(
        ended
            .out
            .contains("– 20 of 30 mutants were tried  --mutants N tries more"),
        "{}",
        ended.out
    );
    let again = mutate(&with(30, &[]), &["--mutants", "20"]);
    assert_eq!(ended.out, again.out);
}

#[test]
fn a_fault_of_the_sandbox_says_nothing() {
    let app = with(0, &["test_order\\n# verdict: internal"]);
    let ended = mutate(&app, &[]);
    assert_eq!(ended.exit, Exit::Failed);
    assert!(
        ended.out.contains("the sandbox failed on the mutant"),
        "{}",
        ended.out
    );
}

#[test]
fn an_answer_that_fails_has_no_mutants() {
    let app = App::with(&["code"]);
    app.write(
        ANSWER,
        "# a scan by hand\n# really: test_order\n# mutant: nothing\n",
    );
    let ended = mutate(&app, &[]);
    assert_eq!(ended.exit, Exit::Failed);
    assert!(
        ended.out.contains(
            "– mutants of submissions/accepted/by_hand.py  are not tried: it doesn't pass itself"
        ),
        "{}",
        ended.out
    );
}

#[test]
fn what_the_program_says_of_an_answer_it_can_not_read() {
    let app = App::with(&["code"]);
    app.write(
        ANSWER,
        "# a scan by hand\n# unreadable: SyntaxError: invalid syntax\n",
    );
    let ended = mutate(&app, &[]);
    assert_eq!(ended.exit, Exit::Failed);
    assert!(
        ended
            .out
            .contains("its mutants can't be made: SyntaxError: invalid syntax"),
        "{}",
        ended.out
    );
}
