//! The whole JSON of `grade` and `test`, from the real sandbox, over the small question and answer in `json/`.
//!
//! What follows the guest's build (the image's digest, fuel, time, memory, messages) is written as a placeholder; every other
//! byte is pinned, the digests of question and answer included.

use insta::assert_snapshot;
use viva::cli::{self, Console, Exit};
use viva::grading::{GradeError, Graded, Grader, Ran, Source, Task};
use viva::question::Limits;

use crate::common::{GRADER, folder};

/// The tests' one sandbox, as a command line wants it.
struct Shared;

impl Grader for Shared {
    fn grade(&self, task: &Task<'_>) -> Result<Graded, GradeError> {
        GRADER.grade(task)
    }

    fn run(
        &self,
        file: &Source,
        support: &[Source],
        seed: u64,
        limits: &Limits,
    ) -> Result<Ran, GradeError> {
        GRADER.run(file, support, seed, limits)
    }

    fn image(&self) -> String {
        GRADER.image()
    }
}

/// What the command prints, and how it ends.
fn run(args: &[&str]) -> (Exit, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        out: &mut out,
        err: &mut err,
        input: &mut std::io::empty(),
    };
    let words = std::iter::once("viva").chain(args.iter().copied());
    let exit = cli::run(
        words.map(Into::into),
        &|| Ok(Box::new(Shared)),
        &mut console,
    );
    assert_eq!(String::from_utf8(err).expect("UTF-8"), "");
    (exit, String::from_utf8(out).expect("UTF-8"))
}

/// The same JSON with a placeholder for each value that another build of the guest changes.
fn pinned(json: &str) -> String {
    const CHANGING: [&str; 5] = ["image", "fuel", "virtual_ms", "memory_bytes", "messages"];
    let mut text = String::new();
    for line in json.lines() {
        let key = line.trim_start().split('"').nth(1).unwrap_or_default();
        // A message may hold such a line as text, but never begin a line of the JSON.
        if CHANGING.contains(&key) {
            let indent = line.len() - line.trim_start().len();
            let comma = if line.ends_with(',') { "," } else { "" };
            text.push_str(&format!("{:indent$}\"{key}\": \"[{key}]\"{comma}\n", ""));
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn path(name: &str) -> String {
    let path = folder("sandbox/json").join(name);
    path.into_os_string().into_string().expect("UTF-8")
}

#[test]
fn grade_prints_what_it_printed() {
    let (bank, answer) = (path("questions"), path("answer.py"));
    let words = [
        "grade",
        "demo/slug",
        &answer,
        "--questions",
        &bank,
        "--json",
    ];
    let (exit, json) = run(&words);
    assert_eq!(exit, Exit::Failed);
    assert_snapshot!("grade", pinned(&json));
    let (_, revealed) = run(&[&words[..], &["--reveal"]].concat());
    assert_snapshot!("grade_reveal", pinned(&revealed));
}

#[test]
fn test_prints_what_it_printed() {
    let (cases, answer) = (path("test_answer.py"), path("answer.py"));
    let words = ["test", &cases, &answer, "--json"];
    let (exit, json) = run(&words);
    assert_eq!(exit, Exit::Failed);
    assert_snapshot!("test", pinned(&json));
    for jobs in ["1", "2"] {
        let (_, again) = run(&[&words[..], &["--jobs", jobs]].concat());
        assert_eq!(again, json, "with {jobs} at once");
    }
}
