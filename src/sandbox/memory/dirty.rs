//! Which pages of a mapping were written: asked of the kernel, by `/proc/self/pagemap`.
//!
//! Since Linux 6.7 pages can be write-protected in such a way that the kernel itself lifts the protection at the first
//! write and remembers it (`UFFD_FEATURE_WP_ASYNC` and `PAGEMAP_SCAN`, Documentation/admin-guide/mm/pagemap.rst). Where
//! that can't be had, every page that was ever written counts as written: more is put back than need be, and the result is
//! the same.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::OnceLock;

use super::PAGE;

/// The kernel's interface, from <linux/userfaultfd.h> and <linux/fs.h>.
mod abi {
    pub const UFFD_USER_MODE_ONLY: libc::c_int = 1;
    pub const UFFDIO_API: u64 = 0xc018_aa3f;
    pub const UFFDIO_REGISTER: u64 = 0xc020_aa00;
    pub const API: u64 = 0xaa;
    pub const FEATURE_WP_UNPOPULATED: u64 = 1 << 13;
    pub const FEATURE_WP_ASYNC: u64 = 1 << 15;
    pub const MODE_WP: u64 = 1 << 1;

    pub const PAGEMAP_SCAN: u64 = 0xc060_6610;
    pub const WP_MATCHING: u64 = 1 << 0;
    pub const CHECK_WPASYNC: u64 = 1 << 1;
    pub const WRITTEN: u64 = 1 << 1;

    #[repr(C)]
    pub struct Api {
        pub api: u64,
        pub features: u64,
        pub ioctls: u64,
    }

    #[repr(C)]
    pub struct Register {
        pub start: u64,
        pub len: u64,
        pub mode: u64,
        pub ioctls: u64,
    }

    #[repr(C)]
    #[derive(Default, Clone, Copy)]
    pub struct Region {
        pub start: u64,
        pub end: u64,
        pub categories: u64,
    }

    #[repr(C)]
    #[derive(Default)]
    pub struct Scan {
        pub size: u64,
        pub flags: u64,
        pub start: u64,
        pub end: u64,
        pub walk_end: u64,
        pub vec: u64,
        pub vec_len: u64,
        pub max_pages: u64,
        pub category_inverted: u64,
        pub category_mask: u64,
        pub category_anyof_mask: u64,
        pub return_mask: u64,
    }
}

/// Runs of pages told at once.
const REGIONS: usize = 512;

/// What the process needs to ask, opened once: a grader opens nothing later.
struct Tracker {
    pagemap: File,
    protection: OwnedFd,
}

fn tracker() -> Option<&'static Tracker> {
    static TRACKER: OnceLock<Option<Tracker>> = OnceLock::new();
    TRACKER.get_or_init(|| Tracker::open().ok()).as_ref()
}

/// Opens what tracking needs, while files can still be opened.
pub fn prepare() {
    tracker();
}

/// Has the kernel watch the pages from `start`, if it can.
pub fn watch(start: usize, len: usize) -> bool {
    tracker().is_some_and(|tracker| tracker.register(start, len).is_ok())
}

/// Counts nothing in `pages`, which are watched, as written any more.
pub fn protect(pages: Range<usize>) -> io::Result<()> {
    the_tracker()?.scan(pages, abi::WP_MATCHING, &mut [], &mut |_| ())
}

/// The runs of pages in `pages`, which are watched, that were not protected or were written since they were.
pub fn written(pages: Range<usize>) -> io::Result<Vec<Range<usize>>> {
    let mut runs = Vec::new();
    let mut regions = [abi::Region::default(); REGIONS];
    the_tracker()?.scan(pages, 0, &mut regions, &mut |run| push(&mut runs, run))?;
    Ok(runs)
}

fn the_tracker() -> io::Result<&'static Tracker> {
    tracker().ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))
}

