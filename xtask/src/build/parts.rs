//! The app's two parts, as files below the stage, and which function belongs to which.
//!
//! `widget/rest.txt` lists what a first visit does not run, by the beginnings of names, as `cargo xtask profile` has measured it.
//! What is on no line is the first part's: a new function is there from the start, until it is measured.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::Mode;
use super::pack::pack;
use super::silence::plain;
use super::split::body::{Body, bodies};
use super::split::outline::outline;
use super::split::{Part, imported, split};
use super::stamp::{self, Inputs};
use crate::tools::{paths, say};

pub const LIST: &str = "widget/rest.txt";

/// Where the whole module's functions are called by their names.
pub fn names(stage: &Path) -> Result<BTreeMap<usize, String>> {
    let built = "nothing is built yet: run `cargo xtask build`";
    let names = fs::read_to_string(stage.join("app.functions")).context(built)?;
    Ok(names
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(number, name)| Some((number.parse().ok()?, bare(&plain(name)))))
        .collect())
}

/// Where data lies that belongs together, as the linker has said.
fn pieces(stage: &Path) -> Result<Vec<Range<usize>>> {
    let pieces = fs::read_to_string(stage.join("app.pieces"))?;
    let piece = |line: &str| {
        let (start, end) = line
            .split_once(' ')
            .context("a piece has a beginning and an end")?;
        Ok(start.parse()?..end.parse()?)
    };
    pieces.lines().map(piece).collect()
}

/// Without what the compiler and the linker tell copies apart by, which is another after every change.
fn bare(name: &str) -> String {
    let is_hash = |text: &str| text.len() == 16 && text.chars().all(|c| c.is_ascii_hexdigit());
    let mut bare = String::new();
    for part in name.split_inclusive(']') {
        match part.rsplit_once('[') {
            Some((before, hash)) if hash.strip_suffix(']').is_some_and(is_hash) => bare.push_str(before),
            _ => bare.push_str(part),
        }
    }
    let end = bare
        .rsplit_once("::h")
        .filter(|(_, hash)| is_hash(hash.split('.').next().unwrap_or_default()));
    let end = end.map(|(before, _)| before.len());
    bare.truncate(end.unwrap_or_else(|| {
        bare.trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches('.')
            .len()
    }));
    bare
}

/// Whether a function is the rest's.
pub fn is_listed(list: &[&str], name: &str) -> bool {
    list.iter().any(|start| name.starts_with(start))
}

/// The lines that are no comment.
pub fn lines(list: &str) -> Vec<&str> {
    let is_name = |line: &&str| !line.is_empty() && !line.starts_with(['#', RUNS]);
    list.lines().filter(is_name).collect()
}

/// With this, a line is about stretches of one function: its body's fingerprint, and from which to which.
pub const RUNS: char = '@';

/// Which stretches never run, by the fingerprint of their function's body.
fn runs(list: &str) -> Result<BTreeMap<String, BTreeSet<usize>>> {
    let mut runs = BTreeMap::new();
    for line in list.lines().filter_map(|line| line.strip_prefix(RUNS)) {
        let (fingerprint, stretches) = line.split_once(' ').context("a line of runs has a fingerprint")?;
        let mut all = BTreeSet::new();
        for run in stretches.split(' ') {
            let (from, to) = run.split_once('-').unwrap_or((run, run));
            all.extend(from.parse::<usize>()?..=to.parse()?);
        }
        runs.insert(fingerprint.to_owned(), all);
    }
    Ok(runs)
}

