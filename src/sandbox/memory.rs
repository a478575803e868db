//! Linear memories: images in files, mappings that start from them copy-on-write, and snapshots by page difference.
//!
//! The only module that maps memory by hand. It knows pages; it doesn't know what is in them.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;

use rustix::fs::MemfdFlags;
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags};
use serde::{Deserialize, Serialize};
use wasmtime::{LinearMemory, MemoryCreator, MemoryType};

/// A page of WebAssembly, the unit in which guests grow.
pub const WASM_PAGE: usize = 65_536;
/// What a wasm instruction can address: 32-bit base plus 32-bit offset never leaves it plus the guard.
const ADDRESSABLE: usize = 4 << 30;
/// At least Wasmtime's default guard region (32 MiB), which it relies on to leave out bounds checks.
const GUARD: usize = 64 << 20;
/// Linux's page size is asked for at run time; deltas are kept in this unit, which every page size is a multiple of.
const PAGE: usize = 4096;

/// The memory of a booted guest, in a file that is never written again.
#[derive(Debug)]
pub struct Image {
    file: File,
    view: View,
}

impl Image {
    pub fn open(path: &Path) -> io::Result<Image> {
        let file = File::open(path)?;
        let len = file.metadata()?.len() as usize;
        if len == 0 || !len.is_multiple_of(WASM_PAGE) || len > ADDRESSABLE {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{} is no image: {len} bytes", path.display()),
            ));
        }
        let view = View::new(&file, len)?;
        Ok(Image { file, view })
    }

    fn len(&self) -> usize {
        self.view.len
    }
}

/// A file's contents, mapped for reading.
#[derive(Debug)]
struct View {
    start: *const u8,
    len: usize,
}

// SAFETY: nobody writes to the file that is viewed once it is whole, and the view can't be written through.
unsafe impl Send for View {}
// SAFETY: as above.
unsafe impl Sync for View {}

impl View {
    /// The first `len` bytes of `file`, which is that long and stays as it is.
    fn new(file: impl AsFd, len: usize) -> io::Result<View> {
        if len == 0 {
            let start = std::ptr::NonNull::dangling().as_ptr();
            return Ok(View { start, len });
        }
        // SAFETY: a fresh mapping at an address of the kernel's choice.
        let start = unsafe {
            rustix::mm::mmap(
                std::ptr::null_mut(),
                len,
                ProtFlags::READ,
                MapFlags::SHARED,
                file,
                0,
            )?
        };
        Ok(View {
            start: start.cast(),
            len,
        })
    }
}

impl std::ops::Deref for View {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: mapped, this long, for as long as the view lives.
        unsafe { std::slice::from_raw_parts(self.start, self.len) }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        if self.len > 0 {
            // SAFETY: what mmap returned for this length; slices of it borrow the view.
            let unmapped = unsafe { rustix::mm::munmap(self.start.cast_mut().cast(), self.len) };
            debug_assert!(unmapped.is_ok());
        }
    }
}

/// A memory's difference from its image: enough to start any number of equal memories.
#[derive(Debug, Clone)]
pub struct Snapshot {
    image: Option<Arc<Image>>,
    changes: Option<Arc<Changes>>,
    size: usize,
}

/// The pages that differ from the image, in a file that is mapped over it.
#[derive(Debug)]
struct Changes {
    file: OwnedFd,
    view: View,
    runs: Vec<Run>,
}

/// Pages that lie together, in memory and in the file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Run {
    address: usize,
    len: usize,
    offset: usize,
}

/// Runs closer together than this are joined: mapping one more run costs about as much as this many bytes more in the file.
const JOIN: usize = 4 * PAGE;

impl Snapshot {
    /// The image itself.
    pub fn of_image(image: Arc<Image>) -> Snapshot {
        let size = image.len();
        Snapshot {
            image: Some(image),
            changes: None,
            size,
        }
    }

    /// A memory that holds nothing yet, `size` bytes long.
    pub fn empty(size: usize) -> Snapshot {
        Snapshot {
            image: None,
            changes: None,
            size,
        }
    }

