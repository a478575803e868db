//! Putting files into a tree and reading them out, for the host. Paths are from the root, with or without a slash.

use super::abi::{OFlags, Symlinks};
use super::errno::Errno;
use super::namespace::Wanted;
use super::node::{Inode, Time};
use super::resolve::Route;
use super::tree::Tree;

impl Tree {
    /// Writes a file, replacing the contents of one that is there; makes the directories that are missing. After an
    /// error, directories made on the way stay.
    pub fn import(&mut self, path: &str, contents: &[u8], now: Time) -> Result<(), Errno> {
        for (end, _) in path.match_indices('/') {
            let parent = from_root(&path[..end]);
            if parent.path.is_empty() || self.find(parent, Symlinks::Follow).is_ok() {
                continue;
            }
            self.create_directory(parent, now)?;
        }
        let wanted = Wanted {
            symlinks: Symlinks::Follow,
            oflags: OFlags::CREAT,
            writable: true,
        };
        let inode = self.open(from_root(path), wanted, now)?;
        // The limit must hold for the new contents alone, not for both.
        self.resize(inode, 0, now)?;
        self.write(inode, 0, &[contents], now)?;
        Ok(())
    }

    /// A file's contents; EISDIR for a directory.
    pub fn export(&self, path: &str) -> Result<&[u8], Errno> {
        let inode = self.find(from_root(path), Symlinks::Follow)?;
        self.node(inode)?.content()
    }
}

fn from_root(path: &str) -> Route<'_> {
    Route {
        from: Inode::ROOT,
        path: path.as_bytes(),
    }
}
