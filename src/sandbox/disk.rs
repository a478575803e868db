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