    /// What was taken from another process's snapshot of the same image: its size, runs and contents.
    pub fn kept(
        image: &Snapshot,
        size: usize,
        runs: Vec<Run>,
        contents: Option<File>,
    ) -> io::Result<Snapshot> {
        let mut snapshot = Snapshot {
            size,
            ..image.clone()
        };
        let Some(file) = contents else {
            return Ok(snapshot);
        };
        let len = file.metadata()?.len() as usize;
        let aligned = |n: usize| n.is_multiple_of(PAGE);
        let (mut address, mut offset) = (0, 0);
        for run in &runs {
            let whole = aligned(run.address) && aligned(run.len) && run.len > 0;
            if !whole || run.address < address || run.offset != offset {
                return Err(io::Error::from(io::ErrorKind::InvalidData));
            }
            (address, offset) = (run.address + run.len, offset + run.len);
        }
        if size < image.size || size > ADDRESSABLE || address > size || offset != len {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        let view = View::new(&file, len)?;
        let file = file.into();
        snapshot.changes = Some(Arc::new(Changes { file, view, runs }));
        Ok(snapshot)
    }

    /// Bytes of memory.
    pub fn size(&self) -> usize {
        self.size
    }

    pub fn runs(&self) -> &[Run] {
        self.changes.as_ref().map_or(&[], |changes| &changes.runs)
    }

    /// What the runs' pages hold, one after the other.
    pub fn contents(&self) -> &[u8] {
        self.changes.as_ref().map_or(&[], |changes| &changes.view)
    }
}

/// One linear memory: address space for all that wasm can address, of which `size` bytes are accessible.
#[derive(Debug)]
pub struct Mapping {
    base: *mut u8,
    image: Option<Arc<Image>>,
    changes: Option<Arc<Changes>>,
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
        let mapping = Mapping {
            base: base.cast(),
            image: start.image.clone(),
            changes: start.changes.clone(),
        };
        let mut mapped = 0;
        if let Some(image) = &start.image {
            // SAFETY: replaces the beginning of the mapping just made; private, so the file is never written through it.
            unsafe {
                rustix::mm::mmap(
                    base,
                    image.len(),
                    ProtFlags::READ | ProtFlags::WRITE,
                    MapFlags::PRIVATE | MapFlags::FIXED,
                    image.file.as_fd(),
                    0,
                )?;
            }
            mapped = image.len();
        }
        mapping.open(mapped, start.size)?;
        for run in start.runs() {
            let changes = start.changes.as_ref().map(|changes| changes.file.as_fd());
            let (Some(file), true) = (changes, run.address + run.len <= start.size) else {
                return Err(io::Error::other(
                    "a snapshot's page lies outside of its memory",
                ));
            };
            // SAFETY: replaces pages of the mapping just made; private, so the file is never written through it.
            unsafe {
                rustix::mm::mmap(
                    base.byte_add(run.address),
                    run.len,
                    ProtFlags::READ | ProtFlags::WRITE,
                    MapFlags::PRIVATE | MapFlags::FIXED,
                    file,
                    run.offset as u64,
                )?;
            }
        }
        Ok(mapping)
    }

    /// Makes the memory, now `size` bytes long, equal to `start` again, which it was made from. Pages that are private already are
    /// refilled in place: much cheaper than to map and to fault in everything anew.
    pub fn reset(&self, start: &Snapshot, size: usize) -> io::Result<()> {
        if size > start.size {
            // SAFETY: inside the mapping; no instance runs over it now.
            unsafe {
                let tail = self.base.add(start.size).cast();
                rustix::mm::madvise(tail, size - start.size, rustix::mm::Advice::LinuxDontNeed)?;
                rustix::mm::mprotect(tail, size - start.size, MprotectFlags::empty())?;
            }
        }
        let image: &[u8] = start.image.as_ref().map_or(&[], |image| &image.view);
        let changes: &[u8] = start.changes.as_ref().map_or(&[], |changes| &changes.view);
        let mut runs = start.runs().iter().peekable();
        for page in self.touched(start.size)? {
            while runs.next_if(|run| run.address + run.len <= page).is_some() {}
            let held = match runs.peek() {
                Some(run) if run.address <= page => {
                    &changes[page - run.address + run.offset..][..PAGE]
                }
                _ => image.get(page..page + PAGE).unwrap_or(&[0; PAGE]),
            };
            // SAFETY: an accessible page of this mapping, which nothing else uses now.
            unsafe { std::ptr::copy_nonoverlapping(held.as_ptr(), self.base.add(page), PAGE) };
        }
        Ok(())
    }

