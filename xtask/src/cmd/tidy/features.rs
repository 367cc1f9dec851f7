//! docs/FEATURES.md says of each feature which tests prove it: in the last cell of its row, in backticks. They must exist.

use std::fs;

use anyhow::Result;

use crate::build::files;
use crate::tools::paths;

pub fn check() -> Result<Vec<String>> {
    let Ok(table) = fs::read_to_string(paths::root("docs/FEATURES.md")) else {
        return Ok(vec!["docs/FEATURES.md is missing".to_owned()]);
    };
    let mut tests = String::new();
    for folder in paths::CRATES.iter().chain(&["tests", "xtask/src"]) {
        for file in files(&paths::root(folder))? {
            if file.extension().is_some_and(|ext| ext == "rs" || ext == "mjs") {
                tests.push_str(&fs::read_to_string(file)?);
            }
        }
    }
    let exists = |claim: &str| {
        let here = claim.contains('/') && paths::root(claim).exists();
        here || tests.contains(&format!("fn {claim}("))
            || tests.contains(&format!("'{claim}"))
            || tests.contains(&format!("`{claim}"))
    };
    Ok(claims(&table)
        .into_iter()
        .filter(|(_, claim)| !exists(claim))
        .map(|(row, claim)| format!("{row} claims `{claim}`"))
        .collect())
}

/// The row's first cell and each claim of its last.
fn claims(table: &str) -> Vec<(&str, &str)> {
    let rows = table
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|-"));
    rows.filter_map(|line| {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let row = cells.next()?;
        Some(
            cells
                .next_back()?
                .split('`')
                .skip(1)
                .step_by(2)
                .map(move |claim| (row, claim)),
        )
    })
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::claims;

    #[test]
    fn a_row_claims_what_stands_in_backticks_in_its_last_cell() {
        let table = "| id | state | proof |\n|---|---|---|\n| G5 `x` | done | `g5_enter`, `tests/relay` |\n| G6 | later | |\n";
        assert_eq!(claims(table), [("G5 `x`", "g5_enter"), ("G5 `x`", "tests/relay")]);
    }
}
