//! Help texts, whole: they are the manual.

use insta::assert_snapshot;
use viva::cli::Exit;

use super::app::App;

#[test]
fn every_command_explains_itself() {
    let app = App::new();
    assert_snapshot!("help", app.run(&["--help"]).transcript());
    let commands = [
        "grade",
        "test",
        "run",
        "questions",
        "check",
        "new",
        "export",
        "import",
        "serve",
        "worker",
        "backup",
    ];
    for command in commands {
        let ended = app.run(&[command, "--help"]);
        assert_eq!(ended.exit, Exit::Passed);
        assert!(
            ended.out.contains("\nExamples:\n"),
            "{command} has no examples"
        );
        assert_snapshot!(format!("help_{command}"), ended.transcript());
    }
    let ended = app.run(&["admin", "link", "--help"]);
    assert_snapshot!("help_admin_link", ended.transcript());
}
