//! What the sockets of each object hold back together: each has a memory of its own.
//!
//! Invariant: one sum a place, and a place is one of the objects that hold sockets of the room.

use std::collections::BTreeMap;

use super::{ENTRY_BYTES, KEPT, OUTSTANDING};
use crate::Conn;

/// What a socket was told and has not proved to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Behind {
    pub(super) events: u64,
    pub(super) bytes: u64,
}

impl Behind {
    pub(super) fn held(self, rest: u64) -> u64 {
        let frames = self.events.saturating_mul(ENTRY_BYTES);
        self.bytes.saturating_add(frames).saturating_add(rest)
    }
}

#[derive(Debug, Default)]
pub(super) struct Load {
    /// Of those who owe a word, and answers.
    pub(super) open: u64,
    /// Of those who owe none.
    pub(super) kept: u64,
    /// Of those that the room has closed.
    closing: u64,
    /// Sockets that are told something.
    pub(super) hear: u64,
}

#[derive(Debug, Default)]
pub(super) struct Loads(BTreeMap<u16, Load>);

impl Loads {
    pub(super) fn new(closing: &BTreeMap<Conn, u64>) -> Self {
        let mut loads = Self::default();
        for (conn, held) in closing {
            let load = loads.of(*conn);
            load.closing = load.closing.saturating_add(*held);
        }
        loads
    }

    pub(super) fn of(&mut self, conn: Conn) -> &mut Load {
        self.0.entry(conn.place()).or_default()
    }

    /// What each socket may hold at the places that hold too much once so much more is told.
    pub(super) fn shares(&self, coming: u64) -> BTreeMap<u16, u64> {
        let over = self.0.iter().filter(|(_, load)| {
            let told = coming.saturating_mul(load.hear);
            let held = load.held().saturating_add(load.closing);
            held.saturating_add(told) > OUTSTANDING
        });
        let share = |load: &Load| (OUTSTANDING / 2).checked_div(load.hear).unwrap_or(OUTSTANDING);
        over.map(|(place, load)| (*place, share(load))).collect()
    }

    /// Of the place whose open sockets hold most.
    pub(super) fn most(&self) -> u64 {
        self.0.values().map(Load::held).max().unwrap_or(0)
    }
}

impl Load {
    /// Who holds less than its share of a half reads as well as can be: were it stopped for what others hold, a few dead
    /// sockets would make a whole room ask for each message.
    fn held(&self) -> u64 {
        self.open.saturating_add(self.kept.min(KEPT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g2_what_one_object_holds_for_those_who_do_not_read_is_nobody_elses_and_counts_there() {
        let mut loads = Loads::new(&BTreeMap::from([(Conn::at(2, 9), OUTSTANDING / 2)]));
        for number in 0..1_000 {
            for place in [0, 1, 2] {
                loads.of(Conn::at(place, number)).hear += 1;
            }
            loads.of(Conn::at(1, number)).open += OUTSTANDING / 1_000 + 1;
            // Half of it here, and the rest is held by sockets whose end has not come.
            loads.of(Conn::at(2, number)).open += OUTSTANDING / 2_000 + 1;
        }
        let share = OUTSTANDING / 2 / 1_000;
        assert_eq!(loads.shares(0), BTreeMap::from([(1, share), (2, share)]));
        assert!(loads.most() > OUTSTANDING);
        // What is told to a thousand of each is told by each object to its own.
        assert_eq!(loads.shares(OUTSTANDING / 1_000).len(), 2);
        assert_eq!(loads.shares(OUTSTANDING / 1_000 + 1).len(), 3);
    }
}
