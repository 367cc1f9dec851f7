//! What the deployment gives the relay is named in two files, which must agree: wrangler.toml and relay/src/bindings.rs.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;
use toml::{Table, Value};

use crate::tools::paths;

pub fn check() -> Result<Vec<String>> {
    let text = fs::read_to_string(paths::root("wrangler.toml"))?;
    let deployment: Table = toml::from_str(&text)?;
    let mut given = given(&deployment);
    given.extend(secrets(&text));
    let taken = taken(&fs::read_to_string(paths::root("relay/src/bindings.rs"))?);
    let missing = taken
        .difference(&given)
        .map(|name| format!("wrangler.toml does not give {name}"));
    let unused = given
        .difference(&taken)
        .map(|name| format!("relay/src/bindings.rs does not name {name}"));
    Ok(missing.chain(unused).collect())
}

/// The names of a deployment: every `binding`, every object's `name`, every variable.
fn given(deployment: &Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let lists = deployment
        .iter()
        .flat_map(|(kind, value)| match (kind.as_str(), value) {
            ("durable_objects", Value::Table(objects)) => entries(objects.get("bindings"), "name"),
            ("vars", Value::Table(vars)) => vars.keys().cloned().collect(),
            ("queues", Value::Table(queues)) => entries(queues.get("producers"), "binding"),
            (_, Value::Table(table)) => table.get("binding").and_then(text).into_iter().collect(),
            (_, list) => entries(Some(list), "binding"),
        });
    names.extend(lists);
    names
}

/// Secrets are not in the file, but are told there, in a comment: `# Secrets: NAME, NAME.`
fn secrets(text: &str) -> Vec<String> {
    let told = text.lines().filter_map(|line| line.strip_prefix("# Secrets: "));
    told.flat_map(|names| names.split([',', ' ', '.']))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn entries(list: Option<&Value>, key: &str) -> Vec<String> {
    let tables = list.and_then(Value::as_array).into_iter().flatten();
    tables
        .filter_map(|entry| Some(entry.get(key)?.as_str()?.to_owned()))
        .collect()
}

/// `pub const NAME: &str = "…";`
fn taken(bindings: &str) -> BTreeSet<String> {
    let consts = bindings
        .lines()
        .filter(|line| line.starts_with("pub const ") && line.contains(": &str = "));
    consts
        .filter_map(|line| line.split('"').nth(1).map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{given, secrets, taken};

    #[test]
    fn every_kind_of_binding_is_read() {
        let toml = "[assets]\nbinding = \"ASSETS\"\n[[durable_objects.bindings]]\nname = \"ROOM\"\nclass_name = \"R\"\n\
            [vars]\nDEFAULT_SITE = \"a\"\n[[r2_buckets]]\nbinding = \"FILES\"\n";
        let names: Vec<String> = given(&toml::from_str(toml).unwrap()).into_iter().collect();
        assert_eq!(names, ["ASSETS", "DEFAULT_SITE", "FILES", "ROOM"]);
        assert_eq!(
            secrets("a = 1\n# Secrets: OWNER_KEY, OTHER.\n"),
            ["OWNER_KEY", "OTHER"]
        );
        let rust = "//! x\n\n/// The rooms.\npub const ROOM: &str = \"ROOM\";\nconst OTHER: u8 = 1;\n";
        assert_eq!(taken(rust).into_iter().collect::<Vec<_>>(), ["ROOM"]);
    }
}
