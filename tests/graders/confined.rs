//! What a grader can't do and doesn't have. `viva grader --probe` tries it, confined as a grader is.

use std::collections::BTreeMap;
use std::os::fd::AsRawFd;

use serde::Deserialize;

use super::common::settings;

#[derive(Deserialize)]
struct Probed {
    confinement: BTreeMap<String, String>,
    tried: BTreeMap<String, Option<String>>,
    environment: Vec<String>,
    descriptors: Vec<i32>,
}

fn probed() -> Probed {
    let output = settings()
        .command()
        .arg("--probe")
        .output()
        .expect("viva runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).expect(&errors)
}

#[test]
fn only_what_grading_needs_is_possible() {
    let Probed {
        confinement, tried, ..
    } = probed();
    let possible: Vec<&str> = tried
        .iter()
        .filter(|(_, error)| error.is_none())
        .map(|(name, _)| name.as_str())
        .collect();
    let mut expected = vec!["memfd", "pagemap", "thread"];
    if confinement["landlock"] == "none" {
        // System calls can't be filtered by path, so a kernel without Landlock lets files be read.
        expected.extend(["parents_environment", "read_file"]);
        expected.sort_unstable();
    }
    assert_eq!(possible, expected);
    // The filter itself refuses these, whatever Landlock would say.
    for name in [
        "tcp",
        "udp",
        "unix_socket",
        "exec",
        "fork",
        "signal_parent",
        "trace_parent",
        "create_file",
        "write_device",
        "remove_file",
        "executable_memory",
        "io_uring",
        "raise_limit",
    ] {
        let error = tried[name].as_deref().unwrap_or_default();
        assert!(
            error.starts_with("Operation not permitted"),
            "{name}: {error}"
        );
    }
}

#[test]
fn nothing_of_the_parents_environment_is_there_but_where_the_cache_is() {
    // Cargo gives its tests variables of its own; they stand for credentials here.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let allowed = ["VIVA_CACHE", "XDG_CACHE_HOME", "HOME", "VIVA_LIBRARY"];
    for name in probed().environment {
        assert!(allowed.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn descriptors_that_leaked_to_a_grader_are_closed() {
    let file = tempfile::tempfile().expect("a file");
    // SAFETY: a new descriptor that this test alone uses. Unlike those of the standard library, children inherit it.
    let leaked = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_DUPFD, 900) };
    assert!(leaked >= 900);
    let descriptors = probed().descriptors;
    assert!(descriptors.starts_with(&[0, 1, 2]), "{descriptors:?}");
    assert!(!descriptors.contains(&leaked), "{descriptors:?}");
    // SAFETY: made above.
    unsafe { libc::close(leaked) };
}
