//! The release build on real workerd, attacked on a real network, and a checker that reads what everybody saw.
//!
//! Invariant: nothing is retried and nothing is forgiven: what is not as promised ends the run with a fault, and its seed.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this is a harness: what does not hold ends the run"
)]

mod board;
mod checker;
mod diary;
mod dice;
mod fan;
mod ledger;
mod nemesis;
mod proxy;
mod report;
mod rounds;
mod stranger;
mod world;

use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(
    name = "chaos",
    bin_name = "cargo xtask chaos",
    about = "Attack the release build on real workerd"
)]
struct Cli {
    /// How many rounds of faults.
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    /// What the plan is thrown from. The same seed plans the same faults; their timing is the machine's.
    #[arg(long)]
    seed: Option<u64>,
    /// How many fans talk.
    #[arg(long, default_value_t = 12)]
    fans: usize,
    /// This fault in every round, whatever else is in it.
    #[arg(long)]
    always: Option<nemesis::Fault>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let seed = cli
        .seed
        .unwrap_or_else(|| relay_tests::driver::now().0 % 1_000_000);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let good = rounds::run(&rounds::Options {
        rounds: cli.rounds,
        seed,
        fans: cli.fans,
        always: cli.always,
        command: format!("cargo xtask chaos {}", arguments.join(" ")),
    });
    println!("seed {seed}: {}", if good { "everything held" } else { "BROKEN" });
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
