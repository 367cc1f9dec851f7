//! `profile`: which of the app's functions a first visit runs, measured in a real browser, into `widget/rest.txt`.
//!
//! Invariant: the list is what is measured, and shorter only where the beginning of names says the same. What is built afterwards
//! is what everybody gets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};

use super::{build, setup};
use crate::build::parts::{self, RUNS};
use crate::build::split::body::{self, Body};
use crate::build::split::{self, count};
use crate::build::{Mode, write};
use crate::tools::sizes::artefacts;
use crate::tools::{chromium, npm, paths, say, sh};

const HEAD: &str = "\
# What a first visit does not run: the beginnings of functions' names. The build puts them into the app's second part, which comes
# when the first is there. Written by `cargo xtask profile`, which plays the visits of tests/browser/visits.mjs; docs/adr/0025.
";

pub fn run() -> Result<()> {
    setup::wasm_target()?;
    npm::install()?;
    let chromium = chromium::ready()?;
    build::all(Mode::Release)?;
    let stage = paths::out("stage/widget");
    let names = parts::names(&stage)?;
    let whole = fs::read(stage.join("app_bg.wasm"))?;
    let counted = paths::out("stage/ran.json");
    let served = artefacts()?;
    let served = served.iter().find(|(name, _)| *name == "app, module");
    let (_, served) = served.context("the app has a module")?;
    let first = fs::read(served)?;
    fs::write(served, count::counting(&whole)?)?;
    let visits = say::step("make the first visits", || {
        let mut node = npm::node();
        node.arg(paths::root("tests/browser/profile.mjs"));
        sh::run(node.env("MARU_CHROMIUM", chromium).env("MARU_PROFILE", &counted))
    });
    // Whatever came of it: what is served is what was built.
    fs::write(served, first)?;
    visits?;
    let ran: BTreeSet<usize> = serde_json::from_slice(&fs::read(counted)?)?;
    let bodies = body::bodies(&whole)?;
    let imported = split::imported(&whole)?;
    let cold = never_ran(&bodies, &ran);
    let has_run = |number: usize| {
        number
            .checked_sub(imported)
            .and_then(|at| cold.get(at))
            .is_some_and(|cold| !cold.contains(&0))
    };
    let (ran, not): (Vec<_>, Vec<_>) = names
        .iter()
        .filter(|(number, _)| **number >= imported)
        .partition(|(number, _)| has_run(**number));
    say::note(&format!("{} of {} functions have run", ran.len(), bodies.len()));
    let of = |some: &[(&usize, &String)]| {
        some.iter()
            .map(|(_, name)| (*name).clone())
            .collect::<BTreeSet<String>>()
    };
    let names_list = list(&of(&ran), &of(&not));
    let listed = parts::lines(&names_list);
    // What a name says already needs no line of its own.
    let is_said = |at: usize| {
        names
            .get(&(imported + at))
            .is_some_and(|name| parts::is_listed(&listed, name))
    };
    let told = bodies.iter().zip(&cold).enumerate();
    let told = told.filter(|(at, _)| !is_said(*at)).map(|(_, body)| body);
    let list = [HEAD, &names_list, &runs(told)].concat();
    write(&paths::root(parts::LIST), list.as_bytes())?;
    build::all(Mode::Release)
}

/// Of each body, the stretches that have not run. They were counted one body's after the other's.
fn never_ran(bodies: &[Body<'_>], ran: &BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
    let mut first = 0;
    let of = |body: &Body<'_>| {
        let stretches = first..first + body.stretches;
        let cold = stretches.clone().filter(|stretch| !ran.contains(stretch));
        let cold = cold.map(|stretch| stretch - stretches.start).collect();
        first = stretches.end;
        cold
    };
    bodies.iter().map(of).collect()
}

/// The shortest beginnings of names that are of no function that has run.
fn list(ran: &BTreeSet<String>, not: &BTreeSet<String>) -> String {
    let mut lines = BTreeSet::new();
    for name in not.difference(ran) {
        let ends = name.match_indices("::").map(|(at, _)| at + 2).chain([name.len()]);
        let start = ends
            .filter_map(|end| name.get(..end))
            .find(|start| !ran.iter().any(|other| other.starts_with(start)));
        // A name that begins another is listed by neither.
        lines.extend(start.map(|start| format!("{start}\n")));
    }
    lines.into_iter().collect()
}

/// Of each function, the stretches that have not run. Bodies that are the same have one line: what none of them ran.
fn runs<'a>(told: impl Iterator<Item = (&'a Body<'a>, &'a BTreeSet<usize>)>) -> String {
    let mut lines: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (body, cold) in told {
        let line = lines.entry(body.fingerprint()).or_insert_with(|| cold.clone());
        line.retain(|stretch| cold.contains(stretch));
    }
    let line = |(fingerprint, cold): (String, BTreeSet<usize>)| {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for stretch in cold {
            match runs.last_mut().filter(|(_, end)| end + 1 == stretch) {
                Some((_, end)) => *end = stretch,
                None => runs.push((stretch, stretch)),
            }
        }
        let runs: String = runs.iter().map(|(from, to)| format!(" {from}-{to}")).collect();
        if runs.is_empty() {
            runs
        } else {
            format!("{RUNS}{fingerprint}{runs}\n")
        }
    };
    lines.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_never_ran_is_one_line_and_nothing_that_ran_is_on_any() {
        let names = ["a::b::c", "a::b::d", "a::e", "a::g", "<a::b::H as I>::j"];
        let (ran, not) = (["a::e::f"], names);
        let of = |some: &[&str]| some.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(list(&of(&ran), &of(&not)), "<a::\na::b::\na::g\n");
    }
}
