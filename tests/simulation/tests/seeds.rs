//! Many conversations: 20,000 of them in `cargo xtask test`, by `MARU_SEEDS`; fewer in a build that is not optimized.

#![cfg(test)]

use simulation::{Run, many, small};

#[test]
fn every_promise_is_kept_whatever_is_lost() {
    let seeds = std::env::var("MARU_SEEDS")
        .ok()
        .and_then(|seeds| seeds.parse().ok());
    let sum = many(1, seeds.unwrap_or(500), &|_| {});
    println!(
        "{} conversations, {} messages, {} frames to the room, {} faults, {} failed",
        sum.runs,
        sum.messages,
        sum.frames,
        sum.faults,
        sum.failed.len()
    );
    if let Some(shortest) = sum.failed.iter().min_by_key(|outcome| outcome.messages) {
        panic!("{}\n{} of {} failed", small(shortest), sum.failed.len(), sum.runs);
    }
    assert!(
        sum.messages > 20 * sum.runs && sum.faults > 5 * sum.runs,
        "a conversation in which nothing is said or fails proves nothing"
    );
}

#[test]
fn the_same_seed_is_the_same_run_and_a_told_one_as_well() {
    for seed in [7, 8] {
        let (one, other) = (Run::new(seed).play(), Run::new(seed).tell());
        assert_eq!(
            (one.messages, one.faults, one.frames),
            (other.messages, other.faults, other.frames)
        );
        assert!(one.history.is_empty() && other.history.len() > 50);
    }
}
