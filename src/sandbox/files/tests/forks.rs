//! Two sides share a tree; a fork shares nothing that changes.

use super::super::*;
use super::shell::{Shell, at, how};

#[test]
fn both_sides_see_one_tree() {
    let mut judge = Shell::new();
    let mut answer = Descriptors::new();
    let writer = judge.open("f", "w", OFlags::CREAT).unwrap();
    let tree = &mut judge.tree;
    let reader = answer
        .path_open(tree, at("f"), how("r", OFlags::default()), Time(1))
        .unwrap();
    assert_eq!(judge.write(writer, "hello"), Ok(5));
    assert_eq!(answer.fd_read(&judge.tree, reader, 99), Ok(&b"hello"[..]));
    assert_eq!(judge.run("rm f"), "ok");
    assert_eq!(judge.close(writer), Ok(()));
    assert_eq!(
        answer.fd_pread(&judge.tree, reader, 99, 0),
        Ok(&b"hello"[..])
    );
    assert_eq!(answer.fd_close(&mut judge.tree, reader), Ok(()));
    assert_eq!(judge.tree.usage(), Usage { bytes: 0, nodes: 1 });
}

#[test]
fn forks_do_not_see_each_other() {
    let mut origin = Shell::new();
    assert_eq!(origin.script("mkdir d; put d/f abc; put open kept"), "ok");
    let fd = origin.open("open", "rw", OFlags::default()).unwrap();
    assert_eq!(origin.read(fd, 2).unwrap(), "ke");
    assert_eq!(origin.run("rm open"), "ok");
    let fork = || Shell {
        tree: origin.tree.clone(),
        fds: origin.fds.clone(),
        now: origin.now,
    };
    let (mut one, mut two) = (fork(), fork());
    assert_eq!(
        one.script("add d/f def; put d/g 1; rm d/g; put d/h 1"),
        "ok"
    );
    assert_eq!(one.write(fd, "PT"), Ok(2));
    assert_eq!(one.close(fd), Ok(()));

    assert_eq!(two.run("cat d/f"), "abc");
    assert_eq!(two.run("ls d"), "f");
    assert_eq!(two.read(fd, 9).unwrap(), "pt");
    assert_eq!(two.run("put d/h 1"), "ok");
    let inode = |shell: &Shell| {
        let stat = shell
            .fds
            .path_filestat_get(&shell.tree, at("d/h"), Symlinks::Follow);
        stat.unwrap().inode.number()
    };
    assert_eq!((inode(&one), inode(&two)), (6, 5));
    assert_eq!(one.run("cat d/f"), "abcdef");
    assert_eq!(origin.tree.usage(), Usage { bytes: 7, nodes: 4 });
}

#[test]
fn a_fork_copies_nothing_that_it_only_reads() {
    let mut origin = Shell::new();
    assert_eq!(origin.script("put f abc"), "ok");
    let fork = origin.tree.clone();
    let start = |tree: &Tree| tree.export("f").unwrap().as_ptr();
    assert_eq!(start(&fork), start(&origin.tree));
    // Opening and setting times change the node, still not its contents.
    let fd = origin.open("f", "rw", OFlags::default()).unwrap();
    assert_eq!(start(&fork), start(&origin.tree));
    assert_eq!(origin.write(fd, "x"), Ok(1));
    assert_ne!(start(&fork), start(&origin.tree));
}

#[test]
fn descriptors_of_another_tree_are_refused() {
    let mut origin = Shell::new();
    let fd = origin.open("f", "rw", OFlags::CREAT).unwrap();
    origin.tree = Tree::new(Limits::default(), Time(0));
    assert_eq!(origin.read(fd, 1), Err(Errno::Stale));
    assert_eq!(origin.write(fd, "x"), Err(Errno::Stale));
    assert_eq!(origin.close(fd), Err(Errno::Stale));
}

#[test]
fn trees_go_to_other_threads() {
    fn check<T: Send + Sync>() {}
    check::<Tree>();
    check::<Descriptors>();
}
