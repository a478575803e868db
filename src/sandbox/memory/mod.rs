//! Linear memories: mappings that start as a snapshot, copy-on-write, and can become another one.
//!
//! The only module that maps memory by hand. It knows pages; it doesn't know what is in them.

mod code;
mod creator;
mod dirty;
mod image;
mod snapshot;

use std::io;
use std::ops::Range;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags};

pub use code::on_huge_pages;
pub use creator::{Creator, with_memory};
pub use dirty::prepare;
pub use image::Image;
pub use snapshot::{Run, Snapshot};

/// A page of WebAssembly, the unit in which guests grow.
pub const WASM_PAGE: usize = 65_536;
/// What a wasm instruction can address: 32-bit base plus 32-bit offset never leaves it plus the guard.
const ADDRESSABLE: usize = 4 << 30;
/// At least Wasmtime's default guard region (32 MiB), which it relies on to leave out bounds checks.
const GUARD: usize = 64 << 20;
/// Linux's page size is asked for at run time; deltas are kept in this unit, which every page size is a multiple of.
const PAGE: usize = 4096;

/// One linear memory: address space for all that wasm can address, of which the first part is accessible.
#[derive(Debug)]
pub struct Mapping {
    base: *mut u8,
    /// Bytes that are accessible.
    size: AtomicUsize,
    /// What the memory equals, but for the pages that [`Mapping::changed`] tells.
    holds: Mutex<Snapshot>,
    /// The kernel tells what was written since the last [`Mapping::protect`].
    watched: bool,
}

// SAFETY: the pointer is to a mapping that this value alone owns; access is by the one thread that runs the machine (Machine holds it by
// exclusive reference while it runs).
unsafe impl Send for Mapping {}
// SAFETY: as above; `&Mapping` hands out bytes only through `read`, `write` and wasm, on that same thread.
unsafe impl Sync for Mapping {}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: `base` is what mmap returned for this length; every wasm instance over it holds an Arc of this mapping.
        let unmapped = unsafe { rustix::mm::munmap(self.base.cast(), ADDRESSABLE + GUARD) };
        debug_assert!(unmapped.is_ok());
    }
}

impl Mapping {
    pub fn new(start: &Snapshot) -> io::Result<Mapping> {
        // SAFETY: a fresh mapping at an address of the kernel's choice.
        let base = unsafe {
            rustix::mm::mmap_anonymous(
                std::ptr::null_mut(),
                ADDRESSABLE + GUARD,
                ProtFlags::empty(),
                MapFlags::PRIVATE | MapFlags::NORESERVE,
            )?
        };
        let mut mapping = Mapping {
            base: base.cast(),
            size: AtomicUsize::new(0),
            holds: Mutex::new(Snapshot::empty(0)),
            watched: false,
        };
        if let Some(image) = start.image() {
            // SAFETY: replaces the beginning of the mapping just made; private, so the file is never written through it.
            unsafe {
                rustix::mm::mmap(
                    base,
                    image.len(),
                    ProtFlags::READ | ProtFlags::WRITE,
                    MapFlags::PRIVATE | MapFlags::FIXED,
                    image.file().as_fd(),
                    0,
                )?;
            }
            *mapping.size.get_mut() = image.len();
        }
        mapping.watched = dirty::watch(base as usize, ADDRESSABLE);
        mapping.open(start.size())?;
        let runs: Vec<_> = start.runs().iter().map(Run::range).collect();
        mapping.fill(&runs, start);
        // All of it: a page that isn't there yet counts as written otherwise.
        let all = 0..start.size();
        mapping.hold(&mut mapping.holds(), start, std::slice::from_ref(&all))?;
        Ok(mapping)
    }

    fn holds(&self) -> MutexGuard<'_, Snapshot> {
        self.holds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this is the memory that `snapshot` was taken of, or that was made equal to it last.
    pub fn held(&self, snapshot: &Snapshot) -> bool {
        self.holds().is(snapshot)
    }

    /// Makes the memory equal to `target`, which has the same image. Pages that are private already are refilled in place:
    /// much cheaper than to map and to fault in everything anew.
    pub fn set(&self, target: &Snapshot) -> io::Result<()> {
        let mut holds = self.holds();
        self.shrink(target.size())?;
        let mut runs = self.changed()?;
        self.open(target.size())?;
        if holds.is(target) {
            self.fill(&runs, target);
            return Ok(());
        }
        runs.extend(holds.runs().iter().map(Run::range));
        runs.extend(target.runs().iter().map(Run::range));
        let runs = united(runs, target.size());
        self.fill(&runs, target);
        self.hold(&mut holds, target, &runs)
    }

    /// What the memory holds now. It must not run meanwhile.
    pub fn snapshot(&self) -> io::Result<Snapshot> {
        let mut holds = self.holds();
        let size = self.size();
        let mut runs = self.changed()?;
        runs.extend(holds.runs().iter().map(Run::range));
        let runs = united(runs, size);
        let image = holds.image().cloned();
        let snapshot = Snapshot::taken(image, size, &runs, |run| {
            // SAFETY: pages below `size` are accessible, and nothing writes to them now.
            unsafe { std::slice::from_raw_parts(self.base.add(run.start), run.len()) }
        });
        self.hold(&mut holds, &snapshot, &runs)?;
        Ok(snapshot)
    }

