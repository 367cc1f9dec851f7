//! Whole conversations in virtual time: N clients, one room, a network that fails, a memory that is lost.
//!
//! The minds are the ones that ship: `client::Client`, `room::Room`, and the ledger's own statements over SQLite. What
//! stands in for the rest (sockets, timers, tickets, the runtime) is here, and fails as the real ones were seen to:
//! links are cut at both ends at different times, or go silent; frames that wait for a socket vanish although it stays
//! open; the room's memory and its timer are lost between any two steps; writes fail before or after they took
//! effect; the relay's clock jumps.
//!
//! Promises, checked in every run:
//! - Order: what a client shows is a contiguous piece of the ledger, entry for entry.
//! - Exactly once: a draft has at most one place; an acknowledged draft is at the place that was acknowledged.
//! - Nothing is shown to anybody that is not in the ledger.
//! - Promptness: over a link that nothing happened to, everything arrives soon, without reconnecting.
//! - Convergence: 90 s after the last fault every client is live and at the head, and every outbox is empty.
//!
//! What it cannot show: the real runtime's output gates, real sockets, browsers. The relay's tests and the browser
//! tests are for those. A room whose memory was lost learns of it with its next step, and no ping wakes it; so the
//! quiet after the faults begins with one more message.

mod check;
mod dice;
mod fan;
mod host;
mod journal;
mod wire;
mod world;

use std::fmt;

pub use host::Mutation;
use world::World;

/// What became of one run.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub seed: u64,
    /// Entries in the ledger at the end.
    pub messages: usize,
    /// Faults that were injected.
    pub faults: usize,
    /// A promise that was broken; none in a good run.
    pub failure: Option<Failure>,
}

/// A broken promise, and what happened just before.
#[derive(Clone, Debug)]
pub struct Failure {
    pub promise: String,
    pub history: Vec<String>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            messages,
            faults,
            failure,
        } = self;
        match failure {
            None => write!(
                f,
                "seed {seed}: {messages} messages, {faults} faults, every promise kept"
            ),
            Some(Failure { promise, history }) => {
                writeln!(f, "seed {seed}: {promise}")?;
                for line in history {
                    writeln!(f, "  {line}")?;
                }
                write!(
                    f,
                    "  again: MARU_SEED={seed} cargo test -p simulation -- --nocapture"
                )
            }
        }
    }
}

/// Lines of history that a failure tells.
const HISTORY: usize = 60;

/// One run. The same seed is the same run, on every machine.
pub fn run(seed: u64) -> Outcome {
    run_with(seed, Mutation::None)
}

/// With something broken on purpose, to see that the promises notice.
pub fn run_with(seed: u64, mutation: Mutation) -> Outcome {
    let mut outcome = play(seed, mutation, false);
    if outcome.failure.is_some() {
        // Writing a history costs more than the run. Whoever failed is played once more, with it.
        outcome = play(seed, mutation, true);
        if let Some(failure) = &mut outcome.failure {
            let surplus = failure.history.len().saturating_sub(HISTORY);
            failure.history.drain(..surplus);
        }
    }
    outcome
}

fn play(seed: u64, mutation: Mutation, with_history: bool) -> Outcome {
    match World::new(seed, mutation, with_history) {
        Ok(world) => world.play(seed),
        Err(promise) => Outcome {
            seed,
            messages: 0,
            faults: 0,
            failure: Some(Failure {
                promise,
                history: Vec::new(),
            }),
        },
    }
}
