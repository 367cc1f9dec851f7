//! esbuild: many files into one, and small.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::tools::{npm, paths, sh};

/// Bundles one entry into one file.
pub fn bundle(entry: &Path, output: &Path, flags: &[&str]) -> Result<()> {
    let mut command = sh::program(esbuild()?);
    command.arg(entry).args([
        "--bundle",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
    ]);
    let mut outfile = std::ffi::OsString::from("--outfile=");
    outfile.push(output);
    sh::run(command.args(flags).arg(outfile))
}

/// The program itself: the script that npm puts before it costs a tenth of a second each time.
fn esbuild() -> Result<PathBuf> {
    let os = if cfg!(target_os = "macos") {
        "darwin"
    } else {
        std::env::consts::OS
    };
    let arch = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x64"
    };
    let path = paths::root(&format!("node_modules/@esbuild/{os}-{arch}/bin/esbuild"));
    if path.exists() {
        return Ok(path);
    }
    npm::install()?;
    if !path.exists() {
        bail!("esbuild has no program for {os}-{arch} in node_modules");
    }
    Ok(path)
}
