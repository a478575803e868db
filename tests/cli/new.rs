//! `viva new`: what it writes is a valid question.

use insta::assert_snapshot;
use viva::cli::Exit;
use viva::question::Kind;

use super::app::App;

#[test]
fn each_kind_passes_the_gate_as_written() {
    // Tests are graded by what they make of implementations, which no fake knows: `tests/sandbox/suites.rs` checks these.
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Tests) {
        let app = App::with(&[kind.as_str()]);
        let ended = app.run(&["check"]);
        assert_eq!(
            ended.exit,
            Exit::Passed,
            "{kind}:\n{}{}",
            ended.out,
            ended.err
        );
        assert!(!ended.out.contains("warning "), "{}", ended.out);
    }
}

#[test]
fn says_what_it_wrote_and_what_to_do() {
    let app = App::new();
    assert_snapshot!(app.run(&["new", "code", "oauth2/scopes"]).transcript());
    let toml = std::fs::read_to_string(app.path("questions/oauth2/scopes/question.toml")).unwrap();
    assert!(toml.contains("topics = [\"oauth2\"]"));
}

#[test]
fn never_overwrites() {
    let app = App::with(&["code"]);
    app.write("questions/demo/code/prompt.md", "mine\n");
    assert_eq!(app.run(&["new", "fix", "demo/code"]).exit, Exit::Usage);
    let prompt = std::fs::read_to_string(app.path("questions/demo/code/prompt.md")).unwrap();
    assert_eq!(prompt, "mine\n");
}
