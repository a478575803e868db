//! The calls that take a path. Each turns it into a route from an open directory and leaves the rest to the tree.

use super::abi::{At, Fd, FileType, Filestat, OpenHow, Rights, SetTimes, Symlinks};
use super::descriptors::{Descriptors, OpenFile, Position};
use super::errno::Errno;
use super::namespace::Wanted;
use super::node::Time;
use super::tree::Tree;

impl Descriptors {
    /// Opens a file or a directory as the lowest free descriptor. Nothing is created or cut when there is none left.
    pub fn path_open(
        &mut self,
        tree: &mut Tree,
        at: At<'_>,
        how: OpenHow,
        now: Time,
    ) -> Result<Fd, Errno> {
        let route = self.route(at)?;
        let (fd, slot) = self.free_slot(tree)?;
        let wanted = Wanted {
            symlinks: how.symlinks,
            oflags: how.oflags,
            writable: how.rights.contains(Rights::WRITE),
        };
        let inode = tree.open(route, wanted, now)?;
        tree.retain(inode)?;
        let file = match tree.node(inode)?.file_type() {
            FileType::Directory => OpenFile::directory(inode, how.fdflags),
            _ => OpenFile {
                inode,
                rights: how.rights.of_file(),
                flags: how.fdflags,
                position: Position::Offset(0),
            },
        };
        *slot = Some(file);
        Ok(fd)
    }

    pub fn path_filestat_get(
        &self,
        tree: &Tree,
        at: At<'_>,
        symlinks: Symlinks,
    ) -> Result<Filestat, Errno> {
        let inode = tree.find(self.route(at)?, symlinks)?;
        Ok(tree.node(inode)?.stat(inode))
    }

    pub fn path_filestat_set_times(
        &self,
        tree: &mut Tree,
        at: At<'_>,
        symlinks: Symlinks,
        times: SetTimes,
        now: Time,
    ) -> Result<(), Errno> {
        let inode = tree.find(self.route(at)?, symlinks)?;
        tree.set_times(inode, times, now)
    }

    pub fn path_create_directory(
        &self,
        tree: &mut Tree,
        at: At<'_>,
        now: Time,
    ) -> Result<(), Errno> {
        tree.create_directory(self.route(at)?, now).map(|_| ())
    }

    pub fn path_remove_directory(
        &self,
        tree: &mut Tree,
        at: At<'_>,
        now: Time,
    ) -> Result<(), Errno> {
        tree.remove_directory(self.route(at)?, now)
    }

    /// EISDIR for a directory. A file that is open stays usable until its last descriptor is closed.
    pub fn path_unlink_file(&self, tree: &mut Tree, at: At<'_>, now: Time) -> Result<(), Errno> {
        tree.unlink(self.route(at)?, now)
    }

    pub fn path_rename(
        &self,
        tree: &mut Tree,
        old: At<'_>,
        new: At<'_>,
        now: Time,
    ) -> Result<(), Errno> {
        tree.rename(self.route(old)?, self.route(new)?, now)
    }

    /// Gives a file, or a symlink itself, one more name; EPERM for a directory.
    pub fn path_link(
        &self,
        tree: &mut Tree,
        old: At<'_>,
        symlinks: Symlinks,
        new: At<'_>,
        now: Time,
    ) -> Result<(), Errno> {
        let node = tree.find(self.route(old)?, symlinks)?;
        tree.create_link(node, self.route(new)?, now)
    }

    /// `target` is kept as it is: relative to the link's directory, or absolute from the tree's root, existing or not.
    pub fn path_symlink(
        &self,
        tree: &mut Tree,
        target: &[u8],
        at: At<'_>,
        now: Time,
    ) -> Result<(), Errno> {
        tree.create_symlink(target, self.route(at)?, now)
    }

    /// The whole target. The caller cuts it to the guest's buffer; preview 1 says nothing of what was cut.
    pub fn path_readlink<'t>(&self, tree: &'t Tree, at: At<'_>) -> Result<&'t [u8], Errno> {
        tree.read_symlink(self.route(at)?).map(str::as_bytes)
    }
}
