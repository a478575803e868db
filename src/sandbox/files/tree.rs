//! The tree's nodes and their accounting: creating, naming, keeping and dropping a node. Knows no paths (`resolve`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::abi::{FstFlags, SetTimes};
use super::errno::Errno;
use super::limits::{Limits, Usage};
use super::node::{Entries, Inode, Kind, Node, Time};

/// The files of one case. `clone` forks it at a cost that does not depend on its contents; see the module's text for
/// what else has to be cloned with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    limits: Limits,
    nodes: Arc<BTreeMap<Inode, Arc<Node>>>,
    next: Inode,
    /// Sum of `Node::size` over `nodes`.
    bytes: u64,
    /// Sum of the lengths of all directories.
    names: usize,
}

impl Tree {
    /// A tree with an empty root, created at `now`.
    pub fn new(limits: Limits, now: Time) -> Self {
        let root = Kind::Directory {
            parent: Inode::ROOT,
            entries: Arc::new(Entries::new()),
        };
        let nodes = BTreeMap::from([(Inode::ROOT, Arc::new(Node::new(root, now)))]);
        Self {
            limits,
            nodes: Arc::new(nodes),
            next: Inode::ROOT.next(),
            bytes: 0,
            names: 0,
        }
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn usage(&self) -> Usage {
        Usage {
            bytes: self.bytes,
            nodes: self.nodes.len(),
        }
    }

    pub(super) fn node(&self, inode: Inode) -> Result<&Node, Errno> {
        self.nodes.get(&inode).map(Arc::as_ref).ok_or(Errno::Stale)
    }

    /// Callers that change a node's size settle `bytes` themselves, with `charge`.
    pub(super) fn node_mut(&mut self, inode: Inode) -> Result<&mut Node, Errno> {
        // The map is copied only for a node that is there.
        self.node(inode)?;
        let node = Arc::make_mut(&mut self.nodes).get_mut(&inode);
        node.map(Arc::make_mut).ok_or(Errno::Stale)
    }

    /// Books a node's change of size, or refuses it: ENOSPC, and nothing is booked.
    pub(super) fn charge(&mut self, old: u64, new: u64) -> Result<(), Errno> {
        let bytes = (self.bytes - old).checked_add(new).ok_or(Errno::Nospc)?;
        if new > old && bytes > self.limits.bytes {
            return Err(Errno::Nospc);
        }
        self.bytes = bytes;
        Ok(())
    }

    /// Makes a node and names it. The name must be free, and valid.
    pub(super) fn create(
        &mut self,
        dir: Inode,
        name: Arc<str>,
        kind: Kind,
        now: Time,
    ) -> Result<Inode, Errno> {
        let mut node = Node::new(kind, now);
        node.links = 0;
        if self.nodes.len() >= self.limits.nodes {
            return Err(Errno::Nospc);
        }
        self.check_room_for_name(dir)?;
        self.charge(0, node.size())?;
        let inode = self.next;
        self.next = inode.next();
        Arc::make_mut(&mut self.nodes).insert(inode, Arc::new(node));
        self.attach(dir, name, inode, now)?;
        Ok(inode)
    }

    /// ENOENT for a directory that was removed while open, ENOSPC when the tree has all the names it may have.
    pub(super) fn check_room_for_name(&self, dir: Inode) -> Result<(), Errno> {
        if self.node(dir)?.links == 0 {
            return Err(Errno::Noent);
        }
        if self.names >= self.limits.nodes {
            return Err(Errno::Nospc);
        }
        Ok(())
    }

    /// Adds a name. The name must be free, and there must be room.
    pub(super) fn attach(
        &mut self,
        dir: Inode,
        name: Arc<str>,
        child: Inode,
        now: Time,
    ) -> Result<(), Errno> {
        let node = self.node_mut(dir)?;
        node.entries_mut()?.insert(name, child);
        node.touch(now);
        self.names += 1;
        let node = self.node_mut(child)?;
        node.links += 1;
        node.changed = now;
        if let Kind::Directory { parent, .. } = &mut node.kind {
            *parent = dir;
        }
        Ok(())
    }

    /// Takes a name away and gives back the node that had it, which the caller attaches again or passes to `reclaim`.
    pub(super) fn detach(&mut self, dir: Inode, name: &str, now: Time) -> Result<Inode, Errno> {
        if !self.node(dir)?.entries()?.contains_key(name) {
            return Err(Errno::Noent);
        }
        let node = self.node_mut(dir)?;
        let child = node.entries_mut()?.remove(name).ok_or(Errno::Noent)?;
        node.touch(now);
        self.names -= 1;
        let node = self.node_mut(child)?;
        node.links -= 1;
        node.changed = now;
        Ok(child)
    }

    /// Counts a descriptor: an open node outlives its last name.
    pub(super) fn retain(&mut self, inode: Inode) -> Result<(), Errno> {
        self.node_mut(inode)?.opens += 1;
        Ok(())
    }

    pub(super) fn release(&mut self, inode: Inode) -> Result<(), Errno> {
        let node = self.node_mut(inode)?;
        node.opens = node.opens.saturating_sub(1);
        self.reclaim(inode)
    }

    /// Drops a node that has neither a name nor a descriptor.
    pub(super) fn reclaim(&mut self, inode: Inode) -> Result<(), Errno> {
        let node = self.node(inode)?;
        if node.links == 0 && node.opens == 0 {
            let size = node.size();
            self.charge(size, 0)?;
            Arc::make_mut(&mut self.nodes).remove(&inode);
        }
        Ok(())
    }

    /// EINVAL when a time is asked to be two things at once.
    pub(super) fn set_times(
        &mut self,
        inode: Inode,
        times: SetTimes,
        now: Time,
    ) -> Result<(), Errno> {
        let pick = |given: FstFlags, current: FstFlags, time: Time| match (
            times.flags.contains(given),
            times.flags.contains(current),
        ) {
            (true, true) => Err(Errno::Inval),
            (true, false) => Ok(Some(time)),
            (false, true) => Ok(Some(now)),
            (false, false) => Ok(None),
        };
        let accessed = pick(FstFlags::ATIM, FstFlags::ATIM_NOW, times.accessed)?;
        let modified = pick(FstFlags::MTIM, FstFlags::MTIM_NOW, times.modified)?;
        let node = self.node_mut(inode)?;
        node.accessed = accessed.unwrap_or(node.accessed);
        node.modified = modified.unwrap_or(node.modified);
        node.changed = now;
        Ok(())
    }

    /// Levels between the root and a directory. Ends, because `rename` never makes a circle.
    pub(super) fn depth(&self, mut dir: Inode) -> Result<usize, Errno> {
        let mut depth = 0;
        while dir != Inode::ROOT {
            dir = self.node(dir)?.parent()?;
            depth += 1;
        }
        Ok(depth)
    }

    /// Levels of directories below a directory.
    pub(super) fn height(&self, dir: Inode) -> Result<usize, Errno> {
        let mut height = 0;
        let mut pending = vec![(dir, 0)];
        while let Some((dir, level)) = pending.pop() {
            height = height.max(level);
            for child in self.node(dir)?.entries()?.values() {
                if self.node(*child)?.is_directory() {
                    pending.push((*child, level + 1));
                }
            }
        }
        Ok(height)
    }

    /// Whether a directory is `ancestor` or lies below it.
    pub(super) fn lies_in(&self, mut dir: Inode, ancestor: Inode) -> Result<bool, Errno> {
        loop {
            if dir == ancestor {
                return Ok(true);
            }
            if dir == Inode::ROOT {
                return Ok(false);
            }
            dir = self.node(dir)?.parent()?;
        }
    }
}
