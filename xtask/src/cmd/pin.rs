//! `pin`: keeps the loader that is built now, and says the tag that accepts no other.

use std::fs;

use anyhow::Result;

use super::{build, setup};
use crate::build::{Mode, Pinned};
use crate::tools::{npm, paths, say};

pub fn run() -> Result<()> {
    setup::wasm_target()?;
    npm::install()?;
    build::all(Mode::Release)?;
    let pinned = Pinned::new(fs::read(paths::out("assets/maru.js"))?);
    pinned.keep()?;
    say::note(&format!(
        "{} is kept: commit it, and every deployment serves it",
        paths::shown(&pinned.kept())
    ));
    println!(
        "<script async src=\"https://YOUR-RELAY/a/{}\" integrity=\"{}\" crossorigin=\"anonymous\" data-site=\"YOUR-SITE\"></script>",
        pinned.file(),
        pinned.integrity()
    );
    Ok(())
}
