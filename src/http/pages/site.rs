//! The pages' files, from the binary or from a folder.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Component, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::files::{FILES, SHELL};

/// Names a folder whose files are served instead of the binary's.
const FOLDER: &str = "VIVA_WEB";

/// What stands in the shell where the digest of all files belongs.
const PLACE: &str = "/assets/-/";

static SITE: LazyLock<Site> = LazyLock::new(|| match std::env::var_os(FOLDER) {
    Some(folder) => Site::Folder(folder.into()),
    None => Site::Fixed(Fixed::of(SHELL, FILES)),
});

pub enum Site {
    Fixed(Fixed),
    /// Read anew for each request.
    Folder(PathBuf),
}

pub struct Fixed {
    digest: String,
    shell: Served,
    files: BTreeMap<&'static str, Served>,
}

/// A file as it is sent. Cheap to clone.
#[derive(Clone)]
pub struct Served {
    pub plain: Bytes,
    /// With its quotes.
    pub tag: String,
    packed: Arc<OnceLock<Bytes>>,
}

impl Site {
    pub fn current() -> &'static Self {
        &SITE
    }

    /// Whether its files stay as they are while the process runs.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Self::Fixed(_))
    }

    pub fn shell(&self) -> Served {
        match self {
            Self::Fixed(fixed) => fixed.shell.clone(),
            Self::Folder(folder) => {
                let text = std::fs::read(folder.join("index.html")).unwrap_or_default();
                Served::new(text.into())
            }
        }
    }

    pub fn file(&self, digest: &str, path: &str) -> Option<Served> {
        match self {
            Self::Fixed(fixed) if fixed.digest == digest => fixed.files.get(path).cloned(),
            Self::Fixed(_) => None,
            Self::Folder(folder) => {
                let path = PathBuf::from(path);
                let inside = |part: Component<'_>| matches!(part, Component::Normal(_));
                let read = |path| std::fs::read(folder.join(path)).ok();
                let found = path
                    .components()
                    .all(inside)
                    .then(|| read(path))
                    .flatten()?;
                Some(Served::new(found.into()))
            }
        }
    }
}

impl Fixed {
    fn of(shell: &'static str, files: &[(&'static str, &'static [u8])]) -> Self {
        let mut sum = Sha256::new();
        for (path, content) in files {
            // Lengths, so that no two sets of files come to the same bytes.
            sum.update((path.len() as u64).to_le_bytes());
            sum.update(path);
            sum.update((content.len() as u64).to_le_bytes());
            sum.update(content);
        }
        let digest = hex(&sum.finalize()[..8]);
        let shell = shell.replace(PLACE, &format!("/assets/{digest}/"));
        let served = |content: &'static [u8]| Served::new(Bytes::from_static(content));
        Self {
            shell: Served::new(shell.into_bytes().into()),
            files: files
                .iter()
                .map(|(path, content)| (*path, served(content)))
                .collect(),
            digest,
        }
    }
}

impl Served {
    fn new(plain: Bytes) -> Self {
        let tag = format!("\"{}\"", hex(&Sha256::digest(&plain)[..8]));
        Self {
            plain,
            tag,
            packed: Arc::default(),
        }
    }

    /// With gzip; packed once.
    pub fn packed(&self) -> Bytes {
        let pack = || {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            // Writing to memory doesn't fail.
            let written = encoder
                .write_all(&self.plain)
                .and_then(|()| encoder.finish());
            written.unwrap_or_default().into()
        };
        self.packed.get_or_init(pack).clone()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `web/` holds besides what is served: how it is made, and about it.
    fn is_served(path: &str) -> bool {
        ["app/", "style/", "icons/"]
            .iter()
            .any(|start| path.starts_with(start))
            || (path.starts_with("vendor/")
                && [".js", ".txt"].iter().any(|end| path.ends_with(end)))
    }

    fn walk(folder: &std::path::Path, below: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{below}{}", entry.file_name().to_str().unwrap());
            if entry.file_name() == "node_modules" {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else if is_served(&path) {
                found.push(path);
            }
        }
    }

    #[test]
    fn the_list_is_the_folder() {
        let mut found = Vec::new();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
        walk(&folder, "", &mut found);
        found.sort();
        let listed: Vec<_> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        let missing: Vec<_> = found.iter().filter(|path| !listed.contains(path)).collect();
        let gone: Vec<_> = listed.iter().filter(|path| !found.contains(path)).collect();
        assert!(missing.is_empty(), "add to files.rs: {missing:?}");
        assert!(gone.is_empty(), "remove from files.rs: {gone:?}");
        assert_eq!(listed, found, "sort files.rs");
    }

    /// 350 kB: what the pages may cost somebody on a slow line.
    #[test]
    fn all_files_together_are_small() {
        let fixed = Fixed::of(SHELL, FILES);
        let packed: usize = fixed.files.values().map(|file| file.packed().len()).sum();
        assert!(packed < 350_000, "{packed} bytes");
    }

    #[test]
    fn nothing_in_the_pages_makes_markup_of_text_or_is_inline() {
        for (path, content) in FILES.iter().filter(|(path, _)| path.starts_with("app/")) {
            let text = std::str::from_utf8(content).unwrap();
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
            ] {
                assert!(!text.contains(word), "{word} in {path}");
            }
        }
        for word in ["<script>", "<style", "style=", " onclick", " onload"] {
            assert!(!SHELL.contains(word), "{word} in the shell");
        }
    }
}
