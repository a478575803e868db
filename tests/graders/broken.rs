//! Graders that die, hang, babble or can't be started.

use std::os::unix::fs::symlink;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use viva::grading::{Unwatched, Verdict};
use viva::worker::graders::{Graders, Settings};

use super::common::{
    EXPECTED, Once, SILENCE, file, grade, graders, on_case, settings, signal, verdicts,
};

#[test]
fn a_grade_whose_grader_was_killed_is_done_by_another() {
    let graders = graders();
    let (once, killed, told) = (Once::default(), Mutex::new(0), Mutex::new(Vec::new()));
    let graded = grade(
        &graders,
        &on_case(|case| {
            told.lock().unwrap().push(case.id.clone());
            if once.first() {
                *killed.lock().unwrap() = signal(&graders, Signal::KILL);
            }
        }),
    )
    .expect("a grade");
    assert_eq!(verdicts(&graded), EXPECTED.into());
    assert!(!graders.processes().contains(&killed.lock().unwrap()));
    // The first case ran twice and is told of once.
    let expected = EXPECTED.map(|(id, _)| id);
    assert_eq!(*told.lock().unwrap(), expected);
}

#[test]
fn a_grade_that_breaks_two_graders_is_internal_and_costs_nothing() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let lines = log.clone();
    let graders = Graders::start(Settings {
        log: Arc::new(move |line| lines.lock().unwrap().push(line.to_owned())),
        ..settings()
    })
    .expect("the graders start");
    // Told of the first case, and in the second attempt of the second one: each kills its grader.
    let graded = grade(
        &graders,
        &on_case(|case| {
            if case.verdict != Verdict::Internal {
                signal(&graders, Signal::KILL);
            }
        }),
    )
    .expect("a grade");
    let expected = [
        ("test_first", Verdict::Passed),
        ("test_second", Verdict::Passed),
        ("test_third", Verdict::Internal),
    ];
    assert_eq!(verdicts(&graded), expected.into());
    let message = graded.cases[2].message.as_deref().unwrap_or_default();
    assert!(
        message.starts_with("our fault, not the answer's"),
        "{message}"
    );
    let replaced = |line: &&String| line.ends_with("is replaced: it ended (signal: 9 (SIGKILL))");
    assert_eq!(log.lock().unwrap().iter().filter(replaced).count(), 2);

    // The next grade finds a grader again.
    let graded = grade(&graders, &Unwatched).expect("a grade");
    assert_eq!(verdicts(&graded), EXPECTED.into());
}

#[test]
fn a_grader_that_hangs_is_replaced() {
    let graders = Graders::start(Settings {
        silence: SILENCE,
        ..settings()
    })
    .expect("the graders start");
    let (once, stopped) = (Once::default(), Mutex::new(0));
    let graded = grade(
        &graders,
        &on_case(|_| {
            if once.first() {
                *stopped.lock().unwrap() = signal(&graders, Signal::STOP);
            }
        }),
    )
    .expect("a grade");
    assert_eq!(verdicts(&graded), EXPECTED.into());
    assert!(!graders.processes().contains(&stopped.lock().unwrap()));
}

#[test]
fn a_grade_has_a_deadline() {
    let graders = Graders::start(Settings {
        whole: Duration::from_millis(1),
        ..settings()
    })
    .expect("the graders start");
    let error = grade(&graders, &Unwatched).expect_err("no grade");
    let expected = "two graders broke over it; the last one: it took longer than 0.001 s";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_grader_that_died_while_idle_costs_no_attempt() {
    let graders = graders();
    let died = signal(&graders, Signal::KILL);
    let graded = grade(&graders, &Unwatched).expect("a grade");
    assert_eq!(verdicts(&graded), EXPECTED.into());
    assert!(!graders.processes().contains(&died));
}

#[test]
fn a_grader_that_babbles_is_no_grader() {
    let graders = Graders::start(Settings {
        program: file("babbler.sh"),
        ..settings()
    })
    .expect("it is ready, at least");
    let error = grade(&graders, &Unwatched).expect_err("no grade");
    let text = error.to_string();
    assert!(text.contains("two graders broke over it"), "{text}");
    assert!(text.contains("it said what it can't say"), "{text}");
    assert!(!error.later && !error.in_cases);
}

#[test]
fn a_broken_installation_is_told_at_the_start() {
    for (program, why) in [
        ("/nowhere/viva", "it can't be started: No such file"),
        ("/bin/false", "it ended (exit status: 1)"),
        ("/bin/cat", "No such file or directory"), // what it wrote to standard error
        ("/bin/echo", "it said what it can't say"),
    ] {
        let error = Graders::start(Settings {
            program: program.into(),
            ..settings()
        })
        .expect_err(program)
        .to_string();
        let begin = format!("no grader can be started with `{program} grader`: ");
        assert!(error.starts_with(&begin) && error.contains(why), "{error}");
    }
}

#[test]
fn an_installation_that_breaks_later_puts_grades_off_until_it_is_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("viva");
    let installed = |target: &str| {
        let _ = std::fs::remove_file(&program);
        symlink(target, &program).expect("a link");
    };
    installed(env!("CARGO_BIN_EXE_viva"));
    let graders = Graders::start(Settings {
        program: program.clone(),
        ..settings()
    })
    .expect("the graders start");

    installed("/bin/false");
    signal(&graders, Signal::KILL);
    let begun = Instant::now();
    for _ in 0..3 {
        let error = grade(&graders, &Unwatched).expect_err("no grader");
        assert!(error.later, "{error}");
        assert!(error.to_string().contains("no grader can be started"));
    }
    // The second start waited 100 ms, the third twice as long: who asks again and again doesn't start them in a loop.
    assert!(begun.elapsed() >= Duration::from_millis(300));
    installed(env!("CARGO_BIN_EXE_viva"));
    let graded = grade(&graders, &Unwatched).expect("a grade");
    assert_eq!(verdicts(&graded), EXPECTED.into());
}
