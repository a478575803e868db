//! The compiled and booted guest, made once per machine that it runs on and found again by digest.
//!
//! Two files in the cache folder: `code-DIGEST` (the guest compiled for this processor, mapped by Wasmtime) and `image-DIGEST` (the memory
//! of the booted guest, mapped copy-on-write by every instance), the latter with a small `.json` of what isn't memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasmtime::{Config, Engine, Module};

use super::boot;
use super::imports;
use super::kept::Kept;
use super::kernel::Frozen;
use super::machine::{MachineImage, Parts, SideImage};
use super::memory::{self, Creator, Image, Snapshot};

/// The guest, rewritten for the kernel, and its Python files; both made by build.rs.
static GUEST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/guest.wasm"));
const GUEST_DIGEST: &str = env!("VIVA_GUEST_DIGEST");
static LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/guest_lib.json"));

/// What wasm code may use of a fiber's stack: deep recursion in Python ends in RecursionError well before this does.
const WASM_STACK: usize = 8 << 20;
/// A fiber's stack: the host functions called from wasm need some of it, too.
const FIBER_STACK: usize = WASM_STACK + (4 << 20);

/// The sandbox, ready to start machines.
pub struct Sandbox {
    pub parts: Parts,
    pub boot: MachineImage,
    /// Images made by earlier processes.
    pub kept: Kept,
    digest: String,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "can't use the cache folder {path}: {source} (set VIVA_CACHE to a folder that can be written)"
    )]
    Cache {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("no cache folder is known: set VIVA_CACHE, XDG_CACHE_HOME or HOME")]
    NoCache,
    #[error("the sandbox can't be compiled: {0}")]
    Compile(String),
    #[error("the sandbox doesn't start: {0}")]
    Boot(String),
}

/// What an image's file doesn't hold.
#[derive(Serialize, Deserialize)]
pub(super) struct ImageFacts {
    pub stack_pointer: i32,
    pub tls_base: i32,
    pub frozen: Frozen,
}

impl Sandbox {
    /// Opens the cached sandbox, or compiles and boots it first; `progress` hears of everything that takes more than a moment.
    pub fn open(progress: &dyn Fn(&str)) -> Result<Sandbox, OpenError> {
        let folder = cache_folder()?;
        let at = |source| OpenError::Cache {
            path: folder.clone(),
            source,
        };
        fs::create_dir_all(&folder).map_err(at)?;
        // Held while something is made, so that two processes don't make the same thing twice.
        let lock = File::create(folder.join("lock")).map_err(at)?;

        let engine = Engine::new(&config()).map_err(|e| OpenError::Compile(format!("{e:#}")))?;
        let code = folder.join(format!("code-{}", code_digest(&engine)));
        if !code.exists() {
            lock.lock().map_err(at)?;
            if !code.exists() {
                compile(&engine, &code, progress)?;
            }
            lock.unlock().map_err(at)?;
        }
        // SAFETY: the file was written by `compile` of this very version, is in the user's own cache folder and never changed in place.
        let module = unsafe { Module::deserialize_file(&engine, &code) }
            .map_err(|e| OpenError::Compile(format!("{e:#}")))?;
        let parts = imports::linker(&engine, &module)
            .and_then(|linker| linker.instantiate_pre(&module))
            .map(|guest| Parts::new(engine, guest))
            .map_err(|e| OpenError::Compile(format!("{e:#}")))?;

        let library = library().map_err(at)?;
        let digest = image_digest(&library);
        let image = folder.join(format!("image-{digest}"));
        let facts = image.with_extension("json");
        if !facts.exists() {
            lock.lock().map_err(at)?;
            if !facts.exists() {
                let started = Instant::now();
                progress("starting Python in the sandbox (once)");
                let (memory, made) = boot::boot(&parts, &library).map_err(OpenError::Boot)?;
                write_whole(&image, &memory).map_err(at)?;
                let text = serde_json::to_vec(&made).map_err(|e| OpenError::Boot(e.to_string()))?;
                // Last, since its presence says that the image is whole.
                write_whole(&facts, &text).map_err(at)?;
                progress(&format!(
                    "started in {:.1} s",
                    started.elapsed().as_secs_f64()
                ));
            }
            lock.unlock().map_err(at)?;
        }
        let facts: ImageFacts =
            serde_json::from_slice(&fs::read(&facts).map_err(at)?).map_err(|e| {
                OpenError::Boot(format!(
                    "{}: {e}; remove the folder {}",
                    facts.display(),
                    folder.display()
                ))
            })?;
        memory::prepare();
        let memory = Arc::new(Snapshot::of_image(Arc::new(
            Image::open(&image).map_err(at)?,
        )));
        let side = SideImage {
            memory,
            stack_pointer: facts.stack_pointer,
            tls_base: facts.tls_base,
        };
        Ok(Sandbox {
            parts,
            kept: Kept::new(folder, side.memory.clone(), &digest),
            boot: MachineImage {
                sides: [side.clone(), side],
                frozen: facts.frozen,
            },
            digest,
        })
    }

