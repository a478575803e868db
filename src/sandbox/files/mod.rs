//! The in-memory file system that both instances of a case see: pytest's `tmp_path`, `open()`, `pathlib`, `os`.
//!
//! Two parts. [`Tree`] is what a disk would be: nodes, names, contents, all under [`Limits`]. [`Descriptors`] is what a
//! process would be: one side's open files, whose methods are WASI preview 1's calls one to one. Both sides of a case
//! share one `Tree`; each has its own `Descriptors`.
//!
//! A `Tree` and the `Descriptors` that were used with it are forked together, by `clone`. A clone of a tree shares
//! every node with its origin until one of them changes it, so forking costs the same whatever the tree holds. Nothing
//! that a fork does can be seen by another one, not even in sizes or inode numbers.
//!
//! Deterministic: inode numbers are counted, directories list by name, and time is whatever the caller passes in.
//! There is no way out: `..` at the root stays there, and an absolute symlink starts at the root of this tree.
//!
//! What this module does not know: wasm, guest memory, fuel, descriptors 0 to 2, who the two sides are (a file that one
//! side must not read has no place in the tree), and the host's own file system. Its callers charge fuel: a flat sum
//! per call, plus one by the bytes moved and by the change of [`Usage::bytes`] (a hole is filled with zeros at once).

mod abi;
mod content;
mod descriptors;
mod errno;
mod host;
mod limits;
mod listing;
mod namespace;
mod node;
mod paths;
mod resolve;
#[cfg(test)]
mod tests;
mod tree;

pub use abi::{At, FdFlags, FstFlags, OFlags, OpenHow, Rights, SetTimes, Symlinks, Whence};
#[cfg(test)]
use abi::{Fd, FileType, Prestat};
pub use descriptors::Descriptors;
pub use errno::Errno;
pub use limits::Limits;
#[cfg(test)]
use limits::Usage;
pub use node::Time;
pub use tree::Tree;
