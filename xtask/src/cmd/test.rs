//! `test`: everything that the project checks, one stage after another. CI runs exactly this.

mod stages;
mod tally;

use std::process::ExitCode;

use clap::Args;

use crate::tools::say;
use stages::{STAGES, Stage};
use tally::Tally;

/// What no machine of ours can show. It is said at the end of every run, so that green is not taken for more than it is.
const OUT_OF_REACH: [&str; 4] = [
    "Safari and Firefox, on any device",
    "real iOS and Android phones, and the in-app browsers of LINE and KakaoTalk",
    "real input methods: the composition events are the browser's own, but a test causes them",
    "Cloudflare's edge: eviction, distances and limits are workerd's on this machine",
];

#[derive(Args)]
pub struct Options {
    /// Run this stage alone, and what it needs built.
    #[arg(long, value_name = "NAME", value_parser = STAGES.map(|stage| stage.name))]
    only: Option<String>,
}

/// The last line is the sum, whatever happened.
pub fn run(options: &Options) -> ExitCode {
    let chosen = |stage: &&Stage| options.only.as_ref().is_none_or(|only| only == stage.name);
    let start = say::clock();
    let mut rows = Vec::new();
    let mut sum = Tally::default();
    let mut broken = None;
    for stage in STAGES.iter().filter(chosen) {
        eprintln!("\n── {}: {}", stage.name, stage.what);
        let begun = say::clock();
        let mut tally = Tally::default();
        let done = if options.only.is_some() {
            stages::prepare(stage)
        } else {
            Ok(())
        };
        let done = done.and_then(|()| (stage.run)(&mut tally));
        // A stage that counts no tests is one check.
        if tally.is_empty() || (done.is_err() && tally.failed == 0) {
            tally.add(usize::from(done.is_ok()), usize::from(done.is_err()));
        }
        sum.add(tally.passed, tally.failed);
        rows.push((stage.name, tally, begun.elapsed()));
        if let Err(fault) = done {
            broken = Some((stage.name, fault));
            break;
        }
    }

    println!("\n{:<12} {:>7} {:>7} {:>9}", "stage", "passed", "failed", "time");
    for (name, tally, took) in &rows {
        println!(
            "{name:<12} {:>7} {:>7} {:>9}",
            tally.passed,
            tally.failed,
            say::seconds(*took)
        );
    }
    println!(
        "{:<12} {:>7} {:>7} {:>9}",
        "",
        sum.passed,
        sum.failed,
        say::seconds(start.elapsed())
    );
    if options.only.is_none() {
        println!("\nNot reached from here:");
        OUT_OF_REACH.iter().for_each(|what| println!("- {what}"));
    }
    if let Some((name, fault)) = &broken {
        println!("\n{name} failed: {fault:#}\nrepeat only this: cargo xtask test --only {name}");
    }
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    if broken.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