    /// Makes the bytes from `from` to `to` accessible; both are multiples of a wasm page.
    pub fn open(&self, from: usize, to: usize) -> io::Result<()> {
        if to > ADDRESSABLE || from > to {
            return Err(io::Error::from(io::ErrorKind::OutOfMemory));
        }
        if from == to {
            return Ok(());
        }
        // SAFETY: inside the mapping; nothing but wasm uses these pages, and it can't have used them before.
        unsafe {
            rustix::mm::mprotect(
                self.base.add(from).cast(),
                to - from,
                MprotectFlags::READ | MprotectFlags::WRITE,
            )?
        };
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

    /// What differs from the image now. The memory must not run meanwhile.
    pub fn snapshot(&self, size: usize) -> io::Result<Snapshot> {
        let mut pages: Vec<(usize, usize)> = self
            .touched(size)?
            .into_iter()
            .map(|page| (page, PAGE))
            .collect();
        pages.extend(
            self.changes
                .iter()
                .flat_map(|changes| &changes.runs)
                .map(|run| (run.address, run.len)),
        );
        pages.sort_unstable();
        let mut runs: Vec<Run> = Vec::new();
        for (address, len) in pages {
            match runs.last_mut() {
                Some(run) if run.address + run.len + JOIN > address => {
                    run.len = run.len.max(address + len - run.address)
                }
                _ => runs.push(Run {
                    address,
                    len,
                    offset: 0,
                }),
            }
        }
        let file = rustix::fs::memfd_create("viva-snapshot", MemfdFlags::CLOEXEC)?;
        let mut offset = 0;
        for run in &mut runs {
            run.offset = offset;
            offset += run.len;
            // SAFETY: pages below `size` are accessible, and nothing writes to them now.
            let mut bytes =
                unsafe { std::slice::from_raw_parts(self.base.add(run.address), run.len) };
            let mut at = run.offset as u64;
            while !bytes.is_empty() {
                let written = rustix::io::pwrite(&file, bytes, at)?;
                bytes = &bytes[written..];
                at += written as u64;
            }
        }
        let view = View::new(&file, offset)?;
        Ok(Snapshot {
            image: self.image.clone(),
            changes: Some(Arc::new(Changes { file, view, runs })),
            size,
        })
    }

    /// Bytes that this memory doesn't share with its image.
    pub fn private_bytes(&self, size: usize) -> io::Result<usize> {
        Ok(self.touched(size)?.len() * PAGE)
    }

    /// Addresses of the pages that were written since the mapping was made, in order.
    fn touched(&self, size: usize) -> io::Result<Vec<usize>> {
        // Bits of Documentation/admin-guide/mm/pagemap.rst: present, swapped, and "page is file-page or shared-anon" (so not yet copied).
        const PRESENT_OR_SWAPPED: u64 = 0b11 << 62;
        const STILL_THE_FILES: u64 = 1 << 61;
        debug_assert_eq!(rustix::param::page_size() % PAGE, 0);
        let unit = rustix::param::page_size();
        let mut entries = vec![0u8; size / unit * 8];
        let mut pagemap = File::open("/proc/self/pagemap")?;
        pagemap.seek(SeekFrom::Start((self.base as usize / unit * 8) as u64))?;
        pagemap.read_exact(&mut entries)?;
        let mut touched = Vec::new();
        for (index, entry) in entries.chunks_exact(8).enumerate() {
            let word = u64::from_le_bytes([
                entry[0], entry[1], entry[2], entry[3], entry[4], entry[5], entry[6], entry[7],
            ]);
            if word & PRESENT_OR_SWAPPED != 0 && word & STILL_THE_FILES == 0 {
                touched.extend((0..unit / PAGE).map(|k| index * unit + k * PAGE));
            }
        }
        Ok(touched)
    }

    /// All bytes, to be written to an image's file.
    pub fn bytes(&self, size: usize) -> Result<Vec<u8>, OutOfBounds> {
        self.read(0, size, size)
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

thread_local! {
    /// The mapping that the instance being made on this thread is to get: Wasmtime's memory creator takes no argument of ours.
    static NEXT: RefCell<Option<Arc<Mapping>>> = const { RefCell::new(None) };
}

/// Runs `make`, which instantiates the guest, with `mapping` as its memory.
pub fn with_memory<T>(mapping: &Arc<Mapping>, make: impl FnOnce() -> T) -> T {
    struct Clear;
    impl Drop for Clear {
        fn drop(&mut self) {
            NEXT.set(None);
        }
    }
    NEXT.set(Some(mapping.clone()));
    let _clear = Clear;
    make()
}

/// Gives every instance of the guest the mapping named by [`with_memory`].
pub struct Creator;

// SAFETY: the memories handed out are `ADDRESSABLE` long behind a stable base, followed by an inaccessible guard, as the trait asks;
// what is not accessible yet faults as a guard page does.
unsafe impl MemoryCreator for Creator {
    fn new_memory(
        &self,
        _ty: MemoryType,
        minimum: usize,
        _maximum: Option<usize>,
        reserved: Option<usize>,
        guard: usize,
    ) -> Result<Box<dyn LinearMemory>, String> {
        if minimum != ADDRESSABLE || reserved.unwrap_or(0) > ADDRESSABLE || guard > GUARD {
            return Err(format!(
                "the guest's memory is not as rewritten: {minimum} {reserved:?} {guard}"
            ));
        }
        match NEXT.take() {
            Some(mapping) => Ok(Box::new(Shared(mapping))),
            None => Err("an instance was made without a memory".into()),
        }
    }
}

struct Shared(Arc<Mapping>);

// SAFETY: see Creator.
unsafe impl LinearMemory for Shared {
    fn byte_size(&self) -> usize {
        ADDRESSABLE
    }
    fn byte_capacity(&self) -> usize {
        ADDRESSABLE
    }
    fn grow_to(&mut self, _new_size: usize) -> wasmtime::Result<()> {
        Err(wasmtime::Error::msg("the kernel grows memories"))
    }
    fn as_ptr(&self) -> *mut u8 {
        self.0.base
    }
}
