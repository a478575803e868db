//! The memory of a booted guest, in a file, and files viewed as bytes.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use rustix::mm::{MapFlags, ProtFlags};

use super::{ADDRESSABLE, WASM_PAGE};

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

    pub(super) fn file(&self) -> &File {
        &self.file
    }
}

impl std::ops::Deref for Image {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.view
    }
}

/// A file's contents, mapped for reading.
#[derive(Debug)]
pub(super) struct View {
    start: *const u8,
    len: usize,
}

// SAFETY: nobody writes to the file that is viewed once it is whole, and the view can't be written through.
unsafe impl Send for View {}
// SAFETY: as above.
unsafe impl Sync for View {}

impl View {
    /// The first `len` bytes of `file`, which is that long and stays as it is.
    pub(super) fn new(file: impl AsFd, len: usize) -> io::Result<View> {
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
