//! Noticing edits, by looking: a few hundred files, three times a second, cost nothing and need no help of the system.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::Result;

use super::paths;
use crate::build::files;

const PAUSE: Duration = Duration::from_millis(300);

/// What the relay and the widget are built from, beside the crates.
const MANIFESTS: [&str; 3] = ["Cargo.toml", "stickers", "wrangler.toml"];

/// The sources as they are: when each was written.
#[derive(PartialEq, Eq)]
pub struct Snapshot(BTreeMap<PathBuf, SystemTime>);

impl Snapshot {
    pub fn take() -> Result<Self> {
        let mut seen = BTreeMap::new();
        for source in paths::CRATES.iter().chain(&MANIFESTS) {
            let path = paths::root(source);
            let found = if path.is_dir() { files(&path)? } else { vec![path] };
            // An editor may take a file away while it saves it; the next look finds it.
            seen.extend(found.into_iter().filter_map(|file| {
                let written = fs::metadata(&file).ok()?.modified().ok()?;
                Some((file, written))
            }));
        }
        Ok(Self(seen))
    }

    /// Returns when something is different from this and has stopped changing, and names one file of it.
    pub fn wait(self) -> Result<(Self, String)> {
        let mut last = self;
        let mut changed = None;
        loop {
            sleep(PAUSE);
            // A file that vanishes between the listing and the look is an edit under way, not an end.
            let Ok(now) = Self::take() else { continue };
            if now == last {
                if let Some(name) = changed {
                    return Ok((now, name));
                }
            } else {
                changed = changed.or_else(|| last.difference(&now));
            }
            last = now;
        }
    }

    fn difference(&self, now: &Self) -> Option<String> {
        let differs = |(path, written): &(&PathBuf, &SystemTime)| self.0.get(*path) != Some(written);
        let edited = now.0.iter().find(differs).map(|(path, _)| path);
        let gone = self.0.keys().find(|path| !now.0.contains_key(*path));
        edited.or(gone).map(|path| paths::shown(path))
    }
}
