//! Calls on open files.

use super::super::*;
use super::shell::{Shell, how};

const CREAT: OFlags = OFlags::CREAT;

fn shell_with(path: &str, text: &str) -> Shell {
    let mut shell = Shell::new();
    assert_eq!(shell.run(&format!("put {path} {text}")), "ok");
    shell
}

#[test]
fn numbers_are_the_lowest_free_ones() {
    let mut shell = shell_with("f", "abc");
    assert_eq!(shell.open("f", "r", CREAT), Ok(4));
    assert_eq!(shell.open("f", "r", CREAT), Ok(5));
    assert_eq!(shell.close(4), Ok(()));
    assert_eq!(shell.open("f", "r", CREAT), Ok(4));
    assert_eq!(shell.open("f", "r", CREAT), Ok(6));
}

#[test]
fn what_is_not_open_is_badf() {
    let mut shell = Shell::new();
    for fd in [0, 1, 2, 4, 1000, Fd::MAX] {
        let (fds, tree) = (&mut shell.fds, &mut shell.tree);
        assert_eq!(fds.fd_read(tree, fd, 1), Err(Errno::Badf));
        assert_eq!(fds.fd_pread(tree, fd, 1, 0), Err(Errno::Badf));
        assert_eq!(fds.fd_write(tree, fd, &[], Time(0)), Err(Errno::Badf));
        assert_eq!(fds.fd_pwrite(tree, fd, &[], 0, Time(0)), Err(Errno::Badf));
        assert_eq!(fds.fd_seek(tree, fd, 0, Whence::Set), Err(Errno::Badf));
        assert_eq!(fds.fd_tell(fd), Err(Errno::Badf));
        assert_eq!(fds.fd_sync(fd), Err(Errno::Badf));
        assert_eq!(fds.fd_datasync(fd), Err(Errno::Badf));
        assert_eq!(fds.fd_advise(fd, 0), Err(Errno::Badf));
        assert_eq!(fds.fd_allocate(tree, fd, 0, 1, Time(0)), Err(Errno::Badf));
        assert_eq!(fds.fd_fdstat_get(tree, fd), Err(Errno::Badf));
        assert_eq!(
            fds.fd_fdstat_set_flags(fd, FdFlags::APPEND),
            Err(Errno::Badf)
        );
        assert_eq!(fds.fd_filestat_get(tree, fd), Err(Errno::Badf));
        assert_eq!(
            fds.fd_filestat_set_size(tree, fd, 0, Time(0)),
            Err(Errno::Badf)
        );
        assert_eq!(fds.fd_readdir(tree, fd, &mut [0; 99], 0), Err(Errno::Badf));
        assert_eq!(fds.fd_prestat_get(fd), Err(Errno::Badf));
        assert_eq!(fds.fd_renumber(tree, fd, 3), Err(Errno::Badf));
        assert_eq!(fds.fd_renumber(tree, 3, fd), Err(Errno::Badf));
        assert_eq!(fds.fd_close(tree, fd), Err(Errno::Badf));
        let at = At {
            dir: fd,
            path: b"f",
        };
        assert_eq!(
            fds.path_open(tree, at, how("w", CREAT), Time(0)),
            Err(Errno::Badf)
        );
        assert_eq!(
            fds.path_filestat_get(tree, at, Symlinks::Follow),
            Err(Errno::Badf)
        );
    }
}

#[test]
fn the_preopened_root_stays() {
    let mut shell = shell_with("f", "abc");
    let fd = shell.open("f", "r", CREAT).unwrap();
    assert_eq!(shell.fds.fd_prestat_get(3), Ok(Prestat { name_bytes: 1 }));
    assert_eq!(shell.fds.fd_prestat_dir_name(3), Ok(&b"/"[..]));
    assert_eq!(shell.fds.fd_prestat_get(fd), Err(Errno::Badf));
    assert_eq!(shell.close(3), Err(Errno::Notsup));
    assert_eq!(
        shell.fds.fd_renumber(&mut shell.tree, 3, fd),
        Err(Errno::Notsup)
    );
    assert_eq!(
        shell.fds.fd_renumber(&mut shell.tree, fd, 3),
        Err(Errno::Notsup)
    );
    assert_eq!(shell.run("cat f"), "abc");
}

#[test]
fn each_descriptor_has_its_own_offset() {
    let mut shell = shell_with("f", "abcdef");
    let a = shell.open("f", "r", CREAT).unwrap();
    let b = shell.open("f", "r", CREAT).unwrap();
    assert_eq!(shell.read(a, 2).unwrap(), "ab");
    assert_eq!(shell.read(b, 4).unwrap(), "abcd");
    assert_eq!(shell.read(a, 99).unwrap(), "cdef");
    assert_eq!(shell.read(a, 99).unwrap(), "");
    assert_eq!(shell.fds.fd_pread(&shell.tree, a, 2, 1), Ok(&b"bc"[..]));
    assert_eq!(shell.fds.fd_pread(&shell.tree, a, 2, 99), Ok(&b""[..]));
    assert_eq!(shell.fds.fd_tell(a), Ok(6));
    assert_eq!(shell.fds.fd_tell(b), Ok(4));
}

