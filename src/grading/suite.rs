//! Grades a candidate's tests: against right implementations, with which all of them must pass, and broken ones, of which each is
//! caught by a test that fails.
//!
//! The tests' own verdicts can be forged, and that is worth nothing: what counts is that right and broken implementations are told
//! apart, and from inside they are told apart by what they do alone (`boundary/window.py`).

use super::{Cost, Enough, GradeError, Graded, GradedCase, Grader, Options, Source, Task, Verdict};
use crate::question::{Implementation, Question};

/// Tests that fail with a right implementation are told by name, so a few are of use; those that never end cost time.
const FAILURES_OF_RIGHT: usize = 3;

/// One case an implementation, and notes for the candidate, whose own tests they name.
pub(super) fn grade(
    grader: &dyn Grader,
    question: &Question,
    tests: &str,
    options: Options<'_>,
) -> Result<(Graded, Vec<String>), GradeError> {
    let wanted = |one: &&Implementation| {
        (options.only.is_empty() || options.only.contains(&one.id))
            && (one.sample || !options.samples_only)
    };
    let all: Vec<&Implementation> = question.implementations.iter().filter(wanted).collect();
    let planned: Vec<GradedCase> = all.iter().map(|one| planned(question, one)).collect();
    let mut graded = Graded {
        cases: Vec::new(),
        image: grader.image(),
        seed: options.seed,
        load_error: None,
    };
    let mut notes = Vec::new();
    let mut rejected = false;
    for (one, mut case) in std::iter::zip(&all, planned.clone()) {
        if rejected && !one.right {
            case.verdict = Verdict::Skipped;
            case.message = Some("not run: a right implementation doesn't pass".to_owned());
        } else {
            let ran = run(grader, question, one, tests, options)?;
            if let Some(error) = unusable(&ran, question, one) {
                graded.load_error = Some(error);
                graded.cases.clear();
                return Ok((graded, notes));
            }
            if graded.cases.is_empty() {
                options.watch.collected(&planned);
            }
            fill(&mut case, one, &ran);
            if one.right && !case.verdict.passed() {
                rejected = true;
                notes.extend(blame(&case.title, &ran, tests));
            }
        }
        options.watch.finished(&case);
        graded.cases.push(case);
    }
    Ok((graded, notes))
}

/// The tests with one implementation, each test a case.
fn run(
    grader: &dyn Grader,
    question: &Question,
    implementation: &Implementation,
    tests: &str,
    options: Options<'_>,
) -> Result<Graded, GradeError> {
    let module = question.module.as_deref().unwrap_or_default();
    let support = super::support(question);
    let failures = match implementation.right {
        true => FAILURES_OF_RIGHT,
        false => 1,
    };
    let cases = Source::new(format!("test_{module}.py"), tests);
    let tested = Source::new(format!("{module}.py"), &implementation.text);
    let task = Task {
        support: &support,
        // The same for each implementation: by chance, too, they are told apart by nothing.
        seed: options.seed,
        jobs: options.jobs,
        told: false,
        suite: true,
        enough: Enough {
            failures: Some(failures),
            // Schedules are an author's means.
            schedules: Some(1),
        },
        ..Task::new(&cases, &tested, &question.limits)
    };
    grader.grade(&task).map_err(|error| {
        let what = format!("with {}: {error}", implementation.file);
        match error.in_cases {
            true => GradeError::in_cases(what),
            false if error.later => GradeError::later(what),
            false => GradeError::new(what),
        }
    })
}

/// Why the tests are of no use whatever they test, told by a sample: all of what came of it may be shown.
fn unusable(ran: &Graded, question: &Question, one: &Implementation) -> Option<String> {
    if !one.sample || !one.right {
        return None;
    }
    match &ran.load_error {
        Some(error) => Some(error.clone()),
        None if ran.cases.is_empty() => {
            let module = question.module.as_deref().unwrap_or_default();
            Some(format!(
                "there are no tests: write functions called test_…, with asserts about what {module} does"
            ))
        }
        None => None,
    }
}

