//! Nodes beyond their names: how long they live, their times and numbers.

use super::super::*;
use super::shell::{Shell, at, how};

fn shell_with(path: &str, text: &str) -> Shell {
    let mut shell = Shell::new();
    assert_eq!(shell.run(&format!("put {path} {text}")), "ok");
    shell
}

#[test]
fn an_unlinked_file_lives_while_it_is_open() {
    let mut shell = shell_with("f", "abc");
    let fd = shell.open("f", "rw", OFlags::default()).unwrap();
    assert_eq!(shell.script("rm f; put f other"), "ok");
    assert_eq!(shell.read(fd, 99).unwrap(), "abc");
    assert_eq!(shell.write(fd, "def"), Ok(3));
    let stat = shell.fds.fd_filestat_get(&shell.tree, fd).unwrap();
    assert_eq!((stat.size, stat.links), (6, 0));
    assert_eq!(
        shell.tree.usage(),
        Usage {
            bytes: 11,
            nodes: 3
        }
    );
    assert_eq!(shell.close(fd), Ok(()));
    assert_eq!(shell.tree.usage(), Usage { bytes: 5, nodes: 2 });
}

#[test]
fn a_replaced_file_lives_while_it_is_open() {
    let mut shell = shell_with("f", "abc");
    let fd = shell.open("f", "r", OFlags::default()).unwrap();
    assert_eq!(shell.script("put g new; mv g f; cat f"), "new");
    assert_eq!(shell.read(fd, 99).unwrap(), "abc");
    shell.fds.close_all(&mut shell.tree);
    assert_eq!(shell.tree.usage(), Usage { bytes: 3, nodes: 2 });
    assert_eq!(shell.close(fd), Err(Errno::Badf));
    assert_eq!(shell.run("cat f"), "new");
}

#[test]
fn a_removed_directory_is_empty_and_takes_nothing() {
    let mut shell = Shell::new();
    assert_eq!(shell.script("mkdir p; mkdir p/d; put f a"), "ok");
    let dir = shell.open("p/d", "r", OFlags::DIRECTORY).unwrap();
    assert_eq!(shell.script("rmdir p/d; rmdir p"), "ok");
    let (fds, tree) = (&mut shell.fds, &mut shell.tree);
    let inside = |path: &'static str| At {
        dir,
        path: path.as_bytes(),
    };
    let create = how("w", OFlags::CREAT);
    assert_eq!(
        fds.path_open(tree, inside("x"), create, Time(9)),
        Err(Errno::Noent)
    );
    assert_eq!(
        fds.path_create_directory(tree, inside("x"), Time(9)),
        Err(Errno::Noent)
    );
    assert_eq!(
        fds.path_symlink(tree, b"f", inside("x"), Time(9)),
        Err(Errno::Noent)
    );
    assert_eq!(
        fds.path_rename(tree, at("f"), inside("x"), Time(9)),
        Err(Errno::Noent)
    );
    let link = fds.path_link(tree, at("f"), Symlinks::NoFollow, inside("x"), Time(9));
    assert_eq!(link, Err(Errno::Noent));
    assert_eq!(
        fds.path_filestat_get(tree, inside(".."), Symlinks::Follow),
        Err(Errno::Noent)
    );
    assert_eq!(
        fds.path_filestat_get(tree, inside("."), Symlinks::Follow)
            .unwrap()
            .links,
        0
    );
    assert_eq!(shell.list_open(dir, 4096).unwrap(), [".", ".."]);
    assert_eq!(shell.close(dir), Ok(()));
    assert_eq!(shell.tree.usage(), Usage { bytes: 1, nodes: 2 });
}

#[test]
fn times_are_the_callers() {
    let mut shell = Shell::new();
    shell.now = Time(100);
    assert_eq!(shell.script("mkdir d; put d/f a"), "ok");
    let times = |shell: &Shell, path: &str| {
        let stat = shell
            .fds
            .path_filestat_get(&shell.tree, at(path), Symlinks::NoFollow)
            .unwrap();
        (stat.accessed.0, stat.modified.0, stat.changed.0)
    };
    assert_eq!(times(&shell, "d"), (101, 102, 102));
    assert_eq!(times(&shell, "d/f"), (102, 102, 102));
    assert_eq!(shell.script("cat d/f"), "a");
    assert_eq!(shell.script("add d/f b"), "ok");
    assert_eq!(times(&shell, "d/f"), (102, 104, 104));
    assert_eq!(times(&shell, "d"), (101, 102, 102));
    assert_eq!(shell.script("mv d/f g"), "ok");
    assert_eq!(times(&shell, "g"), (102, 104, 105));
    assert_eq!(times(&shell, "d"), (101, 105, 105));

    let set = |flags| SetTimes {
        flags,
        accessed: Time(1),
        modified: Time(2),
    };
    let (fds, tree) = (&mut shell.fds, &mut shell.tree);
    let given = set(FstFlags::ATIM | FstFlags::MTIM);
    assert_eq!(
        fds.path_filestat_set_times(tree, at("g"), Symlinks::Follow, given, Time(7)),
        Ok(())
    );
    assert_eq!(times(&shell, "g"), (1, 2, 7));
    let fd = shell.open("g", "r", OFlags::default()).unwrap();
    let (fds, tree) = (&mut shell.fds, &mut shell.tree);
    assert_eq!(
        fds.fd_filestat_set_times(tree, fd, set(FstFlags::MTIM_NOW), Time(8)),
        Ok(())
    );
    let both = set(FstFlags::ATIM | FstFlags::ATIM_NOW);
    assert_eq!(
        fds.fd_filestat_set_times(tree, fd, both, Time(9)),
        Err(Errno::Inval)
    );
    assert_eq!(times(&shell, "g"), (1, 8, 8));
}

#[test]
fn inode_numbers_are_counted_and_never_used_again() {
    let mut shell = Shell::new();
    let inode = |shell: &Shell, path: &str| {
        let stat = shell
            .fds
            .path_filestat_get(&shell.tree, at(path), Symlinks::NoFollow);
        stat.unwrap().inode.number()
    };
    assert_eq!(
        shell.script("put a 1; put b 1; rm b; put c 1; ln c d"),
        "ok"
    );
    assert_eq!(inode(&shell, "/"), 1);
    assert_eq!(inode(&shell, "a"), 2);
    assert_eq!(inode(&shell, "c"), 4);
    assert_eq!(inode(&shell, "d"), 4);
}