#[test]
fn seek() {
    let mut shell = shell_with("f", "abcdef");
    let fd = shell.open("f", "r", CREAT).unwrap();
    let table = [
        (2, Whence::Set, Ok(2)),
        (1, Whence::Cur, Ok(3)),
        (-4, Whence::Cur, Err(Errno::Inval)),
        (-3, Whence::Cur, Ok(0)),
        (-1, Whence::End, Ok(5)),
        (4, Whence::End, Ok(10)),
        (-7, Whence::End, Err(Errno::Inval)),
        (i64::MIN, Whence::Set, Err(Errno::Inval)),
        (i64::MAX, Whence::Set, Ok(i64::MAX as u64)),
        (1, Whence::Cur, Err(Errno::Inval)),
        (i64::MAX, Whence::End, Err(Errno::Inval)),
    ];
    for (delta, whence, expected) in table {
        let offset = shell.fds.fd_seek(&shell.tree, fd, delta, whence);
        assert_eq!(offset, expected, "{delta} {whence:?}");
    }
    assert_eq!(shell.fds.fd_tell(fd), Ok(i64::MAX as u64));
    assert_eq!(shell.read(fd, 9).unwrap(), "");
}

#[test]
fn writes_replace_extend_and_fill_gaps() {
    let mut shell = shell_with("f", "abcdef");
    let fd = shell.open("f", "rw", OFlags::default()).unwrap();
    let many: [&[u8]; 3] = [b"X", b"", b"YZ"];
    assert_eq!(
        shell.fds.fd_write(&mut shell.tree, fd, &many, Time(9)),
        Ok(3)
    );
    assert_eq!(shell.run("cat f"), "XYZdef");
    assert_eq!(shell.read(fd, 1).unwrap(), "d");
    let over: [&[u8]; 2] = [b"12", b"345"];
    assert_eq!(
        shell.fds.fd_pwrite(&mut shell.tree, fd, &over, 5, Time(9)),
        Ok(5)
    );
    assert_eq!(shell.run("cat f"), "XYZde12345");
    assert_eq!(
        shell
            .fds
            .fd_pwrite(&mut shell.tree, fd, &[b"!"], 12, Time(9)),
        Ok(1)
    );
    assert_eq!(shell.run("cat f"), "XYZde12345\0\0!");
    assert_eq!(
        shell.fds.fd_pwrite(&mut shell.tree, fd, &[], 99, Time(9)),
        Ok(0)
    );
    assert_eq!(shell.fds.fd_filestat_get(&shell.tree, fd).unwrap().size, 13);
    assert_eq!(shell.fds.fd_tell(fd), Ok(4));
}

#[test]
fn appending_goes_to_the_end_whatever_the_offset() {
    let mut shell = shell_with("f", "ab");
    let fd = shell.open("f", "rw", OFlags::default()).unwrap();
    assert_eq!(shell.fds.fd_fdstat_set_flags(fd, FdFlags::APPEND), Ok(()));
    assert_eq!(shell.run("add f cd"), "ok");
    assert_eq!(shell.write(fd, "ef"), Ok(2));
    assert_eq!(shell.fds.fd_tell(fd), Ok(6));
    assert_eq!(
        shell
            .fds
            .fd_pwrite(&mut shell.tree, fd, &[b"X"], 0, Time(9)),
        Ok(1)
    );
    assert_eq!(shell.run("cat f"), "Xbcdef");
}

#[test]
fn the_access_mode_holds() {
    let mut shell = shell_with("f", "abc");
    let r = shell.open("f", "r", OFlags::default()).unwrap();
    let w = shell.open("f", "w", OFlags::default()).unwrap();
    let none = shell.open("f", "", OFlags::default()).unwrap();
    let (fds, tree) = (&mut shell.fds, &mut shell.tree);
    for fd in [r, none] {
        assert_eq!(fds.fd_write(tree, fd, &[b"x"], Time(9)), Err(Errno::Badf));
        assert_eq!(
            fds.fd_pwrite(tree, fd, &[b"x"], 0, Time(9)),
            Err(Errno::Badf)
        );
        assert_eq!(fds.fd_allocate(tree, fd, 0, 9, Time(9)), Err(Errno::Badf));
        assert_eq!(
            fds.fd_filestat_set_size(tree, fd, 0, Time(9)),
            Err(Errno::Inval)
        );
    }
    for fd in [w, none] {
        assert_eq!(fds.fd_read(tree, fd, 1), Err(Errno::Badf));
        assert_eq!(fds.fd_pread(tree, fd, 1, 0), Err(Errno::Badf));
    }
    assert_eq!(fds.fd_read(tree, r, 9), Ok(&b"abc"[..]));
    assert_eq!(fds.fd_write(tree, w, &[b"x"], Time(9)), Ok(1));
}

