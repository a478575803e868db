//! Imports in `src` run downward only, and what each layer alone knows stays in it.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and what it may name of the crate.
const ALLOWED: [(&str, &[&str]); 12] = [
    (
        "cli",
        &[
            "ambient",
            "check",
            "cli",
            "grading",
            "hooks",
            "http",
            "import",
            "interview",
            "question",
            "store",
            "worker",
        ],
    ),
    (
        "http",
        &[
            "ambient",
            "check",
            "hooks",
            "http",
            "interview",
            "question",
            "store",
            "worker",
        ],
    ),
    (
        "worker",
        &[
            "ambient",
            "check",
            "grading",
            "interview",
            "question",
            "store",
            "worker",
        ],
    ),
    (
        "store",
        &["ambient", "grading", "interview", "question", "store"],
    ),
    ("hooks", &["ambient", "hooks", "interview", "store"]),
    ("ambient", &["ambient", "interview", "question"]),
    ("check", &["check", "grading", "question"]),
    ("import", &["grading", "import", "question"]),
    ("grading", &["grading", "question", "sandbox"]),
    ("interview", &["interview", "question"]),
    ("question", &["question"]),
    ("sandbox", &["sandbox"]),
];

/// What only one layer may name. `std::time::SystemTime` and `Instant` are among them so that rules are given the
/// time instead of asking for it.
const KNOWN_BY: [(&str, &[&str]); 5] = [
    ("wasmtime::", &["sandbox"]),
    ("sqlx::", &["store"]),
    ("axum::", &["http"]),
    ("utoipa::", &["http"]),
    ("SystemTime::now", &["ambient"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn imports_run_downward() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (layer, allowed) in ALLOWED {
        let mut files = Vec::new();
        sources(&root.join(layer), &mut files);
        assert!(!files.is_empty(), "src/{layer} is there");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for (number, line) in text.lines().enumerate() {
                for (at, _) in line.match_indices("crate::") {
                    let name: String = line[at + 7..]
                        .chars()
                        .take_while(|c| c.is_alphanumeric() || *c == '_')
                        .collect();
                    let is_layer = ALLOWED.iter().any(|(other, _)| *other == name);
                    if is_layer && !allowed.contains(&name.as_str()) {
                        wrong.push(format!(
                            "{}:{}: {layer} may not use {name}",
                            file.display(),
                            number + 1
                        ));
                    }
                }
                for (name, layers) in KNOWN_BY {
                    if line.contains(name) && !layers.contains(&layer) {
                        wrong.push(format!(
                            "{}:{}: {layer} may not know {name}",
                            file.display(),
                            number + 1
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
