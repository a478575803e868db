//! Packages that are made to do harm.

use viva::cli::Exit;

use super::{changed, import_zip, package, zipped};
use crate::app::App;

#[test]
fn nothing_in_an_archive_does_harm() {
    let app = App::new();
    let refused = |files: &[(String, String)], said: &str| {
        let ended = import_zip(&app, &zipped(files), &[]);
        assert_eq!(ended.exit, Exit::Usage, "{said}: {}", ended.out);
        assert!(ended.err.contains(said), "no {said:?} in {}", ended.err);
    };
    // A hundred megabytes of nothing, which deflate well.
    refused(
        &changed(&[("data/secret/2.in", Some(&"0".repeat(100 << 20)))]),
        "'data/secret/2.in' has more than",
    );
    refused(
        &changed(&[("../escaped.in", Some("x"))]),
        "leads out of the archive",
    );
    refused(
        &changed(&[("/etc/escaped.in", Some("x"))]),
        "leads out of the archive",
    );
    refused(
        &changed(&[("data\\..\\x.in", Some("x"))]),
        "leads out of the archive",
    );
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        bomb.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    refused(&changed(&[("problem.yaml", Some(&bomb))]), "no YAML");
    let deep = format!("name: {}{}", "[".repeat(50_000), "]".repeat(50_000));
    refused(&changed(&[("problem.yaml", Some(&deep))]), "no YAML");
    let many: Vec<(String, String)> = (0..20_001)
        .map(|n| (format!("{n}"), String::new()))
        .collect();
    refused(&many, "more than 20000 files");
    let ended = import_zip(&app, b"no archive", &[]);
    assert!(ended.err.contains("no zip archive"), "{}", ended.err);

    // Bytes that are no text, and a link that leads elsewhere.
    for (name, text) in package() {
        app.write(&format!("linked/{name}"), &text);
    }
    std::fs::write(app.path("linked/data/secret/2.in"), b"\xff\xfe").expect("a file");
    let folder = app.path("linked");
    let folder = folder.to_str().expect("UTF-8");
    let ended = app.run(&["import", folder, "--from", "kattis"]);
    assert!(
        ended.err.contains("'data/secret/2.in' is not UTF-8"),
        "{}",
        ended.err
    );
    std::os::unix::fs::symlink("/etc/hostname", app.path("linked/data/secret/3.in"))
        .expect("a link");
    let ended = app.run(&["import", folder, "--from", "kattis"]);
    assert!(
        ended.err.contains("leads out of the package"),
        "{}",
        ended.err
    );
    assert!(!app.path("questions/kattis").exists());
}
