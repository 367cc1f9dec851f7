//! What the outputs weigh, raw and as they travel.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::{npm, paths, sh};
use crate::build::{Inputs, write};

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub struct Size {
    pub raw: u64,
    pub gzip: u64,
    pub brotli: u64,
}

impl std::ops::Add for Size {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// Weighs files. The strongest brotli takes a second for a module, so what was weighed before is remembered by its content.
pub fn weigh(files: &[PathBuf]) -> Result<Vec<Size>> {
    let notes = paths::out("stamps/sizes.json");
    let known: BTreeMap<String, Size> = fs::read(&notes)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default();
    let keys = files
        .iter()
        .map(|file| Ok(Inputs::bare().file(file)?.done()))
        .collect::<Result<Vec<_>>>()?;
    let new: Vec<&PathBuf> = keys
        .iter()
        .zip(files)
        .filter(|(key, _)| !known.contains_key(*key))
        .map(|(_, file)| file)
        .collect();
    let mut weighed = Vec::new().into_iter();
    if !new.is_empty() {
        let answer = sh::ask(
            npm::node().arg(npm::script("sizes.mjs")),
            &serde_json::to_string(&new)?,
        )?;
        weighed = serde_json::from_str::<Vec<Size>>(&answer)?.into_iter();
    }
    let mut sizes = Vec::new();
    for key in &keys {
        let size = known.get(key).copied().or_else(|| weighed.next());
        sizes.push(size.context("fewer sizes than files")?);
    }
    let notes_now: BTreeMap<&String, &Size> = keys.iter().zip(&sizes).collect();
    if !new.is_empty() {
        // Other files' sizes are kept as well: the build weighs some, the budgets weigh others.
        let mut all: BTreeMap<&String, &Size> = known.iter().collect();
        all.extend(notes_now);
        write(&notes, serde_json::to_string(&all)?.as_bytes())?;
    }
    Ok(sizes)
}

/// The built files, as a person names them.
pub fn artefacts() -> Result<Vec<(&'static str, PathBuf)>> {
    let hashed = |name: &str, ending: &str| -> Result<PathBuf> {
        fs::read_dir(paths::out("assets/a"))
            .context("nothing is built yet: run `cargo xtask build`")?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                file.starts_with(&format!("{name}-")) && file.ends_with(&format!(".{ending}"))
            })
            .with_context(|| format!("no {name}.{ending} is built"))
    };
    Ok(vec![
        ("loader", paths::out("assets/maru.js")),
        ("app, script", hashed("app", "js")?),
        ("app, module", hashed("app", "wasm")?),
        ("relay, script", paths::out("worker/index.js")),
        ("relay, module", paths::out("worker/index_bg.wasm")),
        ("host, script", hashed("host", "js")?),
        ("app, rest", hashed("rest", "wasm")?),
    ])
}