    /// Notes that the memory equals `snapshot`, after only the pages of `runs` were written.
    fn hold(
        &self,
        holds: &mut Snapshot,
        snapshot: &Snapshot,
        runs: &[Range<usize>],
    ) -> io::Result<()> {
        *holds = snapshot.clone();
        if let (true, Some(first), Some(last)) = (self.watched, runs.first(), runs.last()) {
            // At once: each call costs more than to look at all the pages between, which are protected already.
            dirty::protect(self.addresses(&(first.start..last.end)))?;
        }
        Ok(())
    }

    /// The runs of pages in which the memory may differ from what it holds.
    fn changed(&self) -> io::Result<Vec<Range<usize>>> {
        let range = self.addresses(&(0..self.size()));
        let mut runs = if self.watched {
            dirty::written(range)?
        } else {
            dirty::own(range)?
        };
        for run in &mut runs {
            *run = run.start - self.base as usize..run.end - self.base as usize;
        }
        Ok(runs)
    }

    /// Bytes that this memory doesn't share with its image.
    pub fn private_bytes(&self) -> io::Result<usize> {
        let runs = dirty::own(self.addresses(&(0..self.size())))?;
        Ok(runs.iter().map(Range::len).sum())
    }

    /// Puts into the pages of `runs` what they hold in `target`.
    fn fill(&self, runs: &[Range<usize>], target: &Snapshot) {
        for (page, held) in target.pages(runs) {
            let held = held.unwrap_or(&[0; PAGE]);
            // SAFETY: an accessible page of this mapping, which nothing else uses now.
            unsafe { std::ptr::copy_nonoverlapping(held.as_ptr(), self.base.add(page), PAGE) };
        }
    }

    fn addresses(&self, pages: &Range<usize>) -> Range<usize> {
        self.base as usize + pages.start..self.base as usize + pages.end
    }

    /// Bytes that are accessible.
    pub fn size(&self) -> usize {
        self.size.load(Ordering::Relaxed)
    }

    /// Makes the memory at least `size` bytes long, a multiple of a wasm page.
    pub fn open(&self, size: usize) -> io::Result<()> {
        let from = self.size();
        if size > ADDRESSABLE {
            return Err(io::Error::from(io::ErrorKind::OutOfMemory));
        }
        if size <= from {
            return Ok(());
        }
        // SAFETY: inside the mapping; nothing but wasm uses these pages, and it can't have used them before.
        unsafe {
            rustix::mm::mprotect(
                self.base.add(from).cast(),
                size - from,
                MprotectFlags::READ | MprotectFlags::WRITE,
            )?
        };
        self.size.store(size, Ordering::Relaxed);
        Ok(())
    }

    /// Makes the memory at most `size` bytes long; what was behind is gone.
    fn shrink(&self, size: usize) -> io::Result<()> {
        let from = self.size();
        if size >= from {
            return Ok(());
        }
        // SAFETY: inside the mapping; no instance runs over it now.
        unsafe {
            let tail = self.base.add(size).cast();
            rustix::mm::madvise(tail, from - size, Advice::LinuxDontNeed)?;
            rustix::mm::mprotect(tail, from - size, MprotectFlags::empty())?;
        }
        self.size.store(size, Ordering::Relaxed);
        Ok(())
    }

    /// `len` bytes at `at` of a memory of `size` bytes.
    pub fn read(&self, at: usize, len: usize, size: usize) -> Result<Vec<u8>, OutOfBounds> {
        check(at, len, size)?;
        let mut bytes = Vec::with_capacity(len);
        // SAFETY: in bounds by the check, and accessible up to `size`.
        unsafe {
            std::ptr::copy_nonoverlapping(self.base.add(at), bytes.as_mut_ptr(), len);
            bytes.set_len(len);
        }
        Ok(bytes)
    }

    pub fn write(&self, at: usize, bytes: &[u8], size: usize) -> Result<(), OutOfBounds> {
        check(at, bytes.len(), size)?;
        // SAFETY: in bounds by the check, and accessible up to `size`.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.base.add(at), bytes.len()) };
        Ok(())
    }

    /// All bytes, to be written to an image's file.
    pub fn bytes(&self) -> Result<Vec<u8>, OutOfBounds> {
        self.read(0, self.size(), self.size())
    }
}

/// The guest named memory that it doesn't have.
#[derive(Debug)]
pub struct OutOfBounds;

fn check(at: usize, len: usize, size: usize) -> Result<(), OutOfBounds> {
    match at.checked_add(len) {
        Some(end) if end <= size => Ok(()),
        _ => Err(OutOfBounds),
    }
}

/// The pages of all `runs` below `size`, each once and in order.
fn united(mut runs: Vec<Range<usize>>, size: usize) -> Vec<Range<usize>> {
    runs.sort_unstable_by_key(|run| run.start);
    let mut united: Vec<Range<usize>> = Vec::with_capacity(runs.len());
    for run in runs {
        let run = run.start..run.end.min(size);
        match united.last_mut() {
            _ if run.is_empty() => {}
            Some(last) if run.start <= last.end => last.end = last.end.max(run.end),
            _ => united.push(run),
        }
    }
    united
}

#[cfg(test)]
mod tests;
