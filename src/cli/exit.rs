//! What the process's exit code says. Scripts rely on it.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: it did what was asked, and everything passed.
    Passed = 0,
    /// 1: it did what was asked, and something did not pass.
    Failed = 1,
    /// 2: it was asked for something that can't be done: options, names, files.
    Usage = 2,
    /// 3: our fault; nothing was decided about the answer.
    Broken = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
