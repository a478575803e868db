//! The files of one machine: a tree that both sides see, and each side's open files.

use super::files::{At, Descriptors, Limits, Time, Tree};
use super::kernel::Side;

#[derive(Debug, Clone, PartialEq)]
pub struct Disk {
    pub tree: Tree,
    descriptors: [Descriptors; 2],
}

impl Disk {
    /// A side's open files together with the tree they are in.
    pub fn of(&mut self, side: Side) -> (&mut Descriptors, &mut Tree) {
        (&mut self.descriptors[side.index()], &mut self.tree)
    }

    /// For a process, which has nothing open, and no files but those of its parent while it runs.
    pub fn of_process() -> Disk {
        Disk {
            tree: Tree::new(Limits::default(), Time(0)),
            descriptors: [Descriptors::new(), Descriptors::new()],
        }
    }

    /// Exchanges the files with `other`; what is open stays.
    pub fn swap_files(&mut self, other: &mut Disk) {
        std::mem::swap(&mut self.tree, &mut other.tree);
    }

    /// `process` is over: nothing that it had open, on these files, is any more.
    pub fn close_all_of(&mut self, process: &mut Disk) {
        for descriptors in &mut process.descriptors {
            descriptors.close_all(&mut self.tree);
        }
    }
}

impl Default for Disk {
    /// Empty but for `/tmp`, which tempfile and tmp_path use.
    fn default() -> Disk {
        let mut tree = Tree::new(Limits::default(), Time(0));
        let descriptors = [Descriptors::new(), Descriptors::new()];
        let tmp = At {
            dir: 3,
            path: b"tmp",
        };
        // The limits allow a first folder.
        let made = descriptors[0].path_create_directory(&mut tree, tmp, Time(0));
        debug_assert!(made.is_ok());
        Disk { tree, descriptors }
    }
}
