//! Loaders at addresses of their own: what is behind one never changes, so that a page may say what it expects there.
//!
//! Invariant: the loader of each build has such an address, `/a/maru-{hash}.js`, and so has each that was pinned, for as long as it
//! stands in widget/embed/pinned, whatever is deployed. A loader finds the scripts of later releases by itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha384};

use super::stamp;
use crate::tools::paths;

/// A loader, by what its address tells of it.
pub struct Pinned {
    hash: String,
    loader: Vec<u8>,
}

impl Pinned {
    pub fn new(loader: Vec<u8>) -> Self {
        let hash = stamp::short_hash(&loader);
        Self { hash, loader }
    }

    pub fn file(&self) -> String {
        format!("maru-{}.js", self.hash)
    }

    /// As a tag's `integrity` says it.
    pub fn integrity(&self) -> String {
        format!("sha384-{}", Base64::encode_string(&Sha384::digest(&self.loader)))
    }

    /// Where it stands once it is pinned.
    pub fn kept(&self) -> PathBuf {
        folder().join(&self.hash)
    }

    pub fn keep(&self) -> Result<()> {
        stamp::write(&self.kept(), &self.loader)
    }
}

fn folder() -> PathBuf {
    paths::root("widget/embed/pinned")
}

/// The files that this build serves for them.
pub fn files(loader: Vec<u8>) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut all = vec![Pinned::new(loader)];
    for path in stamp::files(&folder())? {
        let pinned = Pinned::new(fs::read(&path)?);
        ensure!(path == pinned.kept(), "{} is not what it was", path.display());
        all.push(pinned);
    }
    Ok(all
        .into_iter()
        .map(|pinned| (pinned.file(), pinned.loader))
        .collect())
}
