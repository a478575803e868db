//! `viva export` and `viva import`: a question carried from one bank to another.

use viva::cli::Exit;

use super::app::App;

#[test]
fn a_question_is_carried_to_another_bank_byte_for_byte() {
    let (one, other) = (App::with(&["code"]), App::new());
    let file = other.path("code.zip");
    let file = file.to_str().expect("UTF-8");
    let out = one.run(&["export", "demo/code", file]);
    assert_eq!(out.exit, Exit::Passed, "{}", out.err);
    let again = one.run(&["export", "demo/code", file]);
    assert_eq!(again.exit, Exit::Usage);
    assert!(again.err.contains("isn't there yet"), "{}", again.err);

    let into = other.run(&["import", file]);
    assert_eq!(into.exit, Exit::Passed, "{}", into.err);
    assert!(into.out.contains("imported demo/code"), "{}", into.out);
    let texts = |app: &App| {
        let mut texts = Vec::new();
        let mut folders = vec![app.path("questions/demo/code")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(app.path("")).expect("a name").to_owned();
                    texts.push((name, std::fs::read(&path).expect("a file")));
                }
            }
        }
        texts.sort();
        texts
    };
    assert!(!texts(&one).is_empty());
    assert_eq!(texts(&other), texts(&one));
}

#[test]
fn what_is_there_is_replaced_only_when_asked() {
    let app = App::with(&["code"]);
    let file = app.path("code.zip");
    let file = file.to_str().expect("UTF-8");
    assert_eq!(app.run(&["export", "demo/code", file]).exit, Exit::Passed);
    let prompt = "questions/demo/code/prompt.md";
    let before = std::fs::read_to_string(app.path(prompt)).expect("a prompt");
    app.write(prompt, "Changed.\n");
    let refused = app.run(&["import", file]);
    assert_eq!(refused.exit, Exit::Usage);
    assert!(refused.err.contains("--replace"), "{}", refused.err);
    let now = || std::fs::read_to_string(app.path(prompt)).expect("a prompt");
    assert_eq!(now(), "Changed.\n");
    let replaced = app.run(&["import", file, "--replace"]);
    assert_eq!(replaced.exit, Exit::Passed, "{}", replaced.err);
    assert_eq!(now(), before);
}

#[test]
fn what_is_no_archive_says_so() {
    let app = App::new();
    let file = app.write("no.zip", "text");
    let ended = app.run(&["import", &file]);
    assert_eq!(ended.exit, Exit::Usage);
    assert!(ended.err.contains("no zip archive"), "{}", ended.err);
    let ended = app.run(&["import", "nowhere.zip"]);
    assert_eq!(ended.exit, Exit::Usage);
    assert!(ended.err.contains("can't be read"), "{}", ended.err);
}
