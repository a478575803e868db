//! Builds the guest: `sandbox/` compiled to WebAssembly and rewritten for viva's kernel, and the guest's Python files as one archive.
//!
//! Leaves `guest.wasm` and `guest_lib.json` in OUT_DIR. Compiling the wasm to machine code and booting it happens once on the machine
//! that runs it (`src/sandbox/engine.rs`), since the code depends on that machine's processor.

mod guest;
mod rewrite;

use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

fn main() {
    if let Err(problem) = build() {
        println!("cargo::error={}", problem.replace('\n', "\ncargo::error="));
        std::process::exit(1);
    }
}

fn build() -> Result<(), String> {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let sandbox = root.join("sandbox");

    let wasm = guest::compile(&sandbox, &out)?;
    let wasm = fs::read(&wasm).map_err(|e| format!("can't read {}: {e}", wasm.display()))?;
    let (rewritten, pages) = rewrite::rewrite(&wasm)
        .map_err(|e| format!("the guest can't be rewritten for the kernel: {e}"))?;
    println!("cargo::rustc-env=VIVA_GUEST_PAGES={pages}");
    println!(
        "cargo::rustc-env=VIVA_GUEST_DIGEST={}",
        hex(&Sha256::digest(&rewritten))
    );
    write(&out.join("guest.wasm"), &rewritten)?;
    write(
        &out.join("guest_lib.json"),
        archive(&sandbox.join("lib"))?.as_bytes(),
    )
}

/// The Python files below `lib`, as a JSON object from path to text, in the order of their paths.
fn archive(lib: &Path) -> Result<String, String> {
    println!("cargo::rerun-if-changed={}", lib.display());
    let mut paths = Vec::new();
    collect(lib, &mut paths)?;
    paths.sort();
    let mut entries = Vec::new();
    for path in paths {
        let text =
            fs::read_to_string(&path).map_err(|e| format!("can't read {}: {e}", path.display()))?;
        let name = path
            .strip_prefix(lib)
            .map_err(|e| e.to_string())?
            .to_string_lossy()
            .replace('\\', "/");
        entries.push(format!("{}:{}", quote(&name), quote(&text)));
    }
    Ok(format!("{{{}}}", entries.join(",")))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries =
        fs::read_dir(folder).map_err(|e| format!("can't list {}: {e}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|e| e == "py") {
            paths.push(path);
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A JSON string; saves the build a dependency.
fn quote(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|e| format!("can't write {}: {e}", path.display()))
}
