//! Paths and names: each row is a script and the answer of its last command.

use super::super::*;
use super::shell::Shell;

fn check(table: &[(&str, &str)]) {
    for (script, expected) in table {
        assert_eq!(Shell::new().script(script), *expected, "{script}");
    }
}

#[test]
fn paths() {
    check(&[
        ("stat /", "Directory 0 x1"),
        ("stat //", "Directory 0 x1"),
        ("stat .", "Directory 0 x1"),
        ("stat ..", "Directory 0 x1"),
        ("stat ../../..", "Directory 0 x1"),
        ("stat ''", "Noent"),
        ("put f a; stat /f", "RegularFile 1 x1"),
        ("put f a; stat ../../f", "RegularFile 1 x1"),
        ("put f a; stat .//./f", "RegularFile 1 x1"),
        ("put f a; stat f/", "Notdir"),
        ("put f a; stat f/.", "Notdir"),
        ("put f a; stat f/..", "Notdir"),
        ("put f a; stat f/x", "Notdir"),
        ("stat nowhere/", "Noent"),
        ("stat nowhere/x", "Noent"),
        ("stat nowhere/..", "Noent"),
        ("mkdir d; put d/f a; stat d/../d/f", "RegularFile 1 x1"),
        ("mkdir d; put d/f a; cat d//f", "a"),
        ("mkdir d; mkdir d/e; stat d/e/../../d/e/", "Directory 0 x1"),
        ("put ... a; cat ...", "a"),
        ("put grüße a; ls .", "grüße"),
    ]);
}

#[test]
fn bytes_that_are_no_path() {
    let mut shell = Shell::new();
    let table: [(&[u8], Errno); 6] = [
        (b"", Errno::Noent),
        (b"a\0b", Errno::Inval),
        (b"\0", Errno::Inval),
        (b"\xff", Errno::Ilseq),
        (b"ok/\xc3", Errno::Ilseq),
        (b"a\0\xff", Errno::Inval),
    ];
    for (path, errno) in table {
        let at = At { dir: 3, path };
        let (fds, tree) = (&shell.fds, &mut shell.tree);
        assert_eq!(
            fds.path_create_directory(tree, at, Time(1)),
            Err(errno),
            "{path:?}"
        );
        assert_eq!(
            fds.path_filestat_get(tree, at, Symlinks::Follow),
            Err(errno),
            "{path:?}"
        );
        let target = fds.path_symlink(tree, path, super::shell::at("link"), Time(1));
        assert_eq!(target, Err(errno), "target {path:?}");
    }
    assert_eq!(shell.run("ls ."), "");
}

#[test]
fn open() {
    check(&[
        ("open f r", "Noent"),
        ("put f a; open f rw", "ok"),
        ("put f ab; put f c; cat f", "c"),
        ("put f ab; add f c; cat f", "abc"),
        ("add f c; cat f", "c"),
        ("new f; new f", "Exist"),
        ("mkdir d; new d", "Exist"),
        ("sym nowhere s; new s", "Exist"),
        ("put f/ a", "Isdir"),
        ("put f a; put f/ b", "Isdir"),
        ("put nowhere/f a", "Noent"),
        ("put f a; put f/g b", "Notdir"),
        ("mkdir d; put d a", "Isdir"),
        ("mkdir d; open d r", "ok"),
        ("mkdir d; open d/ r", "ok"),
        ("mkdir d; open d rw", "Isdir"),
        ("mkdir d; cat d", "Isdir"),
        ("put . a", "Isdir"),
        ("put / a", "Isdir"),
        ("put f a; ls f", "Notdir"),
        ("ls nowhere", "Noent"),
    ]);
}

#[test]
fn open_flags() {
    let (creat, dir, excl) = (OFlags::CREAT, OFlags::DIRECTORY, OFlags::EXCL);
    let mut shell = Shell::new();
    assert_eq!(shell.script("put f abc; sym f s"), "ok");
    assert_eq!(shell.open("x", "rw", creat | dir), Err(Errno::Inval));
    assert_eq!(shell.open("x", "rw", excl), Err(Errno::Noent));
    assert_eq!(shell.open("f", "r", dir), Err(Errno::Notdir));
    let mut how = super::shell::how("r", OFlags::default());
    how.symlinks = Symlinks::NoFollow;
    let link = shell
        .fds
        .path_open(&mut shell.tree, super::shell::at("s"), how, Time(1));
    assert_eq!(link, Err(Errno::Loop));
    assert_eq!(shell.run("ls ."), "f s");
}

