//! How Maru is built, tried, tested and deployed: `cargo xtask <command>`.
//!
//! Invariant: everything that it needs beyond rustup and Node, it sets up itself, and says so while it does.

mod build;
mod cmd;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, try, test and deploy Maru")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing: the wasm target, the Node tools. Every command does so for itself.
    Setup,
    /// Build the relay, the widget and the loader into target/maru, and print their sizes.
    Build,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Setup => cmd::setup::run(),
        Command::Build => cmd::build::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("\nfailed: {fault:#}");
            ExitCode::FAILURE
        }
    }
}
