//! One node of the tree: a file, a directory or a symlink. Knows nothing of paths or of other nodes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::abi::{FileType, Filestat};
use super::errno::Errno;

/// Virtual nanoseconds since the epoch, as the caller's clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Time(pub u64);

/// A node's number. Counted up, never used twice in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inode(u64);

impl Inode {
    pub(super) const ROOT: Self = Self(1);

    pub(super) fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub fn number(self) -> u64 {
        self.0
    }
}

pub(super) type Entries = BTreeMap<Arc<str>, Inode>;

/// Contents are behind their own `Arc`, so that a change of times or counts in a fork never copies them.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    File(Arc<Vec<u8>>),
    Directory {
        parent: Inode,
        entries: Arc<Entries>,
    },
    Symlink(Arc<str>),
}

/// Lives while it has a link or is open.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Names in directories. The root counts as one.
    pub(super) links: u64,
    /// Descriptors of both sides.
    pub(super) opens: u64,
    /// Set at creation and by request only (as with the mount option noatime): reading never changes a node.
    pub(super) accessed: Time,
    pub(super) modified: Time,
    pub(super) changed: Time,
}

impl Node {
    pub(super) fn new(kind: Kind, now: Time) -> Self {
        Self {
            kind,
            links: 1,
            opens: 0,
            accessed: now,
            modified: now,
            changed: now,
        }
    }

    pub(super) fn file_type(&self) -> FileType {
        match self.kind {
            Kind::File(_) => FileType::RegularFile,
            Kind::Directory { .. } => FileType::Directory,
            Kind::Symlink(_) => FileType::Symlink,
        }
    }

    pub(super) fn is_directory(&self) -> bool {
        matches!(self.kind, Kind::Directory { .. })
    }

    /// Bytes that count against the tree's limit.
    pub(super) fn size(&self) -> u64 {
        match &self.kind {
            Kind::File(content) => content.len() as u64,
            Kind::Directory { .. } => 0,
            Kind::Symlink(target) => target.len() as u64,
        }
    }

    pub(super) fn stat(&self, inode: Inode) -> Filestat {
        Filestat {
            inode,
            file_type: self.file_type(),
            links: self.links,
            size: self.size(),
            accessed: self.accessed,
            modified: self.modified,
            changed: self.changed,
        }
    }

    pub(super) fn entries(&self) -> Result<&Entries, Errno> {
        match &self.kind {
            Kind::Directory { entries, .. } => Ok(entries),
            _ => Err(Errno::Notdir),
        }
    }

    pub(super) fn entries_mut(&mut self) -> Result<&mut Entries, Errno> {
        match &mut self.kind {
            Kind::Directory { entries, .. } => Ok(Arc::make_mut(entries)),
            _ => Err(Errno::Notdir),
        }
    }

    /// A directory's parent; the root's is the root.
    pub(super) fn parent(&self) -> Result<Inode, Errno> {
        match self.kind {
            Kind::Directory { parent, .. } => Ok(parent),
            _ => Err(Errno::Notdir),
        }
    }

    pub(super) fn content(&self) -> Result<&[u8], Errno> {
        match &self.kind {
            Kind::File(content) => Ok(content),
            Kind::Directory { .. } => Err(Errno::Isdir),
            Kind::Symlink(_) => Err(Errno::Inval),
        }
    }

    pub(super) fn content_mut(&mut self) -> Result<&mut Vec<u8>, Errno> {
        match &mut self.kind {
            Kind::File(content) => Ok(Arc::make_mut(content)),
            Kind::Directory { .. } => Err(Errno::Isdir),
            Kind::Symlink(_) => Err(Errno::Inval),
        }
    }

    pub(super) fn touch(&mut self, now: Time) {
        self.modified = now;
        self.changed = now;
    }
}
