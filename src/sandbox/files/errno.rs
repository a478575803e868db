//! The errors of the file system, with WASI preview 1's numbers.

/// Why an operation was refused. Holds what this module answers, and what its caller must answer in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[repr(u16)]
pub enum Errno {
    #[error("bad file descriptor")]
    Badf = 8,
    #[error("resource busy")]
    Busy = 10,
    #[error("file exists")]
    Exist = 20,
    /// For the caller: a guest pointer outside of the guest's memory.
    #[error("bad address")]
    Fault = 21,
    #[error("file too large")]
    Fbig = 22,
    #[error("name is not valid UTF-8")]
    Ilseq = 25,
    #[error("invalid argument")]
    Inval = 28,
    #[error("is a directory")]
    Isdir = 31,
    #[error("too many levels of symbolic links")]
    Loop = 32,
    #[error("too many open files")]
    Mfile = 33,
    #[error("name or path too long")]
    Nametoolong = 37,
    #[error("no such file or directory")]
    Noent = 44,
    #[error("no space left in the case's file system")]
    Nospc = 51,
    /// For the caller: a call that the sandbox does not have.
    #[error("function not implemented")]
    Nosys = 52,
    #[error("not a directory")]
    Notdir = 54,
    #[error("directory not empty")]
    Notempty = 55,
    #[error("not supported")]
    Notsup = 58,
    #[error("operation not permitted")]
    Perm = 63,
    /// For the caller: its standard streams can't be sought.
    #[error("illegal seek")]
    Spipe = 70,
    /// The tree is not the one that the descriptors were opened on (or forked with).
    #[error("descriptor belongs to another tree")]
    Stale = 72,
}

impl Errno {
    /// The number that the guest gets as the call's result.
    pub fn code(self) -> u16 {
        self as u16
    }
}
