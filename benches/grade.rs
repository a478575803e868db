//! What a grade costs, beside CPython and pytest on the same files in the same run.
//!
//! `cargo bench` prints a table. CPU seconds of this process (user and system) rather than wall time: the machine may be busy. A figure is
//! the median of its repetitions.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use viva::grading::{Grader, SandboxGrader, Source, Task};
use viva::question::Limits;
use viva::sandbox::{Machine, Sandbox};

const EMPTY: &str = "import answer\n\ndef test_nothing():\n    pass\n";

fn main() {
    // `cargo test --benches` only asks whether it builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let grader = SandboxGrader::new(
        Sandbox::open(&|line| eprintln!("viva: {line}")).expect("the sandbox opens"),
    );
    grader.stay();
    println!("{:<58} {:>10}", "what", "median");
    // `cargo bench -- ten` runs what is called so.
    let wanted = |name: &str| {
        let mut words = std::env::args()
            .skip(1)
            .filter(|word| !word.starts_with('-'))
            .peekable();
        words.peek().is_none() || words.any(|word| name.contains(&word))
    };
    if wanted("parts") {
        parts();
    }
    if wanted("empty") {
        empty_case(&grader);
    }
    if wanted("schedules") {
        schedules(&grader);
    }
    if wanted("ten") {
        let ours = ten_cases(&grader);
        beside_pytest(ours);
    }
    if wanted("process") {
        whole_process();
    }
}

fn row(what: &str, value: Duration) {
    println!("{what:<58} {:>7.2} ms", value.as_secs_f64() * 1e3);
}

/// CPU time of this process so far.
fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

fn median(repetitions: usize, mut work: impl FnMut()) -> Duration {
    let mut samples: Vec<Duration> = (0..repetitions)
        .map(|_| {
            let before = cpu();
            work();
            cpu() - before
        })
        .collect();
    samples.sort();
    samples[samples.len() / 2]
}

fn source(name: &str, text: &str) -> Source {
    Source {
        name: name.into(),
        text: text.into(),
    }
}

fn task<'a>(cases: &'a Source, answer: &'a Source, limits: &'a Limits) -> Task<'a> {
    Task::new(cases, answer, limits)
}

/// Where a case's fixed cost goes.
fn parts() {
    let sandbox = Sandbox::open(&|_| ()).expect("the sandbox opens");
    let limits = Limits::default();
    let new = || {
        Machine::new(
            &sandbox.parts,
            &sandbox.boot,
            viva::grading::bounds(&limits),
            1,
            "bench",
        )
    };
    row("  a machine, nothing in it", median(200, || drop(new())));
    let ask = |machine: &mut Machine<'_>, side| {
        machine
            .control(side, br#"{"do":"nothing"}"#)
            .expect("an answer")
    };
    row(
        "  one instance entered",
        median(200, || drop(ask(&mut new(), viva::sandbox::Side::Judge))),
    );
    row(
        "  both instances entered",
        median(200, || {
            let mut machine = new();
            for side in viva::sandbox::Side::BOTH {
                ask(&mut machine, side);
            }
        }),
    );
    let mut machine = new();
    ask(&mut machine, viva::sandbox::Side::Judge);
    row(
        "  entered again",
        median(200, || drop(ask(&mut machine, viva::sandbox::Side::Judge))),
    );
    println!(
        "{:<58} {:>7} kB",
        "  private memory of one entered instance",
        machine.private_bytes().expect("pagemap") >> 10
    );
}

/// Three threads that add to one counter, under many schedules: what each costs beside the plain run of the same case.
fn schedules(grader: &SandboxGrader) {
    const COUNTER: &str = "import threading\n\n\nclass Counter:\n    def __init__(self):\n        self.total = 0\n        \
        self.lock = threading.Lock()\n\n    def add(self, n):\n        with self.lock:\n            self.total += n\n";
    let test = |name: usize| {
        format!(
            "\n\ndef test_{name}():\n    counter = Counter()\n    \
             threads = [threading.Thread(target=counter.add, args=(n,)) for n in (1, 2, 3)]\n    \
             for thread in threads:\n        thread.start()\n    \
             for thread in threads:\n        thread.join()\n    assert counter.total == 6\n"
        )
    };
    let cases = |n: usize| {
        let tests: String = (0..n).map(test).collect();
        source(
            "cases.py",
            &format!("import threading\n\nfrom answer import Counter\n{tests}"),
        )
    };
    let answer = source("answer.py", COUNTER);
    let cost = |cases: &Source, schedules: u64| {
        let limits = Limits {
            schedules,
            ..Limits::default()
        };
        let grade = || {
            let graded = grader.grade(&task(cases, &answer, &limits));
            let graded = graded.expect("graded");
            assert!(graded.cases.iter().all(|case| case.verdict.passed()));
        };
        grade();
        median(7, grade)
    };
    let (one, many) = (cases(1), cases(21));
    let once = cost(&one, 1);
    let plain = cost(&many, 1).saturating_sub(once) / 20;
    let hunted = cost(&one, 101).saturating_sub(once);
    row(
        "a case with three threads, one counter: the plain run",
        plain,
    );
    row("  100 further schedules of it", hunted);
    println!(
        "{:<58} {:>7.2}",
        "  one schedule / the plain run",
        (hunted / 100).as_secs_f64() / plain.as_secs_f64()
    );
}

