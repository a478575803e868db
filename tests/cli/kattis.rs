//! `viva import --from kattis`: packages in, questions out that grade as the packages did.

mod hostile;

use std::io::{Cursor, Write as _};

use viva::cli::Exit;
use zip::write::SimpleFileOptions;

use super::app::{App, Ended};

const YAML: &str = "name: Add them up\nauthor: A. Person\nlicense: cc by-sa\nrights_owner: Somebody\nvalidator_flags: float_tolerance 1e-6\n";

/// A whole package of the legacy format, by file.
const PACKAGE: [(&str, &str); 15] = [
    ("problem.yaml", YAML),
    (
        "problem_statement/problem.en.tex",
        "\\problemname{Add them up}\nAdd \\emph{all} numbers.\n\\section*{Input}\nFirst $n$, then $n$ numbers.\n",
    ),
    ("problem_statement/problem.sv.tex", "Summera.\n"),
    ("data/sample/1.in", "3\n1 2 3\n"),
    ("data/sample/1.ans", "6\n"),
    ("data/secret/1.in", "1\n1.5\n"),
    ("data/secret/1.ans", "1.5\n"),
    ("data/secret/1.desc", "A single number\n"),
    ("data/secret/2.in", "2\n1 -1\n"),
    ("data/secret/2.ans", "0\n"),
    (
        "submissions/accepted/lines.py",
        "import sys\n\ndef main():\n    n = int(input())\n    print(sum(map(float, sys.stdin.readline().split())))\n\nif __name__ == \"__main__\":\n    main()\n    sys.exit(0)\n",
    ),
    (
        "submissions/accepted/buffer.py",
        "import sys\ndata = sys.stdin.buffer.read().split()\nsys.stdout.buffer.write(b'%.9f\\n' % sum(float(x) for x in data[1:]))\n",
    ),
    (
        "submissions/accepted/open0.py",
        "total = sum(float(x) for x in open(0).read().split()[1:])\nname = total\nprint(f\"{name}\")\n",
    ),
    ("submissions/accepted/fast.cpp", "int main() {}\n"),
    (
        "submissions/wrong_answer/whole-numbers.py",
        "input()\nprint(sum(int(float(x)) for x in input().split()))\n",
    ),
];

fn package() -> Vec<(String, String)> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    PACKAGE.iter().map(owned).collect()
}

/// A file with another text, or without any: left out.
type Change<'a> = (&'a str, Option<String>);

/// The package with other files: a name without text is left out.
fn changed(changes: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let mut files = package();
    for (name, text) in changes {
        files.retain(|(other, _)| other != name);
        if let Some(text) = text {
            files.push(((*name).to_owned(), (*text).to_owned()));
        }
    }
    files
}

fn zipped(files: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        archive
            .start_file(name.as_str(), SimpleFileOptions::default())
            .expect("an entry");
        archive.write_all(text.as_bytes()).expect("its text");
    }
    archive.finish().expect("an archive").into_inner()
}

/// Imports the files as a folder called `sums`.
fn import(app: &App, files: &[(String, String)]) -> Ended {
    for (name, text) in files {
        app.write(&format!("sums/{name}"), text);
    }
    let folder = app.path("sums");
    app.run(&[
        "import",
        folder.to_str().expect("UTF-8"),
        "--from",
        "kattis",
    ])
}

/// Imports an archive of the files.
fn import_zip(app: &App, bytes: &[u8], more: &[&str]) -> Ended {
    let path = app.path("sums.zip");
    std::fs::write(&path, bytes).expect("an archive");
    let mut args = vec!["import", path.to_str().expect("UTF-8"), "--from", "kattis"];
    args.extend(more);
    app.run(&args)
}

