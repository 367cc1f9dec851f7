//! When the room is told that its frames arrive.
//!
//! Invariant: nothing is counted for a room that does not ask, and so nothing is said that an older one would refuse.

use protocol::{Events, SeenEvery};

/// What has arrived since the room last heard of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Report {
    every: Option<SeenEvery>,
    events: u32,
    bytes: u32,
}

impl Report {
    /// A link begins: its `Hello` has told the position.
    pub(crate) fn begin(every: Option<SeenEvery>) -> Self {
        Self {
            every,
            ..Self::default()
        }
    }

    pub(crate) fn hear(&mut self, events: &Events) {
        let bytes: usize = events.list.iter().map(|entry| entry.what.weight()).sum();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.events = self.events.saturating_add(count(events.list.len()));
        self.bytes = self.bytes.saturating_add(count(bytes));
    }

    pub(crate) fn is_due(&self) -> bool {
        self.every
            .is_some_and(|every| self.events >= every.events || self.bytes >= every.bytes)
    }

    /// The room has heard it, by whatever frame.
    pub(crate) fn said(&mut self) {
        self.events = 0;
        self.bytes = 0;
    }
}
