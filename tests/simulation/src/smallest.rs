//! The smallest world, looked through whole: two clients, one room, three messages, and at most one of each fault.
//!
//! Every order in which things can happen is tried, from every state that can be reached, once. The minds are the ones that
//! ship; a state is what they hold, to the last field. Two things are said more simply than in the large simulation, and
//! lose nothing: a write and its confirmation are one step (the gate only makes frames late, and frames are late here in
//! every way), and a client's time passes only where nothing is under way for it.

mod state;

use std::collections::HashSet;
use std::fmt::{self, Write};

use crate::promise::{Broken, Promise};
pub use state::Faults;
use state::State;

/// What a search came to.
#[derive(Clone, Debug)]
pub struct Searched {
    /// Different states that were reached.
    pub states: usize,
    /// Steps between them.
    pub steps: usize,
    /// States in which nothing is left to happen: each was brought to its quiet, and everybody was well.
    pub ends: usize,
    /// All that can be reached was.
    pub is_whole: bool,
    pub failure: Option<Failure>,
}

/// A broken promise, and the way there.
#[derive(Clone, Debug)]
pub struct Failure {
    pub broken: Broken,
    pub way: Vec<String>,
}

/// Depth first, at most so many states.
pub fn search(faults: Faults, most: usize) -> Searched {
    let mut searched = Searched {
        states: 0,
        steps: 0,
        ends: 0,
        is_whole: true,
        failure: None,
    };
    if let Err((broken, way)) = walk(faults, most, &mut searched) {
        searched.failure = Some(Failure { broken, way });
    }
    searched
}

type Lost = (Broken, Vec<String>);

fn walk(faults: Faults, most: usize, searched: &mut Searched) -> Result<(), Lost> {
    let here = |broken| (broken, Vec::new());
    let start = State::begin(faults).map_err(here)?;
    let mut known = HashSet::from([mark(&start)]);
    let mut open = vec![(start, Vec::new())];
    searched.states = 1;
    while let Some((state, way)) = open.pop() {
        let moves = state.moves();
        if moves.is_empty() {
            searched.ends = searched.ends.saturating_add(1);
            quiet(state).map_err(|broken| (broken, told(&way)))?;
            continue;
        }
        for step in moves {
            searched.steps = searched.steps.saturating_add(1);
            let mut way = way.clone();
            way.push(step);
            let mut next = state.clone();
            next.play(step).map_err(|broken| (broken, told(&way)))?;
            if known.insert(mark(&next)) {
                searched.states = searched.states.saturating_add(1);
                if searched.states > most {
                    searched.is_whole = false;
                    return Ok(());
                }
                open.push((next, way));
            }
        }
    }
    Ok(())
}

fn told(way: &[state::Step]) -> Vec<String> {
    way.iter().map(|step| format!("{step:?}")).collect()
}

/// Nothing more goes wrong: now everybody comes to the head, and nothing is left unsent.
fn quiet(mut state: State) -> Promise {
    state.settle()?;
    state.is_well()
}

/// A state's fingerprint: 64 bits of everything in it, as it is written for people. Among a million states two are taken
/// for one with a chance of one in thirty million.
fn mark(state: &State) -> u64 {
    let mut ink = Ink(0);
    // Writing to it cannot fail.
    let _ = write!(ink, "{state:?}");
    ink.0
}

/// Eight bytes at a time: most of a search is this.
struct Ink(u64);

impl fmt::Write for Ink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for bytes in text.as_bytes().chunks(8) {
            let word = bytes
                .iter()
                .fold(0_u64, |word, byte| (word << 8) | u64::from(*byte));
            let mixed = (self.0 ^ word)
                .wrapping_add(1)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.0 = mixed ^ (mixed >> 29);
        }
        Ok(())
    }
}
