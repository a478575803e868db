//! A child comes to what the command line comes to, byte for byte.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use viva::grading::{self, Grader, Options, Source, Task, Verdict};
use viva::question::{Bank, Limits, Question};

use super::common::{EXPECTED, grade, graders, on_case, verdicts};

/// Code with groups and time, right and wrong in many ways; a choice, which runs nothing; tests, which run many times.
const QUESTIONS: [&str; 3] = [
    "circuit-breaker/three-states",
    "gil/what-the-gil-protects",
    "testing/cart-discounts",
];

#[test]
fn reports_equal_those_of_the_command_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bank = Bank::open(root.join("questions")).expect("the bank");
    let graders = graders();
    let mut compared = 0;
    for id in QUESTIONS {
        let question = bank.load(&bank.find(id).expect(id)).expect(id);
        for submission in &question.submissions {
            let file = root.join("questions").join(id).join(&submission.file);
            let shown = Command::new(env!("CARGO_BIN_EXE_viva"))
                .args(["grade", id])
                .arg(&file)
                .args(["--json", "--reveal", "--questions"])
                .arg(root.join("questions"))
                .output()
                .expect("viva runs");
            // Two at a time, since children must be able to start threads.
            let options = Options {
                jobs: 2,
                ..Options::default()
            };
            let report =
                grading::grade(&graders, &question, &submission.source, options).expect("a report");
            let report = serde_json::to_string_pretty(&report).expect("JSON");
            let shown = String::from_utf8(shown.stdout).expect("UTF-8");
            assert_eq!(shown.trim_end(), report, "{}", file.display());
            compared += 1;
        }
    }
    assert!(compared > QUESTIONS.len() * 2, "{compared} submissions");
}

#[test]
fn cases_are_told_as_they_finish() {
    let graders = graders();
    let told = Mutex::new(Vec::new());
    let graded = grade(
        &graders,
        &on_case(|case| told.lock().unwrap().push((case.id.clone(), case.verdict))),
    )
    .expect("a grade");
    assert_eq!(verdicts(&graded), EXPECTED.into());
    let expected = EXPECTED.map(|(id, verdict)| (id.to_owned(), verdict));
    assert_eq!(told.into_inner().unwrap(), expected);
}

#[test]
fn a_watched_grader_grades_whole_questions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bank = Bank::open(root.join("questions")).expect("the bank");
    for id in [QUESTIONS[0], QUESTIONS[2]] {
        let question = bank.load(&bank.find(id).expect(id)).expect(id);
        told_of(&question);
    }
}

/// Each of its cases is told of once, and none if the answer can't be loaded.
fn told_of(question: &Question) {
    let graders = graders();
    let told = Mutex::new(0);
    let watch = on_case(|_| *told.lock().expect("nobody panicked") += 1);
    let options = Options {
        watch: &watch,
        ..Options::default()
    };
    let report = grading::grade(
        &graders,
        question,
        "raise RuntimeError('on import')",
        options,
    )
    .expect("a report");
    assert_eq!(report.verdict, Verdict::Error);
    // Nothing ran, so there was nothing to tell.
    assert_eq!(*told.lock().expect("nobody panicked"), 0);

    let accepted = &question.submissions[0];
    let report = grading::grade(&graders, question, &accepted.source, options).expect("a report");
    assert_eq!(*told.lock().expect("nobody panicked"), report.cases.len());
}

#[test]
fn programs_run_and_faults_of_cases_stay_theirs() {
    let graders = graders();
    let program = Source::new("hello.py", "import helper\nprint(helper.GREETING)");
    let helper = Source::new("helper.py", "GREETING = 'hello'");
    let limits = Limits::default();
    let ran = graders
        .run(&program, &[helper], 1, &limits)
        .expect("it ran");
    assert_eq!(
        (ran.verdict, ran.stdout.as_str()),
        (Verdict::Passed, "hello\n")
    );

    let (cases, answer) = (
        Source::new("cases.py", "def test_(:"),
        Source::new("answer.py", ""),
    );
    let task = Task::new(&cases, &answer, &limits);
    let pids = graders.processes();
    let error = graders.grade(&task).expect_err("no grade");
    assert!(error.in_cases && !error.later, "{error}");
    // Nothing about it is the grader's fault.
    assert_eq!(graders.processes(), pids);
}
