//! Machine code on huge pages.
//!
//! An interpreter's code is large and every part of it is reached often, so with pages of 4 KiB the processor keeps looking up where they
//! are, which in a virtual machine costs twice.

use std::ffi::c_void;
use std::fs;
use std::io;

use rustix::mm::{Advice, MapFlags, MprotectFlags, MremapFlags, ProtFlags};

/// A huge page of every processor that has 4 KiB pages and of most that have 16.
const HUGE: usize = 2 << 20;
/// Whether the kernel has huge pages for whoever asks; it marks the choice that is made.
const SETTING: &str = "/sys/kernel/mm/transparent_hugepage/enabled";

/// Replaces what is mapped at `code` by an equal copy on huge pages, but for the ends that don't fill one. Takes about two milliseconds for
/// each MiB, and that much memory which this process shares with nobody. False if the kernel has no huge pages to give.
///
/// # Safety
///
/// `code` is mapped readable and executable, is never written, and whoever unmaps it only unmaps it.
pub unsafe fn on_huge_pages(code: &[u8]) -> io::Result<bool> {
    let begin = code.as_ptr().addr().next_multiple_of(HUGE);
    let end = (code.as_ptr().addr() + code.len()) / HUGE * HUGE;
    if begin >= end || fs::read_to_string(SETTING).map_or(true, |text| text.contains("[never]")) {
        return Ok(false);
    }
    let len = end - begin;
    let target = code.as_ptr().with_addr(begin).cast::<c_void>().cast_mut();

    // SAFETY: a fresh mapping at an address of the kernel's choice, long enough for an aligned part of `len` bytes.
    let raw = unsafe {
        rustix::mm::mmap_anonymous(
            std::ptr::null_mut(),
            len + HUGE,
            ProtFlags::READ | ProtFlags::WRITE,
            MapFlags::PRIVATE,
        )?
    };
    let skipped = raw.addr().next_multiple_of(HUGE) - raw.addr();
    let copy = raw.wrapping_byte_add(skipped);
    // SAFETY: `copy` is the aligned part of our own mapping; what is before and after it is unmapped and not used again. The copy takes
    // the place of what is mapped at `target` in one step and holds the same bytes, so that who executes them doesn't notice.
    unsafe {
        if skipped > 0 {
            rustix::mm::munmap(raw, skipped)?;
        }
        if skipped < HUGE {
            rustix::mm::munmap(copy.wrapping_byte_add(len), HUGE - skipped)?;
        }
        rustix::mm::madvise(copy, len, Advice::LinuxHugepage)?;
        std::ptr::copy_nonoverlapping(target.cast::<u8>(), copy.cast::<u8>(), len);
        rustix::mm::mprotect(copy, len, MprotectFlags::READ | MprotectFlags::EXEC)?;
        rustix::mm::mremap_fixed(copy, len, len, MremapFlags::MAYMOVE, target)?;
    }
    Ok(true)
}
