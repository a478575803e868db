//! The tests of one program a second time, on PostgreSQL.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use super::postgres::Server;

/// Where the tests take databases from; set by [`again`] for the second run, or by hand for a server that is there.
pub const SERVER: &str = "VIVA_TEST_POSTGRES";

/// Makes a missing PostgreSQL a failure.
const NEEDED: &str = "VIVA_NEED_POSTGRES";

/// Whether this is the second run.
pub fn on_postgres() -> bool {
    std::env::var_os(SERVER).is_some()
}

/// Runs this test binary again with databases of PostgreSQL, all tests but the one named `but`, which is the caller.
/// Where PostgreSQL is missing, says which tests that leaves out.
pub fn again(but: &str) {
    if on_postgres() {
        return;
    }
    let this = std::env::current_exe().expect("this program");
    let Some(server) = Server::start(None, &[]) else {
        let needed = std::env::var_os(NEEDED).is_some();
        assert!(!needed, "{NEEDED} is set and PostgreSQL is not installed");
        let mut list = Command::new(this);
        let listed = list.args(["--list", "--format=terse", "--skip", but]);
        let listed = listed.output().expect("the tests can be listed");
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        let names = listed
            .lines()
            .filter_map(|line| line.strip_suffix(": test"));
        let names: Vec<&str> = names.collect();
        say(&format!(
            "NOT RUN on PostgreSQL, which is not installed (apt-get install postgresql): {} tests: {}",
            names.len(),
            names.join(", ")
        ));
        return;
    };
    let mut run = Command::new(this);
    run.args(["--skip", but]).env(SERVER, server.url());
    let mut run = run
        .stdout(Stdio::piped())
        .spawn()
        .expect("the tests run again");
    let mut said = String::new();
    let out = run.stdout.as_mut().expect("a pipe");
    out.read_to_string(&mut said).expect("UTF-8");
    let status = run.wait().expect("an end");
    assert!(status.success(), "on PostgreSQL:\n{said}");
    let result = said.lines().find(|line| line.starts_with("test result"));
    say(&format!("on PostgreSQL: {}", result.unwrap_or_default()));
}

/// Past the test runner, which keeps what passing tests print.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
