//! A package of files, read from a zip archive or a folder into memory.
//!
//! Reads only what it is told to want, each file up to a bound; of the rest it knows the names. Nothing is written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::Refused;
use crate::question::files::{MAX_FILE_BYTES, read_at_most};

/// An archive is read whole: far more than the text of any question, test data left out or not.
const MAX_ARCHIVE: u64 = 64 << 20;

/// Files and folders.
const MAX_ENTRIES: usize = 20_000;

/// All that is held, of a package whose question has at most 2 MiB in the end.
const MAX_HELD: u64 = 16 << 20;

/// Folders in folders; also ends a loop of links.
const MAX_DEPTH: usize = 8;

/// Files by their path below the package's root, `/`-separated.
#[derive(Debug)]
pub struct Package {
    name: String,
    files: BTreeMap<String, Content>,
}

#[derive(Debug)]
enum Content {
    /// Nobody wanted it.
    Unread,
    Held(Vec<u8>),
    /// It has more than a file of a question may have.
    TooLarge,
}

impl Package {
    /// The package at `path`, whose root is where the file `mark` is; `wanted` says which files to read.
    pub fn open(path: &Path, mark: &str, wanted: fn(&str) -> bool) -> Result<Self, Refused> {
        let stem = path
            .canonicalize()
            .ok()
            .and_then(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
        let unreadable = |error: io::Error| {
            Refused::new(
                format!("it can't be read: {error}"),
                "name a zip archive or a folder",
            )
        };
        let mut left = MAX_HELD;
        let found = if path.metadata().map_err(unreadable)?.is_dir() {
            of_folder(path, mark, wanted, &mut left)?
        } else {
            let file = File::open(path).map_err(unreadable)?;
            let read = read_at_most(file, MAX_ARCHIVE).map_err(unreadable)?;
            let bytes = read.ok_or_else(|| {
                Refused::new(
                    "the archive is larger than 64 MiB",
                    "leave out its largest test data, and whatever is not imported (attachments, images)",
                )
            })?;
            of_archive(&bytes, mark, wanted, &mut left)?
        };
        let (folder, files) = found;
        let name = folder.or(stem).unwrap_or_default();
        Ok(Self { name, files })
    }

    /// The folder's or the archive's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// In order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub fn has_folder(&self, folder: &str) -> bool {
        self.names().any(|name| {
            name.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// A wanted file's text with plain line ends; `None` if it isn't there.
    pub fn text(&self, name: &str) -> Result<Option<String>, Refused> {
        let bytes = match self.files.get(name) {
            None | Some(Content::Unread) => return Ok(None),
            Some(Content::Held(bytes)) => bytes,
            Some(Content::TooLarge) => {
                return Err(Refused::new(
                    format!(
                        "'{name}' has more than {MAX_FILE_BYTES} bytes, or what is read of the package more than {MAX_HELD}"
                    ),
                    "make it smaller, or leave it out",
                ));
            }
        };
        let text = std::str::from_utf8(bytes).map_err(|error| {
            Refused::new(
                format!("'{name}' is not UTF-8 text (byte {})", error.valid_up_to()),
                "save it as UTF-8, or leave it out",
            )
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.contains('\0') {
            return Err(Refused::new(
                format!("'{name}' has a character U+0000"),
                "make it plain text, or leave it out",
            ));
        }
        Ok(Some(text.replace("\r\n", "\n")))
    }
}

type Found = (Option<String>, BTreeMap<String, Content>);

fn of_archive(
    bytes: &[u8],
    mark: &str,
    wanted: fn(&str) -> bool,
    left: &mut u64,
) -> Result<Found, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
        Refused::new(
            format!("it is no zip archive that can be read: {error}"),
            "make the archive anew, or name the folder",
        )
    })?;
    if archive.len() > MAX_ENTRIES {
        return Err(too_many());
    }
    let names = archive.file_names().filter_map(Result::ok);
    let names: Vec<String> = names.map(Cow::into_owned).collect();
    let root = root(&names, mark)?;
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let number = index + 1;
        let mut entry = archive.by_index(index).map_err(|error| {
            Refused::new(
                format!("the archive's entry number {number} can't be read: {error}"),
                "make the archive anew, without a password",
            )
        })?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if !is_inside(&name) {
            return Err(Refused::new(
                format!("the entry '{}' leads out of the archive", shown(&name)),
                "make the archive anew, of the package's folder alone",
            ));
        }
        if entry.is_symlink() {
            return Err(Refused::new(
                format!("the entry '{}' is a link", shown(&name)),
                "put the file itself there",
            ));
        }
        let Some(name) = name.strip_prefix(&root).filter(|_| !entry.is_dir()) else {
            continue;
        };
        let content = match wanted(name) {
            true => hold(&mut entry, name, left)?,
            false => Content::Unread,
        };
        files.insert(name.to_owned(), content);
    }
    let folder = root.trim_end_matches('/');
    Ok(((!folder.is_empty()).then(|| folder.to_owned()), files))
}

fn of_folder(
    folder: &Path,
    mark: &str,
    wanted: fn(&str) -> bool,
    left: &mut u64,
) -> Result<Found, Refused> {
    let unreadable = |name: &str, error: io::Error| {
        Refused::new(
            format!("'{name}' can't be read: {error}"),
            "make it a readable file or folder",
        )
    };
    let top = folder
        .canonicalize()
        .map_err(|error| unreadable(".", error))?;
    let mut files = BTreeMap::new();
    let mut folders: Vec<(PathBuf, String)> = vec![(top.clone(), String::new())];
    let mut count = 0;
    while let Some((path, prefix)) = folders.pop() {
        let entries = fs::read_dir(&path).map_err(|error| unreadable(&prefix, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&prefix, error))?;
            count += 1;
            if count > MAX_ENTRIES {
                return Err(too_many());
            }
            let Ok(file) = entry.file_name().into_string() else {
                continue;
            };
            if file.starts_with('.') || file == "__pycache__" {
                continue;
            }
            let name = format!("{prefix}{file}");
            // Links may lead elsewhere in the package, and nowhere else.
            let real = entry
                .path()
                .canonicalize()
                .map_err(|error| unreadable(&name, error))?;
            if !real.starts_with(&top) {
                return Err(Refused::new(
                    format!("'{}' is a link that leads out of the package", shown(&name)),
                    "put the file itself there",
                ));
            }
            if real.is_dir() {
                if prefix.matches('/').count() < MAX_DEPTH {
                    folders.push((real, format!("{name}/")));
                }
            } else if wanted(&name) && real.is_file() {
                let mut file = File::open(&real).map_err(|error| unreadable(&name, error))?;
                let content = hold(&mut file, &name, left)?;
                files.insert(name, content);
            } else {
                files.insert(name, Content::Unread);
            }
        }
    }
    root(&files.keys().cloned().collect::<Vec<_>>(), mark).and_then(|root| {
        if root.is_empty() {
            Ok((None, files))
        } else {
            Err(Refused::new(
                format!("'{mark}' is in the folder '{}'", root.trim_end_matches('/')),
                "name that folder",
            ))
        }
    })
}

