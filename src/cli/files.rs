//! Reads the files that a command line names.

use std::path::Path;

use super::{Failure, console::Console};
use crate::grading::Source;
use crate::question::read_at_most;

/// Far above every question's limit on source; keeps `viva grade q /dev/zero` from filling the memory.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The text of the file at `path`; `-` is standard input.
pub fn read_text(path: &Path, console: &mut Console<'_>) -> Result<String, Failure> {
    let stdin = path == Path::new("-");
    let name = if stdin {
        "standard input".to_owned()
    } else {
        format!("'{}'", path.display())
    };
    let read = if stdin {
        read_at_most(&mut console.input, MAX_BYTES)
    } else {
        std::fs::File::open(path).and_then(|file| read_at_most(file, MAX_BYTES))
    };
    let read = read.map_err(|error| {
        Failure::usage(
            format!("{name} can't be read: {error}"),
            "name a readable file, or '-' for standard input",
        )
    })?;
    let bytes = read.ok_or_else(|| {
        Failure::usage(
            format!("{name} is larger than 16 MiB"),
            "is it the right file?",
        )
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let error = error.utf8_error();
        Failure::usage(
            format!("{name} is not UTF-8 text (byte {})", error.valid_up_to()),
            "save it as UTF-8",
        )
    })
}

/// A Python file under the name by which it can be imported.
pub fn read_source(path: &Path, console: &mut Console<'_>) -> Result<Source, Failure> {
    let name = if path == Path::new("-") {
        "answer.py".to_owned()
    } else {
        let name = path.file_name().and_then(|name| name.to_str());
        let importable = name.filter(|name| name.strip_suffix(".py").is_some_and(is_module));
        let Some(name) = importable else {
            return Err(Failure::usage(
                format!("'{}' is not the name of a Python module", path.display()),
                "give it a name like answer.py: letters, digits and underscores, then .py",
            ));
        };
        name.to_owned()
    };
    Ok(Source::new(name, read_text(path, console)?))
}

fn is_module(stem: &str) -> bool {
    let mut chars = stem.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}
