//! WASI preview 1's file calls over the in-memory file system, and the three standard streams before it.
//!
//! Host work burns no fuel by itself, so each call is charged: a flat sum, and more by the bytes that it moved.

use std::sync::PoisonError;

use wasmtime::{Caller, Linker, Result};

use super::{Context, charge};
use crate::sandbox::files::{
    At, Descriptors, Errno, FdFlags, FstFlags, OFlags, OpenHow, Rights, SetTimes, Symlinks, Time,
    Tree, Whence,
};
use crate::sandbox::kernel::EPOCH_NS;

const WASI: &str = "wasi_snapshot_preview1";
/// Fuel for a call, about what the host's work on it takes.
const CALL: u64 = 2_000;
/// A preview 1 path is never longer (`Limits::path_bytes`); read no more than shows that it is too long.
const LONGEST_PATH: usize = 4097;
/// The most vectors of one read or write.
const MOST_VECTORS: u32 = 1024;
/// The largest buffer of a directory listing that is filled at once.
const LISTING: usize = 64 << 10;

type Call<'c, 'a> = &'c mut Caller<'a, Context>;

/// Runs `work` on the caller's open files and answers with its errno.
fn files(
    mut caller: Caller<'_, Context>,
    work: impl FnOnce(Call<'_, '_>, &mut Descriptors, &mut Tree, Time) -> std::result::Result<(), Errno>,
) -> Result<i32> {
    charge(&caller)?;
    let (kernel, side, tid) = (
        caller.data().kernel.clone(),
        caller.data().side,
        caller.data().tid,
    );
    // A lock of its own: `work` uses the caller's memory, which asks the kernel for its size.
    let (disk, now) = {
        let kernel = kernel.lock();
        (kernel.disk.clone(), Time(EPOCH_NS + kernel.now))
    };
    let mut disk = disk.lock().unwrap_or_else(PoisonError::into_inner);
    let before = disk.tree.usage().bytes;
    let (descriptors, tree) = disk.of(side);
    let outcome = work(&mut caller, descriptors, tree, now);
    let moved = disk.tree.usage().bytes.abs_diff(before);
    kernel.lock().charge_host_work(tid, CALL + moved);
    Ok(match outcome {
        Ok(()) => 0,
        Err(errno) => i32::from(errno.code()),
    })
}

impl Context {
    fn store(&self, at: i32, bytes: &[u8]) -> std::result::Result<(), Errno> {
        self.write(at, bytes).map_err(|_| Errno::Fault)
    }

    fn path(&self, at: i32, len: i32) -> std::result::Result<Vec<u8>, Errno> {
        let len = (len as u32 as usize).min(LONGEST_PATH);
        self.read(at, len as i32).map_err(|_| Errno::Fault)
    }

    /// Addresses and lengths of an iovec array.
    fn vectors(&self, at: i32, count: i32) -> std::result::Result<Vec<(i32, usize)>, Errno> {
        let count = count as u32;
        if count > MOST_VECTORS {
            return Err(Errno::Inval);
        }
        let bytes = self.read(at, count as i32 * 8).map_err(|_| Errno::Fault)?;
        let word = |entry: &[u8], from: usize| {
            u32::from_le_bytes([
                entry[from],
                entry[from + 1],
                entry[from + 2],
                entry[from + 3],
            ])
        };
        Ok(bytes
            .chunks_exact(8)
            .map(|entry| (word(entry, 0) as i32, word(entry, 4) as usize))
            .collect())
    }

    /// The bytes to be written, one buffer a vector.
    fn buffers(&self, at: i32, count: i32) -> std::result::Result<Vec<Vec<u8>>, Errno> {
        let vectors = self.vectors(at, count)?;
        vectors
            .into_iter()
            .map(|(at, len)| self.read(at, len as i32).map_err(|_| Errno::Fault))
            .collect()
    }

    /// Spreads what was read over the vectors.
    fn scatter(
        &self,
        vectors: &[(i32, usize)],
        mut bytes: &[u8],
    ) -> std::result::Result<(), Errno> {
        for (at, len) in vectors {
            let (part, rest) = bytes.split_at(bytes.len().min(*len));
            self.store(*at, part)?;
            bytes = rest;
        }
        Ok(())
    }
}

fn at(dir: i32, path: &[u8]) -> At<'_> {
    At {
        dir: dir as u32,
        path,
    }
}

fn slices(buffers: &[Vec<u8>]) -> Vec<&[u8]> {
    buffers.iter().map(Vec::as_slice).collect()
}

