//! `cargo xtask sim` runs this: so many seeds, or one of them told, or the list of deliberate bugs.

use std::process::ExitCode;

use simulation::{Mutation, Outcome, Run, caught, many, small};

/// Seeds within which every deliberate bug must be noticed.
const WITHIN: u64 = 2_000;

fn main() -> ExitCode {
    match told(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn told(args: Vec<String>) -> Result<ExitCode, String> {
    let mut args = args.into_iter();
    let (mut seeds, mut from, mut seed, mut only) = (20_000, 1, None, None);
    let mut mutation = Mutation::None;
    while let Some(arg) = args.next() {
        if arg == "--mutants" {
            return Ok(mutants());
        }
        let value = args.next().ok_or_else(|| format!("{arg} needs a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{value} is no number"));
        match arg.as_str() {
            "--seeds" => seeds = number()?,
            "--from" => from = number()?,
            "--seed" => seed = Some(number()?),
            "--mutant" => mutation = Mutation::named(&value).ok_or_else(|| format!("no mutant {value}"))?,
            "--only" => {
                let lines: Result<Vec<usize>, _> = value.split(',').map(str::parse).collect();
                only = Some(lines.map_err(|_| format!("{value} is no list of lines"))?);
            }
            _ => return Err(format!("{arg} is not known")),
        }
    }
    Ok(match seed {
        Some(seed) => one(&Run { seed, mutation, only }),
        None => all(from, seeds),
    })
}

/// One seed, told. Whole where its lines are given, and made small where it fails without.
fn one(run: &Run) -> ExitCode {
    let outcome = run.tell();
    if outcome.failure.is_some() && run.only.is_none() {
        println!("{}", small(&outcome));
    } else {
        outcome.history.iter().for_each(|line| println!("{line}"));
        let history = Vec::new();
        println!(
            "{}",
            Outcome {
                history,
                ..outcome.clone()
            }
        );
    }
    verdict(outcome.failure.is_none())
}

fn all(from: u64, seeds: u64) -> ExitCode {
    let every = (seeds / 20).clamp(1_000, 50_000);
    let progress = |done: u64| {
        if done.is_multiple_of(every) {
            eprintln!("{done} of {seeds}");
        }
    };
    let sum = many(from, seeds, &progress);
    for outcome in sum.failed.iter().take(3) {
        println!("{}\n", small(outcome));
    }
    for outcome in sum.failed.iter().skip(3) {
        let broken = outcome
            .failure
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        println!("seed {}: {broken}", outcome.run.seed);
    }
    println!(
        "{} conversations from seed {from} on: {} messages, {} frames to the room, {} faults; {} broke a promise",
        sum.runs,
        sum.messages,
        sum.frames,
        sum.faults,
        sum.failed.len()
    );
    verdict(sum.failed.is_empty())
}

fn mutants() -> ExitCode {
    println!("{:<22} {:>6}  by", "mutant", "seeds");
    let mut all_caught = true;
    for mutation in Mutation::ALL {
        let name = format!("{mutation:?}");
        match caught(mutation, WITHIN) {
            Some(Outcome {
                run,
                failure: Some(failure),
                ..
            }) => println!("{name:<22} {:>6}  {failure}", run.seed),
            _ => {
                all_caught = false;
                println!("{name:<22} {WITHIN:>6}  NOBODY NOTICED");
            }
        }
    }
    verdict(all_caught)
}

fn verdict(is_good: bool) -> ExitCode {
    if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
