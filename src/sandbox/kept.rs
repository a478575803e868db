//! Machine images in the cache folder, so that a later process needn't make them again.
//!
//! `kept-NAME.json` holds what isn't memory and says that the image is whole; `kept-NAME-0` and `-1` hold the changed pages of the two
//! sides. Keeping is a favour: where the folder can't be written, or a file is damaged or gone, the image is made anew.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{Timespec, Timestamps, UTIME_NOW};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::engine::{hex, write_whole};
use super::kernel::Frozen;
use super::machine::{MachineImage, SideImage};
use super::memory::{Run, Snapshot};

/// Bytes of kept images in the folder. Beyond it the ones that were not used for longest go.
const MOST_BYTES: u64 = 512 << 20;

/// The kept images of one boot image.
pub struct Kept {
    folder: PathBuf,
    boot: Arc<Snapshot>,
    /// Begins every name: images of another boot image are another's.
    prefix: String,
}

#[derive(Serialize, Deserialize)]
struct Facts<T> {
    sides: [SideFacts; 2],
    frozen: Frozen,
    told: T,
}

#[derive(Serialize, Deserialize)]
struct SideFacts {
    size: usize,
    runs: Vec<Run>,
    stack_pointer: i32,
    tls_base: i32,
}

impl Kept {
    pub fn new(folder: PathBuf, boot: Arc<Snapshot>, digest: &str) -> Kept {
        Kept {
            folder,
            boot,
            prefix: format!("kept-{digest}-"),
        }
    }

    /// The image made of what has this digest, and what was told of it, if it is here and whole.
    pub fn find<T: DeserializeOwned>(&self, digest: &[u8; 32]) -> Option<(MachineImage, T)> {
        let name = &hex(digest);
        let facts = self.path(name, ".json");
        let read: Facts<T> = serde_json::from_slice(&fs::read(&facts).ok()?).ok()?;
        let mut paths = [self.path(name, "-0"), self.path(name, "-1")].into_iter();
        let sides = read.sides.map(|side| {
            let file = paths
                .next()
                .map(File::open)?
                .ok()
                .filter(|_| !side.runs.is_empty());
            let memory = Snapshot::kept(&self.boot, side.size, side.runs, file).ok()?;
            Some(SideImage {
                memory: Arc::new(memory),
                stack_pointer: side.stack_pointer,
                tls_base: side.tls_base,
            })
        });
        let [Some(judge), Some(answer)] = sides else {
            return None;
        };
        // For `tidy`; a folder that can't be written isn't tidied either.
        let _ = touch(&facts);
        let image = MachineImage {
            sides: [judge, answer],
            frozen: read.frozen,
        };
        Some((image, read.told))
    }

    /// Keeps `image` if it can.
    pub fn keep<T: Serialize>(&self, digest: &[u8; 32], image: &MachineImage, told: &T) {
        if image.frozen.has_files() {
            return;
        }
        // Why it can't doesn't matter to anybody: the next process makes it again.
        let _ = self.write(&hex(digest), image, told);
        let _ = self.tidy();
    }

    fn write<T: Serialize>(&self, name: &str, image: &MachineImage, told: &T) -> io::Result<()> {
        for (side, end) in std::iter::zip(&image.sides, ["-0", "-1"]) {
            write_whole(&self.path(name, end), side.memory.contents())?;
        }
        let facts = Facts {
            sides: image.sides.clone().map(|side| SideFacts {
                size: side.memory.size(),
                runs: side.memory.runs().to_vec(),
                stack_pointer: side.stack_pointer,
                tls_base: side.tls_base,
            }),
            frozen: image.frozen.clone(),
            told,
        };
        // Last, since its presence says that the image is whole.
        write_whole(&self.path(name, ".json"), &serde_json::to_vec(&facts)?)
    }

    /// Removes what was not used for longest until the rest is small enough.
    fn tidy(&self) -> io::Result<()> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("kept-") && name.ends_with(".json") {
                let files = [path.clone(), sibling(&path, "-0"), sibling(&path, "-1")];
                let bytes: u64 = files
                    .iter()
                    .filter_map(|file| Some(fs::metadata(file).ok()?.len()))
                    .sum();
                kept.push((fs::metadata(&path)?.modified()?, bytes, files));
            }
        }
        kept.sort_by_key(|(used, ..)| std::cmp::Reverse(*used));
        let mut sum = 0;
        for (_, bytes, files) in kept {
            sum += bytes;
            if sum > MOST_BYTES {
                for file in files {
                    // Another process may have been faster.
                    let _ = fs::remove_file(file);
                }
            }
        }
        Ok(())
    }

    fn path(&self, name: &str, end: &str) -> PathBuf {
        self.folder.join(format!("{}{name}{end}", self.prefix))
    }
}

/// Makes the file look used now.
fn touch(path: &Path) -> io::Result<()> {
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: UTIME_NOW,
    };
    let times = Timestamps {
        last_access: now,
        last_modification: now,
    };
    Ok(rustix::fs::futimens(File::open(path)?, &times)?)
}

/// `kept-NAME.json` -> `kept-NAME` and `end`.
fn sibling(facts: &Path, end: &str) -> PathBuf {
    let mut name = facts.with_extension("").into_os_string();
    name.push(end);
    PathBuf::from(name)
}
