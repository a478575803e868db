//! WASI preview 1's file calls over the in-memory file system, and the three standard streams before it.
//!
//! Host work burns no fuel by itself, so each call is charged: a flat sum, and more by the bytes that it moved.

mod contents;
mod descriptors;
mod paths;
mod streams;

use std::sync::PoisonError;

use wasmtime::{Caller, Linker, Result};

use super::{Context, charge};
use crate::sandbox::files::{At, Descriptors, Errno, FstFlags, SetTimes, Time, Tree};
use crate::sandbox::kernel::EPOCH_NS;

const WASI: &str = "wasi_snapshot_preview1";
/// Fuel for a call, about what the host's work on it takes.
const CALL: u64 = 2_000;
/// A preview 1 path is never longer (`Limits::path_bytes`); read no more than shows that it is too long.
const LONGEST_PATH: usize = 4097;
/// The most vectors of one read or write.
const MOST_VECTORS: u32 = 1024;

type Ctx<'a> = Caller<'a, Context>;
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
    descriptors::add(linker)?;
    contents::add(linker)?;
    paths::add(linker)
}

fn times(accessed: i64, modified: i64, flags: i32) -> std::result::Result<SetTimes, Errno> {
    Ok(SetTimes {
        flags: FstFlags::from_bits(flags as u16)?,
        accessed: Time(accessed as u64),
        modified: Time(modified as u64),
    })
}
