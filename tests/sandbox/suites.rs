//! Questions of kind `tests`: what a candidate's tests earn, and what they can't get at, whoever wrote them.
//!
//! The question is the one that `viva new tests` writes.

use std::fmt::Write as _;
use std::sync::LazyLock;

use viva::check::{Effort, Mark, Progress, check};
use viva::grading::{self, Options, Points, Report, Verdict};
use viva::question::{Files, Kind, Question};

use crate::common::{GRADER, folder};

static QUESTION: LazyLock<Question> = LazyLock::new(|| {
    let root = folder("../src/cli/new/templates/tests");
    let mut findings = Vec::new();
    let files = Files::of_folder(&root, &mut findings);
    let texts = files
        .iter()
        .map(|(name, text)| (name.to_owned(), text.replace("{topic}", "demo")));
    let files = Files::sent(texts.collect()).expect("files of a question");
    let (question, found) =
        Question::of_files("demo/tests".parse().expect("an id"), files).expect("a question");
    assert_eq!(found, []);
    question
});

const RULES: &str = "
import pytest
from slugs import slug

def test_rules():
    assert slug(\"Hello,  Wörld!\") == \"hello-w-rld\"
    with pytest.raises(ValueError):
        slug(\"?\")
";

fn grade_as(tests: &str, options: Options<'_>) -> Report {
    grading::grade(&*GRADER, &QUESTION, tests, options).expect("a report")
}

fn grade(tests: &str) -> Report {
    grade_as(
        tests,
        Options {
            jobs: 2,
            ..Options::default()
        },
    )
}

fn of<'a>(report: &'a Report, id: &str) -> &'a grading::CaseReport {
    report
        .cases
        .iter()
        .find(|case| case.id == id)
        .unwrap_or_else(|| panic!("no {id} in {report:?}"))
}

/// Nothing is earned; the verdict with the right sample, and what the candidate reads.
fn earns_nothing(tests: &str) -> (Verdict, String) {
    let report = grade(tests).for_candidate();
    assert_eq!(report.score, Some(Points(0)), "{tests}");
    let Some(case) = report.cases.first() else {
        return (report.verdict, report.load_error.expect("why nothing ran"));
    };
    (case.verdict, case.message.clone().unwrap_or_default())
}

#[test]
fn tests_that_tell_all_apart_earn_everything() {
    let report = grade(RULES);
    assert_eq!(report.score, report.max_score);
    assert_eq!(report.cases.len(), QUESTION.implementations.len());
    assert_eq!(
        of(&report, "broken/keeps_case").title,
        "Catches: letters stay in upper case"
    );
    assert!(report.notes.is_empty());
}

#[test]
fn what_is_not_caught_is_named_and_what_came_of_hidden_ones_stays_hidden() {
    let report = grade("from slugs import slug\n\ndef test_one():\n    print('printed')\n    assert slug('A  b') == 'a-b'\n").for_candidate();
    let missed = of(&report, "broken/empty_slug");
    assert_eq!(
        missed.title,
        "Doesn't catch: a title without letters becomes the empty text"
    );
    assert_eq!(
        (missed.verdict, missed.points),
        (Verdict::Failed, Points(0))
    );
    let caught = of(&report, "broken/keeps_case");
    assert_eq!(
        (
            caught.verdict,
            caught.message.as_deref(),
            caught.output.as_deref()
        ),
        (Verdict::Passed, None, None)
    );
    let sample = of(&report, "broken/many_hyphens");
    assert!(
        sample
            .message
            .as_deref()
            .unwrap()
            .contains("test_one (failed)")
    );
    assert_eq!(sample.output.as_deref(), Some("printed\n"));
    assert_eq!(report.score, Some(Points::whole(40)));
}

#[test]
fn a_broken_one_counts_only_if_all_right_ones_pass() {
    let asks_more = RULES.replace("ValueError)", "ValueError, match=\"no letter\")");
    let report = grade(&asks_more).for_candidate();
    assert_eq!(of(&report, "right/words").verdict, Verdict::Passed);
    assert_eq!(of(&report, "right/by_hand").verdict, Verdict::Failed);
    assert_eq!(of(&report, "right/by_hand").message, None);
    assert_eq!(of(&report, "broken/keeps_case").verdict, Verdict::Skipped);
    assert_eq!(report.score, Some(Points(0)));
    assert_eq!(
        report.notes,
        [
            "with right implementation 2 of 2, test_rules does not pass: does the prompt say what is asked there?"
        ]
    );
}

