//! The sandbox that all tests share, and short ways to use it.

use std::path::PathBuf;
use std::sync::LazyLock;

use viva::grading::{Graded, GradedCase, Grader, SandboxGrader, Source, Task};
use viva::question::Limits;
use viva::sandbox::Sandbox;

/// Compiling and booting take a while the first time; say so rather than seem to hang.
pub static GRADER: LazyLock<SandboxGrader> = LazyLock::new(|| {
    SandboxGrader::new(Sandbox::open(&|line| eprintln!("viva: {line}")).expect("the sandbox opens"))
});

/// A folder below `tests/`.
pub fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// Cases and an answer, graded with the default limits.
pub fn grade(cases: &str, answer: &str) -> Graded {
    grade_with(cases, answer, 1, &Limits::default())
}

pub fn grade_with(cases: &str, answer: &str, seed: u64, limits: &Limits) -> Graded {
    let (cases, answer) = (
        Source::new("cases.py", cases),
        Source::new("answer.py", answer),
    );
    let task = Task {
        seed,
        jobs: 2,
        ..Task::new(&cases, &answer, limits)
    };
    GRADER.grade(&task).expect("the grader is not broken")
}

/// The one case of a graded pair.
pub fn only_case(graded: Graded) -> GradedCase {
    assert_eq!(graded.load_error, None);
    let [case] = <[GradedCase; 1]>::try_from(graded.cases).expect("one case");
    case
}