#[test]
fn directories() {
    check(&[
        ("mkdir d; stat d", "Directory 0 x1"),
        ("mkdir d/; stat d", "Directory 0 x1"),
        ("mkdir d; mkdir d", "Exist"),
        ("put f a; mkdir f", "Exist"),
        ("put f a; mkdir f/", "Exist"),
        ("sym nowhere s; mkdir s", "Exist"),
        ("sym nowhere s; mkdir s/", "Exist"),
        ("mkdir .", "Exist"),
        ("mkdir /", "Exist"),
        ("mkdir a/b", "Noent"),
        ("put f a; mkdir f/d", "Notdir"),
        ("mkdir d; rmdir d; stat d", "Noent"),
        ("mkdir d; rmdir d/; stat d", "Noent"),
        ("rmdir d", "Noent"),
        ("mkdir d; put d/f a; rmdir d", "Notempty"),
        ("put f a; rmdir f", "Notdir"),
        ("mkdir d; sym d s; rmdir s", "Notdir"),
        ("mkdir d; sym d s; rmdir s/", "Notdir"),
        ("mkdir d; rmdir d/.", "Inval"),
        ("mkdir d; rmdir d/..", "Notempty"),
        ("rmdir /", "Busy"),
    ]);
}

#[test]
fn unlink() {
    check(&[
        ("put f a; rm f; stat f", "Noent"),
        ("rm f", "Noent"),
        ("mkdir d; rm d", "Isdir"),
        ("mkdir d; rm d/", "Isdir"),
        ("rm .", "Isdir"),
        ("rm /", "Isdir"),
        ("put f a; rm f/", "Notdir"),
        ("put f a; sym f s; rm s; cat f", "a"),
        ("mkdir d; sym d s; rm s/", "Notdir"),
    ]);
}

#[test]
fn rename() {
    check(&[
        ("put a 1; mv a b; cat b", "1"),
        ("put a 1; mv a b; stat a", "Noent"),
        ("put a 1; put b 2; mv a b; cat b", "1"),
        ("put a 1; put b 2; mv a b; ls .", "b"),
        ("put a 1; mv a a; cat a", "1"),
        ("put a 1; ln a b; mv a b; ls .", "a b"),
        ("mv a b", "Noent"),
        ("mv a nowhere/b", "Noent"),
        ("put a 1; mv a nowhere/b", "Noent"),
        ("put a 1; mv a b/", "Notdir"),
        ("put a 1; mv a/ b", "Notdir"),
        ("put a 1; mkdir d; mv a d", "Isdir"),
        ("put a 1; mkdir d; mv d a", "Notdir"),
        ("put a 1; mkdir d; mv a d/a; ls d", "a"),
        ("mkdir a; put a/f 1; mv a b; cat b/f", "1"),
        ("mkdir a; mv a b/; ls .", "b"),
        ("mkdir a; mkdir b; put a/f 1; mv a b; cat b/f", "1"),
        ("mkdir a; mkdir b; put b/f 1; mv a b", "Notempty"),
        ("mkdir a; mv a a", "ok"),
        ("mkdir a; mv a a/b", "Inval"),
        ("mkdir a; mkdir a/b; mv a a/b/c", "Inval"),
        ("mkdir a; mkdir a/b; mv a a/b", "Inval"),
        ("mkdir a; mkdir a/b; mv a/b a", "Notempty"),
        ("mkdir a; mkdir a/b; put a/f 1; mv a/f a", "Notempty"),
        (
            "mkdir a; mkdir a/b; mkdir c; mv a/b c/b; put f 1; cat c/b/../../f",
            "1",
        ),
        ("mkdir a; mv a/. b", "Busy"),
        ("mkdir a; mv a/.. b", "Busy"),
        ("mkdir a; mv a .", "Busy"),
        ("mkdir a; mv / a/b", "Busy"),
        ("put a 1; sym a s; mv s t; readlink t", "a"),
        (
            "put a 1; put b 2; sym b s; mv a s; lstat s",
            "RegularFile 1 x1",
        ),
        ("put a 1; put b 2; sym b s; mv a s; cat b", "2"),
    ]);
}

