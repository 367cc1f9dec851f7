//! `tidy`: the rules of the tree that a program can check. A rule that matters is here or is a test; the rest is taste.

mod bindings;
mod dependencies;
mod features;
mod imports;
mod manifest;
mod sources;

use anyhow::{Result, bail};

/// One rule: what it says, and a line for each place that breaks it.
type Rule = (&'static str, fn() -> Result<Vec<String>>);

const RULES: [Rule; 8] = [
    ("every crate sees only what the table lets it see", imports::check),
    (
        "every source opens by saying what it is, is short, and holds no notes to self",
        sources::check,
    ),
    (
        "no file names this machine, and the lock names no host",
        sources::check_places,
    ),
    ("workspace dependencies stand in order", manifest::check),
    ("the relay's bindings are wrangler.toml's", bindings::check),
    ("every test that docs/FEATURES.md names is there", features::check),
    (
        "docs/DEPENDENCIES.md names every dependency",
        dependencies::check_named,
    ),
    (
        "docs/DEPENDENCIES.md names nothing that is gone",
        dependencies::check_gone,
    ),
];

pub fn run() -> Result<()> {
    let (kept, broken) = check()?;
    verdict(&broken)?;
    eprintln!("  {kept} rules are kept");
    Ok(())
}

/// How many rules are kept, and what breaks the others.
pub fn check() -> Result<(usize, Vec<String>)> {
    let mut kept = 0;
    let mut broken = Vec::new();
    for (rule, check) in RULES {
        let found = check()?;
        if found.is_empty() {
            kept += 1;
        } else {
            broken.push(format!("{rule}; but\n    {}", found.join("\n    ")));
        }
    }
    Ok((kept, broken))
}

pub fn verdict(broken: &[String]) -> Result<()> {
    if broken.is_empty() {
        return Ok(());
    }
    broken.iter().for_each(|rule| eprintln!("  {rule}"));
    bail!("{} rules are broken", broken.len())
}
