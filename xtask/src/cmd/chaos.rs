//! `chaos`: the release build on real workerd, attacked; `tests/chaos` says what with.

use anyhow::Result;
use clap::Args;

use crate::build::Mode;
use crate::cmd::{build, setup};
use crate::tools::{cargo::cargo, sh};

#[derive(Args)]
pub struct Options {
    /// As `tests/chaos` understands them: --rounds N, --seed S, --fans N, --always FAULT, --stalled, --herd N, --crowd N.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

pub fn run(options: &Options) -> Result<()> {
    setup::run()?;
    build::all(Mode::Release)?;
    attack(&options.arguments)
}

/// With what is built now; the build that has doors for faults is deployed in some rounds.
pub fn attack(arguments: &[String]) -> Result<()> {
    build::with_faults()?;
    sh::run(
        cargo()
            .args(["run", "--quiet", "--package", "chaos", "--"])
            .args(arguments),
    )
}
