//! The caps, and that what is refused leaves nothing behind.

use super::super::*;
use super::shell::{Shell, at};

fn shell(change: impl FnOnce(&mut Limits)) -> Shell {
    let mut limits = Limits::default();
    change(&mut limits);
    Shell::with(limits)
}

#[test]
fn bytes() {
    let mut shell = shell(|limits| limits.bytes = 10);
    assert_eq!(shell.script("put a 12345; put b 12345; add a x"), "Nospc");
    assert_eq!(shell.run("put a 1234567"), "Nospc");
    assert_eq!(shell.run("stat a"), "RegularFile 0 x1");
    assert_eq!(shell.run("sym 123456 s"), "Nospc");
    assert_eq!(shell.run("lstat s"), "Noent");
    assert_eq!(shell.run("sym 12345 s"), "ok");
    assert_eq!(shell.run("add a x"), "Nospc");
    assert_eq!(shell.script("rm s; put a 12345"), "ok");
    let fd = shell.open("b", "rw", OFlags::default()).unwrap();
    let (fds, tree) = (&mut shell.fds, &mut shell.tree);
    assert_eq!(
        fds.fd_filestat_set_size(tree, fd, 6, Time(9)),
        Err(Errno::Nospc)
    );
    assert_eq!(fds.fd_allocate(tree, fd, 5, 1, Time(9)), Err(Errno::Nospc));
    assert_eq!(
        fds.fd_pwrite(tree, fd, &[b"x"], 5, Time(9)),
        Err(Errno::Nospc)
    );
    assert_eq!(
        fds.fd_pwrite(tree, fd, &[b"x"], 1 << 62, Time(9)),
        Err(Errno::Nospc)
    );
    assert_eq!(fds.fd_pwrite(tree, fd, &[b"x"], 4, Time(9)), Ok(1));
    assert_eq!(tree.usage().bytes, 10);
    assert_eq!(shell.run("cat b"), "1234x");
}

#[test]
fn open_files_without_a_name_still_count() {
    let mut shell = shell(|limits| limits.bytes = 10);
    assert_eq!(shell.run("put a 1234567890"), "ok");
    let fd = shell.open("a", "r", OFlags::default()).unwrap();
    assert_eq!(shell.script("rm a; put b 1"), "Nospc");
    assert_eq!(shell.close(fd), Ok(()));
    assert_eq!(shell.run("put b 1"), "ok");
}

#[test]
fn a_short_file_gives_its_memory_back() {
    let mut shell = Shell::new();
    let fd = shell.open("f", "rw", OFlags::CREAT).unwrap();
    for size in [1 << 24, 5] {
        let resized = shell
            .fds
            .fd_filestat_set_size(&mut shell.tree, fd, size, Time(9));
        assert_eq!(resized, Ok(()));
    }
    let inode = shell.fds.fd_filestat_get(&shell.tree, fd).unwrap().inode;
    let content = shell.tree.node_mut(inode).unwrap().content_mut().unwrap();
    assert!(content.capacity() < 10_000, "{}", content.capacity());
}

#[test]
fn nodes() {
    let mut shell = shell(|limits| limits.nodes = 3);
    assert_eq!(shell.script("put a 1; mkdir b; put c 1"), "Nospc");
    assert_eq!(shell.run("mkdir c"), "Nospc");
    assert_eq!(shell.run("sym a c"), "Nospc");
    assert_eq!(shell.run("ls ."), "a b");
    assert_eq!(shell.script("mv a c; rm c; put d 1"), "ok");
}

#[test]
fn names_of_one_file() {
    let mut shell = shell(|limits| limits.nodes = 3);
    assert_eq!(shell.script("put a 1; ln a b; ln a c; ln a d"), "Nospc");
    assert_eq!(shell.run("stat a"), "RegularFile 1 x3");
    assert_eq!(shell.script("mv b e; rm c; ln a d; ls ."), "a d e");
}

