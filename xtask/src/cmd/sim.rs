//! `sim`: whole conversations on a bad network, natively, one for each seed.

use anyhow::Result;

use crate::tools::{cargo, sh};

/// Runs the simulation over so many seeds; a failing one names itself, so that it can be played again.
pub fn run(seeds: u64) -> Result<()> {
    let mut test = cargo::cargo();
    test.args([
        "test",
        "--package",
        "simulation",
        "--profile",
        "simulation",
        "--",
        "--nocapture",
    ]);
    sh::run(test.env("MARU_SEEDS", seeds.to_string()))
}
