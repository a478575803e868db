//! What the file system promises, as tables of short scripts (`shell` reads them) and, where a script can't say it, as
//! calls.

mod abi;
mod descriptors;
mod forks;
mod laws;
mod limits;
mod listing;
mod model;
mod names;
mod nodes;
mod shell;
