//! Many conversations. `MARU_SEEDS=N` plays so many, `MARU_SEED=N` plays one and tells its history.

#![cfg(test)]

use std::thread;

use simulation::{Outcome, run};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn every_promise_is_kept_whatever_is_lost() {
    let (first, count) = match number("MARU_SEED") {
        Some(seed) => (seed, 1),
        None => (1, number("MARU_SEEDS").unwrap_or(1_000)),
    };
    let threads = thread::available_parallelism().map_or(1, usize::from) as u64;
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let part = |thread| {
            move || {
                (first + thread..first + count)
                    .step_by(threads as usize)
                    .map(run)
                    .collect::<Vec<_>>()
            }
        };
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(part(thread))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    let failed: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.failure.is_some())
        .collect();
    let messages: usize = outcomes.iter().map(|outcome| outcome.messages).sum();
    let faults: usize = outcomes.iter().map(|outcome| outcome.faults).sum();
    println!(
        "{count} conversations, {messages} messages, {faults} faults, {} failed",
        failed.len()
    );
    if let Some(shortest) = failed.iter().min_by_key(|outcome| outcome.messages) {
        panic!("{shortest}\n{} of {count} failed", failed.len());
    }
    assert!(
        messages as u64 > 5 * count,
        "a conversation that says nothing proves nothing"
    );
}

#[test]
fn the_same_seed_is_the_same_run() {
    let (one, other) = (run(7), run(7));
    assert_eq!((one.messages, one.faults), (other.messages, other.faults));
}
