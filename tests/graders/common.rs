//! Graders of the binary under test, and cases that take long enough to do something to them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::process::{Pid, Signal};
use viva::grading::{GradeError, Graded, GradedCase, Grader, Source, Task, Verdict, Watch};
use viva::question::Limits;
use viva::worker::graders::{Graders, Settings};

/// One grader, of the binary under test.
pub fn settings() -> Settings {
    Settings {
        program: PathBuf::from(env!("CARGO_BIN_EXE_viva")),
        count: 1,
        ..Settings::default()
    }
}

pub fn graders() -> Graders {
    Graders::start(settings()).expect("the graders start")
}

/// A file below `tests/graders/`.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/graders")
        .join(name)
}

/// Three cases: the later ones compute for most of a second, so that there is time to act once the one before is done.
const CASES: &str = "
from answer import double

def test_first():
    assert double(1) == 2

def compute():
    for _ in range(5_000_000):
        pass

def test_second():
    compute()
    assert double(2) == 4

def test_third():
    compute()
    assert double(3) == 6
";

/// An answer to them; the third case fails.
const ANSWER: &str = "
def double(number):
    return number * 2 if number != 3 else 5
";

pub const EXPECTED: [(&str, Verdict); 3] = [
    ("test_first", Verdict::Passed),
    ("test_second", Verdict::Passed),
    ("test_third", Verdict::Failed),
];

/// Grades the three cases, one after the other.
pub fn grade(graders: &Graders, watch: &dyn Watch) -> Result<Graded, GradeError> {
    let (cases, answer) = (
        Source::new("cases.py", CASES),
        Source::new("answer.py", ANSWER),
    );
    graders.grade(&Task {
        watch,
        ..Task::new(&cases, &answer, &Limits::default())
    })
}

pub fn verdicts(graded: &Graded) -> BTreeMap<&str, Verdict> {
    let cases = graded.cases.iter();
    cases.map(|case| (case.id.as_str(), case.verdict)).collect()
}

/// Calls `act` when a case is done.
pub fn on_case(act: impl Fn(&GradedCase) + Sync) -> impl Watch {
    OnCase(act)
}

struct OnCase<F>(F);

impl<F: Fn(&GradedCase) + Sync> Watch for OnCase<F> {
    fn collected(&self, _: &[GradedCase]) {}

    fn finished(&self, case: &GradedCase) {
        self.0(case);
    }
}

/// True the first time.
#[derive(Default)]
pub struct Once(AtomicBool);

impl Once {
    pub fn first(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }
}

/// Sends a signal to the one grader there is, and says which it was.
pub fn signal(graders: &Graders, signal: Signal) -> u32 {
    let [pid] = graders.processes()[..] else {
        panic!("one grader: {:?}", graders.processes());
    };
    let process = Pid::from_raw(pid as i32).expect("a process id");
    rustix::process::kill_process(process, signal).expect("it can be signalled");
    pid
}

/// Far longer than a case takes, short enough to wait for.
pub const SILENCE: Duration = Duration::from_secs(15);
