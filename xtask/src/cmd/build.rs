//! `build`: everything that is deployed, and what it weighs.

use anyhow::Result;

use super::setup;
use crate::build;
use crate::tools::npm;
use crate::tools::sizes::{artefacts, weigh};

pub fn run() -> Result<()> {
    setup::wasm_target()?;
    npm::install()?;
    all()?;
    let built = artefacts()?;
    let files: Vec<_> = built.iter().map(|(_, path)| path.clone()).collect();
    eprintln!(
        "  {:<14} {:>9} {:>9} {:>9}",
        "target/maru", "raw", "gzip", "brotli"
    );
    for ((name, _), size) in built.iter().zip(weigh(&files)?) {
        eprintln!("  {name:<14} {:>9} {:>9} {:>9}", size.raw, size.gzip, size.brotli);
    }
    Ok(())
}

/// The widget first: the relay's documents name its files.
pub fn all() -> Result<()> {
    build::widget("release")?;
    build::relay("release")
}
