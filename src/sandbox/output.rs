//! What a run printed: kept whole for the report, and read off piece by piece by a case (`capsys`).

use super::kernel::Side;

#[derive(Debug, Clone, Default)]
pub struct Printed {
    writes: Vec<Write>,
    /// How many writes have been read for stdout and stderr.
    read: [usize; 2],
}

#[derive(Debug, Clone)]
struct Write {
    side: Side,
    fd: i32,
    bytes: Vec<u8>,
}

impl Printed {
    pub fn push(&mut self, side: Side, fd: i32, bytes: Vec<u8>) {
        // A write that was read already is closed.
        let open = self.read.iter().all(|read| *read < self.writes.len());
        match self.writes.last_mut() {
            Some(last) if open && last.side == side && last.fd == fd => {
                last.bytes.extend_from_slice(&bytes)
            }
            _ => self.writes.push(Write { side, fd, bytes }),
        }
    }

    /// Takes over what another machine's answer printed.
    pub fn append(&mut self, other: Printed) {
        for write in other.writes {
            self.push(write.side, write.fd, write.bytes);
        }
    }

    /// What both sides wrote to `fd` (1 or 2) since the last call.
    pub fn take(&mut self, fd: i32) -> Vec<u8> {
        let read = &mut self.read[usize::from(fd == 2)];
        let from = std::mem::replace(read, self.writes.len());
        self.writes[from..]
            .iter()
            .filter(|w| w.fd == fd)
            .flat_map(|w| w.bytes.iter().copied())
            .collect()
    }

    /// All that `side` wrote, standard output and error in their order.
    pub fn of(&self, side: Side) -> Vec<u8> {
        self.writes
            .iter()
            .filter(|w| w.side == side)
            .flat_map(|w| w.bytes.iter().copied())
            .collect()
    }
}

impl Printed {
    /// All that `side` wrote to `fd`.
    pub fn to(&self, side: Side, fd: i32) -> Vec<u8> {
        self.writes
            .iter()
            .filter(|w| w.side == side && w.fd == fd)
            .flat_map(|w| w.bytes.iter().copied())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_read_apart_and_once() {
        let mut printed = Printed::default();
        printed.push(Side::Answer, 1, b"a".to_vec());
        printed.push(Side::Answer, 1, b"b".to_vec());
        printed.push(Side::Judge, 2, b"x".to_vec());
        assert_eq!(printed.take(1), b"ab");
        printed.push(Side::Answer, 1, b"c".to_vec());
        assert_eq!(printed.take(2), b"x");
        assert_eq!(printed.take(1), b"c");
        assert_eq!(printed.take(1), b"");
        assert_eq!(printed.of(Side::Answer), b"abc");
    }
}
