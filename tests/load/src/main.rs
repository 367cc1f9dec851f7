//! The release build on real workerd under load, beside a room that one writes in an afternoon; and what it costs.
//!
//! Invariant: whoever plays the people is one process with one thread, and what it takes of the machine is told beside what workerd
//! takes.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this is a harness: what does not hold ends the run"
)]

mod chart;
mod costs;
mod crowd;
mod figures;
mod language;
mod load;
mod matrix;
mod report;
mod scenes;
mod wire;

use std::process::{Command, ExitCode};

use clap::{Parser, ValueEnum};

use matrix::{Case, Rounds, USUAL};
use report::{Found, Ground};

#[derive(Parser)]
#[command(
    name = "load",
    bin_name = "cargo xtask bench relay",
    about = "The relay under load, beside a room that one writes in an afternoon"
)]
struct Cli {
    /// These parts alone.
    #[arg(long, value_delimiter = ',', default_value = "rooms,prices,event,live")]
    only: Vec<Part>,
    /// Rooms of these sizes, instead of the usual ones. For `event` and `live` the first of them.
    #[arg(long, value_delimiter = ',')]
    sockets: Vec<usize>,
    /// So many messages a second in each of them. For `event` and `live` the first.
    #[arg(long, value_delimiter = ',')]
    rate: Vec<u64>,
    /// How long each case is measured; of fewer than 10 messages a second three times as long.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How often each pair is; of 10,000 sockets a third as often.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How long the night with reactions and read marks is.
    #[arg(long, default_value_t = 1)]
    minutes: u64,
    /// Print, and write nothing.
    #[arg(long)]
    dry: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Ours and the reference room in turn.
    Rooms,
    /// Dollars, by what the build for the tests counts.
    Prices,
    /// 3,000 sockets, 50 messages a second, reactions and read marks.
    Event,
    /// 10,000 sockets, 200 messages a second offered, an official in between.
    Live,
}

const FILES_A_SOCKET: usize = 2;
const OTHER_FILES: usize = 200;

fn main() -> ExitCode {
    let cli = Cli::parse();
    for part in &cli.only {
        // A part that fails later takes nothing of what was found before.
        let done = run(&cli, *part).and_then(|found| if cli.dry { Ok(()) } else { report::write(found) });
        if let Err(why) = done {
            eprintln!("{why}");
            if why.contains("Too many open files") {
                eprintln!(
                    "A file a socket, here and in workerd: raise `ulimit -Hn`, or ask for fewer --sockets."
                );
            }
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn run(cli: &Cli, part: Part) -> Result<Found, String> {
    let mut found = Found::default();
    let name = part.to_possible_value().map(|value| value.get_name().to_owned());
    found.ground.insert(name.unwrap_or_default(), Ground::look());
    match part {
        Part::Rooms => {
            let how = Rounds {
                rounds: cli.rounds,
                seconds: cli.seconds,
            };
            (found.rows, found.memory) = matrix::run(&cases(cli), &how)?;
        }
        Part::Prices => found.prices = costs::run(cli.seconds)?,
        Part::Event => {
            let sockets = possible(cli.sockets.first().copied().unwrap_or(3_000));
            let rate = cli.rate.first().copied().unwrap_or(50);
            found.event = Some(scenes::event(sockets, rate, cli.minutes * 60)?);
        }
        Part::Live => {
            let sockets = possible(cli.sockets.first().copied().unwrap_or(10_000));
            let rate = cli.rate.first().copied().unwrap_or(200);
            found.live = Some(scenes::live(sockets, rate, cli.seconds * 3)?);
        }
    }
    Ok(found)
}

/// What was asked for; of what was not said, what is usual.
fn cases(cli: &Cli) -> Vec<Case> {
    if cli.sockets.is_empty() && cli.rate.is_empty() {
        return USUAL.map(within).to_vec();
    }
    let mut asked: Vec<Case> = if cli.sockets.is_empty() || cli.rate.is_empty() {
        USUAL
            .iter()
            .copied()
            .filter(|case| cli.sockets.is_empty() || cli.sockets.contains(&case.sockets))
            .filter(|case| cli.rate.is_empty() || cli.rate.contains(&case.rate))
            .collect()
    } else {
        let with = |sockets: &usize| {
            let sockets = *sockets;
            cli.rate.iter().map(move |rate| Case { sockets, rate: *rate })
        };
        cli.sockets.iter().flat_map(with).collect()
    };
    asked = asked.into_iter().map(within).collect();
    asked.sort();
    asked.dedup();
    asked.retain(|case| {
        let can = matrix::can_be_said(*case);
        if !can {
            println!(
                "{} people cannot say {} things a second: left out",
                case.sockets, case.rate
            );
        }
        can
    });
    asked
}

fn within(case: Case) -> Case {
    let sockets = possible(case.sockets);
    Case { sockets, ..case }
}

/// As many sockets as workerd may have files for, and it takes two of each; in round numbers.
fn possible(sockets: usize) -> usize {
    let output = Command::new("sh").args(["-c", "ulimit -n"]).output();
    let files = output
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok());
    let Some(files) = files.and_then(|files| files.trim().parse::<usize>().ok()) else {
        return sockets;
    };
    let most = files.saturating_sub(OTHER_FILES) / FILES_A_SOCKET / 100 * 100;
    if sockets > most {
        println!("{most} sockets instead of {sockets}: `ulimit -n` is {files} here");
    }
    sockets.min(most)
}
