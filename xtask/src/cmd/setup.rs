//! `setup`: what a fresh machine with rustup and Node lacks. Every command that needs it does it for itself.

use anyhow::{Context, Result};

use crate::tools::cargo::WASM;
use crate::tools::{npm, say, sh};

pub fn run() -> Result<()> {
    wasm_target()?;
    npm::install()?;
    say::note("ready: rust with wasm32, node and its tools");
    Ok(())
}

/// The compiler's half for the web. rustup installs it with the toolchain that rust-toolchain.toml names; where the toolchain was
/// there before, or rustup may not install by itself, it is added.
pub fn wasm_target() -> Result<()> {
    let libdir = sh::read(sh::program("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .context("rustc is missing: install rustup (https://rustup.rs), then run this again")?;
    if std::path::Path::new(libdir.trim()).is_dir() {
        return Ok(());
    }
    say::step("add the wasm32 target (rustup)", || {
        sh::run(sh::program("rustup").args(["target", "add", WASM]))
    })
}
