//! Calls about files by their names.

use wasmtime::{Linker, Result};

use super::{Ctx, WASI, at, files, times};
use crate::sandbox::files::{
    At, Descriptors, Errno, FdFlags, OFlags, OpenHow, Rights, Symlinks, Time, Tree,
};
use crate::sandbox::imports::Context;

pub fn add(linker: &mut Linker<Context>) -> Result<()> {
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
    names(linker)
}

/// A call that has a path and nothing else.
type OnePath = fn(&Descriptors, &mut Tree, At<'_>, Time) -> std::result::Result<(), Errno>;

fn names(linker: &mut Linker<Context>) -> Result<()> {
    let one_path: [(&str, OnePath); 3] = [
        ("path_create_directory", Descriptors::path_create_directory),
        ("path_remove_directory", Descriptors::path_remove_directory),
        ("path_unlink_file", Descriptors::path_unlink_file),
    ];
    for (name, work) in one_path {
        linker.func_wrap(
            WASI,
            name,
            move |caller: Ctx<'_>, dir: i32, path: i32, len: i32| {
                files(caller, |c, open, tree, now| {
                    work(open, tree, at(dir, &c.data().path(path, len)?), now)
                })
            },
        )?;
    }
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
