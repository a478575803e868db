//! What can be done to names: create, remove, rename, link. The order of the checks is Linux's, so that a program gets
//! the exception that it gets elsewhere.

use std::sync::Arc;

use super::abi::{OFlags, Symlinks};
use super::errno::Errno;
use super::node::{Entries, Inode, Kind, Time};
use super::resolve::{Last, LastLink, Place, Route};
use super::tree::Tree;

/// What `open` wants of a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) symlinks: Symlinks,
    pub(super) oflags: OFlags,
    pub(super) writable: bool,
}

impl Tree {
    /// The node to open: found, created or cut to nothing, as wanted.
    pub(super) fn open(
        &mut self,
        route: Route<'_>,
        wanted: Wanted,
        now: Time,
    ) -> Result<Inode, Errno> {
        let create = wanted.oflags.contains(OFlags::CREAT);
        let exclusive = create && wanted.oflags.contains(OFlags::EXCL);
        let directory = wanted.oflags.contains(OFlags::DIRECTORY);
        let truncate = wanted.oflags.contains(OFlags::TRUNC);
        if create && directory {
            return Err(Errno::Inval);
        }
        let last_link = match wanted.symlinks {
            _ if exclusive => LastLink::Keep,
            Symlinks::Follow => LastLink::Follow,
            Symlinks::NoFollow => LastLink::FollowIfSlash,
        };
        let place = self.walk(route, last_link)?;
        if create && place.slash {
            return Err(Errno::Isdir);
        }
        let Some(inode) = place.node else {
            let name = place.name().filter(|_| create).ok_or(Errno::Noent)?;
            return self.create(place.dir, name, Kind::File(Arc::default()), now);
        };
        if exclusive {
            return Err(Errno::Exist);
        }
        match self.node(inode)?.kind {
            Kind::Directory { .. } if create || truncate || wanted.writable => Err(Errno::Isdir),
            Kind::Directory { .. } => Ok(inode),
            _ if directory || place.slash => Err(Errno::Notdir),
            Kind::Symlink(_) => Err(Errno::Loop),
            Kind::File(_) if truncate => self.resize(inode, 0, now).map(|()| inode),
            Kind::File(_) => Ok(inode),
        }
    }

    pub(super) fn create_directory(&mut self, route: Route<'_>, now: Time) -> Result<Inode, Errno> {
        let (dir, name) = self.walk(route, LastLink::Keep)?.free()?;
        self.check_room_for_name(dir)?;
        if self.depth(dir)? >= self.limits().depth {
            return Err(Errno::Nametoolong);
        }
        let entries = Arc::new(Entries::new());
        self.create(
            dir,
            name,
            Kind::Directory {
                parent: dir,
                entries,
            },
            now,
        )
    }

    pub(super) fn create_symlink(
        &mut self,
        target: &[u8],
        route: Route<'_>,
        now: Time,
    ) -> Result<(), Errno> {
        let target = Arc::from(self.check_path(target)?);
        let (dir, name) = self.walk(route, LastLink::Keep)?.free_without_slash()?;
        self.create(dir, name, Kind::Symlink(target), now)?;
        Ok(())
    }

    pub(super) fn create_link(
        &mut self,
        node: Inode,
        route: Route<'_>,
        now: Time,
    ) -> Result<(), Errno> {
        let (dir, name) = self.walk(route, LastLink::Keep)?.free_without_slash()?;
        if self.node(node)?.is_directory() {
            return Err(Errno::Perm);
        }
        self.check_room_for_name(dir)?;
        self.attach(dir, name, node, now)
    }

    pub(super) fn remove_directory(&mut self, route: Route<'_>, now: Time) -> Result<(), Errno> {
        let place = self.walk(route, LastLink::Keep)?;
        let (name, inode) = match place.last {
            Last::Name(name) => (name, place.node.ok_or(Errno::Noent)?),
            Last::Dot => return Err(Errno::Inval),
            Last::DotDot => return Err(Errno::Notempty),
            Last::Root => return Err(Errno::Busy),
        };
        if !self.node(inode)?.entries()?.is_empty() {
            return Err(Errno::Notempty);
        }
        self.remove(place.dir, &name, now)
    }