#[test]
fn a_class_of_the_modules_cannot_be_derived_from_and_the_message_says_so() {
    let mut question = QUESTION.clone();
    for one in &mut question.implementations {
        one.text = "class A: pass\n".to_owned();
    }
    let tests = "from slugs import A\n\nclass B(A): pass\n\ndef test(): pass\n";
    let report = grading::grade(&*GRADER, &question, tests, Options::default()).expect("a report");
    let why = report.load_error.expect("why");
    assert!(
        why.contains("tests use the classes of 'slugs' as they are"),
        "{why}"
    );
}

#[test]
fn samples_alone_have_no_score() {
    let report = grade_as(
        RULES,
        Options {
            samples_only: true,
            ..Options::default()
        },
    );
    let ids: Vec<&str> = report.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["right/words", "broken/many_hyphens"]);
    assert_eq!(report.score, None);
}

#[test]
fn the_report_does_not_depend_on_how_many_tests_run_at_once() {
    let tests = "from slugs import slug\n".to_owned()
        + &(0..12).fold(String::new(), |mut text, number| {
            let _ = write!(
                text,
                "\ndef test_{number}():\n    assert slug('A') == 'a{}'\n",
                "x".repeat(number % 3)
            );
            text
        });
    let with = |jobs| {
        grade_as(
            &tests,
            Options {
                jobs,
                ..Options::default()
            },
        )
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn outcomes_that_the_tests_make_up_earn_nothing() {
    // Nobody can tell from inside which implementation it is, so a made-up outcome is the same for all.
    for tests in [
        "def test(): pass",
        "def test(): assert False",
        "import pytest\n@pytest.mark.skip\ndef test(): assert False",
        "import pytest\n@pytest.mark.xfail\ndef test(): assert False",
        "import sys\ndef test(): sys.exit(0)",
        "import os\ndef test(): os._exit(0)",
        "import os\nos._exit(0)",
        "from _viva import control\ncontrol.DEEDS['run'] = lambda **asked: {'outcome': 'passed', 'verdict': 'passed', 'message': '', 'comparison': None}\ndef test(): assert False",
        "from _viva import control\ncontrol.DEEDS['run'] = lambda **asked: b'nonsense'\ndef test(): pass",
        "from _viva import control\ncontrol.DEEDS['collect'] = lambda **asked: {'items': []}\ncontrol.DEEDS.clear()\ndef test(): pass",
        "import random\nrandom.seed()\ndef test(): assert random.random() < 2 and id(object()) % 2 == 3",
    ] {
        earns_nothing(tests);
    }
}

#[test]
fn what_never_ends_or_takes_too_much_is_stopped_and_told() {
    let (verdict, why) = earns_nothing("def test():\n    while True: pass");
    assert_eq!(verdict, Verdict::Timeout);
    assert!(why.contains("is there a loop that doesn't end?"), "{why}");
    let bomb = "import threading\ndef spawn():\n    for _ in range(2):\n        threading.Thread(target=spawn).start()\n    threading.Event().wait()\ndef test():\n    spawn()";
    let (verdict, why) = earns_nothing(bomb);
    assert_eq!(verdict, Verdict::Timeout, "{why}");
    let (verdict, _) = earns_nothing("def test():\n    x = [0]\n    while True: x *= 2");
    assert_eq!(verdict, Verdict::Memory);
    let (verdict, _) = earns_nothing("def test():\n    print('x' * 10_000_000)");
    assert_eq!(verdict, Verdict::Output);
}

#[test]
fn many_tests_have_together_what_one_case_has() {
    let mut question = QUESTION.clone();
    question.limits.fuel = 200_000_000;
    let tests = "import pytest\n\n@pytest.mark.parametrize('n', range(300))\ndef test(n):\n    print('y' * 1000)\n    sum(range(20_000))\n";
    let graded = |jobs| {
        let options = Options {
            jobs,
            ..Options::default()
        };
        grading::grade(&*GRADER, &question, tests, options).expect("a report")
    };
    let report = graded(1);
    let case = of(&report, "right/words");
    assert_eq!(case.verdict, Verdict::Timeout);
    assert!(
        case.message
            .as_deref()
            .unwrap()
            .contains("more than 200 million instructions together")
    );
    assert!(case.output.as_deref().unwrap().len() <= 64 * 1024);
    assert_eq!(report, graded(3));
}

#[test]
fn tests_that_cannot_be_run_say_why() {
    let why = |tests: &str| {
        let report = grade(tests);
        assert_eq!(
            (report.score, report.cases.len()),
            (Some(Points(0)), 0),
            "{tests}"
        );
        report.load_error.expect("why")
    };
    assert!(
        why("def check(): pass").starts_with("there are no tests: write functions called test_…")
    );
    assert!(why("").starts_with("there are no tests"));
    assert!(why("def test(:\n    pass").contains("File \"test_slugs.py\", line 1"));
    assert!(why("from slugs import slugg").contains("cannot import name 'slugg'"));
    assert!(why("x = 1\nraise ValueError('mine')").contains("test_slugs.py:2: ValueError: mine"));
    let nested = format!("x = {}{}", "(".repeat(20_000), ")".repeat(20_000));
    assert!(!why(&nested).is_empty());
}

#[test]
fn nothing_of_the_implementation_can_be_read() {
    let tests = std::fs::read_to_string(folder("sandbox/suites/reads.py")).expect("the attack");
    let report = grade(&tests);
    let case = of(&report, "right/words");
    assert_eq!(
        case.verdict,
        Verdict::Passed,
        "{}",
        case.message.as_deref().unwrap_or_default()
    );
}

#[test]
fn what_honest_tests_use_works() {
    let tests = std::fs::read_to_string(folder("sandbox/suites/honest.py")).expect("the tests");
    let report = grade(&tests);
    for id in ["right/words", "right/by_hand"] {
        let case = of(&report, id);
        assert_eq!(
            case.verdict,
            Verdict::Passed,
            "{}",
            case.message.as_deref().unwrap_or_default()
        );
    }
}

#[test]
fn tests_raise_the_modules_exceptions_as_if_they_were_their_own() {
    let mut question = QUESTION.clone();
    for one in &mut question.implementations {
        one.text = "class No(Exception): pass\ndef tried(f):\n    try:\n        return f()\n    except No as no:\n        return no.args\n".to_owned();
    }
    let tests = "
import pytest
from unittest.mock import Mock
from slugs import No, tried

def test_class():
    def f():
        raise No
    assert tried(f) == ()

def test_instance():
    def f():
        raise No(1)
    assert tried(f) == (1,)

def test_mock():
    assert tried(Mock(side_effect=No)) == () and tried(Mock(side_effect=[No])) == ()
    with pytest.raises(No):
        raise No
";
    let report = grading::grade(&*GRADER, &question, tests, Options::default()).expect("a report");
    let case = of(&report, "right/words");
    assert_eq!(
        case.verdict,
        Verdict::Passed,
        "{}",
        case.message.as_deref().unwrap_or_default()
    );
}

#[test]
fn a_name_made_from_what_the_tests_find_is_not_told() {
    let tests = "def t(): assert False\nglobals()['test_' + 'se' + 'cret'] = t";
    let report = grade(tests).for_candidate();
    assert!(
        !report.notes.concat().contains("secret"),
        "{:?}",
        report.notes
    );
}

#[test]
fn the_question_that_is_written_for_authors_keeps_what_it_promises() {
    struct Quiet;
    impl Progress for Quiet {
        fn step(&mut self, _: Mark, _: &str, _: &str) -> std::io::Result<()> {
            Ok(())
        }
    }
    let effort = Effort {
        seeds: 1..3,
        submissions: Vec::new(),
        jobs: 2,
        strict: false,
        mutants: None,
    };
    let checked =
        check(&*GRADER, &QUESTION, Vec::new(), effort, &mut Quiet).expect("a check to its end");
    assert_eq!(checked.findings, []);
    assert_eq!((checked.kind, checked.ok), (Some(Kind::Tests), true));
}

#[test]
fn an_implementation_that_cannot_be_imported_is_its_authors_fault() {
    let mut question = QUESTION.clone();
    question.implementations[0].text = "raise RuntimeError('no')".to_owned();
    let error =
        grading::grade(&*GRADER, &question, RULES, Options::default()).expect_err("no report");
    assert_eq!(
        error.to_string(),
        "with implementations/right/words.py: what is to be tested can't be imported: RuntimeError: no"
    );
}
