//! Submissions of a package, which read standard input and print, as answers that are called.

use super::super::package::Package;
use super::super::python;
use super::super::{Program, Refused, identifier};
use super::manifest::Manifest;
use crate::question::Finding;

/// Longer ones aren't taken: an answer has at most 64 KiB unless the question says otherwise.
const MAX_PROGRAM: usize = 60 * 1024;

/// Folders whose programs must come right, and those that mustn't.
const RIGHT: [&str; 1] = ["accepted"];
const WRONG: [&str; 6] = [
    "wrong_answer",
    "time_limit_exceeded",
    "run_time_error",
    "partially_accepted",
    "rejected",
    "brute_force",
];

/// The Python programs of one file each; the others are told.
pub fn read(
    package: &Package,
    manifest: &Manifest,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Program>, Refused> {
    let mut programs: Vec<Program> = Vec::new();
    let mut others = 0;
    for name in package.names() {
        let Some(rest) = name.strip_prefix("submissions/") else {
            continue;
        };
        let parts: Vec<&str> = rest.split('/').collect();
        let [folder, file] = parts[..] else {
            others += usize::from(parts.len() > 1);
            continue;
        };
        let right = RIGHT.contains(&folder);
        let Some(stem) = file
            .strip_suffix(".py")
            .filter(|_| right || WRONG.contains(&folder))
        else {
            others += usize::from(!file.ends_with(".yaml") && !file.ends_with(".md"));
            continue;
        };
        let source = package.text(name)?.unwrap_or_default();
        let source = manifest.filled(&source);
        if source.len() > MAX_PROGRAM || is_python2(&source) {
            others += 1;
            continue;
        }
        let mut file = identifier(stem);
        if file.is_empty()
            || programs
                .iter()
                .any(|other| other.file == format!("{file}.py"))
        {
            file = format!("{file}_{}", programs.len() + 1)
                .trim_start_matches('_')
                .to_owned();
        }
        programs.push(Program {
            file: format!("{file}.py"),
            origin: name.to_owned(),
            right,
            text: wrapped(name, &source),
        });
    }
    if others > 0 {
        findings.push(Finding::warning(
            "submissions",
            None,
            format!("{others} of the package's submissions were left out: not Python 3, of several files, too long, or in a folder that says nothing"),
            "write those in Python that are worth it",
        ));
    }
    Ok(programs)
}

fn is_python2(source: &str) -> bool {
    let first = source.lines().next().unwrap_or_default();
    first.starts_with("#!") && first.contains("python2")
}

/// The program as a text, and a `solve` that runs it.
fn wrapped(name: &str, source: &str) -> String {
    // Only ours has the place for the name: a program's own braces stay.
    let solve = SOLVE.replace("{name}", &python::literal(name));
    format!("{HEAD}\n\nPROGRAM = {}\n\n{solve}", python::program(source))
}

const HEAD: &str = "import io\nimport sys";

const SOLVE: &str = r#"
def solve(text: str) -> str:
    """Run the program as if `text` were its standard input, and return what it prints."""
    given = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")

    def opened(file, *args, **kwargs):
        return given if file == 0 or file == "/dev/stdin" else open(file, *args, **kwargs)

    before = sys.stdin, sys.stdout
    sys.stdin, sys.stdout = given, printed
    try:
        exec(compile(PROGRAM, {name}, "exec"), {"__name__": "__main__", "open": opened})
    except SystemExit as end:
        if end.code not in (None, 0):
            raise RuntimeError(f"the program ended with {end.code!r}") from None
    finally:
        sys.stdin, sys.stdout = before
    printed.flush()
    return printed.buffer.getvalue().decode()
"#;
