//! docs/DEPENDENCIES.md gives the reason of every dependency: a row each, its name in backticks in the first cell.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use toml::{Table, Value};

use crate::tools::paths;

pub fn check_named() -> Result<Vec<String>> {
    let told = told();
    Ok(used()?
        .difference(&told)
        .map(|name| format!("{name} has no row"))
        .collect())
}

pub fn check_gone() -> Result<Vec<String>> {
    let used = used()?;
    Ok(told()
        .difference(&used)
        .map(|name| format!("{name} is not used any more"))
        .collect())
}

/// The workspace's dependencies that are not its own crates, and npm's.
fn used() -> Result<BTreeSet<String>> {
    let manifest: Table = toml::from_str(&fs::read_to_string(paths::root("Cargo.toml"))?)?;
    let dependencies = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"));
    let crates = dependencies
        .and_then(Value::as_table)
        .context("Cargo.toml has workspace dependencies")?;
    let outside = crates
        .iter()
        .filter(|(_, value)| value.get("path").is_none())
        .map(|(name, _)| name.clone());
    let package: serde_json::Value = serde_json::from_str(&fs::read_to_string(paths::root("package.json"))?)?;
    let npm = ["devDependencies", "optionalDependencies"]
        .iter()
        .filter_map(|kind| package.get(kind)?.as_object())
        .flat_map(|packages| packages.keys().cloned());
    Ok(outside.chain(npm).collect())
}

/// A document that is missing tells of nothing, which the first rule then says of each.
fn told() -> BTreeSet<String> {
    names(&fs::read_to_string(paths::root("docs/DEPENDENCIES.md")).unwrap_or_default())
}

fn names(table: &str) -> BTreeSet<String> {
    let rows = table
        .lines()
        .filter_map(|line| line.strip_prefix('|')?.split('|').next());
    rows.flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_row_names_its_dependencies_in_its_first_cell() {
        let table = "| crate | why |\n|---|---|\n| `yew` | the `view` |\n| `hmac`, `sha2` | tickets |\n";
        assert_eq!(
            names(table).into_iter().collect::<Vec<_>>(),
            ["hmac", "sha2", "yew"]
        );
    }
}