pub(super) fn add(linker: &mut Linker<Context>) -> Result<()> {
    descriptors(linker)?;
    contents(linker)?;
    paths(linker)?;
    names(linker)
}

type Ctx<'a> = Caller<'a, Context>;

fn descriptors(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        WASI,
        "fd_prestat_get",
        |caller: Ctx<'_>, fd: i32, to: i32| {
            files(caller, |c, open, _, _| {
                c.data()
                    .store(to, &open.fd_prestat_get(fd as u32)?.to_bytes())
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_prestat_dir_name",
        |caller: Ctx<'_>, fd: i32, to: i32, len: i32| {
            files(caller, |c, open, _, _| {
                let name = open.fd_prestat_dir_name(fd as u32)?;
                if name.len() > len as u32 as usize {
                    return Err(Errno::Nametoolong);
                }
                c.data().store(to, name)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_fdstat_get",
        |caller: Ctx<'_>, fd: i32, to: i32| {
            files(caller, |c, open, tree, _| {
                let stat = if is_stream(fd) {
                    stream_fdstat(fd)
                } else {
                    open.fd_fdstat_get(tree, fd as u32)?.to_bytes()
                };
                c.data().store(to, &stat)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_fdstat_set_flags",
        |caller: Ctx<'_>, fd: i32, flags: i32| {
            files(caller, |_, open, _, _| {
                open.fd_fdstat_set_flags(fd as u32, FdFlags::from_bits(flags as u16)?)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_filestat_get",
        |caller: Ctx<'_>, fd: i32, to: i32| {
            files(caller, |c, open, tree, _| {
                let stat = if is_stream(fd) {
                    stream_filestat()
                } else {
                    open.fd_filestat_get(tree, fd as u32)?.to_bytes()
                };
                c.data().store(to, &stat)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_filestat_set_size",
        |caller: Ctx<'_>, fd: i32, size: i64| {
            files(caller, |_, open, tree, now| {
                open.fd_filestat_set_size(tree, fd as u32, size as u64, now)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_filestat_set_times",
        |caller: Ctx<'_>, fd: i32, accessed: i64, modified: i64, flags: i32| {
            files(caller, |_, open, tree, now| {
                open.fd_filestat_set_times(tree, fd as u32, times(accessed, modified, flags)?, now)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_allocate",
        |caller: Ctx<'_>, fd: i32, offset: i64, len: i64| {
            files(caller, |_, open, tree, now| {
                open.fd_allocate(tree, fd as u32, offset as u64, len as u64, now)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_advise",
        |caller: Ctx<'_>, fd: i32, _: i64, _: i64, advice: i32| {
            files(caller, |_, open, _, _| {
                open.fd_advise(fd as u32, advice as u8)
            })
        },
    )?;
    for name in ["fd_sync", "fd_datasync"] {
        linker.func_wrap(WASI, name, |caller: Ctx<'_>, fd: i32| {
            files(caller, |_, open, _, _| open.fd_sync(fd as u32))
        })?;
    }
    linker.func_wrap(WASI, "fd_close", |caller: Ctx<'_>, fd: i32| {
        files(caller, |_, open, tree, _| {
            if is_stream(fd) {
                Ok(())
            } else {
                open.fd_close(tree, fd as u32)
            }
        })
    })?;
    linker.func_wrap(
        WASI,
        "fd_renumber",
        |caller: Ctx<'_>, from: i32, to: i32| {
            files(caller, |_, open, tree, _| {
                if is_stream(from) || is_stream(to) {
                    return Err(Errno::Notsup);
                }
                open.fd_renumber(tree, from as u32, to as u32)
            })
        },
    )?;
    Ok(())
}

fn contents(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        WASI,
        "fd_read",
        |caller: Ctx<'_>, fd: i32, vectors: i32, count: i32, read: i32| {
            files(caller, |c, open, tree, _| {
                let vectors = c.data().vectors(vectors, count)?;
                let most = vectors
                    .iter()
                    .fold(0usize, |sum, (_, len)| sum.saturating_add(*len));
                // Standard input is at its end.
                let bytes = if fd == 0 {
                    &[]
                } else {
                    open.fd_read(tree, fd as u32, most)?
                };
                c.data().scatter(&vectors, bytes)?;
                c.data().store(read, &(bytes.len() as u32).to_le_bytes())
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_pread",
        |caller: Ctx<'_>, fd: i32, vectors: i32, count: i32, offset: i64, read: i32| {
            files(caller, |c, open, tree, _| {
                let vectors = c.data().vectors(vectors, count)?;
                let most = vectors
                    .iter()
                    .fold(0usize, |sum, (_, len)| sum.saturating_add(*len));
                let bytes = open.fd_pread(tree, fd as u32, most, offset as u64)?;
                c.data().scatter(&vectors, bytes)?;
                c.data().store(read, &(bytes.len() as u32).to_le_bytes())
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_write",
        |caller: Ctx<'_>, fd: i32, vectors: i32, count: i32, written: i32| {
            files(caller, |c, open, tree, now| {
                let done = if fd == 1 || fd == 2 {
                    print(c.data(), fd, vectors, count)?
                } else {
                    let buffers = c.data().buffers(vectors, count)?;
                    open.fd_write(tree, fd as u32, &slices(&buffers), now)?
                };
                c.data().store(written, &(done as u32).to_le_bytes())
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_pwrite",
        |caller: Ctx<'_>, fd: i32, vectors: i32, count: i32, offset: i64, written: i32| {
            files(caller, |c, open, tree, now| {
                let buffers = c.data().buffers(vectors, count)?;
                let done =
                    open.fd_pwrite(tree, fd as u32, &slices(&buffers), offset as u64, now)?;
                c.data().store(written, &(done as u32).to_le_bytes())
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "fd_seek",
        |caller: Ctx<'_>, fd: i32, delta: i64, whence: i32, to: i32| {
            files(caller, |c, open, tree, _| {
                if is_stream(fd) {
                    return Err(Errno::Spipe);
                }
                let offset =
                    open.fd_seek(tree, fd as u32, delta, Whence::from_number(whence as u8)?)?;
                c.data().store(to, &offset.to_le_bytes())
            })
        },
    )?;
    linker.func_wrap(WASI, "fd_tell", |caller: Ctx<'_>, fd: i32, to: i32| {
        files(caller, |c, open, _, _| {
            if is_stream(fd) {
                return Err(Errno::Spipe);
            }
            c.data().store(to, &open.fd_tell(fd as u32)?.to_le_bytes())
        })
    })?;
    linker.func_wrap(
        WASI,
        "fd_readdir",
        |caller: Ctx<'_>, fd: i32, to: i32, len: i32, cookie: i64, used: i32| {
            files(caller, |c, open, tree, _| {
                let mut buffer = vec![0; (len as u32 as usize).min(LISTING)];
                let filled = open.fd_readdir(tree, fd as u32, &mut buffer, cookie as u64)?;
                c.data().store(to, &buffer[..filled])?;
                c.data().store(used, &(filled as u32).to_le_bytes())
            })
        },
    )?;
    Ok(())
}

fn paths(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        WASI,
        "path_open",
        |caller: Ctx<'_>,
         dir: i32,
         lookup: i32,
         path: i32,
         len: i32,
         oflags: i32,
         rights: i64,
         _inheriting: i64,
         fdflags: i32,
         to: i32| {
            files(caller, |c, open, tree, now| {
                let path = c.data().path(path, len)?;
                let how = OpenHow {
                    symlinks: Symlinks::from_lookupflags(lookup as u32)?,
                    oflags: OFlags::from_bits(oflags as u16)?,
                    fdflags: FdFlags::from_bits(fdflags as u16)?,
                    rights: Rights(rights as u64),
                };
                let fd = open.path_open(tree, at(dir, &path), how, now)?;
                c.data().store(to, &fd.to_le_bytes())
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_filestat_get",
        |caller: Ctx<'_>, dir: i32, lookup: i32, path: i32, len: i32, to: i32| {
            files(caller, |c, open, tree, _| {
                let path = c.data().path(path, len)?;
                let stat = open.path_filestat_get(
                    tree,
                    at(dir, &path),
                    Symlinks::from_lookupflags(lookup as u32)?,
                )?;
                c.data().store(to, &stat.to_bytes())
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_filestat_set_times",
        |caller: Ctx<'_>,
         dir: i32,
         lookup: i32,
         path: i32,
         len: i32,
         accessed: i64,
         modified: i64,
         flags: i32| {
            files(caller, |c, open, tree, now| {
                let path = c.data().path(path, len)?;
                let symlinks = Symlinks::from_lookupflags(lookup as u32)?;
                open.path_filestat_set_times(
                    tree,
                    at(dir, &path),
                    symlinks,
                    times(accessed, modified, flags)?,
                    now,
                )
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_readlink",
        |caller: Ctx<'_>, dir: i32, path: i32, len: i32, to: i32, room: i32, used: i32| {
            files(caller, |c, open, tree, _| {
                let path = c.data().path(path, len)?;
                let target = open.path_readlink(tree, at(dir, &path))?;
                let cut = &target[..target.len().min(room as u32 as usize)];
                c.data().store(to, cut)?;
                c.data().store(used, &(cut.len() as u32).to_le_bytes())
            })
        },
    )?;
    Ok(())
}

fn names(linker: &mut Linker<Context>) -> Result<()> {
    linker.func_wrap(
        WASI,
        "path_create_directory",
        |caller: Ctx<'_>, dir: i32, path: i32, len: i32| {
            files(caller, |c, open, tree, now| {
                open.path_create_directory(tree, at(dir, &c.data().path(path, len)?), now)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_remove_directory",
        |caller: Ctx<'_>, dir: i32, path: i32, len: i32| {
            files(caller, |c, open, tree, now| {
                open.path_remove_directory(tree, at(dir, &c.data().path(path, len)?), now)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_unlink_file",
        |caller: Ctx<'_>, dir: i32, path: i32, len: i32| {
            files(caller, |c, open, tree, now| {
                open.path_unlink_file(tree, at(dir, &c.data().path(path, len)?), now)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_rename",
        |caller: Ctx<'_>,
         dir: i32,
         path: i32,
         len: i32,
         new_dir: i32,
         new_path: i32,
         new_len: i32| {
            files(caller, |c, open, tree, now| {
                let (old, new) = (c.data().path(path, len)?, c.data().path(new_path, new_len)?);
                open.path_rename(tree, at(dir, &old), at(new_dir, &new), now)
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_link",
        |caller: Ctx<'_>,
         dir: i32,
         lookup: i32,
         path: i32,
         len: i32,
         new_dir: i32,
         new_path: i32,
         new_len: i32| {
            files(caller, |c, open, tree, now| {
                let (old, new) = (c.data().path(path, len)?, c.data().path(new_path, new_len)?);
                open.path_link(
                    tree,
                    at(dir, &old),
                    Symlinks::from_lookupflags(lookup as u32)?,
                    at(new_dir, &new),
                    now,
                )
            })
        },
    )?;
    linker.func_wrap(
        WASI,
        "path_symlink",
        |caller: Ctx<'_>, target: i32, target_len: i32, dir: i32, path: i32, len: i32| {
            files(caller, |c, open, tree, now| {
                let (target, path) = (
                    c.data().path(target, target_len)?,
                    c.data().path(path, len)?,
                );
                open.path_symlink(tree, &target, at(dir, &path), now)
            })
        },
    )?;
    Ok(())
}

fn times(accessed: i64, modified: i64, flags: i32) -> std::result::Result<SetTimes, Errno> {
    Ok(SetTimes {
        flags: FstFlags::from_bits(flags as u16)?,
        accessed: Time(accessed as u64),
        modified: Time(modified as u64),
    })
}

// ---- standard streams ----------------------------------------------------------------------------------------------------------------

fn is_stream(fd: i32) -> bool {
    (0..3).contains(&fd)
}

/// A regular file (4) rather than a terminal, so that nothing probes for one; it can be read or written, and not sought.
const STREAM_TYPE: u8 = 4;

fn stream_fdstat(fd: i32) -> [u8; 24] {
    let mut stat = [0; 24];
    stat[0] = STREAM_TYPE;
    stat[8] = if fd == 0 {
        Rights::READ.0
    } else {
        Rights::WRITE.0
    } as u8;
    stat
}

fn stream_filestat() -> [u8; 64] {
    let mut stat = [0; 64];
    stat[16] = STREAM_TYPE;
    stat
}

/// Keeps what a side prints, up to one byte over its limit: that is enough to end the run. The bytes taken.
fn print(
    context: &Context,
    fd: i32,
    vectors: i32,
    count: i32,
) -> std::result::Result<usize, Errno> {
    let mut total = 0;
    for (at, len) in context.vectors(vectors, count)? {
        let mut kernel = context.kernel.lock();
        let bound = kernel.bounds.output;
        let account = kernel.account(context.side);
        let kept = len.min((bound + 1).saturating_sub(account.printed));
        let bytes = context
            .memory
            .read(at as u32 as usize, kept, account.memory)
            .map_err(|_| Errno::Fault)?;
        account.printed += kept;
        kernel.printed.push(context.side, fd, bytes);
        total += len;
    }
    Ok(total)
}
