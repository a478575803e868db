//! Reading a directory in pieces.
//!
//! A program may remove what it has just read (`shutil.rmtree` does) and go on from its cookie. So the names are taken
//! once, at cookie 0, and a cookie is an index into them; names that are gone by the time they are reached are left
//! out. What was created meanwhile shows up the next time from cookie 0, as POSIX allows.

use std::sync::Arc;

use super::abi::Dirent;
use super::errno::Errno;
use super::node::Inode;
use super::tree::Tree;

/// `.` and `..` come first: cookies 0 and 1.
const DOTS: usize = 2;

/// The names of a directory as they were when reading began; none before that.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Listing {
    names: Option<Arc<[Arc<str>]>>,
}

impl Listing {
    /// `fd_readdir`'s contract, see there.
    pub(super) fn fill(
        &mut self,
        tree: &Tree,
        dir: Inode,
        buffer: &mut [u8],
        cookie: u64,
    ) -> Result<usize, Errno> {
        let entries = tree.node(dir)?.entries()?;
        let names = match &self.names {
            Some(names) if cookie != 0 => Arc::clone(names),
            _ => entries.keys().cloned().collect(),
        };
        self.names = Some(Arc::clone(&names));
        let start = usize::try_from(cookie).unwrap_or(usize::MAX);
        let mut out = Out { buffer, used: 0 };
        for index in start..names.len() + DOTS {
            let (name, inode) = match index {
                0 => (".", Some(dir)),
                1 => ("..", Some(tree.node(dir)?.parent()?)),
                _ => (
                    &*names[index - DOTS],
                    entries.get(&*names[index - DOTS]).copied(),
                ),
            };
            let Some(inode) = inode else { continue };
            // Only the parent of a removed directory can be gone, and that was one.
            let file_type = tree.node(inode).or_else(|_| tree.node(dir))?.file_type();
            let header = Dirent {
                next: index as u64 + 1,
                inode,
                name_bytes: name.len() as u32,
                file_type,
            };
            out.push(&header.to_bytes());
            out.push(name.as_bytes());
            if out.is_full() {
                break;
            }
        }
        Ok(out.used)
    }
}

struct Out<'a> {
    buffer: &'a mut [u8],
    used: usize,
}

impl Out<'_> {
    /// As much as there is room for.
    fn push(&mut self, bytes: &[u8]) {
        let room = &mut self.buffer[self.used..];
        let count = bytes.len().min(room.len());
        room[..count].copy_from_slice(&bytes[..count]);
        self.used += count;
    }

    fn is_full(&self) -> bool {
        self.used == self.buffer.len()
    }
}
