//! The root's Cargo.toml: every paragraph of `[workspace.dependencies]` is sorted, so that two changes meet in one place.

use std::fs;

use anyhow::Result;

use crate::tools::paths;

pub fn check() -> Result<Vec<String>> {
    Ok(out_of_order(&fs::read_to_string(paths::root("Cargo.toml"))?))
}

fn out_of_order(manifest: &str) -> Vec<String> {
    let table = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1);
    let mut broken = Vec::new();
    let mut last = String::new();
    for line in table.take_while(|line| !line.starts_with('[')) {
        if line.is_empty() {
            last.clear();
        }
        let Some((name, _)) = line
            .split_once([' ', '.', '='])
            .filter(|_| !line.starts_with('#'))
        else {
            continue;
        };
        if *name < *last {
            broken.push(format!("{name} stands after {last}"));
        }
        name.clone_into(&mut last);
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::out_of_order;

    #[test]
    fn a_paragraph_that_is_out_of_order_is_found() {
        let text =
            "[workspace.dependencies]\nb = 1\nc = { path = \"c\" }\n\na = 1\n# why\nz = 1\n[lints]\na = 1\n";
        assert!(out_of_order(text).is_empty());
        assert_eq!(
            out_of_order(&text.replace("z = 1", "Z = 1")),
            ["Z stands after a"]
        );
    }
}