#[test]
fn lengths() {
    let mut shell = shell(|limits| {
        limits.name_bytes = 4;
        limits.path_bytes = 12;
    });
    assert_eq!(shell.script("mkdir 1234; mkdir 12345"), "Nametoolong");
    assert_eq!(shell.run("stat 12345"), "Nametoolong");
    assert_eq!(shell.run("stat 12345/x"), "Nametoolong");
    assert_eq!(shell.run("mkdir ééé"), "Nametoolong");
    assert_eq!(shell.run("stat ./././././.."), "Directory 0 x1");
    assert_eq!(shell.run("stat ././././././."), "Nametoolong");
    assert_eq!(shell.run("sym 1234567890123 s"), "Nametoolong");
    assert_eq!(shell.run("sym 123456789012 s"), "ok");
    assert_eq!(shell.run("stat s"), "Nametoolong");
}

#[test]
fn depth() {
    let mut shell = shell(|limits| limits.depth = 3);
    assert_eq!(
        shell.script("mkdir a; mkdir a/b; mkdir a/b/c; mkdir a/b/c/d"),
        "Nametoolong"
    );
    assert_eq!(shell.run("put a/b/c/f 1"), "ok");
    assert_eq!(shell.script("mkdir x; mkdir x/y; mv x a/x"), "ok");
    assert_eq!(shell.run("mv a/x a/b/x"), "Nametoolong");
    assert_eq!(shell.run("mv a/x/y a/b/y"), "ok");
    assert_eq!(shell.run("mv a/b/y a/b/z"), "ok");
    assert_eq!(shell.run("ls a/b"), "c z");
}

#[test]
fn open_files() {
    let mut shell = shell(|limits| limits.open_files = 3);
    assert_eq!(shell.open("a", "w", OFlags::CREAT), Ok(4));
    assert_eq!(shell.open("a", "w", OFlags::CREAT), Ok(5));
    assert_eq!(shell.write(4, "abc"), Ok(3));
    assert_eq!(shell.open("b", "w", OFlags::CREAT), Err(Errno::Mfile));
    assert_eq!(shell.open("a", "w", OFlags::TRUNC), Err(Errno::Mfile));
    assert_eq!(shell.run("stat b"), "Noent");
    assert_eq!(shell.run("stat a"), "RegularFile 3 x1");
    assert_eq!(shell.close(4), Ok(()));
    assert_eq!(shell.open("b", "w", OFlags::CREAT), Ok(4));
}

#[test]
fn import_and_export() {
    let mut tree = Tree::new(
        Limits {
            bytes: 10,
            ..Limits::default()
        },
        Time(0),
    );
    assert_eq!(tree.import("/a//b/./c.txt", b"12345678", Time(1)), Ok(()));
    assert_eq!(tree.export("a/b/c.txt"), Ok(&b"12345678"[..]));
    assert_eq!(tree.import("a/b/c.txt", b"1234567890", Time(1)), Ok(()));
    assert_eq!(tree.export("/a/../a/b/c.txt"), Ok(&b"1234567890"[..]));
    assert_eq!(tree.import("d", b"1", Time(1)), Err(Errno::Nospc));
    assert_eq!(tree.import("a/b", b"1", Time(1)), Err(Errno::Isdir));
    assert_eq!(
        tree.import("a/b/c.txt/d", b"1", Time(1)),
        Err(Errno::Notdir)
    );
    assert_eq!(tree.import("", b"1", Time(1)), Err(Errno::Noent));
    assert_eq!(tree.export("a"), Err(Errno::Isdir));
    assert_eq!(tree.export("nowhere"), Err(Errno::Noent));
    let fds = Descriptors::new();
    let stat = fds.path_filestat_get(&tree, at("a/b/c.txt"), Symlinks::Follow);
    assert_eq!(stat.unwrap().file_type, FileType::RegularFile);
}
