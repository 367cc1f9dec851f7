//! How a source file looks from the outside: its opening, its length, and what must not be left in it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::build::files;
use crate::tools::paths;

/// A file that is longer wants to be two.
const LONGEST: usize = 400;

/// Where our sources are, beside the crates. Pages of the demo are written as a host writes them and are not held to this.
const FOLDERS: [&str; 5] = [
    "tests",
    "xtask",
    "demo-site/serve.mjs",
    "demo-site/seed",
    ".github",
];

/// What a source may not hold. Written in halves, so that this file does not hold them.
const NOTES: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("to", "do!("),
];
const PLACES: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/tm", "p/"),
];

pub fn check() -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for file in sources()? {
        let name = paths::shown(&file);
        if file.file_name().is_some_and(|name| name == "mod.rs") {
            broken.push(format!("{name}: a module is `name.rs`, beside its folder"));
        }
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        if !opens_well(&file, &text) {
            broken.push(format!("{name} does not open by saying what it is"));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            broken.push(format!("{name} has {lines} lines, over {LONGEST}"));
        }
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(note) = NOTES.iter().find(|note| line.contains(**note)) {
                broken.push(format!("{name}:{number} holds a {note}"));
            }
        }
    }
    Ok(broken)
}

/// A path of somebody's machine, or a registry that somebody happened to use.
pub fn check_places() -> Result<Vec<String>> {
    let mut broken = Vec::new();
    let mut all = sources()?;
    all.extend(
        files(&paths::root("docs"))?
            .into_iter()
            .filter(|file| file.extension().is_some_and(|ext| ext == "md")),
    );
    for file in fs::read_dir(paths::root(""))? {
        let path = file?.path();
        if path
            .extension()
            .is_some_and(|ext| ext == "toml" || ext == "md" || ext == "json")
        {
            all.push(path);
        }
    }
    for file in all {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        for (number, line) in (1..).zip(text.lines()) {
            if PLACES.iter().any(|place| line.contains(place)) {
                broken.push(format!(
                    "{}:{number} names a place of one machine",
                    paths::shown(&file)
                ));
            }
            if line.trim_start().starts_with("\"resolved\": \"http") {
                broken.push(format!(
                    "{}:{number} names a registry's host",
                    paths::shown(&file)
                ));
            }
        }
    }
    Ok(broken)
}

fn sources() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in paths::CRATES.iter().chain(&FOLDERS) {
        let path = paths::root(folder);
        found.extend(if path.is_dir() { files(&path)? } else { vec![path] });
    }
    found.retain(|file| {
        file.extension()
            .is_some_and(|ext| ["rs", "js", "mjs", "css", "yml"].iter().any(|ours| ext == *ours))
    });
    Ok(found)
}

fn opens_well(file: &Path, text: &str) -> bool {
    match file.extension().and_then(|ext| ext.to_str()) {
        Some("rs") => text.starts_with("//! "),
        Some("css") => text.starts_with("/* "),
        Some("yml") => text.starts_with("# "),
        _ => ["// ", "/* ", "/** "]
            .iter()
            .any(|opening| text.starts_with(opening)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::opens_well;

    #[test]
    fn a_source_opens_by_saying_what_it_is() {
        assert!(opens_well(Path::new("a.rs"), "//! Presence of one room.\n"));
        assert!(!opens_well(Path::new("a.rs"), "use std::fmt;\n"));
        assert!(!opens_well(Path::new("a.rs"), "/// An item.\nstruct A;\n"));
        assert!(opens_well(Path::new("a.mjs"), "// What files weigh.\n"));
        assert!(!opens_well(Path::new("a.css"), ":root { color: red }\n"));
    }
}
