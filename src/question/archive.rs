//! A question as a zip archive: its files below `topic/slug/`, to be carried from one bank to another.
//!
//! What comes in is nobody's friend: names are a question's or refused, nothing is written while it is read, and sizes
//! are counted while it is inflated, whatever the archive says of them.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::files::{MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, check_name, read_at_most};
use super::{Files, Finding, QuestionId};

/// Entries, folders among them.
const MAX_ENTRIES: usize = MAX_FILES + 20;

/// What ends an archive, without its comment.
const END: &[u8; 4] = b"PK\x05\x06";
const END_LENGTH: usize = 22;

#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("it is no zip archive that can be read: {0}")]
    Unreadable(#[from] ZipError),
    #[error("it has {0} entries; a question has at most {MAX_FILES} files")]
    TooMany(usize),
    #[error("it has two entries of one name; make it anew")]
    Twice,
    #[error("it holds no files; export a question to see what belongs there")]
    Empty,
    #[error("the entry '{name}': {why}")]
    Entry { name: String, why: String },
    /// The files are none that a question can have together.
    #[error("{}", told(.0))]
    Files(Vec<Finding>),
}

fn told(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The archive of a question. The same files make the same bytes.
pub fn pack(id: &QuestionId, files: &Files) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o644);
    for (name, text) in files.iter() {
        archive.start_file(format!("{id}/{name}"), options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The question in an archive, and its files. Whether they make one that can be used is not known yet.
pub fn unpack(bytes: &[u8]) -> Result<(QuestionId, Files), ArchiveError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let declared = entries(bytes).unwrap_or(archive.len());
    if declared.max(archive.len()) > MAX_ENTRIES {
        return Err(ArchiveError::TooMany(declared.max(archive.len())));
    }
    // Those of one name are one to the reader.
    if declared != archive.len() {
        return Err(ArchiveError::Twice);
    }
    let mut found: Option<QuestionId> = None;
    let mut texts = BTreeMap::new();
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| {
            let name = format!("number {}", index + 1);
            let why = error.to_string();
            ArchiveError::Entry { name, why }
        })?;
        let raw = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let shown: String = raw.chars().take(200).collect();
        let shown = shown.escape_debug().to_string();
        let refused = |why: &str| ArchiveError::Entry {
            name: shown.clone(),
            why: why.to_owned(),
        };
        if entry.encrypted() {
            return Err(refused(
                "it is encrypted; make the archive without a password",
            ));
        }
        let kind = entry.unix_mode().map_or(0, |mode| mode & 0o170_000);
        if entry.is_symlink() || ![0, 0o040_000, 0o100_000].contains(&kind) {
            return Err(refused(
                "it is no file but a link or a device; put the file itself there",
            ));
        }
        let is_folder = entry.is_dir();
        let (id, file) = place(&raw, is_folder).map_err(|why| refused(&why))?;
        if let Some(id) = id {
            match &found {
                Some(other) if *other != id => {
                    let why = format!("the archive begins with '{other}'; one holds one question");
                    return Err(refused(&why));
                }
                _ => found = Some(id),
            }
        }
        let Some(file) = file.filter(|_| !is_folder) else {
            continue;
        };
        let most = MAX_FILE_BYTES.min(left);
        let read = read_at_most(&mut entry, most);
        let read = read.map_err(|error| refused(&format!("it can't be inflated: {error}")))?;
        let Some(bytes) = read else {
            let why = format!(
                "it has more than {most} bytes; a file has at most {MAX_FILE_BYTES}, all of them {MAX_BYTES}"
            );
            return Err(refused(&why));
        };
        left -= bytes.len() as u64;
        let text = String::from_utf8(bytes)
            .map_err(|_| refused("it is not UTF-8 text; save it as such"))?;
        texts.insert(file, text);
    }
    let id = found.filter(|_| !texts.is_empty());
    let id = id.ok_or(ArchiveError::Empty)?;
    let files = Files::sent(texts).map_err(ArchiveError::Files)?;
    Ok((id, files))
}

/// Which question an entry belongs to, and which file of it it is; folders on the way may be neither.
fn place(name: &str, is_folder: bool) -> Result<(Option<QuestionId>, Option<String>), String> {
    let why = || {
        "its name is not topic/slug/ and one of a question's files; export a question to see what belongs there"
            .to_owned()
    };
    let mut parts = name.splitn(3, '/');
    let (topic, slug, rest) = (parts.next(), parts.next(), parts.next());
    let (Some(topic), Some(slug), Some(rest)) = (topic, slug, rest) else {
        // `topic/`, which archivers put before what is in it.
        let plain =
            topic.is_some_and(|topic| format!("{topic}/slug").parse::<QuestionId>().is_ok());
        return if is_folder && plain && slug == Some("") {
            Ok((None, None))
        } else {
            Err(why())
        };
    };
    let id: QuestionId = format!("{topic}/{slug}").parse().map_err(|_| why())?;
    if is_folder {
        let known = ["", "implementations/", "submissions/"].contains(&rest)
            || check_name(&format!("{rest}any.py")).is_ok();
        return known.then_some((Some(id), None)).ok_or_else(why);
    }
    check_name(rest).map_err(|finding| format!("{}; {}", finding.what, finding.todo))?;
    Ok((Some(id), Some(rest.to_owned())))
}

/// How many entries the archive's end says there are.
fn entries(bytes: &[u8]) -> Option<usize> {
    let ends = |at: &usize| {
        let comment = bytes.get(at + 20..at + END_LENGTH);
        let length = comment.map(|two| usize::from(two[0]) | usize::from(two[1]) << 8);
        bytes[*at..].starts_with(END)
            && length.is_some_and(|length| at + END_LENGTH + length == bytes.len())
    };
    let last = bytes.len().checked_sub(END_LENGTH)?;
    let at = (last.saturating_sub(usize::from(u16::MAX))..=last)
        .rev()
        .find(ends)?;
    let count = bytes.get(at + 10..at + 12)?;
    Some(usize::from(count[0]) | usize::from(count[1]) << 8)
}

#[cfg(test)]
mod tests;
