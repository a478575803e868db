//! Numbers and layouts that the guest's libc was compiled with.

use super::super::*;
use super::shell::{Shell, at};

#[test]
fn errno_numbers() {
    let table = [
        (Errno::Badf, 8),
        (Errno::Busy, 10),
        (Errno::Exist, 20),
        (Errno::Fault, 21),
        (Errno::Fbig, 22),
        (Errno::Ilseq, 25),
        (Errno::Inval, 28),
        (Errno::Isdir, 31),
        (Errno::Loop, 32),
        (Errno::Mfile, 33),
        (Errno::Nametoolong, 37),
        (Errno::Noent, 44),
        (Errno::Nospc, 51),
        (Errno::Nosys, 52),
        (Errno::Notdir, 54),
        (Errno::Notempty, 55),
        (Errno::Notsup, 58),
        (Errno::Perm, 63),
        (Errno::Stale, 72),
    ];
    for (errno, code) in table {
        assert_eq!(errno.code(), code, "{errno}");
    }
}

#[test]
fn flags_that_do_not_exist_are_refused() {
    assert_eq!(
        OFlags::from_bits(0b1111),
        Ok(OFlags::CREAT | OFlags::DIRECTORY | OFlags::EXCL | OFlags::TRUNC)
    );
    assert_eq!(OFlags::from_bits(1 << 4), Err(Errno::Inval));
    assert!(
        FdFlags::from_bits(0b11111)
            .unwrap()
            .contains(FdFlags::APPEND)
    );
    assert_eq!(FdFlags::from_bits(1 << 5), Err(Errno::Inval));
    assert_eq!(FstFlags::from_bits(0b1000), Ok(FstFlags::MTIM_NOW));
    assert_eq!(FstFlags::from_bits(1 << 4), Err(Errno::Inval));
    assert_eq!(Symlinks::from_lookupflags(1), Ok(Symlinks::Follow));
    assert_eq!(Symlinks::from_lookupflags(2), Err(Errno::Inval));
    assert_eq!(Whence::from_number(2), Ok(Whence::End));
    assert_eq!(Whence::from_number(3), Err(Errno::Inval));
}

#[test]
fn filestat_layout() {
    let mut shell = Shell::new();
    assert_eq!(shell.script("put f abc; ln f g"), "ok");
    let mut stat = shell
        .fds
        .path_filestat_get(&shell.tree, at("f"), Symlinks::Follow)
        .unwrap();
    (stat.accessed, stat.modified, stat.changed) = (Time(0x0102), Time(4), Time(5));
    #[rustfmt::skip]
    assert_eq!(stat.to_bytes(), [
        1,0,0,0,0,0,0,0,  2,0,0,0,0,0,0,0,  4,0,0,0,0,0,0,0,  2,0,0,0,0,0,0,0,
        3,0,0,0,0,0,0,0,  2,1,0,0,0,0,0,0,  4,0,0,0,0,0,0,0,  5,0,0,0,0,0,0,0,
    ]);
}

#[test]
fn fdstat_layout_and_rights() {
    let mut shell = Shell::new();
    let read = 1 << 1 | 1 << 14;
    let write = 1 << 6;
    let mode = |shell: &Shell, fd| {
        shell.fds.fd_fdstat_get(&shell.tree, fd).unwrap().rights.0 & (read | write)
    };
    // libc's fcntl(F_GETFL) reads the access mode back from these.
    for (name, expected) in [("r", 1 << 1), ("w", write), ("rw", 1 << 1 | write), ("", 0)] {
        let fd = shell.open("f", name, OFlags::CREAT).unwrap();
        assert_eq!(mode(&shell, fd), expected, "{name}");
    }
    assert_eq!(mode(&shell, 3), 1 << 14);
    let root = shell.fds.fd_fdstat_get(&shell.tree, 3).unwrap();
    assert_eq!(root.inheriting.0 & (read | write), read | write);
    assert_eq!(
        shell
            .fds
            .fd_fdstat_set_flags(4, FdFlags::APPEND | FdFlags::SYNC),
        Ok(())
    );
    let file = shell.fds.fd_fdstat_get(&shell.tree, 4).unwrap();
    let bytes = file.to_bytes();
    assert_eq!(bytes[..8], [4, 0, 0b10001, 0, 0, 0, 0, 0]);
    assert_eq!(bytes[8..16], file.rights.0.to_le_bytes());
    assert_eq!(bytes[16..], [0; 8]);
    assert_eq!(root.to_bytes()[0], 3);
}

#[test]
fn prestat_layout() {
    let prestat = Descriptors::new().fd_prestat_get(3).unwrap();
    assert_eq!(prestat.to_bytes(), [0, 0, 0, 0, 1, 0, 0, 0]);
}
