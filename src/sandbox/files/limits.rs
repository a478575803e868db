//! How much a tree and its descriptors may hold, and how much a tree holds now.

/// Caps on one tree. Every one of them bounds host memory or host time that a guest could otherwise take for free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Contents of all files and symlinks together, in bytes; beyond it ENOSPC.
    pub bytes: u64,
    /// Nodes, and also names (a hard link is a name without a node); beyond it ENOSPC.
    pub nodes: usize,
    /// Length of one name in bytes; beyond it ENAMETOOLONG.
    pub name_bytes: usize,
    /// Length of one path or symlink target in bytes; beyond it ENAMETOOLONG.
    pub path_bytes: usize,
    /// Levels of directories below the root; beyond it ENAMETOOLONG.
    pub depth: usize,
    /// Open descriptors of one side, the preopened root included; beyond it EMFILE.
    pub open_files: usize,
}

impl Default for Limits {
    /// Generous for a test suite, small for a host: 255 and 4096 are Linux's NAME_MAX and PATH_MAX, 256 descriptors
    /// are macOS's default. The worst a case can make the host hold is about 70 MB: twice `bytes` (vectors
    /// grow by doubling) and, on both sides, a listing of every name for every descriptor.
    fn default() -> Self {
        Self {
            bytes: 16 << 20,
            nodes: 4096,
            name_bytes: 255,
            path_bytes: 4096,
            depth: 256,
            open_files: 256,
        }
    }
}

/// What a tree holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Contents of files and symlinks, those included that only an open descriptor keeps.
    pub bytes: u64,
    /// Files, directories and symlinks, the root included.
    pub nodes: usize,
}