/// A fresh judge and answer for an empty case: the difference of many such cases and few, so that loading is not in it.
fn empty_case(grader: &SandboxGrader) {
    let many = |n: usize| -> String {
        let tests = (0..n).map(|k| format!("def test_{k}():\n    answer.nothing()\n"));
        format!("import answer\n\n{}", tests.collect::<String>())
    };
    let (limits, answer) = (
        Limits::default(),
        source("answer.py", "def nothing():\n    pass\n"),
    );
    let (few, more) = (source("cases.py", EMPTY), source("cases.py", &many(101)));
    let grade = |cases: &Source| {
        drop(
            grader
                .grade(&task(cases, &answer, &limits))
                .expect("graded"),
        )
    };
    // Question images are made once.
    grade(&few);
    grade(&more);
    let one = median(9, || grade(&few));
    let all = median(5, || grade(&more));
    row("a submission with one empty case, question image made", one);
    row(
        "each further case (a fresh pair, one call across)",
        (all.saturating_sub(one)) / 100,
    );
}

const QUESTION: &str = "questions/oauth2/token-client";
const ANSWER: &str = "submissions/accepted/plain_class.py";
/// Ten of its fifteen cases are what is measured.
const CASES: usize = 10;

fn question() -> (Source, Source) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(QUESTION);
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("the question is there");
    let text = read("cases.py");
    // The file up to its eleventh case.
    let mut starts = text.match_indices("\ndef test_").map(|(at, _)| at);
    let mut end = starts.nth(CASES).expect("more than ten cases");
    while text[..end]
        .lines()
        .next_back()
        .is_some_and(|line| line.starts_with('@'))
    {
        end = text[..end].rfind('\n').expect("a line before the mark");
    }
    (
        source("cases.py", &text[..end]),
        source("answer.py", &read(ANSWER)),
    )
}

fn ten_cases(grader: &SandboxGrader) -> Duration {
    let (cases, answer) = question();
    let limits = Limits::default();
    let graded = grader
        .grade(&task(&cases, &answer, &limits))
        .expect("graded");
    let functions: std::collections::BTreeSet<&str> = graded
        .cases
        .iter()
        .map(|case| case.function.as_str())
        .collect();
    assert_eq!(
        functions.len(),
        CASES,
        "the measured file has ten case functions"
    );
    assert!(
        graded.cases.iter().all(|case| case.verdict.passed()),
        "all of them pass"
    );
    let time = median(15, || {
        drop(
            grader
                .grade(&task(&cases, &answer, &limits))
                .expect("graded"),
        )
    });
    row("a ten-case OAuth2 question, whole grade", time);
    time
}

fn beside_pytest(ours: Duration) {
    let (cases, answer) = question();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("test_cases.py"), cases.text).expect("written");
    fs::write(folder.path().join("answer.py"), answer.text).expect("written");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let run = || {
        let before = children();
        let output = Command::new(&python)
            .args([
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "-W",
                "ignore",
            ])
            .current_dir(folder.path())
            .output();
        let passed = output.is_ok_and(|output| output.status.success());
        passed.then(|| children() - before)
    };
    let mut samples: Vec<Duration> = (0..5).filter_map(|_| run()).collect();
    if samples.is_empty() {
        println!(
            "{python} -m pytest doesn't run here: no comparison (set PYTHON to one that has it)"
        );
        return;
    }
    samples.sort();
    let theirs = samples[samples.len() / 2];
    row("python3 -m pytest on the same files", theirs);
    println!(
        "{:<58} {:>7.1} x",
        "  which is",
        theirs.as_secs_f64() / ours.as_secs_f64()
    );
}

/// CPU time of child processes that have ended.
fn children() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: u64 = text
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|word| word.parse::<u64>().ok())
        .sum();
    Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

fn whole_process() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = || {
        let started = std::time::Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_viva"))
            .args([
                "grade",
                "oauth2/token-client",
                &format!("{QUESTION}/{ANSWER}"),
            ])
            .current_dir(root)
            .output();
        assert!(
            status.is_ok_and(|output| output.status.success()),
            "the accepted answer passes"
        );
        started.elapsed()
    };
    let mut samples: Vec<Duration> = (0..9).map(|_| run()).collect();
    samples.sort();
    row(
        "`viva grade` of all 15 cases as a process (wall time)",
        samples[samples.len() / 2],
    );
}