/// The first part and the rest, as they travel. While somebody edits, there is one part, as it is: to build two takes a list that is true.
pub fn build(stage: &Path, mode: Mode) -> Result<(PathBuf, Option<PathBuf>)> {
    let whole = stage.join("app_bg.wasm");
    if mode == Mode::Quick {
        return Ok((whole, None));
    }
    let [first, rest] = ["first", "rest"].map(|part| stage.join(part).with_extension("packed"));
    let list = paths::root(LIST);
    let inputs = Inputs::new()?.file(&whole)?.file(&list)?;
    stamp::unless_done("widget.parts", inputs, &[first.clone(), rest.clone()], || {
        say::step("widget: two parts", || {
            let (list, mut names) = (fs::read_to_string(&list)?, names(stage)?);
            let (list, runs) = (lines(&list), runs(&list)?);
            let bytes = fs::read(&whole)?;
            let bodies = bodies(&bytes)?;
            let cold = |body: &Body<'_>| runs.get(&body.fingerprint()).cloned().unwrap_or_default();
            let cold: Vec<BTreeSet<usize>> = bodies.iter().map(cold).collect();
            let (whole, hosts) = outline(&bytes, bodies, &cold)?;
            let imported = imported(&bytes)?;
            let first_new = imported + cold.len();
            for (of, host) in (first_new..).zip(hosts) {
                let part = names
                    .get(&host)
                    .map_or_else(String::new, |host| format!("{host} (a part)"));
                names.insert(of, part);
            }
            let never_runs = |of: usize| {
                let cold = of.checked_sub(imported).and_then(|at| cold.get(at));
                cold.is_some_and(|cold| cold.contains(&0))
            };
            let is_rests = |of| {
                of >= first_new || never_runs(of) || names.get(&of).is_some_and(|name| is_listed(&list, name))
            };
            let parts = split(&whole, &pieces(stage)?, is_rests)?;
            for (path, part) in [&first, &rest].into_iter().zip(parts) {
                fs::write(path.with_extension("wasm"), &part.module)?;
                fs::write(path, pack(&part.module)?)?;
                fs::write(path.with_extension("functions"), called(&part, &names))?;
            }
            Ok(())
        })
    })?;
    Ok((first, Some(rest)))
}

/// A part's functions by their names, for whoever looks up a trap.
fn called(part: &Part, names: &BTreeMap<usize, String>) -> String {
    let name = |of: Option<usize>| {
        of.and_then(|of| names.get(&of))
            .map_or("(of the border)", String::as_str)
    };
    let line = |(number, of): (usize, &Option<usize>)| {
        let stands_in = if part.stand_ins.contains(&number) {
            " (stand-in)"
        } else {
            ""
        };
        format!("{number} {}{stands_in}\n", name(*of))
    };
    part.was.iter().enumerate().map(line).collect()
}

/// The glue's parts that know of two: it hands the rest what the first part has, and waits for the rest where that is needed.
pub fn glue(script: &str) -> Result<String> {
    let imports = "    return {\n        __proto__: null,\n";
    ensure!(script.matches(imports).count() == 1, "the glue has changed");
    let waits = format!("{imports}        \"0\": {{ \"0\": () => wait(given()) }},\n");
    Ok(format!(
        "import {{ bring, wait }} from './rest.js';\n{}\n\
         const given = () => ({{ ...__wbg_get_imports(), \"0\": wasm }});\n\
         export const follow = () => bring(given());\n",
        script.replace(imports, &waits)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_beginning_of_names_and_a_comment_is_none() {
        let list = lines("# why\nwidget::app::settings\n\n<yew::suspense");
        assert!(is_listed(&list, "widget::app::settings::wishes"));
        assert!(is_listed(&list, "<yew::suspense::X as Y>::z"));
        assert!(!is_listed(&list, "widget::app::scene"));
        assert!(!is_listed(&list, ""));
    }

    #[test]
    fn a_name_is_what_the_source_calls_it() {
        for (name, is) in [
            (
                "yew::scheduler::start::h0123456789abcdef",
                "yew::scheduler::start",
            ),
            (
                "<core[c5930c85a12de822]::fmt::Error as core[c5930c85a12de822]::fmt::Debug>::fmt",
                "<core::fmt::Error as core::fmt::Debug>::fmt",
            ),
            ("alloc[3ca501edff3f0c7c]::fmt::format.574", "alloc::fmt::format"),
            ("<[T] as widget::X>::y", "<[T] as widget::X>::y"),
        ] {
            assert_eq!(bare(name), is);
        }
    }
}