/// What comes before the names in the package: nothing, or one folder.
fn root(names: &[String], mark: &str) -> Result<String, Refused> {
    if names.iter().any(|name| name == mark) {
        return Ok(String::new());
    }
    let roots = names.iter().filter_map(|name| name.strip_suffix(mark));
    let mut roots = roots.filter(|root| root.ends_with('/') && root.matches('/').count() == 1);
    match (roots.next(), roots.next()) {
        (Some(root), None) => Ok(root.to_owned()),
        (Some(_), Some(_)) => Err(Refused::new(
            "it holds several packages",
            "import them one by one",
        )),
        (None, _) => Err(Refused::new(
            format!("it has no {mark}, so it is no such package"),
            "name the package's folder, or a zip archive of it",
        )),
    }
}

/// A file, up to the bounds.
fn hold(file: &mut impl Read, name: &str, left: &mut u64) -> Result<Content, Refused> {
    let read = read_at_most(file, MAX_FILE_BYTES.min(*left)).map_err(|error| {
        Refused::new(
            format!("'{}' can't be read: {error}", shown(name)),
            "make the package anew",
        )
    })?;
    let Some(bytes) = read else {
        return Ok(Content::TooLarge);
    };
    *left -= bytes.len() as u64;
    Ok(Content::Held(bytes))
}

fn is_inside(name: &str) -> bool {
    let plain = |part: &str| part != ".." && part != "." && !part.contains(['\\', '\0']);
    !name.starts_with('/') && !name.contains(':') && name.split('/').all(plain)
}

fn shown(name: &str) -> String {
    let name: String = name.chars().take(200).collect();
    name.escape_debug().to_string()
}

fn too_many() -> Refused {
    Refused::new(
        format!("it has more than {MAX_ENTRIES} files"),
        "leave out what is not imported",
    )
}
