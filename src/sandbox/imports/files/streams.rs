//! The standard streams, which are no files: nothing is read, and what is printed is kept.

use crate::sandbox::files::{Errno, Rights};
use crate::sandbox::imports::Context;

pub fn is_stream(fd: i32) -> bool {
    (0..3).contains(&fd)
}

/// A regular file (4) rather than a terminal, so that nothing probes for one; it can be read or written, and not sought.
const STREAM_TYPE: u8 = 4;

pub fn fdstat(fd: i32) -> [u8; 24] {
    let mut stat = [0; 24];
    stat[0] = STREAM_TYPE;
    stat[8] = if fd == 0 {
        Rights::READ.0
    } else {
        Rights::WRITE.0
    } as u8;
    stat
}

pub fn filestat() -> [u8; 64] {
    let mut stat = [0; 64];
    stat[16] = STREAM_TYPE;
    stat
}

/// Keeps what a side prints, up to one byte over its limit: that is enough to end the run. The bytes taken.
pub fn print(context: &Context, fd: i32, vectors: i32, count: i32) -> Result<usize, Errno> {
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
