//! What a step was made from, remembered, so that it is not made again from the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::tools::paths;

/// Gathers a step's inputs: contents, never times, so that a checkout or a copy changes nothing.
pub struct Inputs(Sha256);

impl Inputs {
    /// Every step depends on its tools and on how it is done.
    pub fn new() -> Result<Self> {
        Self(Sha256::new())
            .file(&paths::root("package-lock.json"))?
            .folder(&paths::root("xtask/src/build"))
    }

    /// Nothing yet.
    pub fn bare() -> Self {
        Self(Sha256::new())
    }

    pub fn text(mut self, text: &str) -> Self {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
        self
    }

    pub fn file(mut self, path: &Path) -> Result<Self> {
        let content = fs::read(path).with_context(|| format!("{} is missing", paths::shown(path)))?;
        self.0.update(content.len().to_le_bytes());
        self.0.update(&content);
        Ok(self)
    }

    pub fn folder(mut self, path: &Path) -> Result<Self> {
        for file in files(path)? {
            self = self.text(&paths::shown(&file)).file(&file)?;
        }
        Ok(self)
    }

    pub fn done(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Runs the work unless it was done from the same inputs and its outputs are still there.
pub fn unless_done(
    name: &str,
    inputs: Inputs,
    outputs: &[PathBuf],
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let step = Step::new(name, inputs);
    if step.is_done(outputs) {
        return Ok(());
    }
    work()?;
    step.done()
}

/// A step by its name, and what it is made from.
pub struct Step {
    stamp: PathBuf,
    key: String,
}

impl Step {
    pub fn new(name: &str, inputs: Inputs) -> Self {
        Self {
            stamp: paths::out("stamps").join(name),
            key: inputs.done(),
        }
    }

    pub fn is_done(&self, outputs: &[PathBuf]) -> bool {
        outputs.iter().all(|output| output.exists())
            && fs::read_to_string(&self.stamp).is_ok_and(|old| old == self.key)
    }

    pub fn done(&self) -> Result<()> {
        write(&self.stamp, self.key.as_bytes())
    }
}

/// Writes a file where its content differs; whoever watches it is not woken for nothing.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", paths::shown(path)))
}

/// The part of a file's name that says what is in it.
pub fn short_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content)).chars().take(12).collect()
}

/// All files below a folder, sorted, so that the order is the same everywhere. A folder that is not there has none.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
