//! `sizes`: whose the bytes of the app's module are.
//!
//! Invariant: every byte is somebody's. A function is the crate's that it is written in, by its name; what the compiler
//! makes of it elsewhere (a copy for another type, code that is put in where it is called) counts where it stands.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::build::wasm::{self, Module};
use crate::tools::paths;
use crate::tools::sizes::weigh;

/// More lines than this say nothing.
const MOST: usize = 24;

pub fn run() -> Result<()> {
    let stage = paths::out("stage/widget");
    let files = ["first", "rest"].map(|part| stage.join(part).with_extension("wasm"));
    let mut owners: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut sums = [0; 2];
    for (part, file) in files.iter().enumerate() {
        let of = bytes_of(file)?;
        for (owner, bytes) in of {
            if let (Some(sum), Some(place)) =
                (sums.get_mut(part), owners.entry(owner).or_default().get_mut(part))
            {
                *sum += bytes;
                *place += bytes;
            }
        }
    }
    let mut owners: Vec<_> = owners.into_iter().collect();
    owners.sort_by_key(|(_, parts)| std::cmp::Reverse(parts.iter().sum::<usize>()));

    eprintln!("  {:<20} {:>9} {:>9}", "app, module", "first", "rest");
    for (owner, [first, rest]) in owners.iter().take(MOST) {
        eprintln!("  {owner:<20} {first:>9} {rest:>9}");
    }
    let [first, rest] = sums;
    eprintln!("  {:<20} {first:>9} {rest:>9}", "all");
    let brotli: Vec<u64> = weigh(&files)?.iter().map(|size| size.brotli).collect();
    if let [first, rest] = brotli.as_slice() {
        eprintln!("  {:<20} {first:>9} {rest:>9}", "as it travels");
    }
    Ok(())
}

/// Whose the bytes of one part are.
fn bytes_of(file: &Path) -> Result<BTreeMap<String, usize>> {
    let built = "nothing is built yet: run `cargo xtask build`";
    let bytes = fs::read(file).context(built)?;
    let names = fs::read_to_string(file.with_extension("functions")).context(built)?;
    let names: BTreeMap<usize, &str> = names
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(number, name)| Some((number.parse().ok()?, name)))
        .collect();
    let module = Module::read(&bytes)?;
    let first = names.len().saturating_sub(module.bodies()?.len());
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    let mut known = 0;
    for (index, body) in module.bodies()?.iter().enumerate() {
        let name = names.get(&(index + first)).copied().unwrap_or_default();
        let owner = if name.ends_with("(stand-in)") {
            "(stand-ins)"
        } else {
            owner(name)
        };
        *owners.entry(owner.to_owned()).or_default() += body.len();
        known += body.len();
    }
    let data = module.sections.iter().filter(|(kind, _)| *kind == wasm::DATA);
    let data: usize = data.map(|(_, content)| content.len()).sum();
    owners.insert("(texts and tables)".to_owned(), data);
    owners.insert("(borders)".to_owned(), bytes.len().saturating_sub(known + data));
    Ok(owners)
}

/// The crate of a function, by its name as a person reads it.
fn owner(name: &str) -> &str {
    let mut name = name.strip_prefix("core::ptr::drop_in_place").unwrap_or(name);
    loop {
        let start = name.trim_start_matches(['<', '&', '*', '(', '[', ' ']);
        let start = ["dyn ", "mut ", "const ", "impl "]
            .iter()
            .fold(start, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        if start == name {
            break;
        }
        name = start;
    }
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    match name.get(..end.unwrap_or(name.len())) {
        // A type parameter, or no name at all: nobody can tell.
        None | Some("") => "(unnamed)",
        Some(owner) if owner.chars().all(char::is_uppercase) => "(unnamed)",
        Some(owner) => owner,
    }
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn a_function_is_the_crates_that_it_is_written_in() {
        for (name, of) in [
            ("yew::scheduler::start::h0123", "yew"),
            (
                "<alloc[3ca501edff3f0c7c]::rc::Rc<T> as yew::utils::RcExt<T>>::unwrap_or_clone",
                "alloc",
            ),
            ("core::ptr::drop_in_place<&mut widget::app::App>", "widget"),
            ("<T as core::convert::Into<U>>::into", "(unnamed)"),
            ("", "(unnamed)"),
        ] {
            assert_eq!(owner(name), of, "{name}");
        }
    }
}
