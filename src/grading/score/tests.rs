use proptest::prelude::*;

use super::*;
use crate::grading::Cost;

fn case(function: &str, parameters: &str, verdict: Verdict) -> GradedCase {
    GradedCase {
        id: format!("{function}{parameters}"),
        function: function.to_owned(),
        title: format!("T {function}"),
        sample: false,
        weight: 1.0,
        requires: Vec::new(),
        outcome: String::new(),
        verdict,
        message: None,
        comparison: None,
        output: None,
        cost: Cost::default(),
        schedules: None,
    }
}

fn weighted(function: &str, weight: f64) -> GradedCase {
    GradedCase {
        weight,
        ..case(function, "", Verdict::Passed)
    }
}

fn requiring(function: &str, requires: &[&str]) -> GradedCase {
    GradedCase {
        requires: requires.iter().map(|&name| name.to_owned()).collect(),
        ..case(function, "", Verdict::Passed)
    }
}

fn group(title: &str, points: u32, cases: &[&str], requires: &[&str]) -> Group {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Group {
        title: title.to_owned(),
        points,
        cases: owned(cases),
        requires: owned(requires),
    }
}

fn shares(cases: &[GradedCase], points: u32, groups: &[Group]) -> Vec<Share> {
    score(cases, Scheme::Points { points, groups }).unwrap()
}

fn maxima_of(cases: &[GradedCase], points: u32) -> Vec<u64> {
    shares(cases, points, &[])
        .iter()
        .map(|share| share.max.0)
        .collect()
}

#[test]
fn a_function_is_worth_its_mark_however_many_parametrizations_it_has() {
    let mut cases = vec![weighted("test_a", 3.0)];
    cases.extend(
        ["[1]", "[2]", "[3]"].map(|parameters| case("test_b", parameters, Verdict::Passed)),
    );
    assert_eq!(maxima_of(&cases, 100), [7500, 834, 833, 833]);
}

#[test]
fn a_group_is_earned_case_by_case() {
    let cases = [
        case("test_a", "", Verdict::Passed),
        case("test_b", "", Verdict::Failed),
        case("test_c", "", Verdict::Passed),
    ];
    let groups = [
        group("G", 10, &["test_a", "test_b"], &[]),
        group("H", 90, &["test_c"], &[]),
    ];
    let earned: Vec<u64> = shares(&cases, 100, &groups)
        .iter()
        .map(|share| share.earned.0)
        .collect();
    assert_eq!(earned, [500, 0, 9000]);
}

#[test]
fn a_group_waits_for_the_whole_of_what_it_requires() {
    let cases = [
        case("test_a", "[1]", Verdict::Passed),
        case("test_a", "[2]", Verdict::Failed),
        case("test_b", "", Verdict::Passed),
        case("test_c", "", Verdict::Passed),
    ];
    let groups = [
        group("First", 40, &["test_a"], &[]),
        group("Second", 30, &["test_b"], &["First"]),
        group("Third", 30, &["test_c"], &["Second"]),
    ];
    let shares = shares(&cases, 100, &groups);
    let earned: Vec<u64> = shares.iter().map(|share| share.earned.0).collect();
    assert_eq!(earned, [2000, 0, 0, 0]);
    assert_eq!(shares[2].unmet.as_deref(), Some("all of 'First'"));
    assert_eq!(
        shares[3].unmet.as_deref(),
        Some("all of 'Second'"),
        "it reaches further down"
    );
}

#[test]
fn a_case_waits_for_the_cases_it_requires() {
    let cases = [
        case("test_a", "", Verdict::Timeout),
        requiring("test_b", &["test_a"]),
        requiring("test_c", &["test_b"]),
        requiring("test_d", &[]),
    ];
    let shares = shares(&cases, 100, &[]);
    let verdicts: Vec<Verdict> = std::iter::zip(&cases, &shares)
        .map(|(case, share)| share.verdict(case.verdict))
        .collect();
    assert_eq!(
        verdicts,
        [
            Verdict::Timeout,
            Verdict::Skipped,
            Verdict::Skipped,
            Verdict::Passed
        ]
    );
    assert_eq!(shares[1].unmet.as_deref(), Some("'T test_a'"));
}

