//! Stopping: what runs finishes, or is given back; and nothing outlives its parent.

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc;
use std::time::Duration;

use viva::grading::{GradeError, Graded, Unwatched};
use viva::worker::graders::Graders;

use super::common::{EXPECTED, grade, graders, on_case, settings, verdicts};

/// What becomes of a grade when the graders are stopped after its first case.
fn stopped_with(grace: Duration) -> (Graders, Result<Graded, GradeError>) {
    let graders = graders();
    let result = std::thread::scope(|scope| {
        let (send, first) = mpsc::channel();
        let graders = &graders;
        let grading = scope.spawn(move || {
            grade(
                graders,
                &on_case(|_| {
                    let _ = send.send(());
                }),
            )
        });
        first.recv().expect("a first case");
        graders.stop(grace);
        grading.join().expect("no panic")
    });
    (graders, result)
}

#[test]
fn what_runs_finishes_within_the_grace() {
    let (graders, result) = stopped_with(Duration::from_secs(60));
    assert_eq!(verdicts(&result.expect("a grade")), EXPECTED.into());
    assert!(graders.processes().is_empty());
    let error = grade(&graders, &Unwatched).expect_err("no more grades");
    assert!(error.later, "{error}");
}

#[test]
fn what_takes_longer_is_given_back() {
    let (graders, result) = stopped_with(Duration::ZERO);
    let error = result.expect_err("no grade");
    assert!(error.later, "{error}");
    assert!(graders.processes().is_empty());
}

#[test]
fn a_grader_ends_with_its_parent_even_while_it_grades() {
    let mut child = settings().command().spawn().expect("a grader");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut input = child.stdin.take().expect("a pipe");
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    assert!(line.starts_with(r#"{"ready""#), "{line}");

    let cases = "def test_endless():\n    while True:\n        pass\n";
    let job = serde_json::json!({"grade": {
        "cases": {"name": "cases.py", "text": cases}, "answer": {"name": "answer.py", "text": ""}, "support": [],
        "seed": 1, "only": [], "samples_only": false, "told": true, "jobs": 1,
        "limits": {"fuel": 100_000_000_000_u64}, "suite": false, "enough": {},
    }});
    writeln!(input, "{job}").expect("written");
    line.clear();
    output.read_line(&mut line).expect("a line");
    assert!(line.starts_with(r#"{"collected""#), "{line}");

    drop(input);
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("the end");
    assert_eq!(rest, "");
    assert!(child.wait().expect("its status").success());
}
