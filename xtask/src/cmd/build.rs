//! `build`: everything that is deployed, and what it weighs.

use std::fs::{self, File};

use anyhow::Result;

use super::budgets::later;
use super::setup;
use crate::build::{self, Mode};
use crate::tools::sizes::{artefacts, weigh};
use crate::tools::{npm, paths, say};

pub fn run(faults: bool) -> Result<()> {
    setup::wasm_target()?;
    npm::install()?;
    if faults {
        return with_faults();
    }
    all(Mode::Release)?;
    let built = artefacts()?;
    let files: Vec<_> = built.iter().map(|(_, path)| path.clone()).collect();
    eprintln!(
        "  {:<14} {:>9} {:>9} {:>9}",
        "target/maru", "raw", "gzip", "brotli"
    );
    let names = built.iter().map(|(name, _)| (*name).to_owned());
    for (name, size) in names.zip(weigh(&files)?).chain(later()?) {
        eprintln!("  {name:<14} {:>9} {:>9} {:>9}", size.raw, size.gzip, size.brotli);
    }
    Ok(())
}

/// The widget first: the relay's documents name its files.
pub fn all(mode: Mode) -> Result<()> {
    let _lock = alone()?;
    build::widget(mode)?;
    build::relay(mode)
}

/// The relay of the tests that make it fall. It serves the widget's files as they are.
pub fn with_faults() -> Result<()> {
    let _lock = alone()?;
    if !paths::out("worker/assets.js").exists() {
        build::widget(Mode::Release)?;
    }
    build::faults(Mode::Release)
}

/// One build at a time: `dev` may run beside a test.
fn alone() -> Result<File> {
    let path = paths::out("lock");
    fs::create_dir_all(paths::out(""))?;
    let lock = File::create(path)?;
    if lock.try_lock().is_err() {
        say::note("another build is under way; waiting for it");
        lock.lock()?;
    }
    Ok(lock)
}
