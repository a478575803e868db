//! What a memory holds at one moment, as its difference from the image.

use std::fs::File;
use std::io;
use std::ops::{Deref, Range};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::image::{Image, View};
use super::{ADDRESSABLE, PAGE};

/// A memory's difference from its image: enough to make any number of equal memories.
#[derive(Debug, Clone)]
pub struct Snapshot {
    image: Option<Arc<Image>>,
    pages: Arc<Pages>,
    size: usize,
}

/// Pages that may differ from the image, one after the other.
#[derive(Debug, Default)]
struct Pages {
    runs: Vec<Run>,
    held: Held,
}

#[derive(Debug)]
enum Held {
    Own(Vec<u8>),
    File(View),
}

impl Default for Held {
    fn default() -> Held {
        Held::Own(Vec::new())
    }
}

impl Deref for Held {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Held::Own(bytes) => bytes,
            Held::File(view) => view,
        }
    }
}

/// Pages that lie together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    address: usize,
    len: usize,
}

impl Run {
    pub fn range(&self) -> Range<usize> {
        self.address..self.address + self.len
    }
}

impl Snapshot {
    /// The image itself.
    pub fn of_image(image: Arc<Image>) -> Snapshot {
        let size = image.len();
        Snapshot {
            image: Some(image),
            pages: Arc::default(),
            size,
        }
    }

    /// A memory that holds nothing yet, `size` bytes long.
    pub fn empty(size: usize) -> Snapshot {
        Snapshot {
            image: None,
            pages: Arc::default(),
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
        let len = contents
            .as_ref()
            .map_or(Ok(0), |file| file.metadata().map(|data| data.len()))?;
        let aligned = |n: usize| n.is_multiple_of(PAGE);
        let (mut address, mut sum) = (0, 0u64);
        for run in &runs {
            let end = run.address.checked_add(run.len);
            let whole = aligned(run.address) && aligned(run.len) && run.len > 0;
            let (true, true, Some(end)) = (whole, run.address >= address, end) else {
                return Err(io::Error::from(io::ErrorKind::InvalidData));
            };
            (address, sum) = (end, sum + run.len as u64);
        }
        if size < image.size || size > ADDRESSABLE || address > size || sum != len {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        let held = match contents {
            Some(file) => Held::File(View::new(&file, len as usize)?),
            None => Held::default(),
        };
        Ok(Snapshot {
            image: image.image.clone(),
            pages: Arc::new(Pages { runs, held }),
            size,
        })
    }

    /// The pages of `runs`, which are in order, as `read` finds them now; the rest is the image's.
    pub(super) fn taken<'m>(
        image: Option<Arc<Image>>,
        size: usize,
        runs: &[Range<usize>],
        read: impl Fn(Range<usize>) -> &'m [u8],
    ) -> Snapshot {
        let mut held = Vec::with_capacity(runs.iter().map(Range::len).sum());
        for run in runs {
            held.extend_from_slice(read(run.clone()));
        }
        let runs = runs.iter().map(|run| Run {
            address: run.start,
            len: run.len(),
        });
        let pages = Pages {
            runs: runs.collect(),
            held: Held::Own(held),
        };
        Snapshot {
            image,
            pages: Arc::new(pages),
            size,
        }
    }

    /// Bytes of memory.
    pub fn size(&self) -> usize {
        self.size
    }

    pub fn image(&self) -> Option<&Arc<Image>> {
        self.image.as_ref()
    }

    pub fn runs(&self) -> &[Run] {
        &self.pages.runs
    }

    /// What the runs' pages hold, one after the other.
    pub fn contents(&self) -> &[u8] {
        &self.pages.held
    }

    /// Whether both are the very same moment of the same memory.
    pub fn is(&self, other: &Snapshot) -> bool {
        Arc::ptr_eq(&self.pages, &other.pages) && self.size == other.size
    }

    /// What the pages of `runs` hold, run by run in order: (address, bytes), nothing being zeros.
    pub(super) fn pages<'s>(
        &'s self,
        runs: &'s [Range<usize>],
    ) -> impl Iterator<Item = (usize, Option<&'s [u8]>)> {
        let image: &[u8] = self.image.as_ref().map_or(&[], |image| image);
        let mut ours = self.pages.runs.iter().peekable();
        let mut offset = 0;
        let addresses = runs.iter().flat_map(|run| run.clone().step_by(PAGE));
        addresses.map(move |page| {
            while let Some(run) = ours.next_if(|run| run.range().end <= page) {
                offset += run.len;
            }
            let held = match ours.peek() {
                Some(run) if run.address <= page => {
                    let at = offset + page - run.address;
                    self.pages.held.get(at..at + PAGE)
                }
                _ => image.get(page..page + PAGE),
            };
            (page, held)
        })
    }
}