#[test]
fn a_directory_has_no_bytes() {
    let mut shell = Shell::new();
    let (fds, tree) = (&mut shell.fds, &mut shell.tree);
    assert_eq!(fds.fd_read(tree, 3, 1), Err(Errno::Isdir));
    assert_eq!(fds.fd_pread(tree, 3, 1, 0), Err(Errno::Isdir));
    assert_eq!(fds.fd_seek(tree, 3, 0, Whence::Set), Err(Errno::Isdir));
    assert_eq!(fds.fd_tell(3), Err(Errno::Isdir));
    assert_eq!(fds.fd_write(tree, 3, &[b"x"], Time(0)), Err(Errno::Badf));
    assert_eq!(
        fds.fd_filestat_set_size(tree, 3, 1, Time(0)),
        Err(Errno::Inval)
    );
    assert_eq!(fds.fd_sync(3), Ok(()));
}

#[test]
fn size() {
    let mut shell = shell_with("f", "abcdef");
    let fd = shell.open("f", "rw", OFlags::default()).unwrap();
    let (fds, tree) = (&mut shell.fds, &mut shell.tree);
    assert_eq!(fds.fd_filestat_set_size(tree, fd, 2, Time(9)), Ok(()));
    assert_eq!(fds.fd_allocate(tree, fd, 0, 1, Time(9)), Ok(()));
    assert_eq!(fds.fd_read(tree, fd, 9), Ok(&b"ab"[..]));
    assert_eq!(fds.fd_allocate(tree, fd, 2, 2, Time(9)), Ok(()));
    assert_eq!(fds.fd_read(tree, fd, 9), Ok(&b"\0\0"[..]));
    assert_eq!(fds.fd_allocate(tree, fd, 2, 0, Time(9)), Err(Errno::Inval));
    assert_eq!(
        fds.fd_allocate(tree, fd, u64::MAX, 2, Time(9)),
        Err(Errno::Fbig)
    );
    assert_eq!(
        fds.fd_filestat_set_size(tree, fd, u64::MAX, Time(9)),
        Err(Errno::Fbig)
    );
    assert_eq!(
        fds.fd_pwrite(tree, fd, &[b"x"], u64::MAX, Time(9)),
        Err(Errno::Inval)
    );
    assert_eq!(
        fds.fd_pwrite(tree, fd, &[b"x"], i64::MAX as u64, Time(9)),
        Err(Errno::Fbig)
    );
    assert_eq!(fds.fd_advise(fd, 5), Ok(()));
    assert_eq!(fds.fd_advise(fd, 6), Err(Errno::Inval));
}

#[test]
fn paths_start_at_their_descriptor() {
    let mut shell = Shell::new();
    assert_eq!(
        shell.script("mkdir a; mkdir a/b; put a/b/f in; put f out"),
        "ok"
    );
    let dir = shell.open("a/b", "r", OFlags::DIRECTORY).unwrap();
    let size = |shell: &Shell, path: &str| {
        let at = At {
            dir,
            path: path.as_bytes(),
        };
        shell
            .fds
            .path_filestat_get(&shell.tree, at, Symlinks::Follow)
            .map(|stat| stat.size)
    };
    assert_eq!(size(&shell, "f"), Ok(2));
    assert_eq!(size(&shell, "../b/f"), Ok(2));
    assert_eq!(size(&shell, "../../../../f"), Ok(3));
    assert_eq!(size(&shell, "/f"), Ok(3));
    assert_eq!(shell.script("mv a/b c"), "ok");
    assert_eq!(size(&shell, "f"), Ok(2));
    assert_eq!(size(&shell, "../f"), Ok(3));
    let file = shell.open("f", "r", OFlags::default()).unwrap();
    let at = At {
        dir: file,
        path: b"x",
    };
    let (fds, tree) = (&shell.fds, &mut shell.tree);
    assert_eq!(
        fds.path_create_directory(tree, at, Time(9)),
        Err(Errno::Notdir)
    );
}

#[test]
fn renumber_replaces() {
    let mut shell = Shell::new();
    assert_eq!(shell.script("put a A; put b B"), "ok");
    let a = shell.open("a", "r", CREAT).unwrap();
    let b = shell.open("b", "r", CREAT).unwrap();
    assert_eq!(shell.run("rm b"), "ok");
    assert_eq!(shell.fds.fd_renumber(&mut shell.tree, a, a), Ok(()));
    assert_eq!(shell.fds.fd_renumber(&mut shell.tree, a, b), Ok(()));
    assert_eq!(shell.read(b, 9).unwrap(), "A");
    assert_eq!(shell.close(a), Err(Errno::Badf));
    assert_eq!(shell.tree.usage().bytes, 1);
    assert_eq!(
        shell.fds.fd_renumber(&mut shell.tree, b, a),
        Err(Errno::Badf)
    );
}
