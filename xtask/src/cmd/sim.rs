//! `sim`: whole conversations on a bad network, natively, one for each seed.

use anyhow::Result;
use clap::Args;

use crate::tools::{cargo, sh};

#[derive(Args)]
pub struct Options {
    /// How many conversations.
    #[arg(long, default_value_t = 20_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// This one alone, told; where it fails, made small.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Of that one, these lines of its script alone.
    #[arg(long, value_name = "N,N,…", requires = "seed")]
    only: Option<String>,
    /// With this deliberate bug.
    #[arg(long, value_name = "NAME", requires = "seed")]
    mutant: Option<String>,
    /// The table of the deliberate bugs: which promise notices each, and after how many conversations.
    #[arg(long)]
    mutants: bool,
}

pub fn run(options: &Options) -> Result<()> {
    let Options {
        seeds,
        from,
        seed,
        only,
        mutant,
        mutants,
    } = options;
    let mut run = cargo::cargo();
    run.args([
        "run",
        "--quiet",
        "--package",
        "simulation",
        "--profile",
        "simulation",
        "--",
    ]);
    match seed {
        _ if *mutants => {
            run.arg("--mutants");
        }
        None => {
            run.args(["--seeds", &seeds.to_string(), "--from", &from.to_string()]);
        }
        Some(seed) => {
            run.args(["--seed", &seed.to_string()]);
            let given = [("--only", only), ("--mutant", mutant)];
            for (name, value) in given {
                run.args(value.iter().flat_map(|value| [name, value]));
            }
        }
    }
    sh::run(&mut run)
}