/// The runs of pages in `pages` that are the mapping's own, and no longer its file's or plain zeros.
pub fn own(pages: Range<usize>) -> io::Result<Vec<Range<usize>>> {
    // Present, swapped, and "page is file-page or shared-anon".
    const PRESENT_OR_SWAPPED: u64 = 0b11 << 62;
    const THE_FILES: u64 = 1 << 61;
    let unit = rustix::param::page_size();
    debug_assert_eq!(unit % PAGE, 0);
    let mut entries = vec![0u8; pages.len() / unit * 8];
    let mut pagemap = File::open("/proc/self/pagemap")?;
    pagemap.seek(SeekFrom::Start((pages.start / unit * 8) as u64))?;
    pagemap.read_exact(&mut entries)?;
    let mut runs = Vec::new();
    for (index, entry) in entries.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*entry);
        if word & PRESENT_OR_SWAPPED != 0 && word & THE_FILES == 0 {
            let start = pages.start + index * unit;
            push(&mut runs, start..start + unit);
        }
    }
    Ok(runs)
}

fn push(runs: &mut Vec<Range<usize>>, run: Range<usize>) {
    match runs.last_mut() {
        Some(last) if last.end == run.start => last.end = run.end,
        _ => runs.push(run),
    }
}

impl Tracker {
    fn open() -> io::Result<Tracker> {
        let flags = libc::O_CLOEXEC | libc::O_NONBLOCK | abi::UFFD_USER_MODE_ONLY;
        // SAFETY: no memory is involved.
        let fd = unsafe { libc::syscall(libc::SYS_userfaultfd, flags) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: a descriptor that was made just now and that nobody else has.
        let protection = unsafe { OwnedFd::from_raw_fd(fd as i32) };
        let mut api = abi::Api {
            api: abi::API,
            features: abi::FEATURE_WP_UNPOPULATED | abi::FEATURE_WP_ASYNC,
            ioctls: 0,
        };
        ioctl(&protection, abi::UFFDIO_API, &mut api)?;
        let pagemap = File::open("/proc/self/pagemap")?;
        Ok(Tracker {
            pagemap,
            protection,
        })
    }

    fn register(&self, start: usize, len: usize) -> io::Result<()> {
        let mut register = abi::Register {
            start: start as u64,
            len: len as u64,
            mode: abi::MODE_WP,
            ioctls: 0,
        };
        ioctl(&self.protection, abi::UFFDIO_REGISTER, &mut register)?;
        // Whether the kernel can scan, too, is known when it was asked once.
        self.scan(start..start + PAGE, abi::WP_MATCHING, &mut [], &mut |_| ())
    }

    /// Asks for nothing but what was written: the kernel has a short way for that, and one for protecting without telling.
    fn scan(
        &self,
        pages: Range<usize>,
        flags: u64,
        regions: &mut [abi::Region],
        tell: &mut dyn FnMut(Range<usize>),
    ) -> io::Result<()> {
        let mut start = pages.start as u64;
        while start < pages.end as u64 {
            let mut scan = abi::Scan {
                size: size_of::<abi::Scan>() as u64,
                flags: flags | abi::CHECK_WPASYNC,
                start,
                end: pages.end as u64,
                vec: regions.as_mut_ptr() as u64,
                vec_len: regions.len() as u64,
                category_mask: abi::WRITTEN,
                return_mask: abi::WRITTEN,
                ..abi::Scan::default()
            };
            let found = ioctl(&self.pagemap, abi::PAGEMAP_SCAN, &mut scan)?;
            for region in regions.iter().take(found) {
                tell(region.start as usize..region.end as usize);
            }
            if scan.walk_end <= start {
                return Err(io::Error::other("the kernel's page scan doesn't proceed"));
            }
            start = scan.walk_end;
        }
        Ok(())
    }
}

fn ioctl<T>(fd: &impl AsRawFd, request: u64, argument: &mut T) -> io::Result<usize> {
    // SAFETY: `request` is one of the calls above, each of which reads and writes one value of type T and, of a scan, its vector.
    let result = unsafe { libc::ioctl(fd.as_raw_fd(), request as _, argument) };
    usize::try_from(result).map_err(|_| io::Error::last_os_error())
}
