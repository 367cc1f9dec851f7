//! Whole conversations in virtual time: a few people with their tabs, one room, a network that fails, a memory and a disk
//! that are lost.
//!
//! The minds are the ones that ship: `client::Client`, `room::Room`, and for one seed in eight the ledger's own
//! statements over SQLite. What stands in for the rest (sockets, timers, tickets, the runtime, the output gate, the
//! device's disk) is here, and fails as the real ones were seen to. The promises are in `promise.rs`; where each is
//! checked, in `check.rs`.
//!
//! What it cannot show: the real runtime, real sockets, browsers. The relay's tests, the chaos runs and the browser tests
//! are for those. A room whose memory was lost learns of it with its next step, and no ping wakes it; so the quiet after
//! the faults begins with one more message.

mod check;
mod dice;
mod drafts;
mod host;
mod ledger;
mod many;
mod mutation;
mod night;
mod person;
mod promise;
mod script;
mod shrink;
mod smallest;
mod wire;
mod world;

use std::fmt;

pub use many::{Sum, caught, many};
pub use mutation::Mutation;
pub use night::{Night, night};
pub use promise::{Broken, Invariant};
pub use shrink::small;
pub use smallest::{Faults, Searched, search};
use world::World;

/// One run: the same one on every machine.
#[derive(Clone, Debug)]
pub struct Run {
    pub seed: u64,
    pub mutation: Mutation,
    /// The lines of the script that are played. None: all.
    pub only: Option<Vec<usize>>,
}

impl Run {
    pub fn new(seed: u64) -> Self {
        let mutation = Mutation::None;
        Self {
            seed,
            mutation,
            only: None,
        }
    }

    /// With something broken on purpose, to see that the promises notice.
    pub fn with(self, mutation: Mutation) -> Self {
        Self { mutation, ..self }
    }

    /// The statements that ship do the work; otherwise the list that they are compared with.
    fn is_over_sql(&self) -> bool {
        self.seed.is_multiple_of(8) && !self.mutation.is_lists()
    }

    fn plays(&self, line: usize) -> bool {
        self.only
            .as_ref()
            .is_none_or(|only| only.binary_search(&line).is_ok())
    }

    pub fn play(&self) -> Outcome {
        self.start(false)
    }

    /// The same, telling what happens. It costs more than the run itself.
    pub fn tell(&self) -> Outcome {
        self.start(true)
    }

    fn start(&self, with_history: bool) -> Outcome {
        match World::new(self, with_history) {
            Ok(world) => world.play(self),
            Err(failure) => Outcome {
                run: self.clone(),
                messages: 0,
                faults: 0,
                frames: 0,
                failure: Some(failure),
                history: Vec::new(),
            },
        }
    }
}

/// What became of one run.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub run: Run,
    /// Entries in the ledger at the end.
    pub messages: usize,
    /// Faults that were injected.
    pub faults: usize,
    /// Frames that the room heard.
    pub frames: u64,
    /// A promise that was broken; none in a good run.
    pub failure: Option<Broken>,
    /// Of a run that was told.
    pub history: Vec<String>,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Run { seed, mutation, only } = &self.run;
        let Some(failure) = &self.failure else {
            let Self { messages, faults, .. } = self;
            return write!(
                f,
                "seed {seed}: {messages} messages, {faults} faults, every promise kept"
            );
        };
        writeln!(f, "seed {seed}: {failure}")?;
        for line in &self.history {
            writeln!(f, "  {line}")?;
        }
        write!(f, "  again: cargo xtask sim --seed {seed}")?;
        if *mutation != Mutation::None {
            write!(f, " --mutant {mutation:?}")?;
        }
        if let Some(only) = only {
            let lines: Vec<String> = only.iter().map(ToString::to_string).collect();
            write!(f, " --only {}", lines.join(","))?;
        }
        Ok(())
    }
}
