//! One side's open files, and the calls that take a descriptor alone. `paths` has those that take a path.
//!
//! Preview 1 has no `dup`, so a descriptor is its open file: no offset is shared between two of them.

use super::abi::{At, Fd};
use super::abi::{FdFlags, Fdstat, FileType, Filestat, Prestat, Rights, SetTimes, Whence};
use super::content::MAX_OFFSET;
use super::errno::Errno;
use super::listing::Listing;
use super::node::{Inode, Time};
use super::resolve::Route;
use super::tree::Tree;

/// Descriptors 0 to 2 are the caller's: here they are not open.
const FIRST: Fd = 3;

/// The preopened root. libc looks it up once at its start and needs it for every path after that, so it can be neither
/// closed nor renumbered (ENOTSUP).
const PREOPEN: Fd = FIRST;
const PREOPEN_NAME: &[u8] = b"/";

/// The table of one side. Every method takes the tree that the table was opened on.
#[derive(Debug, Clone, PartialEq)]
pub struct Descriptors {
    /// Descriptor n is at n - FIRST.
    open: Vec<Option<OpenFile>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct OpenFile {
    pub(super) inode: Inode,
    pub(super) rights: Rights,
    pub(super) flags: FdFlags,
    pub(super) position: Position,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Position {
    Offset(u64),
    Directory(Listing),
}

impl OpenFile {
    pub(super) fn directory(inode: Inode, flags: FdFlags) -> Self {
        Self {
            inode,
            rights: Rights::of_directory(),
            flags,
            position: Position::Directory(Listing::default()),
        }
    }

    /// For reading from: EBADF for an access mode that forbids it, EISDIR for a directory.
    fn readable_offset(&mut self) -> Result<&mut u64, Errno> {
        let readable = self.rights.contains(Rights::READ);
        let offset = self.offset()?;
        if readable {
            Ok(offset)
        } else {
            Err(Errno::Badf)
        }
    }

    /// A directory is never opened for writing, so for it this is EBADF.
    fn writable_offset(&mut self) -> Result<&mut u64, Errno> {
        if !self.rights.contains(Rights::WRITE) {
            return Err(Errno::Badf);
        }
        self.offset()
    }

    fn offset(&mut self) -> Result<&mut u64, Errno> {
        match &mut self.position {
            Position::Offset(offset) => Ok(offset),
            Position::Directory(_) => Err(Errno::Isdir),
        }
    }
}

impl Default for Descriptors {
    fn default() -> Self {
        Self::new()
    }
}

impl Descriptors {
    /// Only the root is open, as descriptor 3.
    pub fn new() -> Self {
        let root = OpenFile::directory(Inode::ROOT, FdFlags::default());
        Self {
            open: vec![Some(root)],
        }
    }

    /// Closes everything, so that unlinked files stop counting against the tree. Not needed when the tree goes as well.
    pub fn close_all(&mut self, tree: &mut Tree) {
        for file in self.open.iter_mut().skip(1).filter_map(Option::take) {
            // Fails only on a foreign tree, which then has nothing to release.
            let _ = tree.release(file.inode);
        }
        self.open.truncate(1);
    }

    pub fn fd_prestat_get(&self, fd: Fd) -> Result<Prestat, Errno> {
        let name = self.fd_prestat_dir_name(fd)?;
        let name_bytes = name.len() as u32;
        Ok(Prestat { name_bytes })
    }

    /// The name for the caller to copy; ENAMETOOLONG is the caller's when the guest's buffer is shorter.
    pub fn fd_prestat_dir_name(&self, fd: Fd) -> Result<&'static [u8], Errno> {
        // EBADF is how libc learns that there are no more of them.
        if fd == PREOPEN {
            Ok(PREOPEN_NAME)
        } else {
            Err(Errno::Badf)
        }
    }

    pub fn fd_close(&mut self, tree: &mut Tree, fd: Fd) -> Result<(), Errno> {
        let inode = self.file(fd)?.inode;
        if fd == PREOPEN {
            return Err(Errno::Notsup);
        }
        *self.slot(fd)? = None;
        tree.release(inode)
    }

    /// Moves `from` onto `to`, which is closed. Both must be open.
    pub fn fd_renumber(&mut self, tree: &mut Tree, from: Fd, to: Fd) -> Result<(), Errno> {
        self.file(from)?;
        let replaced = self.file(to)?.inode;
        if from == PREOPEN || to == PREOPEN {
            return Err(Errno::Notsup);
        }
        if from == to {
            return Ok(());
        }
        *self.slot(to)? = self.slot(from)?.take();
        tree.release(replaced)
    }

    /// At most `max` bytes (the sum of the guest's buffers) for the caller to scatter; empty at the end of the file.
    pub fn fd_read<'t>(&mut self, tree: &'t Tree, fd: Fd, max: usize) -> Result<&'t [u8], Errno> {
        let file = self.file_mut(fd)?;
        let inode = file.inode;
        let offset = file.readable_offset()?;
        let bytes = tree.read(inode, *offset, max)?;
        *offset += bytes.len() as u64;
        Ok(bytes)
    }

    pub fn fd_pread<'t>(
        &mut self,
        tree: &'t Tree,
        fd: Fd,
        max: usize,
        offset: u64,
    ) -> Result<&'t [u8], Errno> {
        let file = self.file_mut(fd)?;
        file.readable_offset()?;
        if offset > MAX_OFFSET {
            return Err(Errno::Inval);
        }
        tree.read(file.inode, offset, max)
    }

    /// Writes all of the buffers or nothing, so a full tree never leaves half a record. Gives the bytes written.
    pub fn fd_write(
        &mut self,
        tree: &mut Tree,
        fd: Fd,
        buffers: &[&[u8]],
        now: Time,
    ) -> Result<usize, Errno> {
        let file = self.file_mut(fd)?;
        let inode = file.inode;
        let append = file.flags.contains(FdFlags::APPEND);
        let offset = file.writable_offset()?;
        let start = if append {
            tree.node(inode)?.size()
        } else {
            *offset
        };
        let written = tree.write(inode, start, buffers, now)?;
        if written > 0 {
            *offset = start + written as u64;
        }
        Ok(written)
    }

    /// Writes at `offset` even when the descriptor appends, as POSIX says.
    pub fn fd_pwrite(
        &mut self,
        tree: &mut Tree,
        fd: Fd,
        buffers: &[&[u8]],
        offset: u64,
        now: Time,
    ) -> Result<usize, Errno> {
        let file = self.file_mut(fd)?;
        file.writable_offset()?;
        if offset > MAX_OFFSET {
            return Err(Errno::Inval);
        }
        tree.write(file.inode, offset, buffers, now)
    }

    /// The new offset. It may lie behind the end of the file, not before its start (EINVAL).
    pub fn fd_seek(
        &mut self,
        tree: &Tree,
        fd: Fd,
        delta: i64,
        whence: Whence,
    ) -> Result<u64, Errno> {
        let file = self.file_mut(fd)?;
        let size = tree.node(file.inode)?.size();
        let offset = file.offset()?;
        let base = match whence {
            Whence::Set => 0,
            Whence::Cur => *offset,
            Whence::End => size,
        };
        let target = base
            .checked_add_signed(delta)
            .filter(|target| *target <= MAX_OFFSET);
        *offset = target.ok_or(Errno::Inval)?;
        Ok(*offset)
    }

    pub fn fd_tell(&mut self, fd: Fd) -> Result<u64, Errno> {
        self.file_mut(fd)?.offset().copied()
    }

    /// Nothing to do: memory is the only copy.
    pub fn fd_sync(&self, fd: Fd) -> Result<(), Errno> {
        self.file(fd).map(|_| ())
    }

    pub fn fd_datasync(&self, fd: Fd) -> Result<(), Errno> {
        self.fd_sync(fd)
    }

    /// Checks the advice, which changes nothing.
    pub fn fd_advise(&self, fd: Fd, advice: u8) -> Result<(), Errno> {
        /// normal, sequential, random, willneed, dontneed, noreuse
        const ADVICES: u8 = 6;
        self.file(fd)?;
        if advice < ADVICES {
            Ok(())
        } else {
            Err(Errno::Inval)
        }
    }

    /// Lengthens a file so that it has `offset + len` bytes; never shortens it.
    pub fn fd_allocate(
        &mut self,
        tree: &mut Tree,
        fd: Fd,
        offset: u64,
        len: u64,
        now: Time,
    ) -> Result<(), Errno> {
        let file = self.file_mut(fd)?;
        file.writable_offset()?;
        if len == 0 {
            return Err(Errno::Inval);
        }
        let end = offset.checked_add(len).ok_or(Errno::Fbig)?;
        if end > tree.node(file.inode)?.size() {
            tree.resize(file.inode, end, now)?;
        }
        Ok(())
    }

    pub fn fd_fdstat_get(&self, tree: &Tree, fd: Fd) -> Result<Fdstat, Errno> {
        let file = self.file(fd)?;
        let file_type = tree.node(file.inode)?.file_type();
        let inheriting = match file_type {
            FileType::Directory => Rights::inherited_from_directory(),
            _ => Rights::default(),
        };
        Ok(Fdstat {
            file_type,
            flags: file.flags,
            rights: file.rights,
            inheriting,
        })
    }

    pub fn fd_fdstat_set_flags(&mut self, fd: Fd, flags: FdFlags) -> Result<(), Errno> {
        self.file_mut(fd)?.flags = flags;
        Ok(())
    }

    pub fn fd_filestat_get(&self, tree: &Tree, fd: Fd) -> Result<Filestat, Errno> {
        let inode = self.file(fd)?.inode;
        Ok(tree.node(inode)?.stat(inode))
    }

    /// EINVAL for a descriptor that is not open for writing, as `ftruncate` says on Linux.
    pub fn fd_filestat_set_size(
        &mut self,
        tree: &mut Tree,
        fd: Fd,
        size: u64,
        now: Time,
    ) -> Result<(), Errno> {
        let file = self.file_mut(fd)?;
        file.writable_offset().map_err(|_| Errno::Inval)?;
        tree.resize(file.inode, size, now)
    }

    pub fn fd_filestat_set_times(
        &mut self,
        tree: &mut Tree,
        fd: Fd,
        times: SetTimes,
        now: Time,
    ) -> Result<(), Errno> {
        tree.set_times(self.file(fd)?.inode, times, now)
    }

    /// Fills `buffer` with entries from `cookie` on (0 reads the directory anew), the last one cut where the buffer
    /// ends. Gives the bytes used; fewer than the buffer has means that this was the end.
    pub fn fd_readdir(
        &mut self,
        tree: &Tree,
        fd: Fd,
        buffer: &mut [u8],
        cookie: u64,
    ) -> Result<usize, Errno> {
        let file = self.file_mut(fd)?;
        match &mut file.position {
            Position::Directory(listing) => listing.fill(tree, file.inode, buffer, cookie),
            Position::Offset(_) => Err(Errno::Notdir),
        }
    }

    /// The lowest free descriptor; EMFILE when the tree's limit allows no more.
    pub(super) fn free_slot(&mut self, tree: &Tree) -> Result<(Fd, &mut Option<OpenFile>), Errno> {
        let index = self
            .open
            .iter()
            .position(Option::is_none)
            .unwrap_or(self.open.len());
        if index >= tree.limits().open_files {
            return Err(Errno::Mfile);
        }
        if index == self.open.len() {
            self.open.push(None);
        }
        let fd = Fd::try_from(index)
            .ok()
            .and_then(|index| index.checked_add(FIRST));
        Ok((fd.ok_or(Errno::Mfile)?, &mut self.open[index]))
    }

    /// ENOTDIR when the descriptor that a path is relative to is a file. (An absolute path does not look at it.)
    pub(super) fn route<'a>(&self, at: At<'a>) -> Result<Route<'a>, Errno> {
        let file = self.file(at.dir)?;
        match file.position {
            Position::Directory(_) => Ok(Route {
                from: file.inode,
                path: at.path,
            }),
            Position::Offset(_) => Err(Errno::Notdir),
        }
    }

    fn file(&self, fd: Fd) -> Result<&OpenFile, Errno> {
        let index = fd.checked_sub(FIRST).ok_or(Errno::Badf)?;
        let slot = self.open.get(index as usize).ok_or(Errno::Badf)?;
        slot.as_ref().ok_or(Errno::Badf)
    }

    fn file_mut(&mut self, fd: Fd) -> Result<&mut OpenFile, Errno> {
        self.slot(fd)?.as_mut().ok_or(Errno::Badf)
    }

    fn slot(&mut self, fd: Fd) -> Result<&mut Option<OpenFile>, Errno> {
        let index = fd.checked_sub(FIRST).ok_or(Errno::Badf)?;
        self.open.get_mut(index as usize).ok_or(Errno::Badf)
    }
}
