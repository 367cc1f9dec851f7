//! The stages, in order: what is quick and what fails most often comes first.

use anyhow::Result;

use super::tally::Tally;
use crate::build::{Mode, files};
use crate::cmd::{budgets, build, chaos, deploy, setup, tidy};
use crate::tools::cargo::{WASM, cargo};
use crate::tools::{chromium, npm, paths, sh};

pub struct Stage {
    pub name: &'static str,
    pub what: &'static str,
    needs: Needs,
    pub run: fn(&mut Tally) -> Result<()>,
}

/// What must be there before a stage that is run alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Target,
    Build,
}

const fn stage(
    name: &'static str,
    what: &'static str,
    needs: Needs,
    run: fn(&mut Tally) -> Result<()>,
) -> Stage {
    Stage {
        name,
        what,
        needs,
        run,
    }
}

pub const STAGES: [Stage; 13] = [
    stage("fmt", "the code is formatted", Needs::Nothing, fmt),
    stage("tidy", "the tree keeps its rules", Needs::Nothing, tidied),
    stage(
        "setup",
        "what is missing here is installed",
        Needs::Nothing,
        |_| setup::run(),
    ),
    stage(
        "clippy",
        "the lints find nothing, here and on the web",
        Needs::Target,
        clippy,
    ),
    stage("pure", "the pure crates compile for the web", Needs::Target, pure),
    stage(
        "native",
        "the rules, the golden frames, the fuzzed borders",
        Needs::Nothing,
        native,
    ),
    stage(
        "simulation",
        "20,000 conversations on a bad network, deliberate bugs, the smallest world",
        Needs::Nothing,
        simulation,
    ),
    stage(
        "build",
        "the relay and the widget are built",
        Needs::Target,
        |_| build::run(false),
    ),
    stage("budgets", "what is built keeps its weight", Needs::Build, budget),
    stage(
        "relay",
        "real sockets against workerd, which is killed",
        Needs::Build,
        relay,
    ),
    stage(
        "chaos",
        "20 rounds of faults, and nothing is lost",
        Needs::Build,
        |_| chaos::attack(&[]),
    ),
    stage("browser", "real Chromium on the demo site", Needs::Build, browser),
    stage(
        "deploy",
        "wrangler accepts the deployment (dry run)",
        Needs::Build,
        |_| deploy::rehearse(),
    ),
];

const PURE: [&str; 7] = ["protocol", "look", "client", "room", "spoke", "site", "picture"];

pub fn prepare(stage: &Stage) -> Result<()> {
    if stage.needs != Needs::Nothing {
        setup::run()?;
    }
    if stage.needs == Needs::Build {
        build::all(Mode::Release)?;
    }
    Ok(())
}

fn fmt(_: &mut Tally) -> Result<()> {
    sh::run(cargo().args(["fmt", "--all", "--check"]))
}

fn tidied(tally: &mut Tally) -> Result<()> {
    let (kept, broken) = tidy::check()?;
    tally.add(kept, broken.len());
    tidy::verdict(&broken)
}

fn clippy(_: &mut Tally) -> Result<()> {
    sh::run(cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))?;
    let web = [
        "clippy",
        "--target",
        WASM,
        "--package",
        "relay",
        "--package",
        "widget",
        "--",
        "--deny",
        "warnings",
    ];
    sh::run(cargo().args(web))
}

fn pure(_: &mut Tally) -> Result<()> {
    let packages = PURE.iter().flat_map(|name| ["--package", name]);
    sh::run(cargo().args(["build", "--target", WASM]).args(packages))
}

fn native(tally: &mut Tally) -> Result<()> {
    let packages = PURE
        .iter()
        .chain(&["store", "relay", "widget", "chaos", "load", "xtask"])
        .flat_map(|name| ["--package", name]);
    tally.watch(
        cargo()
            .args(["test", "--all-features", "--no-fail-fast"])
            .args(packages),
    )
}

fn simulation(tally: &mut Tally) -> Result<()> {
    let test = ["test", "--package", "simulation", "--profile", "simulation"];
    tally.watch(cargo().args(test).env("MARU_SEEDS", "20000"))
}

fn budget(tally: &mut Tally) -> Result<()> {
    tally.add(budgets::check()?, 0);
    Ok(())
}

fn relay(tally: &mut Tally) -> Result<()> {
    build::with_faults()?;
    tally.watch(cargo().args(["test", "--package", "relay-tests"]))
}

/// One file after another: each has a relay, a demo site and a browser of its own.
fn browser(tally: &mut Tally) -> Result<()> {
    let chromium = chromium::ready()?;
    let tests = files(&paths::root("tests/browser"))?
        .into_iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"));
    let mut node = npm::node();
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(tests);
    tally.watch(node.env("MARU_CHROMIUM", chromium))
}
