//! Calls about open files, not about what is in them.

use wasmtime::{Linker, Result};

use super::streams::{self, is_stream};
use super::{Ctx, WASI, files, times};
use crate::sandbox::files::{Errno, FdFlags};
use crate::sandbox::imports::Context;

pub fn add(linker: &mut Linker<Context>) -> Result<()> {
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
                    streams::fdstat(fd)
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
                    streams::filestat()
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
