//! What a grader's process gives up.
//!
//! The answer's code runs as WebAssembly and reaches nothing of the process. This is the second wall, for the day the
//! first has a hole: whoever takes over a grader finds no credentials, no files, no network, no other process, and can't
//! make new machine code.
//!
//! Not set: a bound on address space or data. Each WebAssembly memory reserves 4 GiB of addresses and maps an image of
//! some 70 MB as its own, so a bound that lets honest grades through holds nobody back; the sandbox counts memory itself.
//! Nor is the process made undumpable: the kernel would then give `/proc/self/pagemap`, which the sandbox reads, to root.

mod calls;

use std::fs;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, Ruleset, RulesetAttr, RulesetCreatedAttr,
    RulesetStatus, Scope,
};
use rustix::process::{Resource, Rlimit};
use serde::{Deserialize, Serialize};

/// The newest Landlock that the rules below were written for; older kernels enforce what they know of it.
const LANDLOCK: ABI = ABI::V6;

/// The one file that the sandbox opens while it grades: which pages of its memory differ from the image.
const PAGEMAP: &str = "/proc/self/pagemap";

/// How many descriptors may be open. Each kept question image has two.
const DESCRIPTORS: u64 = 1024;

/// How much the kernel should rather end a grader than its parent when memory runs out; from -1000 to 1000.
const END_RATHER: &str = "500";

/// How much a grade gives way to what people wait for, such as the parent's answers. In steps of `nice`.
const GIVE_WAY: i32 = 5;

/// What of the confinement this kernel enforces. System calls are filtered always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    pub landlock: Landlock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landlock {
    Full,
    /// An older kernel: files are out of reach, some other things may not be.
    Partial,
    /// Without it, files that this user may read can be read.
    None,
}

/// Before the sandbox is opened: lets go of what was inherited.
pub fn prepare() -> anyhow::Result<()> {
    // SAFETY: nothing in this process owns a descriptor but the three standard streams yet.
    let closed = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 0) };
    if closed != 0 {
        let error = io::Error::last_os_error();
        anyhow::bail!("the inherited descriptors can't be closed: {error}");
    }
    let at_most = |resource, most: u64| {
        let had = rustix::process::getrlimit(resource).maximum;
        let most = Some(had.map_or(most, |had| had.min(most)));
        rustix::process::setrlimit(
            resource,
            Rlimit {
                current: most,
                maximum: most,
            },
        )
    };
    // A core dump would hold questions and answers.
    at_most(Resource::Core, 0)?;
    at_most(Resource::Nofile, DESCRIPTORS)?;
    // Niceties both; a system that refuses them loses nothing but them.
    let _ = fs::write("/proc/self/oom_score_adj", END_RATHER);
    let _ = rustix::process::nice(GIVE_WAY);
    Ok(())
}

/// How many threads this process has.
pub fn threads() -> io::Result<usize> {
    Ok(fs::read_dir("/proc/self/task")?.count())
}

/// After the sandbox was opened, with one thread alone: gives up everything else, for all threads to come.
pub fn confine() -> anyhow::Result<Confinement> {
    // Read from a file the first time, on kernels that don't tell it otherwise.
    rustix::param::page_size();
    let landlock = no_files()?;
    calls::refuse()?;
    Ok(Confinement { landlock })
}

/// No file, no TCP port, no other process's abstract sockets, no signals to other processes.
fn no_files() -> anyhow::Result<Landlock> {
    let pagemap: OwnedFd = fs::File::open(PAGEMAP)?.into();
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(LANDLOCK))?
        .handle_access(AccessNet::from_all(LANDLOCK))?
        .scope(Scope::from_all(LANDLOCK))?
        .create()?
        .add_rule(PathBeneath::new(pagemap.as_fd(), AccessFs::ReadFile))?
        .restrict_self()?;
    // The rule is about this file as the kernel holds it now. /proc makes files anew once nobody holds them, so hold it.
    std::mem::forget(pagemap);
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => Landlock::Full,
        RulesetStatus::PartiallyEnforced => Landlock::Partial,
        RulesetStatus::NotEnforced => Landlock::None,
    })
}
