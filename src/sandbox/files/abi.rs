//! WASI preview 1's numbers, flags and records, as far as files need them. Layouts are little-endian, as in memory.

use super::errno::Errno;
use super::node::{Inode, Time};

/// A descriptor's number; 0 to 2 are never in the table.
pub type Fd = u32;

/// A path as preview 1 gives it: bytes from guest memory, relative to a directory's descriptor.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    pub dir: Fd,
    pub path: &'a [u8],
}

/// `lookupflags`: what to do when the last component of a path is a symlink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symlinks {
    NoFollow,
    Follow,
}

impl Symlinks {
    pub fn from_lookupflags(bits: u32) -> Result<Self, Errno> {
        match bits {
            0 => Ok(Self::NoFollow),
            1 => Ok(Self::Follow),
            _ => Err(Errno::Inval),
        }
    }
}

macro_rules! flags {
    ($(#[$doc:meta])* $name:ident { $($flag:ident = $bit:literal),* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name(u16);

        impl $name {
            $(pub const $flag: Self = Self(1 << $bit);)*

            /// EINVAL for a bit that preview 1 does not define.
            pub fn from_bits(bits: u16) -> Result<Self, Errno> {
                let known = $((1 << $bit))|*;
                if bits & !known == 0 { Ok(Self(bits)) } else { Err(Errno::Inval) }
            }

            pub fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }
        }

        impl std::ops::BitOr for $name {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }
    };
}

flags! {
    /// `oflags` of `path_open`.
    OFlags { CREAT = 0, DIRECTORY = 1, EXCL = 2, TRUNC = 3 }
}
flags! {
    /// `fdflags`. Only APPEND changes anything: memory is always in sync and never blocks.
    FdFlags { APPEND = 0, DSYNC = 1, NONBLOCK = 2, RSYNC = 3, SYNC = 4 }
}
flags! {
    /// `fstflags` of the two `set_times` calls.
    FstFlags { ATIM = 0, ATIM_NOW = 1, MTIM = 2, MTIM_NOW = 3 }
}

/// `rights`. They carry the access mode of `open` and nothing else here: libc asks for READ and WRITE with them, and
/// reads them back for `fcntl(F_GETFL)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights(pub u64);

impl Rights {
    pub const READ: Self = Self(1 << 1);
    pub const WRITE: Self = Self(1 << 6);
    /// seek, fdstat_set_flags, sync, tell, advise, filestat_get, filestat_set_times, poll: what any open file allows.
    const FILE: u64 = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 21 | 1 << 23 | 1 << 27;
    /// datasync, write, allocate, filestat_set_size.
    const FILE_WRITE: u64 = 1 | 1 << 6 | 1 << 8 | 1 << 22;
    /// fdstat_set_flags, sync, filestat_get, filestat_set_times, readdir and every `path_` call.
    const DIRECTORY: u64 = 1 << 3 | 1 << 4 | 0x3f << 9 | 0x7f << 15 | 1 << 23 | 0x7 << 24;

    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn of_file(self) -> Self {
        let read = self.0 & Self::READ.0;
        let write = if self.contains(Self::WRITE) {
            Self::FILE_WRITE
        } else {
            0
        };
        Self(Self::FILE | read | write)
    }

    pub(super) fn of_directory() -> Self {
        Self(Self::DIRECTORY)
    }

    /// libc masks what it asks of `path_open` with this, so it must name everything that a child may have.
    pub(super) fn inherited_from_directory() -> Self {
        Self(Self::DIRECTORY | Self::FILE | Self::FILE_WRITE | Self::READ.0)
    }
}

/// What `path_open` is told beside the path.
#[derive(Debug, Clone, Copy)]
pub struct OpenHow {
    pub symlinks: Symlinks,
    pub oflags: OFlags,
    pub fdflags: FdFlags,
    /// `fs_rights_base`; the inheriting rights mean nothing here.
    pub rights: Rights,
}

/// What the two `set_times` calls are told.
#[derive(Debug, Clone, Copy)]
pub struct SetTimes {
    pub flags: FstFlags,
    pub accessed: Time,
    pub modified: Time,
}

/// `whence` of `fd_seek`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whence {
    Set,
    Cur,
    End,
}

impl Whence {
    pub fn from_number(number: u8) -> Result<Self, Errno> {
        match number {
            0 => Ok(Self::Set),
            1 => Ok(Self::Cur),
            2 => Ok(Self::End),
            _ => Err(Errno::Inval),
        }
    }
}

/// `filetype`, the kinds that a tree has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum FileType {
    Directory = 3,
    RegularFile = 4,
    Symlink = 7,
}

/// `filestat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filestat {
    pub inode: Inode,
    pub file_type: FileType,
    /// Names of a file; 1 for a directory, as on file systems that don't count; 0 when only descriptors keep the node.
    pub links: u64,
    /// Bytes of a file or of a symlink's target, 0 for a directory.
    pub size: u64,
    pub accessed: Time,
    pub modified: Time,
    pub changed: Time,
}

impl Filestat {
    /// The one device there is. Not 0: `os.path.samestat` and `pathlib` take it for a real number.
    const DEVICE: u64 = 1;

    pub fn to_bytes(self) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes[0..8].copy_from_slice(&Self::DEVICE.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.inode.number().to_le_bytes());
        bytes[16] = self.file_type as u8;
        bytes[24..32].copy_from_slice(&self.links.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.size.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.accessed.0.to_le_bytes());
        bytes[48..56].copy_from_slice(&self.modified.0.to_le_bytes());
        bytes[56..64].copy_from_slice(&self.changed.0.to_le_bytes());
        bytes
    }
}

/// `fdstat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fdstat {
    pub file_type: FileType,
    pub flags: FdFlags,
    pub rights: Rights,
    pub inheriting: Rights,
}

impl Fdstat {
    pub fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[0] = self.file_type as u8;
        bytes[2..4].copy_from_slice(&self.flags.0.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.rights.0.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.inheriting.0.to_le_bytes());
        bytes
    }
}

/// `prestat` of a preopened directory, the only kind there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prestat {
    pub name_bytes: u32,
}

impl Prestat {
    pub fn to_bytes(self) -> [u8; 8] {
        let mut bytes = [0; 8];
        bytes[4..8].copy_from_slice(&self.name_bytes.to_le_bytes());
        bytes
    }
}

/// `dirent`: the header that comes before each name in `fd_readdir`'s buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dirent {
    /// The cookie that continues after this entry.
    pub next: u64,
    pub inode: Inode,
    pub name_bytes: u32,
    pub file_type: FileType,
}

impl Dirent {
    pub(super) fn to_bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[0..8].copy_from_slice(&self.next.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.inode.number().to_le_bytes());
        bytes[16..20].copy_from_slice(&self.name_bytes.to_le_bytes());
        bytes[20] = self.file_type as u8;
        bytes
    }
}
