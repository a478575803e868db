//! Memories, with the instances over each, that no machine uses just now: one is refilled in less time than a new one
//! takes for its page faults.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::machine::Instance;
use super::memory::{Mapping, Snapshot};

/// Kept: the two sides of a machine that loads an answer, and of one that runs its cases.
const MOST: usize = 4;
/// Bytes of a memory beyond its image with which it is let go instead.
const LARGE: usize = 32 << 20;

/// One side's memory, and the instances over it that no thread is in.
pub struct Half {
    pub memory: Arc<Mapping>,
    pub main: Option<Instance>,
    /// For threads to come.
    pub spare: Vec<Instance>,
}

/// Halves over memories of one image.
#[derive(Default)]
pub struct Pool(Mutex<Vec<Half>>);

impl Pool {
    /// One whose memory is equal to `start`.
    pub fn take(&self, start: &Snapshot) -> io::Result<Half> {
        let spare = {
            let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let near = spare.iter().position(|half| half.memory.held(start));
            near.map(|index| spare.swap_remove(index))
                .or_else(|| spare.pop())
        };
        let Some(half) = spare else {
            let memory = Arc::new(Mapping::new(start)?);
            return Ok(Half {
                memory,
                main: None,
                spare: Vec::new(),
            });
        };
        half.memory.set(start)?;
        Ok(half)
    }

    /// Takes one back, unless a thread still uses its memory.
    pub fn give(&self, half: Half, image: &Snapshot) {
        // An instance holds it, and so does its store.
        let users = 1 + 2 * (usize::from(half.main.is_some()) + half.spare.len());
        let unused = Arc::strong_count(&half.memory) == users;
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if unused && spare.len() < MOST && half.memory.size() < image.size() + LARGE {
            spare.push(half);
        }
    }
}