fn read(app: &App, name: &str) -> String {
    let path = app.path(&format!("questions/{name}"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_package_becomes_a_question_that_grades_as_it_did() {
    let app = App::real();
    let slow = [
        (
            "submissions/time_limit_exceeded/loop.py",
            Some("import time\nwhile True:\n    time.sleep(1000)\n"),
        ),
        ("submissions/run_time_error/zero.py", Some("print(1 / 0)\n")),
        (
            "submissions/wrong_answer/right_after_all.py",
            Some("input()\nprint(sum(map(float, input().split())))\n"),
        ),
        (
            "submissions/accepted/needs_numpy.py",
            Some("import numpy\n"),
        ),
    ];
    let files: Vec<(String, String)> = changed(&slow)
        .into_iter()
        .map(|(name, text)| (format!("sums/{name}"), text))
        .collect();
    let more = ["--topic", "numbers", "--level", "junior", "--minutes", "15"];
    let ended = import_zip(&app, &zipped(&files), &more);
    assert_eq!(ended.exit, Exit::Passed, "{}{}", ended.out, ended.err);
    for part in [
        "imported numbers/sums with 3 right and 3 wrong answers",
        "1 of the package's submissions were left out",
        "'submissions/wrong_answer/right_after_all.py' was left out: it is said to be wrong, and passes everything here",
        "'submissions/accepted/needs_numpy.py' was left out: it is said to be right",
        "converted from LaTeX",
        "which it keeps from those who solve it",
    ] {
        assert!(ended.out.contains(part), "no {part:?} in {}", ended.out);
    }

    let toml = read(&app, "numbers/sums/question.toml");
    assert!(
        toml.contains("title = \"Add them up\"") && toml.contains("minutes = 15"),
        "{toml}"
    );
    let prompt = read(&app, "numbers/sums/prompt.md");
    for part in [
        "Add *all* numbers.",
        "## Input",
        "First $n$",
        "a relative error of at most 1e-6",
        "3\n1 2 3\n",
    ] {
        assert!(prompt.contains(part), "no {part:?} in {prompt}");
    }
    let explanation = read(&app, "numbers/sums/explanation.md");
    assert!(explanation.contains("License: cc by-sa"), "{explanation}");

    let grade = |file: &str| {
        let path = app.path(&format!("questions/numbers/sums/submissions/{file}"));
        app.run(&["grade", "numbers/sums", path.to_str().expect("UTF-8")])
    };
    for right in ["lines", "buffer", "open0"] {
        let ended = grade(&format!("accepted/{right}.py"));
        assert_eq!(
            ended.exit,
            Exit::Passed,
            "{right}: {}{}",
            ended.out,
            ended.err
        );
        assert!(ended.out.contains("100"), "{}", ended.out);
    }
    let wrong = grade("wrong_answer/whole_numbers.py");
    assert_eq!(wrong.exit, Exit::Failed);
    assert!(wrong.out.contains("A single number"), "{}", wrong.out);
    assert!(
        !wrong.out.contains("1.5"),
        "hidden data are shown: {}",
        wrong.out
    );
    let head = read(
        &app,
        "numbers/sums/submissions/wrong_answer/whole_numbers.py",
    );
    assert!(head.starts_with("# fails: test_secret\n"), "{head}");
    assert!(
        read(&app, "numbers/sums/submissions/time_limit/loop.py")
            .starts_with("# fails: test_sample, test_secret\n")
    );
    assert!(
        read(&app, "numbers/sums/submissions/run_time_error/zero.py")
            .starts_with("# fails: test_sample, test_secret\n")
    );

    // The answer of somebody who returns what isn't text, and of somebody who has the numbers nearly right.
    for (body, exit) in [
        ("return 6", Exit::Failed),
        (
            "return str(sum(map(float, text.split()[1:])) + 1e-9)",
            Exit::Passed,
        ),
        (
            "return str(sum(map(float, text.split()[1:])) + 1e-3)",
            Exit::Failed,
        ),
    ] {
        let answer = app.write("answer.py", &format!("def solve(text):\n    {body}\n"));
        let ended = app.run(&["grade", "numbers/sums", &answer]);
        assert_eq!(ended.exit, exit, "{body}: {}", ended.out);
    }

    // The gate says what is missing, and nothing against the answers.
    let checked = app.run(&["check", "numbers/sums", "--seeds", "1"]);
    assert!(
        checked.out.contains("✓ submissions/accepted/lines.py"),
        "{}",
        checked.out
    );
    assert!(!checked.out.contains("✗ submissions/"), "{}", checked.out);
}

#[test]
fn groups_keep_their_points() {
    let app = App::new();
    let files = changed(&[
        ("problem.yaml", Some("name: Sums\ntype: scoring\n")),
        ("data/secret/1.in", None),
        ("data/secret/1.ans", None),
        ("data/secret/1.desc", None),
        ("data/secret/2.in", None),
        ("data/secret/2.ans", None),
        ("data/secret/g1/a.in", Some("1\n1\n")),
        ("data/secret/g1/a.ans", Some("1\n")),
        ("data/secret/g1/testdata.yaml", Some("range: 0 40\n")),
        ("data/secret/g2/a.in", Some("1\n2\n")),
        ("data/secret/g2/a.ans", Some("2\n")),
        ("data/secret/g2/b.in", Some("1\n3\n")),
        ("data/secret/g2/b.ans", Some("3\n")),
        (
            "data/secret/g2/testdata.yaml",
            Some("range: 0 60\ngrader_flags: min\n"),
        ),
    ]);
    let ended = import(&app, &files);
    assert_eq!(ended.exit, Exit::Passed, "{}{}", ended.out, ended.err);
    assert!(
        ended.out.contains("for all of its inputs or none"),
        "{}",
        ended.out
    );
    assert!(ended.out.contains("license is 'unknown'"), "{}", ended.out);
    let toml = read(&app, "kattis/sums/question.toml");
    for part in [
        "points = 100\n",
        "title = \"Group g1\"\npoints = 40\ncases = [\"test_secret_g1\", \"test_sample\"]",
        "title = \"Group g2\"\npoints = 60\ncases = [\"test_secret_g2\"]",
    ] {
        assert!(toml.contains(part), "no {part:?} in {toml}");
    }
}

#[test]
fn the_newer_format_is_read_too() {
    let app = App::new();
    let files: Vec<(String, String)> = [
        ("problem.yaml", "problem_format_version: 2025-09\ntype: pass-fail\nname:\n  en: Sums\n  sv: Summor\ncredits:\n  authors:\n  - name: One\n  - Two <two@example.org>\nlicense: cc0\nconstants:\n  most: 1000\n"),
        ("statement/problem.en.md", "At most {{most}} numbers.\n\n{{nextsample}}\n"),
        ("data/sample/1.in", "1\n1\n"), ("data/sample/1.ans", "1\n"),
        ("data/secret/test_group.yaml", "output_validator_args: [case_sensitive]\n"),
        ("data/sample/test_group.yaml", "output_validator_args: [case_sensitive]\n"),
        ("data/secret/1.in", "1\n2\n"), ("data/secret/1.ans", "2\n"),
        ("data/secret/1.yaml", "description: Two\n"),
        ("solution/solution.en.md", "Add them.\n"),
    ].map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec();
    let ended = import(&app, &files);
    assert_eq!(ended.exit, Exit::Passed, "{}{}", ended.out, ended.err);
    let prompt = read(&app, "kattis/sums/prompt.md");
    assert!(
        prompt.contains("At most 1000 numbers.") && prompt.contains("upper and lower case differ"),
        "{prompt}"
    );
    assert!(
        prompt.contains(">>> solve(\"1\\n1\\n\").split()\n['1']"),
        "{prompt}"
    );
    let explanation = read(&app, "kattis/sums/explanation.md");
    assert!(
        explanation.contains("Author: One, Two\n") && explanation.contains("Add them."),
        "{explanation}"
    );
    assert!(read(&app, "kattis/sums/cases.py").contains("pytest.mark.title(\"Two\")"));
}

#[test]
fn what_does_not_map_is_refused() {
    let yaml = |more: &str| format!("{YAML}{more}");
    let table: Vec<(&str, Vec<Change<'_>>)> = vec![
        (
            "the package's own validator",
            vec![("problem.yaml", Some(yaml("validation: custom\n")))],
        ),
        (
            "interactive",
            vec![(
                "problem.yaml",
                Some(yaml("validation: custom interactive\n")),
            )],
        ),
        (
            "multi-pass",
            vec![(
                "problem.yaml",
                Some(yaml(
                    "problem_format_version: 2025-09\ntype: [pass-fail, multi-pass]\n",
                )),
            )],
        ),
        (
            "the package's own validator",
            vec![
                (
                    "problem.yaml",
                    Some(yaml("problem_format_version: 2025-09\n")),
                ),
                ("output_validator/validate.py", Some("x".to_owned())),
            ],
        ),
        (
            "no flag 'fuzzy'",
            vec![(
                "problem.yaml",
                Some("validator_flags: fuzzy 1\n".to_owned()),
            )],
        ),
        (
            "compared otherwise",
            vec![(
                "data/secret/testdata.yaml",
                Some("output_validator_flags: case_sensitive\n".to_owned()),
            )],
        ),
        (
            "package's own grader",
            vec![("data/testdata.yaml", Some("grading: custom\n".to_owned()))],
        ),
        (
            "own files",
            vec![("include/python3/lib.py", Some("x".to_owned()))],
        ),
        (
            "has no 'data/secret/2.ans'",
            vec![("data/secret/2.ans", None)],
        ),
        (
            "data/secret has no inputs",
            vec![("data/secret/1.in", None), ("data/secret/2.in", None)],
        ),
        (
            "'data/secret/2.in' has more than",
            vec![("data/secret/2.in", Some("1".repeat(1_100_000)))],
        ),
        (
            "cases.py, which has at most",
            vec![
                ("data/secret/2.in", Some("1".repeat(600_000))),
                ("data/secret/2.ans", Some("1".repeat(600_000))),
            ],
        ),
        (
            "only as PDF",
            vec![
                ("problem_statement/problem.en.tex", None),
                ("problem_statement/problem.sv.tex", None),
                ("problem_statement/problem.en.pdf", Some("%PDF".to_owned())),
            ],
        ),
        (
            "gets arguments",
            vec![("data/secret/1.yaml", Some("args: [a]\n".to_owned()))],
        ),
        (
            "has files beside it",
            vec![("data/secret/1.files/a.txt", Some("x".to_owned()))],
        ),
        (
            "no YAML",
            vec![("problem.yaml", Some("name: [\n".to_owned()))],
        ),
        ("has no problem.yaml", vec![("problem.yaml", None)]),
        ("U+0000", vec![("data/secret/1.in", Some("\0".to_owned()))]),
    ];
    for (said, changes) in table {
        let app = App::new();
        let changes: Vec<(&str, Option<&str>)> = changes
            .iter()
            .map(|(name, text)| (*name, text.as_deref()))
            .collect();
        let ended = import(&app, &changed(&changes));
        assert_eq!(ended.exit, Exit::Usage, "{said}: {}", ended.out);
        assert!(ended.err.contains(said), "no {said:?} in {}", ended.err);
        assert!(ended.err.contains("help: "), "{said}: {}", ended.err);
        assert!(
            !app.path("questions/kattis").exists(),
            "{said}: something was written"
        );
    }
}

#[test]
fn what_is_there_stays_unless_told() {
    let app = App::new();
    assert_eq!(import(&app, &package()).exit, Exit::Passed);
    let again = import(&app, &package());
    assert_eq!(again.exit, Exit::Usage);
    assert!(again.err.contains("--replace"), "{}", again.err);
    let bytes = zipped(&package());
    assert_eq!(import_zip(&app, &bytes, &["--replace"]).exit, Exit::Passed);
    let other = app.run(&["import", "x.zip", "--topic", "a"]);
    assert_eq!(other.exit, Exit::Usage);
    assert!(other.err.contains("--from"), "{}", other.err);
}