#[test]
fn hard_links() {
    check(&[
        ("put a 1; ln a b; add a 2; cat b", "12"),
        ("put a 1; ln a b; stat a", "RegularFile 1 x2"),
        ("put a 1; ln a b; rm a; stat b", "RegularFile 1 x1"),
        ("put a 1; put b 2; ln a b", "Exist"),
        ("put a 1; ln a b/", "Noent"),
        ("put a 1; ln a nowhere/b", "Noent"),
        ("put a 1; ln a/ b", "Notdir"),
        ("ln a b", "Noent"),
        ("mkdir d; ln d e", "Perm"),
        ("put a 1; sym a s; ln s t; lstat t", "Symlink 1 x2"),
    ]);
}

#[test]
fn symlinks() {
    check(&[
        ("put a 1; sym a s; cat s", "1"),
        ("put a 1; sym a s; lstat s", "Symlink 1 x1"),
        ("put a 1; sym a s; stat s", "RegularFile 1 x1"),
        ("put a 1; sym a s; add s 2; cat a", "12"),
        ("put a 1; sym a s; stat s/", "Notdir"),
        ("put a 1; sym a/ s; stat s", "Notdir"),
        ("sym nowhere s; stat s", "Noent"),
        ("sym nowhere s; lstat s/", "Noent"),
        ("sym made s; put s 1; cat made", "1"),
        ("sym made/ s; put s 1", "Isdir"),
        ("mkdir d; put d/f 1; sym d s; cat s/f", "1"),
        ("mkdir d; put d/f 1; sym /d/f s; cat s", "1"),
        ("mkdir d; sym /d d/s; put d/f 1; cat d/s/s/s/f", "1"),
        ("mkdir d; put f 1; sym ../f d/s; cat d/s", "1"),
        ("mkdir d; put f 1; sym ../../../../f d/s; cat d/s", "1"),
        ("mkdir d; sym d s; put f 1; cat s/../f", "1"),
        ("sym / s; put f 1; cat s/f", "1"),
        ("sym / s; lstat s/", "Directory 0 x1"),
        ("mkdir d; sym d s; lstat s", "Symlink 1 x1"),
        ("mkdir d; sym d s; lstat s/", "Directory 0 x1"),
        ("sym s s; stat s", "Loop"),
        ("sym s s; lstat s", "Symlink 1 x1"),
        ("sym t s; sym s t; cat s", "Loop"),
        ("sym t s; sym s t; put s 1", "Loop"),
        ("sym s/x s; cat s", "Loop"),
        ("sym a s; readlink s", "a"),
        ("sym /a/../b s; readlink s", "/a/../b"),
        ("put a 1; readlink a", "Inval"),
        ("mkdir d; sym d s; readlink s/", "Inval"),
        ("readlink s", "Noent"),
        ("sym '' s", "Noent"),
        ("sym a s/", "Noent"),
        ("put s 1; sym a s", "Exist"),
    ]);
}

#[test]
fn forty_symlinks_are_followed_and_no_more() {
    let mut shell = Shell::new();
    assert_eq!(shell.script("put s0 end"), "ok");
    for n in 1..=41 {
        assert_eq!(shell.run(&format!("sym s{} s{n}", n - 1)), "ok");
    }
    assert_eq!(shell.run("cat s40"), "end");
    assert_eq!(shell.run("cat s41"), "Loop");
}

#[test]
fn symlinks_that_are_long_walks_end() {
    let mut shell = Shell::new();
    let walk = "d/../".repeat(400);
    assert_eq!(shell.script("mkdir d; put f 1"), "ok");
    assert_eq!(shell.run(&format!("sym {walk}f s0")), "ok");
    for n in 1..10 {
        assert_eq!(shell.run(&format!("sym {walk}s{} s{n}", n - 1)), "ok");
    }
    assert_eq!(shell.run("cat s3"), "1");
    assert_eq!(shell.run("cat s9"), "Loop");
}