/// An implementation's case as it stands until something comes of it.
fn planned(question: &Question, one: &Implementation) -> GradedCase {
    let right = || question.implementations.iter().filter(|one| one.right);
    let title = match right().position(|other| other.id == one.id) {
        Some(place) => format!(
            "Passes with right implementation {} of {}",
            place + 1,
            right().count()
        ),
        None => format!("Catches: {}", one.title),
    };
    let requires = match one.right {
        true => Vec::new(),
        false => right().map(|right| right.id.clone()).collect(),
    };
    GradedCase {
        id: one.id.clone(),
        function: one.id.clone(),
        title,
        sample: one.sample,
        // To pass with what is right earns nothing, for an empty test does that.
        weight: if one.right { 0.0 } else { 1.0 },
        requires,
        outcome: "failed".to_owned(),
        verdict: Verdict::Internal,
        message: None,
        comparison: None,
        output: None,
        cost: Cost::default(),
        schedules: None,
    }
}

/// What came of all tests with one implementation.
fn fill(case: &mut GradedCase, one: &Implementation, ran: &Graded) {
    let failing = || ran.cases.iter().filter(|test| fails(test));
    let verdict = Verdict::of_all(failing().map(|test| test.verdict));
    let failed = ran.load_error.is_some() || failing().next().is_some();
    let passed = ran.cases.iter().any(|test| test.verdict.passed());
    case.verdict = match (verdict, one.right) {
        (Verdict::Internal, _) => Verdict::Internal,
        (_, false) if failed => Verdict::Passed,
        (_, false) => Verdict::Failed,
        (Verdict::Passed, true) if failed => Verdict::Error,
        (Verdict::Passed, true) if !passed => Verdict::Failed,
        (verdict, true) => verdict,
    };
    case.outcome = if case.verdict.passed() {
        "passed"
    } else {
        "failed"
    }
    .to_owned();
    if !one.right && case.verdict == Verdict::Failed {
        case.title = format!("Doesn't catch: {}", one.title);
    }
    let mut told: Vec<String> = failing().map(told).collect();
    if let Some(error) = &ran.load_error {
        told = vec![format!("the tests can't be run with it\n{error}")];
    } else if told.is_empty() && !passed {
        told = vec!["no test ran to its end: all were skipped".to_owned()];
    } else if told.is_empty() && !one.right {
        told = vec![format!("all tests pass with it ({})", ran.cases.len())];
    }
    case.message = (!told.is_empty()).then(|| told.join("\n\n"));
    case.comparison = failing().find_map(|test| test.comparison.clone());
    let printed: Vec<&str> = ran
        .cases
        .iter()
        .filter_map(|test| test.output.as_deref())
        .collect();
    case.output = (!printed.is_empty()).then(|| printed.concat());
    case.cost = ran.cases.iter().fold(Cost::default(), |sum, test| Cost {
        fuel: sum.fuel + test.cost.fuel,
        virtual_ms: sum.virtual_ms + test.cost.virtual_ms,
        memory_bytes: sum.memory_bytes.max(test.cost.memory_bytes),
        output_bytes: sum.output_bytes + test.cost.output_bytes,
        messages: sum.messages + test.cost.messages,
    });
}

/// A test that is skipped, or expected to fail and does, says nothing.
fn fails(test: &GradedCase) -> bool {
    !matches!(test.verdict, Verdict::Passed | Verdict::Skipped)
}

fn told(test: &GradedCase) -> String {
    let message = test.message.as_deref().unwrap_or_default();
    format!("{} ({})\n{message}", test.id, test.verdict)
        .trim_end()
        .to_owned()
}

/// Which tests ask too much. A name is told only if the tests' text has it: one that is made while they run could be made of
/// anything that they find.
fn blame(title: &str, ran: &Graded, tests: &str) -> Vec<String> {
    let written = |test: &&GradedCase| {
        let name = test.function.rsplit("::").next().unwrap_or_default();
        tests.contains(&format!("def {name}("))
    };
    let failing = ran.cases.iter().filter(|test| fails(test));
    let mut names: Vec<&str> = failing
        .filter(written)
        .map(|test| test.function.as_str())
        .collect();
    names.dedup();
    let place = title.trim_start_matches("Passes with ");
    match names.is_empty() {
        true => vec![format!(
            "the tests don't pass with {place}, so what they catch doesn't count"
        )],
        false => vec![format!(
            "with {place}, {} {} not pass: does the prompt say what is asked there?",
            names.join(", "),
            if names.len() == 1 { "does" } else { "do" }
        )],
    }
}
