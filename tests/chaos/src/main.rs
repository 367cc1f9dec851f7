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
mod crowd;
mod diary;
mod dice;
mod fan;
mod herd;
mod ledger;
mod nemesis;
mod proxy;
mod report;
mod rounds;
mod stalled;
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
    /// Instead: so many fans, and a deploy that cuts them all; how they come back.
    #[arg(long, value_name = "FANS")]
    herd: Option<usize>,
    /// With --herd, instead: they join a room of a relay that runs already, until stdin closes.
    #[arg(long, value_names = ["URL", "SITE", "ROOM"], num_args = 3, requires = "herd")]
    join: Option<Vec<String>>,
    /// Instead: a busy room with so many readers, of whom none, a tenth and all read nothing.
    #[arg(long, value_name = "READERS", num_args = 0..=1, default_missing_value = "300")]
    stalled: Option<usize>,
    /// Instead: a room with so many who listen and read, and a few dozen who talk; how long each delivery takes.
    #[arg(long, value_name = "LISTENERS", num_args = 0..=1, default_missing_value = "3000")]
    crowd: Option<usize>,
    /// With --crowd: so many messages a second.
    #[arg(long, default_value_t = 50)]
    rate: u64,
    /// With --stalled: how long each of the three rooms is busy; with --crowd: the one.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let seed = cli
        .seed
        .unwrap_or_else(|| relay_tests::driver::now().0 % 1_000_000);
    if let Some(listeners) = cli.crowd {
        let good = crowd::run(listeners, cli.rate, cli.seconds);
        return if good {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    let good = match (cli.herd, cli.join.as_deref(), cli.stalled) {
        (Some(fans), Some([relay, site, room]), _) => herd::join(fans, seed, relay, site, room),
        (Some(fans), ..) => herd::run(fans, seed),
        (_, _, Some(readers)) => stalled::run(readers, cli.seconds, seed),
        _ => attack(&cli, seed),
    };
    println!("seed {seed}: {}", if good { "everything held" } else { "BROKEN" });
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn attack(cli: &Cli, seed: u64) -> bool {
    // Before anything ends it.
    println!("seed {seed}");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    rounds::run(&rounds::Options {
        rounds: cli.rounds,
        seed,
        fans: cli.fans,
        always: cli.always,
        command: format!("cargo xtask chaos {}", arguments.join(" ")),
    })
}
