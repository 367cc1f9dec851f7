//! `build`: everything that is deployed, and what it weighs.

use anyhow::Result;

use super::setup;
use crate::build;
use crate::tools::npm;

pub fn run() -> Result<()> {
    setup::wasm_target()?;
    npm::install()?;
    build::widget("release")?;
    build::relay("release")
}