    /// For a process that grades for long: spends a tenth of a second and 40 MB so that code runs about a tenth faster. Where that can't be
    /// had, nothing changes.
    pub fn stay(&self) {
        let code = self.parts.guest.module().text();
        // SAFETY: Wasmtime maps a module's code to execute it, never writes to it, and unmaps it with the module.
        match unsafe { memory::on_huge_pages(code) } {
            Ok(done) => tracing::debug!(done, "machine code on huge pages"),
            Err(error) => tracing::debug!(%error, "no huge pages for machine code"),
        }
    }

    /// Names the interpreter and its libraries: equal digests, equal reports.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

fn config() -> Config {
    let mut config = Config::new();
    config.consume_fuel(true);
    // The same bits of NaN on every processor.
    config.cranelift_nan_canonicalization(true);
    config.with_host_memory(Arc::new(Creator));
    config.max_wasm_stack(WASM_STACK);
    config.async_stack_size(FIBER_STACK);
    config
}

fn cache_folder() -> Result<PathBuf, OpenError> {
    let from = |name: &str| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    from("VIVA_CACHE")
        .or_else(|| from("XDG_CACHE_HOME").map(|p| p.join("viva")))
        .or_else(|| from("HOME").map(|p| p.join(".cache").join("viva")))
        .ok_or(OpenError::NoCache)
}

fn compile(engine: &Engine, to: &Path, progress: &dyn Fn(&str)) -> Result<(), OpenError> {
    let started = Instant::now();
    progress("compiling the sandbox for this processor (once, about half a minute)");
    let code = engine
        .precompile_module(GUEST)
        .map_err(|e| OpenError::Compile(format!("{e:#}")))?;
    write_whole(to, &code).map_err(|source| OpenError::Cache {
        path: to.to_path_buf(),
        source,
    })?;
    progress(&format!(
        "compiled in {:.0} s",
        started.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// Writes a file that others see whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = path.with_extension(format!("part-{}", std::process::id()));
    fs::write(&part, bytes)?;
    fs::rename(&part, path)
}

pub(super) fn hex(digest: impl AsRef<[u8]>) -> String {
    digest
        .as_ref()
        .iter()
        .take(16)
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Of the guest and all that decides what it compiles to.
fn code_digest(engine: &Engine) -> String {
    let mut compatibility = DefaultHasher::new();
    engine
        .precompile_compatibility_hash()
        .hash(&mut compatibility);
    hex(Sha256::new()
        .chain_update(GUEST_DIGEST)
        .chain_update(compatibility.finish().to_le_bytes())
        .finalize())
}

/// The guest's Python files. `VIVA_LIBRARY` names a folder to take them from instead, for people who work on them.
fn library() -> std::io::Result<Cow<'static, [u8]>> {
    let Some(folder) = std::env::var_os("VIVA_LIBRARY") else {
        return Ok(Cow::Borrowed(LIBRARY));
    };
    let mut files = BTreeMap::new();
    collect(Path::new(&folder), "", &mut files)?;
    Ok(Cow::Owned(serde_json::to_vec(&files)?))
}

fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if name.ends_with(".py") {
            files.insert(format!("{prefix}{name}"), fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// Raised when host functions change in a way that a booted guest remembers, such as what files there are.
const BOOT_VERSION: u32 = 1;

/// Of the guest, its Python files and what the host showed it during the boot; the processor has no part in it.
fn image_digest(library: &[u8]) -> String {
    hex(Sha256::new()
        .chain_update(GUEST_DIGEST)
        .chain_update(library)
        .chain_update(BOOT_VERSION.to_le_bytes())
        .finalize())
}
