//! Imports in `src` run downward only: cli, then worker, then grading, then question and sandbox.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and what it may name of the crate.
const ALLOWED: [(&str, &[&str]); 5] = [
    ("cli", &["cli", "worker", "grading", "question"]),
    ("worker", &["worker", "grading", "question"]),
    ("grading", &["grading", "question", "sandbox"]),
    ("question", &["question"]),
    ("sandbox", &["sandbox"]),
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
                if layer != "sandbox" && line.contains("wasmtime::") {
                    wrong.push(format!(
                        "{}:{}: only sandbox knows Wasmtime",
                        file.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