#[test]
fn a_circle_that_passed_stays_passed() {
    let cases = [
        requiring("test_a", &["test_b"]),
        requiring("test_b", &["test_a"]),
    ];
    assert!(
        shares(&cases, 100, &[])
            .iter()
            .all(|share| share.unmet.is_none())
    );
}

#[test]
fn the_authors_mistakes_are_named() {
    let one = [case("test_a", "", Verdict::Passed)];
    let with = |cases: &[GradedCase], groups: &[Group]| {
        score(cases, Scheme::Points { points: 10, groups })
    };
    let other = group("G", 10, &["test_b"], &[]);
    assert_eq!(
        with(&one, &[other]),
        Err(ScoreError::UnknownCase("test_b".into()))
    );
    let two = [one[0].clone(), case("test_b", "", Verdict::Passed)];
    let first = group("G", 10, &["test_a"], &[]);
    assert_eq!(
        with(&two, &[first]),
        Err(ScoreError::Ungrouped("test_b".into()))
    );
    assert!(matches!(
        with(&[requiring("test_a", &["test_z"])], &[]),
        Err(ScoreError::UnknownRequirement { .. })
    ));
    for weight in [-1.0, f64::NAN, f64::INFINITY] {
        let cases = [weighted("test_a", weight)];
        assert_eq!(with(&cases, &[]), Err(ScoreError::Weight("test_a".into())));
    }
    assert!(matches!(
        with(&[weighted("test_a", 0.0)], &[]),
        Err(ScoreError::NoWeight(_))
    ));
}

#[test]
fn points_read_as_people_write_them() {
    let text: Vec<String> = [0, 5, 10, 100, 3333, 1250]
        .map(|points| Points(points).to_string())
        .into();
    assert_eq!(text, ["0", "0.05", "0.1", "1", "33.33", "12.5"]);
}

proptest! {
    #[test]
    fn parts_add_up_and_keep_their_proportion(
        total in 0_u64..1_000_000,
        weights in prop::collection::vec(0_u64..1_000_000, 1..40),
    ) {
        prop_assume!(weights.iter().any(|&weight| weight > 0));
        let parts = split(total, &weights);
        prop_assert_eq!(parts.iter().sum::<u64>(), total);
        let sum: u64 = weights.iter().sum();
        for (part, weight) in std::iter::zip(parts, weights) {
            let exact = u128::from(total) * u128::from(weight) / u128::from(sum);
            prop_assert!(u128::from(part) == exact || u128::from(part) == exact + 1);
        }
    }

    #[test]
    fn a_questions_points_are_all_given_out_and_all_earned(
        shape in prop::collection::vec(prop::collection::vec((1_usize..5, 1_u32..50), 1..5), 1..5),
        points in prop::collection::vec(1_u32..200, 5),
    ) {
        let mut cases = Vec::new();
        let mut groups = Vec::new();
        for (number, functions) in shape.iter().enumerate() {
            let mut names = Vec::new();
            for (place, &(parametrizations, weight)) in functions.iter().enumerate() {
                let name = format!("test_{number}_{place}");
                for index in 0..parametrizations {
                    let one = case(&name, &format!("[{index}]"), Verdict::Passed);
                    cases.push(GradedCase { weight: f64::from(weight) / 7.0, ..one });
                }
                names.push(name);
            }
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            groups.push(group(&format!("G{number}"), points[number], &names, &[]));
        }
        let total: u32 = groups.iter().map(|group| group.points).sum();
        let shares = shares(&cases, total, &groups);
        prop_assert_eq!(shares.iter().map(|share| share.max).sum::<Points>(), Points::whole(total));
        prop_assert_eq!(shares.iter().map(|share| share.earned).sum::<Points>(), Points::whole(total));
        for group in &groups {
            let own = std::iter::zip(&cases, &shares)
                .filter(|(case, _)| group.cases.contains(&case.function))
                .map(|(_, share)| share.max)
                .sum::<Points>();
            prop_assert_eq!(own, Points::whole(group.points));
        }
    }
}