    pub(super) fn unlink(&mut self, route: Route<'_>, now: Time) -> Result<(), Errno> {
        let place = self.walk(route, LastLink::Keep)?;
        let Last::Name(name) = place.last else {
            return Err(Errno::Isdir);
        };
        let inode = place.node.ok_or(Errno::Noent)?;
        if self.node(inode)?.is_directory() {
            return Err(Errno::Isdir);
        }
        if place.slash {
            return Err(Errno::Notdir);
        }
        self.remove(place.dir, &name, now)
    }

    /// Moves a name, replacing a file by a file and an empty directory by a directory.
    pub(super) fn rename(
        &mut self,
        old: Route<'_>,
        new: Route<'_>,
        now: Time,
    ) -> Result<(), Errno> {
        let old = self.walk(old, LastLink::Keep)?;
        let new = self.walk(new, LastLink::Keep)?;
        let old_name = old.name().ok_or(Errno::Busy)?;
        let new_name = new.name().ok_or(Errno::Busy)?;
        let moved = old.node.ok_or(Errno::Noent)?;
        let is_directory = self.node(moved)?.is_directory();
        if !is_directory && (old.slash || new.slash) {
            return Err(Errno::Notdir);
        }
        if self.node(new.dir)?.links == 0 {
            return Err(Errno::Noent);
        }
        if is_directory && self.lies_in(new.dir, moved)? {
            return Err(Errno::Inval);
        }
        if let Some(replaced) = new.node {
            // Also two names of one file: both stay.
            if replaced == moved {
                return Ok(());
            }
            if self.node(replaced)?.is_directory() && self.lies_in(old.dir, replaced)? {
                return Err(Errno::Notempty);
            }
            self.check_replaceable(replaced, is_directory)?;
        }
        if is_directory {
            self.check_depth_of_move(moved, old.dir, new.dir)?;
        }
        if new.node.is_some() {
            self.remove(new.dir, &new_name, now)?;
        }
        let moved = self.detach(old.dir, &old_name, now)?;
        self.attach(new.dir, new_name, moved, now)
    }

    fn check_replaceable(&self, replaced: Inode, by_directory: bool) -> Result<(), Errno> {
        match &self.node(replaced)?.kind {
            Kind::Directory { entries, .. } if !entries.is_empty() && by_directory => {
                Err(Errno::Notempty)
            }
            Kind::Directory { .. } if !by_directory => Err(Errno::Isdir),
            Kind::Directory { .. } => Ok(()),
            _ if by_directory => Err(Errno::Notdir),
            _ => Ok(()),
        }
    }

    fn check_depth_of_move(&self, moved: Inode, from: Inode, to: Inode) -> Result<(), Errno> {
        let depth = self.depth(to)?;
        if depth <= self.depth(from)? {
            return Ok(());
        }
        if depth + 1 + self.height(moved)? > self.limits().depth {
            return Err(Errno::Nametoolong);
        }
        Ok(())
    }

    fn remove(&mut self, dir: Inode, name: &str, now: Time) -> Result<(), Errno> {
        let inode = self.detach(dir, name, now)?;
        self.reclaim(inode)
    }

    /// A symlink's target; EINVAL for anything else.
    pub(super) fn read_symlink(&self, route: Route<'_>) -> Result<&str, Errno> {
        let inode = self.find(route, Symlinks::NoFollow)?;
        match &self.node(inode)?.kind {
            Kind::Symlink(target) => Ok(target),
            _ => Err(Errno::Inval),
        }
    }
}

impl Place {
    fn name(&self) -> Option<Arc<str>> {
        match &self.last {
            Last::Name(name) => Some(Arc::clone(name)),
            _ => None,
        }
    }

    /// The name to create. A slash behind it is right for a directory only.
    fn free(self) -> Result<(Inode, Arc<str>), Errno> {
        match (self.node, self.last) {
            (None, Last::Name(name)) => Ok((self.dir, name)),
            _ => Err(Errno::Exist),
        }
    }

    fn free_without_slash(self) -> Result<(Inode, Arc<str>), Errno> {
        let slash = self.slash;
        let free = self.free()?;
        if slash { Err(Errno::Noent) } else { Ok(free) }
    }
}
