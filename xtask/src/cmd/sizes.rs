//! `sizes`: whose the bytes of the app's module are.
//!
//! Invariant: every byte is somebody's. A function is the crate's that it is written in, by its name; what the compiler
//! makes of it elsewhere (a copy for another type, code that is put in where it is called) counts where it stands.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use crate::build::wasm::{self, Module};
use crate::tools::paths;
use crate::tools::sizes::weigh;

/// More lines than this say nothing.
const MOST: usize = 24;

pub fn run() -> Result<()> {
    let stage = paths::out("stage/widget");
    let built = "nothing is built yet: run `cargo xtask build`";
    let bytes = fs::read(stage.join("app_bg.wasm")).context(built)?;
    let names = fs::read_to_string(stage.join("app.functions")).context(built)?;
    let names: BTreeMap<usize, &str> = names
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(number, name)| Some((number.parse().ok()?, name)))
        .collect();
    let module = Module::read(&bytes)?;
    let imported = module.imported()?;
    let mut parts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut code = 0;
    for (index, body) in module.bodies()?.iter().enumerate() {
        let name = names.get(&(index + imported)).copied().unwrap_or_default();
        let part = parts.entry(owner(name)).or_default();
        *part = (part.0 + 1, part.1 + body.len());
        code += body.len();
    }
    let data = module.sections.iter().filter(|(kind, _)| *kind == wasm::DATA);
    let data = data.map(|(_, content)| content.len()).sum();
    parts.insert("(texts and tables)", (0, data));
    parts.insert("(the rest)", (0, bytes.len().saturating_sub(code + data)));
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(_, (_, bytes))| std::cmp::Reverse(*bytes));

    let whole = weigh(&[stage.join("app_bg.wasm")])?;
    let brotli = whole.first().map_or(0, |size| size.brotli);
    eprintln!(
        "  {:<20} {:>9} {:>9} {:>5}",
        "app, module", "functions", "bytes", "%"
    );
    for (owner, (functions, size)) in parts.iter().take(MOST) {
        let share = size * 100 / bytes.len().max(1);
        eprintln!("  {owner:<20} {functions:>9} {size:>9} {share:>5}");
    }
    eprintln!(
        "  {:<20} {:>9} {:>9}   as it travels: {brotli}",
        "all",
        "",
        bytes.len()
    );
    Ok(())
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
