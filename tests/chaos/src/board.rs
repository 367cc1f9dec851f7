//! How every fan stands right now: what the nemesis and the end of a run wait for.
//!
//! Invariant: whoever waits, waits for a condition, with a deadline.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use protocol::Seq;

#[derive(Clone, Debug, Default)]
pub struct State {
    pub live: bool,
    /// In the outbox, in whatever state.
    pub unsent: usize,
    pub failed: usize,
    /// The newest entry that is shown, and the newest that the fan has heard of.
    pub last: Seq,
    pub head: Seq,
    pub typed: u64,
    pub acked: u64,
    pub crashes: u64,
    /// The last `Welcome`, and all of them.
    pub welcomed_at: Option<Instant>,
    pub welcomes: u64,
    /// As that `Welcome` said.
    pub window: Duration,
}

impl State {
    pub fn is_done(&self, head: Seq) -> bool {
        self.live && self.unsent == self.failed && self.last == head
    }
}

#[derive(Clone, Default)]
pub struct Board(Arc<(Mutex<Vec<State>>, Condvar)>);

impl Board {
    pub fn new(fans: usize) -> Self {
        Self(Arc::new((
            Mutex::new(vec![State::default(); fans]),
            Condvar::new(),
        )))
    }

    pub fn set(&self, fan: usize, state: State) {
        let (states, changed) = &*self.0;
        states.lock().expect("nobody panics with it")[fan] = state;
        changed.notify_all();
    }

    pub fn states(&self) -> Vec<State> {
        self.0.0.lock().expect("nobody panics with it").clone()
    }

    pub fn sum(&self, of: impl Fn(&State) -> u64) -> u64 {
        self.states().iter().map(of).sum()
    }

    /// How long it took, or none where the deadline came first.
    pub fn wait(&self, deadline: Duration, met: impl Fn(&[State]) -> bool) -> Option<Duration> {
        let (states, changed) = &*self.0;
        let start = Instant::now();
        let mut states = states.lock().expect("nobody panics with it");
        while !met(&states) {
            let left = deadline.checked_sub(start.elapsed())?;
            (states, _) = changed.wait_timeout(states, left).expect("nobody panics with it");
        }
        Some(start.elapsed())
    }
}
