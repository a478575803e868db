//! `fd_readdir`.

use super::super::*;
use super::shell::{Shell, entries};

fn directory_of(names: &[&str]) -> (Shell, Fd) {
    let mut shell = Shell::new();
    assert_eq!(shell.run("mkdir d"), "ok");
    for name in names {
        assert_eq!(shell.run(&format!("put d/{name} x")), "ok");
    }
    let fd = shell.open("d", "r", OFlags::DIRECTORY).unwrap();
    (shell, fd)
}

fn fill(shell: &mut Shell, fd: Fd, size: usize, cookie: u64) -> Vec<u8> {
    let mut buffer = vec![0xee; size];
    let used = shell
        .fds
        .fd_readdir(&shell.tree, fd, &mut buffer, cookie)
        .unwrap();
    assert!(buffer[used..].iter().all(|byte| *byte == 0xee));
    buffer.truncate(used);
    buffer
}

#[test]
fn entries_are_laid_out_as_preview1_says() {
    let (mut shell, fd) = directory_of(&["zz", "a"]);
    assert_eq!(shell.run("mkdir d/m"), "ok");
    assert_eq!(shell.run("sym a d/s"), "ok");
    let bytes = fill(&mut shell, fd, 999, 0);
    #[rustfmt::skip]
    assert_eq!(bytes[..75], [
        1,0,0,0,0,0,0,0,  2,0,0,0,0,0,0,0,  1,0,0,0,  3,0,0,0,  b'.',
        2,0,0,0,0,0,0,0,  1,0,0,0,0,0,0,0,  2,0,0,0,  3,0,0,0,  b'.', b'.',
        3,0,0,0,0,0,0,0,  4,0,0,0,0,0,0,0,  1,0,0,0,  4,0,0,0,
    ]);
    let all: Vec<_> = entries(&bytes)
        .into_iter()
        .map(|e| (e.next, e.inode, e.file_type, e.name))
        .collect();
    let row = |next, inode, file_type, name: &str| (next, inode, file_type, name.to_owned());
    assert_eq!(
        all,
        [
            row(1, 2, 3, "."),
            row(2, 1, 3, ".."),
            row(3, 4, 4, "a"),
            row(4, 5, 3, "m"),
            row(5, 6, 7, "s"),
            row(6, 3, 4, "zz"),
        ]
    );
}

#[test]
fn the_last_entry_is_cut_where_the_buffer_ends() {
    let (mut shell, fd) = directory_of(&["first", "second"]);
    let whole = fill(&mut shell, fd, 999, 0);
    assert_eq!(whole.len(), 25 + 26 + 29 + 30);
    for size in 0..whole.len() {
        assert_eq!(fill(&mut shell, fd, size, 0), whole[..size]);
    }
    assert_eq!(fill(&mut shell, fd, whole.len(), 0), whole);
    assert_eq!(fill(&mut shell, fd, 999, 4), [0; 0]);
}

#[test]
fn every_cookie_continues_after_its_entry() {
    let (mut shell, fd) = directory_of(&["first", "second"]);
    let whole = fill(&mut shell, fd, 999, 0);
    let ends = [0, 25, 51, 80, 110];
    for (cookie, end) in ends.iter().enumerate() {
        assert_eq!(fill(&mut shell, fd, 999, cookie as u64), whole[*end..]);
    }
    for cookie in [5, u64::MAX] {
        assert_eq!(fill(&mut shell, fd, 999, cookie), [0; 0]);
    }
}

#[test]
fn a_cookie_is_good_on_a_descriptor_that_has_not_read_yet() {
    let (mut shell, fd) = directory_of(&["first", "second"]);
    assert_eq!(entries(&fill(&mut shell, fd, 999, 3))[0].name, "second");
}

#[test]
fn any_buffer_that_holds_an_entry_reads_everything() {
    let (mut shell, fd) = directory_of(&["d", "c", "e", "bb", "aaa"]);
    for size in 27..300 {
        let names = shell.list_open(fd, size).unwrap();
        assert_eq!(names, [".", "..", "aaa", "bb", "c", "d", "e"], "{size}");
    }
}

#[test]
fn removing_what_was_read_skips_nothing() {
    let (mut shell, fd) = directory_of(&["a", "b", "c", "d", "e"]);
    let first = entries(&fill(&mut shell, fd, 110, 0));
    assert_eq!(first.last().unwrap().name, "b");
    let cookie = first.last().unwrap().next;
    assert_eq!(shell.script("rm d/a; rm d/b; rm d/d; put d/aa new"), "ok");
    let rest: Vec<_> = entries(&fill(&mut shell, fd, 999, cookie))
        .into_iter()
        .map(|e| e.name)
        .collect();
    assert_eq!(rest, ["c", "e"]);
    assert_eq!(
        shell.list_open(fd, 999).unwrap(),
        [".", "..", "aa", "c", "e"]
    );
}

#[test]
fn a_file_is_no_directory() {
    let (mut shell, _) = directory_of(&["a"]);
    let fd = shell.open("d/a", "r", OFlags::default()).unwrap();
    let read = shell.fds.fd_readdir(&shell.tree, fd, &mut [0; 99], 0);
    assert_eq!(read, Err(Errno::Notdir));
}
