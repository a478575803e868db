use super::*;
use crate::grading::{Comparison, Cost};

fn case(id: &str, sample: bool, verdict: Verdict) -> GradedCase {
    GradedCase {
        id: id.to_owned(),
        function: id.split('[').next().unwrap().to_owned(),
        title: format!("Title of {}", id.split('[').next().unwrap()),
        sample,
        weight: 1.0,
        requires: Vec::new(),
        outcome: "passed".to_owned(),
        verdict,
        message: Some("SECRET message".to_owned()),
        comparison: Some(Comparison {
            op: "==".to_owned(),
            left: "SECRET".to_owned(),
            right: "SECRET".to_owned(),
        }),
        output: Some("SECRET output".to_owned()),
        cost: Cost {
            fuel: 424_242,
            ..Cost::default()
        },
        schedules: None,
    }
}

fn report(cases: Vec<GradedCase>, load_error: Option<&str>) -> Report {
    let graded = Graded {
        cases,
        image: "image".to_owned(),
        seed: 1,
        load_error: load_error.map(str::to_owned),
    };
    let subject = Subject {
        question: Some("a/b".to_owned()),
        question_digest: Digest::of_text("q"),
        answer_digest: Digest::of_text("a"),
    };
    let scheme = Scheme::Points {
        points: 100,
        groups: &[],
    };
    Report::new(graded, scheme, subject, Vec::new()).unwrap()
}

#[test]
fn a_candidate_sees_of_hidden_cases_title_verdict_and_points_alone() {
    let full = report(
        vec![
            case("test_shown[1-a]", true, Verdict::Failed),
            case("test_hidden[SECRET]", false, Verdict::Failed),
            case("test_hidden[SECRET[2]]", false, Verdict::Passed),
            case("test_plain", false, Verdict::Passed),
        ],
        None,
    );
    let seen = full.for_candidate();

    assert_eq!(
        seen.cases[0], full.cases[0],
        "a sample case is shown as it is"
    );
    let ids: Vec<&str> = seen.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "test_shown[1-a]",
            "test_hidden[#1]",
            "test_hidden[#2]",
            "test_plain"
        ]
    );
    for (seen, full) in std::iter::zip(&seen.cases[1..], &full.cases[1..]) {
        assert_eq!(
            (&seen.title, seen.verdict, seen.points, seen.max_points),
            (&full.title, full.verdict, full.points, full.max_points)
        );
    }
    let hidden = serde_json::to_string(&seen.cases[1..]).unwrap();
    assert!(
        !hidden.contains("SECRET") && !hidden.contains("424242"),
        "{hidden}"
    );
    assert_eq!((seen.score, seen.verdict), (full.score, full.verdict));
}

#[test]
fn an_answer_that_does_not_load_earns_nothing_of_everything() {
    let report = report(
        Vec::new(),
        Some("SyntaxError: invalid syntax (answer.py, line 3)"),
    );
    assert_eq!(report.verdict, Verdict::Error);
    assert_eq!(
        (report.score, report.max_score),
        (Some(Points(0)), Some(Points(10_000)))
    );
}

#[test]
fn our_own_fault_takes_no_points() {
    let cases = vec![
        case("test_a", false, Verdict::Internal),
        case("test_b", false, Verdict::Failed),
    ];
    let report = report(cases, None);
    assert_eq!(report.verdict, Verdict::Internal);
    assert_eq!((report.score, report.max_score), (None, None));
    assert!(report.cases.iter().all(|case| case.max_points == Points(0)));
}

#[test]
fn the_json_reads_back_and_is_the_same_each_time() {
    let full = report(
        vec![
            case("test_a", true, Verdict::Passed),
            case("test_b", false, Verdict::Timeout),
            case("test_c", false, Verdict::Passed),
        ],
        None,
    );
    let json = serde_json::to_string(&full).unwrap();
    assert!(json.contains(r#""score":66.67"#), "{json}");
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), full);
    assert_eq!(serde_json::to_string(&full.clone()).unwrap(), json);
}
