//! From a path to a place in the tree. Reads only; what may be done at the place is for `namespace` to say.

use std::sync::Arc;

use super::abi::Symlinks;
use super::errno::Errno;
use super::node::{Inode, Kind};
use super::tree::Tree;

/// Symlinks followed for one path, as on Linux.
const SYMLINKS: usize = 40;

/// Components walked for one path. No path under the default limits has as many by itself: only symlinks whose targets
/// are long walks lead there, and they would cost the host time that nobody pays for.
const STEPS: usize = 4096;

/// A path as the guest gave it, and the directory that it starts from unless it is absolute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route<'a> {
    pub(super) from: Inode,
    pub(super) path: &'a [u8],
}

/// How a path's last component ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Last {
    Name(Arc<str>),
    Dot,
    DotDot,
    /// The path was only slashes.
    Root,
}

/// What to do with a symlink as the last component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastLink {
    Follow,
    /// A slash behind it asks for what it leads to.
    FollowIfSlash,
    /// For the operations on names: they act on the link itself.
    Keep,
}

/// Where a path leads.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The directory that has, or would have, the name. For `Dot`, `DotDot` and `Root` the node itself.
    pub(super) dir: Inode,
    pub(super) last: Last,
    pub(super) node: Option<Inode>,
    /// The path ended in a slash: only a directory will do.
    pub(super) slash: bool,
}

impl Tree {
    /// The node that a path names.
    pub(super) fn find(&self, route: Route<'_>, symlinks: Symlinks) -> Result<Inode, Errno> {
        let last_link = match symlinks {
            Symlinks::Follow => LastLink::Follow,
            Symlinks::NoFollow => LastLink::FollowIfSlash,
        };
        let place = self.walk(route, last_link)?;
        let inode = place.node.ok_or(Errno::Noent)?;
        if place.slash && !self.node(inode)?.is_directory() {
            return Err(Errno::Notdir);
        }
        Ok(inode)
    }

    /// The place of a name, the node at it included if there is one. Everything before the last component must exist.
    pub(super) fn walk(&self, route: Route<'_>, last_link: LastLink) -> Result<Place, Errno> {
        let path = self.check_path(route.path)?;
        let mut dir = if path.starts_with('/') {
            Inode::ROOT
        } else {
            route.from
        };
        let mut slash = path.ends_with('/');
        // The next component is at the end; a symlink's components go on top of what is left.
        let mut pending: Vec<&str> = components(path).collect();
        if pending.is_empty() {
            return self.standing_at(Inode::ROOT, Last::Root);
        }
        let mut symlinks = 0;
        let mut steps = 0;
        while let Some(component) = pending.pop() {
            steps += 1;
            if steps > STEPS {
                return Err(Errno::Loop);
            }
            let entries = self.node(dir)?.entries()?;
            let is_last = pending.is_empty();
            match component {
                "." if is_last => return self.standing_at(dir, Last::Dot),
                "." => continue,
                ".." => {
                    dir = self.parent(dir)?;
                    if is_last {
                        return self.standing_at(dir, Last::DotDot);
                    }
                    continue;
                }
                _ => {}
            }
            if component.len() > self.limits().name_bytes {
                return Err(Errno::Nametoolong);
            }
            let node = entries.get(component).copied();
            let follow = match last_link {
                LastLink::Follow => true,
                LastLink::FollowIfSlash => !is_last || slash,
                LastLink::Keep => !is_last,
            };
            if let Some(inode) = node
                && follow
                && let Kind::Symlink(target) = &self.node(inode)?.kind
            {
                symlinks += 1;
                if symlinks > SYMLINKS {
                    return Err(Errno::Loop);
                }
                if target.starts_with('/') {
                    dir = Inode::ROOT;
                }
                slash |= is_last && target.ends_with('/');
                pending.extend(components(target));
                if pending.is_empty() {
                    return self.standing_at(Inode::ROOT, Last::Root);
                }
                continue;
            }
            if is_last {
                let last = Last::Name(Arc::from(component));
                return Ok(Place {
                    dir,
                    last,
                    node,
                    slash,
                });
            }
            dir = node.ok_or(Errno::Noent)?;
        }
        Err(Errno::Noent)
    }

    /// A path or a symlink's target, as text: not empty, not too long, no NUL, UTF-8.
    pub(super) fn check_path<'a>(&self, path: &'a [u8]) -> Result<&'a str, Errno> {
        if path.is_empty() {
            return Err(Errno::Noent);
        }
        if path.len() > self.limits().path_bytes {
            return Err(Errno::Nametoolong);
        }
        if path.contains(&0) {
            return Err(Errno::Inval);
        }
        std::str::from_utf8(path).map_err(|_| Errno::Ilseq)
    }

    fn parent(&self, dir: Inode) -> Result<Inode, Errno> {
        let parent = self.node(dir)?.parent()?;
        // A removed directory may have outlived its parent.
        self.node(parent).map_err(|_| Errno::Noent)?;
        Ok(parent)
    }

    fn standing_at(&self, dir: Inode, last: Last) -> Result<Place, Errno> {
        self.node(dir)?.entries()?;
        Ok(Place {
            dir,
            last,
            node: Some(dir),
            slash: false,
        })
    }
}

/// Last component first. Empty ones (doubled slashes) mean nothing.
fn components(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit('/').filter(|component| !component.is_empty())
}
