//! esbuild: many files into one, and small.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::tools::{npm, paths, sh};

/// Bundles one entry into one file.
pub fn bundle(entry: &Path, output: &Path, flags: &[&str]) -> Result<()> {
    run(|command| command.arg(entry).args(flags).arg(flag("--outfile=", output)))
}

/// Bundles several entries into a folder. What they share is a file that they import; every name says what is in it.
pub fn split(entries: &[PathBuf], folder: &Path, meta: &Path, flags: &[&str]) -> Result<()> {
    run(|command| {
        command
            .args(entries)
            .args([
                "--splitting",
                "--format=esm",
                "--entry-names=[name]-[hash]",
                "--chunk-names=[name]-[hash]",
            ])
            .args(flags)
            .arg(flag("--metafile=", meta))
            .arg(flag("--outdir=", folder))
    })
}

fn run(with: impl FnOnce(&mut Command) -> &mut Command) -> Result<()> {
    let mut command = sh::program(esbuild()?);
    command.args([
        "--bundle",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
    ]);
    sh::run(with(&mut command))
}

fn flag(name: &str, path: &Path) -> OsString {
    let mut flag = OsString::from(name);
    flag.push(path);
    flag
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
