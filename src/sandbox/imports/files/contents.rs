//! Calls that read and write open files and folders.

use wasmtime::{Linker, Result};

use super::streams::{is_stream, print};
use super::{Ctx, WASI, files, slices};
use crate::sandbox::files::{Errno, Whence};
use crate::sandbox::imports::Context;

/// The largest buffer of a directory listing that is filled at once.
const LISTING: usize = 64 << 10;

pub fn add(linker: &mut Linker<Context>) -> Result<()> {
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
