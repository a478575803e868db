//! A file's bytes: reading, writing, changing the length. Knows inodes, not descriptors.

use super::errno::Errno;
use super::node::{Inode, Time};
use super::tree::Tree;

/// Offsets are signed in libc: no file reaches further.
pub(super) const MAX_OFFSET: u64 = i64::MAX as u64;

/// A shortened file keeps at most this much memory beyond its length, or its length once more.
const SLACK: usize = 4096;

impl Tree {
    /// At most `max` bytes from `offset` on; fewer only at the end of the file.
    pub(super) fn read(&self, inode: Inode, offset: u64, max: usize) -> Result<&[u8], Errno> {
        let content = self.node(inode)?.content()?;
        let start = usize::try_from(offset).map_or(content.len(), |start| start.min(content.len()));
        let end = start.saturating_add(max).min(content.len());
        Ok(&content[start..end])
    }

    /// Writes all buffers one after the other, or nothing: ENOSPC, EFBIG. Gives the number of bytes. A gap before
    /// `offset` becomes zeros; writing nothing changes nothing.
    pub(super) fn write(
        &mut self,
        inode: Inode,
        offset: u64,
        buffers: &[&[u8]],
        now: Time,
    ) -> Result<usize, Errno> {
        let length = self.node(inode)?.content()?.len() as u64;
        let total = total(buffers).ok_or(Errno::Fbig)?;
        if total == 0 {
            return Ok(0);
        }
        let end = offset
            .checked_add(total as u64)
            .filter(|end| *end <= MAX_OFFSET);
        let end = end.ok_or(Errno::Fbig)?;
        self.charge(length, length.max(end))?;
        let start = usize::try_from(offset).map_err(|_| Errno::Fbig)?;
        let node = self.node_mut(inode)?;
        let content = node.content_mut()?;
        if content.len() < start {
            content.resize(start, 0);
        }
        let mut at = start;
        for buffer in buffers {
            let over = buffer.len().min(content.len() - at);
            let (replaced, appended) = buffer.split_at(over);
            content[at..at + over].copy_from_slice(replaced);
            content.extend_from_slice(appended);
            at += buffer.len();
        }
        node.touch(now);
        Ok(total)
    }

    /// Cuts a file, or lengthens it with zeros.
    pub(super) fn resize(&mut self, inode: Inode, size: u64, now: Time) -> Result<(), Errno> {
        let length = self.node(inode)?.content()?.len() as u64;
        if size > MAX_OFFSET {
            return Err(Errno::Fbig);
        }
        self.charge(length, size)?;
        let size = usize::try_from(size).map_err(|_| Errno::Fbig)?;
        let node = self.node_mut(inode)?;
        let content = node.content_mut()?;
        content.resize(size, 0);
        // The limit counts lengths, so memory must follow them down as well.
        if content.capacity() > size.saturating_mul(2).saturating_add(SLACK) {
            content.shrink_to_fit();
        }
        node.touch(now);
        Ok(())
    }
}

fn total(buffers: &[&[u8]]) -> Option<usize> {
    let mut total: usize = 0;
    for buffer in buffers {
        total = total.checked_add(buffer.len())?;
    }
    Some(total)
}
