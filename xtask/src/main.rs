//! How Maru is built, tried, tested and deployed: `cargo xtask <command>`.
//!
//! Invariant: everything that it needs beyond rustup and Node, it sets up itself, and says so while it does.

mod build;
mod cmd;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    about = "Build, try, test and deploy Maru"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the relay and the demo site here, rebuilt as you edit. This is where to start.
    Dev,
    /// Check everything, as CI does; --only NAME checks one stage.
    Test(cmd::test::Options),
    /// Build the relay, the widget and the loader into target/maru, and print their sizes.
    Build {
        /// The relay alone, into target/maru-faults, with the doors through which the tests make it fall.
        #[arg(long)]
        faults: bool,
    },
    /// Play conversations on a bad network: --seeds N of them, or one by --seed N; --mutants breaks things on purpose.
    Sim(cmd::sim::Options),
    /// Attack the release build on real workerd, and check what everybody saw: --rounds N, --seed S.
    Chaos(cmd::chaos::Options),
    /// Measure ours beside what one would pick instead: `bench widget`.
    Bench(cmd::bench::Options),
    /// Hold the sizes of what is built against budgets.toml.
    Budgets,
    /// Whose the bytes of the built app are, crate by crate.
    Sizes,
    /// Measure which of the app's functions a first visit runs, and write widget/rest.txt.
    Profile,
    /// Check the rules of the tree: who imports whom, file lengths and openings, names that must agree.
    Tidy,
    /// Take the pictures of docs/ anew; names choose some.
    Shots { names: Vec<String> },
    /// Draw the stickers, and a sheet of each pack into docs/shots.
    Stickers,
    /// Deploy the relay to Cloudflare and print the tag to paste; --dry-run uploads nothing.
    Deploy(cmd::deploy::Options),
    /// Keep the loader that is built now at its own address, and print the tag that accepts no other.
    Pin,
    /// Install what is missing: the wasm target, the Node tools. Every command does so for itself.
    Setup,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Dev => cmd::dev::run(),
        Command::Test(options) => return cmd::test::run(&options),
        Command::Build { faults } => cmd::build::run(faults),
        Command::Sim(options) => cmd::sim::run(&options),
        Command::Chaos(options) => cmd::chaos::run(&options),
        Command::Bench(options) => cmd::bench::run(&options),
        Command::Budgets => cmd::budgets::run(),
        Command::Sizes => cmd::sizes::run(),
        Command::Profile => cmd::profile::run(),
        Command::Tidy => cmd::tidy::run(),
        Command::Shots { names } => cmd::shots::run(&names),
        Command::Stickers => cmd::stickers::run(),
        Command::Deploy(options) => cmd::deploy::run(&options),
        Command::Pin => cmd::pin::run(),
        Command::Setup => cmd::setup::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("\nfailed: {fault:#}");
            ExitCode::FAILURE
        }
    }
}
