//! The nested cargo build of `sandbox/`. Knows cargo and rustup; doesn't know what the guest is.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const TARGET: &str = "wasm32-wasip1-threads";

/// Compiles `sandbox` and returns the path of the wasm file. One target directory serves all of viva's profiles, since the guest is always optimized.
pub fn compile(sandbox: &Path, out: &Path) -> Result<PathBuf, String> {
    for input in ["src", "Cargo.toml", "Cargo.lock", ".cargo/config.toml"] {
        println!("cargo::rerun-if-changed={}", sandbox.join(input).display());
    }
    // OUT_DIR is TARGET_DIR/PROFILE/build/viva-HASH/out.
    let target_dir = out
        .ancestors()
        .nth(4)
        .ok_or("OUT_DIR is not inside a target directory")?
        .join("sandbox");
    ensure_target()?;

    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "build",
            "--release",
            "--locked",
            "--ignore-rust-version",
            "--target-dir",
        ])
        .arg(&target_dir)
        .current_dir(sandbox);
    // Paths of this machine have no place in what a guest may print.
    let home =
        env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo")));
    let flags = home
        .iter()
        .chain(sandbox.to_str().map(String::from).iter())
        .map(|path| format!("'--remap-path-prefix={path}=src'"))
        .collect::<Vec<_>>();
    cargo
        .arg("--config")
        .arg(format!("target.{TARGET}.rustflags=[{}]", flags.join(",")));
    inherit_little(&mut cargo);
    // parking_lot_core's `nightly` feature: without it a contended lock panics on wasm.
    cargo.env("RUSTC_BOOTSTRAP", "1");
    let output = cargo
        .output()
        .map_err(|e| format!("can't start cargo for the guest: {e}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let tail: Vec<&str> = text.lines().rev().take(40).collect();
        return Err(format!(
            "the guest (sandbox/) did not compile:\n{}",
            tail.into_iter().rev().collect::<Vec<_>>().join("\n")
        ));
    }
    Ok(target_dir
        .join(TARGET)
        .join("release")
        .join("viva_sandbox.wasm"))
}

/// Adds the wasm target where it is missing, and says so.
fn ensure_target() -> Result<(), String> {
    let sysroot = run(
        Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .args(["--print", "sysroot"]),
    )?;
    if fs::exists(Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET)).unwrap_or(false) {
        return Ok(());
    }
    println!("cargo::warning=adding the Rust target {TARGET} with rustup, for the guest");
    run(Command::new("rustup").args(["target", "add", TARGET]))
        .map(drop)
        .map_err(|e| format!("the Rust target {TARGET} is missing and could not be added; run `rustup target add {TARGET}`: {e}"))
}

fn run(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|e| format!("can't start {command:?}: {e}"))?;
    if !output.status.success() {
        return Err(format!(
            "{command:?} failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The outer build's flags, wrappers and features are not meant for the guest.
fn inherit_little(cargo: &mut Command) {
    const KEEP: [&str; 5] = [
        "CARGO_HOME",
        "CARGO_NET_OFFLINE",
        "RUSTUP_HOME",
        "RUSTUP_TOOLCHAIN",
        "RUSTUP_DIST_SERVER",
    ];
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let ours = text.starts_with("CARGO") || text.starts_with("RUST") || text == "CLIPPY_ARGS";
        if ours && !KEEP.contains(&&*text) && !text.starts_with("CARGO_REGISTRIES") {
            cargo.env_remove(&name);
        }
    }
}
