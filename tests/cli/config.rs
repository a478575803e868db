//! Options from a file: what goes before what, and how a wrong file is told.

use std::process::Command;

use viva::cli::Exit;

use super::app::App;

/// Reads the options and ends, with the example on stdout.
const END: &str = "--example-config";

#[test]
fn a_flag_goes_before_the_file() {
    let app = App::new();
    let file = app.write("wrong.toml", "listen = \"nowhere\"\n");
    let ended = app.run(&["serve", "--config", &file, END]);
    assert_eq!(ended.exit, Exit::Usage);
    for part in ["TMP/wrong.toml", "'nowhere'", "--listen"] {
        assert!(ended.err.contains(part), "{part}: {}", ended.err);
    }
    let flag = ["serve", "--config", &file, "--listen", "127.0.0.1:0", END];
    assert_eq!(app.run(&flag).exit, Exit::Passed);
}

#[test]
fn a_variable_goes_between_flag_and_file() {
    let app = App::new();
    let file = app.write("viva.toml", "listen = \"nowhere\"\n");
    let run = |variable: Option<&str>, flag: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_viva"));
        command.args(["serve", END]).env("VIVA_CONFIG", &file);
        command.envs(variable.map(|value| ("VIVA_LISTEN", value)));
        command.args(flag.map(|value| format!("--listen={value}")));
        command.output().unwrap().status.code()
    };
    assert_eq!(run(None, None), Some(2), "the file's");
    assert_eq!(run(Some("127.0.0.1:0"), None), Some(0), "the variable's");
    assert_eq!(run(Some("wrong"), None), Some(2), "the variable's, too");
    assert_eq!(
        run(Some("127.0.0.1:0"), Some("wrong")),
        Some(2),
        "the flag's"
    );
}

#[test]
fn it_is_found_in_the_data_folder() {
    let app = App::new();
    let file = app.write("data/viva.toml", "max_connections = true\n");
    let data = file.strip_suffix("/viva.toml").unwrap();
    let ended = app.run(&["serve", "--data", data, END]);
    assert_eq!(ended.exit, Exit::Usage);
    assert!(ended.err.contains("TMP/data/viva.toml"), "{}", ended.err);
}

#[test]
fn a_wrong_file_is_told_with_the_way_out() {
    let app = App::new();
    for (text, message, help) in [
        (
            "max_conections = 5",
            "no option 'max_conections'",
            "did you mean 'max_connections'?",
        ),
        ("zebra = 5", "no option 'zebra'", "the options are "),
        ("config = \"x\"", "no option 'config'", "help:"),
        (
            "listen = [1]",
            "listen is to be one text or number",
            "mend the file",
        ),
        ("listen = ", "TOML parse error", "it is TOML"),
        ("queue_limit = -1", "'-1'", "mend the file"),
    ] {
        let file = app.write("wrong.toml", text);
        let ended = app.run(&["serve", "--config", &file, END]);
        assert_eq!(ended.exit, Exit::Usage, "{text}");
        for part in [message, help, "TMP/wrong.toml"] {
            assert!(ended.err.contains(part), "{text}: {}", ended.err);
        }
    }
    let ended = app.run(&["serve", "--config", "missing.toml", END]);
    assert!(ended.err.contains("missing.toml"), "{}", ended.err);
    assert_eq!(ended.exit, Exit::Usage);
}

/// The example is made from the options themselves; all that it gives a default for is taken back as it stands.
#[test]
fn the_example_names_every_option_and_can_be_used() {
    let app = App::new();
    let example = app.run(&["serve", END]);
    assert_eq!(example.exit, Exit::Passed, "{}", example.err);
    let help = app.run(&["serve", "--help"]).out;
    let flags = help.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("--")?;
        name.split([' ', '\n']).next()
    });
    let mut named = 0;
    for flag in flags.filter(|flag| !["config", "example-config"].contains(flag)) {
        let key = flag.replace('-', "_");
        assert!(example.out.contains(&format!("\n# {key} = ")), "{key}");
        let variable = format!("[env: VIVA_{}]", key.to_uppercase());
        assert!(help.contains(&variable), "{variable}");
        named += 1;
    }
    assert!(named > 10, "{named}");
    // Placeholders are in capitals; the rest are defaults.
    let text: String = example
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| {
            let value = line.split_once(" = ").map(|(_, value)| value);
            value.is_some_and(|value| value != value.to_uppercase() || value.parse::<i64>().is_ok())
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let file = app.write("example.toml", &text);
    let ended = app.run(&["serve", "--config", &file, END]);
    assert_eq!(ended.exit, Exit::Passed, "{text}\n{}", ended.err);
    assert!(text.lines().count() > 5, "{text}");
}

#[test]
fn whatever_works_on_the_database_reads_the_file() {
    let app = App::new();
    let file = app.write("data/there.toml", "");
    let data = file.strip_suffix("/there.toml").unwrap();
    let file = app.write(
        "viva.toml",
        &format!("data = {data:?}\nlisten = \"[::1]:1\"\n"),
    );
    let link = app.run(&["admin", "link", "--config", &file]);
    assert_eq!(link.exit, Exit::Passed, "{}", link.err);
    assert!(app.path("data/viva.db").exists());
    let copy = app.path("copy.db");
    let copy = copy.to_str().unwrap();
    let backup = app.run(&["backup", copy, "--config", &file]);
    assert_eq!(backup.exit, Exit::Passed, "{}", backup.err);
    assert!(app.path("copy.db").exists());
}
