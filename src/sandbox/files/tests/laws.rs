//! Any calls, by both sides, on any descriptors, with any bytes as a path: nothing panics, the limits hold, and what
//! the tree counts is what can be reached.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::*;
use super::shell::{at, entries};

const LIMITS: Limits = Limits {
    bytes: 200,
    nodes: 12,
    name_bytes: 8,
    path_bytes: 48,
    depth: 4,
    open_files: 5,
};

/// Which call, on which descriptors, with which paths and numbers. Each call takes what it needs.
#[derive(Debug, Clone)]
struct Call {
    kind: u8,
    side: bool,
    fd: Fd,
    other: Fd,
    path: Vec<u8>,
    other_path: Vec<u8>,
    number: u64,
    small: u64,
    flags: u16,
}

fn run(tree: &mut Tree, fds: &mut Descriptors, call: &Call) -> Result<(), Errno> {
    let now = Time(call.number);
    let (fd, flags) = (call.fd, call.flags);
    let here = At {
        dir: fd,
        path: &call.path,
    };
    let there = At {
        dir: call.other,
        path: &call.other_path,
    };
    let symlinks = Symlinks::from_lookupflags(u32::from(flags) & 1)?;
    let bytes = vec![b'x'; call.small as usize];
    let times = SetTimes {
        flags: FstFlags::from_bits(flags & 15)?,
        accessed: now,
        modified: now,
    };
    match call.kind {
        0..=5 => {
            let oflags = OFlags::from_bits(flags >> 1 & 15)?;
            let fdflags = FdFlags::from_bits(flags >> 5 & 1)?;
            let rights = Rights(u64::from(flags));
            let how = OpenHow {
                symlinks,
                oflags,
                fdflags,
                rights,
            };
            fds.path_open(tree, here, how, now)?;
        }
        6 => fds.fd_close(tree, fd)?,
        7 => fds.fd_renumber(tree, fd, call.other)?,
        8..=10 => {
            fds.fd_write(tree, fd, &[&bytes, b"y"], now)?;
        }
        11 => {
            fds.fd_pwrite(tree, fd, &[&bytes], call.small, now)?;
            fds.fd_pwrite(tree, fd, &[&bytes], call.number, now)?;
        }
        12 => {
            fds.fd_seek(
                tree,
                fd,
                call.number as i64,
                Whence::from_number((flags % 3) as u8)?,
            )?;
        }
        13 => {
            assert!(fds.fd_read(tree, fd, call.number as usize)?.len() as u64 <= LIMITS.bytes);
        }
        14 => {
            fds.fd_pread(tree, fd, call.number as usize, call.small)?;
            fds.fd_pread(tree, fd, usize::MAX, call.number)?;
        }
        15 => fds.fd_filestat_set_size(tree, fd, call.small, now)?,
        16 => fds.fd_filestat_set_size(tree, fd, call.number, now)?,
        17 => fds.fd_allocate(tree, fd, call.number, call.small, now)?,
        18 => {
            let mut buffer = [0; 100];
            let room = &mut buffer[..call.small as usize % 100];
            fds.fd_readdir(tree, fd, room, call.number)?;
            fds.fd_readdir(tree, fd, room, call.small % 8)?;
        }
        19 => fds.fd_filestat_set_times(tree, fd, times, now)?,
        20 => fds.path_filestat_set_times(tree, here, symlinks, times, now)?,
        21..=23 => fds.path_create_directory(tree, here, now)?,
        24 => fds.path_remove_directory(tree, here, now)?,
        25 => fds.path_unlink_file(tree, here, now)?,
        26..=28 => fds.path_rename(tree, here, there, now)?,
        29 => fds.path_link(tree, here, symlinks, there, now)?,
        30 => fds.path_symlink(tree, &call.other_path, here, now)?,
        31 => fds.close_all(tree),
        _ => {
            fds.path_readlink(tree, here)?;
        }
    }
    Ok(())
}

/// Sizes of all nodes under the root, by inode, found as a guest would find them.
fn reachable(tree: &mut Tree) -> BTreeMap<u64, u64> {
    let mut fds = Descriptors::new();
    let mut sizes = BTreeMap::from([(1, 0)]);
    let mut pending = vec![String::from("/")];
    while let Some(dir) = pending.pop() {
        let how = super::shell::how("r", OFlags::DIRECTORY);
        let fd = fds.path_open(tree, at(&dir), how, Time(0)).unwrap();
        let mut buffer = [0; 4096];
        let used = fds.fd_readdir(tree, fd, &mut buffer, 0).unwrap();
        fds.fd_close(tree, fd).unwrap();
        for entry in entries(&buffer[..used]).into_iter().skip(2) {
            let path = format!("{dir}{}", entry.name);
            let stat = fds
                .path_filestat_get(tree, at(&path), Symlinks::NoFollow)
                .unwrap();
            assert_eq!(stat.inode.number(), entry.inode);
            sizes.insert(entry.inode, stat.size);
            if stat.file_type == FileType::Directory {
                pending.push(format!("{path}/"));
            }
        }
    }
    sizes
}

fn paths() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => "(/?(a|b|c|\\.|\\.\\.)){1,4}/?".prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..30),
    ]
}

fn numbers() -> impl Strategy<Value = u64> {
    prop_oneof![
        0..300u64,
        any::<u64>(),
        Just(u64::MAX),
        Just(i64::MAX as u64),
        Just(0)
    ]
}

fn calls() -> impl Strategy<Value = Call> {
    let targets = (
        any::<bool>(),
        prop_oneof![3 => Just(3), 4 => 0..9u32],
        0..9u32,
        paths(),
        paths(),
    );
    (0..33u8, targets, numbers(), 0..120u64, any::<u16>()).prop_map(
        |(kind, targets, number, small, flags)| {
            let (side, fd, other, path, other_path) = targets;
            Call {
                kind,
                side,
                fd,
                other,
                path,
                other_path,
                number,
                small,
                flags,
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_counted_is_what_is_there(calls in proptest::collection::vec(calls(), 1..80)) {
        let mut tree = Tree::new(LIMITS, Time(0));
        let mut sides = [Descriptors::new(), Descriptors::new()];
        for call in &calls {
            let _ = run(&mut tree, &mut sides[usize::from(call.side)], call);
            let usage = tree.usage();
            prop_assert!(usage.bytes <= LIMITS.bytes && usage.nodes <= LIMITS.nodes, "{:?}", call);
        }
        for side in &mut sides {
            side.close_all(&mut tree);
        }
        let sizes = reachable(&mut tree);
        prop_assert_eq!(tree.usage().nodes, sizes.len());
        prop_assert_eq!(tree.usage().bytes, sizes.values().sum::<u64>());
    }
}
