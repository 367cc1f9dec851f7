//! `budgets`: what fans download and what the relay weighs, held against budgets.toml.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use crate::build::Files;
use crate::tools::http::{self, Call};
use crate::tools::relay::Server;
use crate::tools::sizes::{Size, artefacts, weigh};
use crate::tools::{npm, paths, say};

#[derive(Deserialize)]
struct Budgets {
    budget: Vec<Budget>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    name: String,
    unit: Unit,
    limit: u64,
    /// For whom changes the number: what it stands for.
    #[serde(rename = "why")]
    _why: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    Brotli,
    Gzip,
}

pub fn run() -> Result<()> {
    npm::install()?;
    check().map(drop)
}

/// Weighs what is built; returns how many budgets are kept.
pub fn check() -> Result<usize> {
    let budgets: Budgets = toml::from_str(&fs::read_to_string(paths::root("budgets.toml"))?)?;
    let sizes = sums()?;
    eprintln!("  {:<14} {:>9} {:>9}", "budget", "bytes", "limit");
    let mut broken = Vec::new();
    for Budget {
        name, unit, limit, ..
    } in &budgets.budget
    {
        let size = sizes
            .get(name.as_str())
            .with_context(|| format!("budgets.toml: nothing is called {name}"))?;
        let (bytes, unit) = match unit {
            Unit::Brotli => (size.brotli, "brotli"),
            Unit::Gzip => (size.gzip, "gzip"),
        };
        let share = bytes * 100 / (*limit).max(1);
        eprintln!("  {name:<14} {bytes:>9} {limit:>9}  {unit}, {share} %");
        if bytes > *limit {
            broken.push(format!(
                "{name} is {bytes} bytes ({unit}), over its budget of {limit}"
            ));
        }
    }
    let without = sizes
        .keys()
        .filter(|name| budgets.budget.iter().all(|budget| budget.name != **name));
    broken.extend(without.map(|name| format!("{name} has no budget")));
    if !broken.is_empty() {
        bail!("{}", broken.join("; "));
    }
    Ok(budgets.budget.len())
}

/// The sums that budgets are about.
fn sums() -> Result<BTreeMap<String, Size>> {
    let document = paths::out("stage/document.html");
    crate::build::write(&document, empty_room()?.as_bytes())?;
    let built = artefacts()?;
    let mut files: Vec<_> = built.into_iter().map(|(_, path)| path).collect();
    files.push(document);
    let sizes = weigh(&files)?;
    let [
        loader,
        script,
        module,
        worker,
        worker_module,
        host,
        rest,
        document,
    ] = sizes.as_slice()
    else {
        bail!("eight files are weighed");
    };
    let mut sums = BTreeMap::from([
        ("loader".to_owned(), *loader),
        ("host".to_owned(), *host),
        ("first_open".to_owned(), *document + *script + *module),
        ("rest".to_owned(), *rest),
        ("relay".to_owned(), *worker + *worker_module),
    ]);
    sums.extend(later()?);
    Ok(sums)
}

/// What loads later, each with all that it needs: somebody may want only that one.
pub fn later() -> Result<BTreeMap<String, Size>> {
    let files: Files = serde_json::from_slice(&fs::read(crate::build::later())?)?;
    let sum = |(name, files): (String, Vec<String>)| {
        let paths: Vec<_> = files
            .iter()
            .map(|file| paths::out("assets/a").join(file))
            .collect();
        let all = weigh(&paths)?
            .into_iter()
            .fold(Size::default(), |sum, size| sum + size);
        Ok((format!("later/{name}"), all))
    };
    files.into_iter().map(sum).collect()
}

/// The frame's document as a fan's browser gets it: an empty room, so that what is weighed is ours and not what people said.
fn empty_room() -> Result<String> {
    let disk = paths::out("stage/budget-relay");
    if disk.exists() {
        fs::remove_dir_all(&disk)?;
    }
    let key = "budget";
    let relay = say::step("start a relay for the frame's document", || {
        Server::relay(0, &disk, key)
    })?;
    let site = json!({ "origins": ["http://127.0.0.1:8788"], "title": { "en": "Budget", "ja": "予算", "ko": "예산" } });
    http::ask_one(Call::put(format!("{}/api/v1/sites/budget", relay.url), key, site))?;
    let place = "place=panel&lang=ja&scheme=auto&host=http%3A%2F%2F127.0.0.1%3A8788";
    http::ask_one(Call::get(format!("{}/f/budget/empty?{place}", relay.url)))
}
