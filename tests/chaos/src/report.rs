//! A run as a table, for people and for docs/RELIABILITY.md.

use std::fmt::Write as _;
use std::time::Duration;

use crate::checker::{Rule, Verdict};
use crate::nemesis::Fault;
use crate::world::Tally;

pub struct Run {
    pub command: String,
    pub fans: usize,
    pub rounds: usize,
    pub took: Duration,
    /// From the end of the faults until everybody was at the head with nothing unsent; none where that took too long.
    pub settled: Option<Duration>,
    pub crashes: u64,
    pub resets: u64,
    pub replays: u64,
}

pub fn print(run: &Run, tally: &Tally, verdict: &Verdict) {
    let mut out = String::new();
    let mut row = |what: &str, figure: String| writeln!(out, "| {what} | {figure} |").expect("a text grows");
    row(&format!("`{}`", run.command), "figure".to_owned());
    row("---", "---:".to_owned());
    row(
        "fans, rounds, minutes",
        format!(
            "{}, {}, {:.1}",
            run.fans,
            run.rounds,
            run.took.as_secs_f64() / 60.0
        ),
    );
    row("SIGKILLs of workerd", tally.kills.to_string());
    row(
        "connections reset, tabs crashed, drafts replayed",
        format!("{}, {}, {}", run.resets, run.crashes, run.replays),
    );
    row(
        "messages typed, in the log",
        format!("{}, {}", verdict.typed, verdict.entries),
    );
    row(
        "gone with a tab before its disk had them",
        verdict.unkept.to_string(),
    );
    row(
        "lives of tabs, snapshots after a wide gap",
        format!("{}, {}", verdict.lives, verdict.snapshots),
    );
    row(
        "acknowledged after, median, p99, longest",
        spread(&verdict.ack_ms),
    );
    for (rule, words) in Rule::ALL {
        row(
            words,
            verdict
                .violations
                .iter()
                .filter(|each| each.rule == rule)
                .count()
                .to_string(),
        );
    }
    let settled = run.settled.map_or("not within 30 s".to_owned(), |took| {
        format!("{:.1} s", took.as_secs_f64())
    });
    row(
        "after the faults, until all are at the head with nothing unsent",
        settled,
    );
    row(
        "workerd's memory, at most",
        format!("{} MB", tally.memory.iter().map(|(_, mb)| *mb).max().unwrap_or(0)),
    );
    println!("{out}");

    println!("| fault | rounds with it | expected |\n|---|---:|---|");
    for (fault, what, expected) in Fault::ALL {
        println!(
            "| {what} | {} | {expected} |",
            tally.faults.get(&fault).copied().unwrap_or(0)
        );
    }
    println!();
    for (bytes, answers) in &tally.oversize {
        let answers: Vec<String> = answers
            .iter()
            .map(|(answer, times)| format!("{answer} × {times}"))
            .collect();
        println!("a frame of {bytes} bytes: {}", answers.join(", "));
    }
}

/// Of sorted milliseconds.
pub fn spread(sorted: &[u64]) -> String {
    let at = |part: usize| {
        sorted
            .get(sorted.len() * part / 100)
            .or(sorted.last())
            .copied()
            .unwrap_or(0)
    };
    format!(
        "{} ms, {} ms, {} ms",
        at(50),
        at(99),
        sorted.last().copied().unwrap_or(0)
    )
}
