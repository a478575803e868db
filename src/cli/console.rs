//! Where a command reads and writes.

use std::io::{self, Read, Write};

use serde::Serialize;

/// The three streams of a command. Commands always write styled text; a stream that is no terminal drops the
/// styles (anstream does, and honours `NO_COLOR`).
pub struct Console<'a> {
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    pub input: &'a mut dyn Read,
}

impl Console<'_> {
    /// One JSON document, indented, with a newline at its end.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *self.out, value)?;
        writeln!(self.out)
    }
}
