//! Where the log stands: as the journal says, or as this memory knows.
//!
//! Invariant: only a write goes by memory, since it fails where somebody else has written; whatever is told to somebody who comes,
//! or asks, is asked of the journal, in which a superseded object finds that it is one.

use crate::{Fault, Journal, Standing};

use super::Room;

impl Room {
    /// Something stands there that was not told yet, for whoever tries how soon it is.
    #[cfg(any(test, feature = "memory"))]
    pub fn waits(&self) -> bool {
        self.news.waits()
    }

    /// Where the log stands. Entries that this memory did not write, or did not see through, are told as well.
    pub(super) fn standing(&mut self, journal: &impl Journal) -> Result<Standing, Fault> {
        let standing = journal.standing()?;
        self.epoch = Some(standing.epoch);
        self.stood = Some(standing);
        self.news.learn(journal, standing.head)?;
        Ok(standing)
    }

    /// The same for whoever is about to write, which fails where somebody else has: as far as this memory knows.
    pub(super) fn stood(&mut self, journal: &impl Journal) -> Result<Standing, Fault> {
        match self.stood {
            Some(stood) if self.news.head() == Some(stood.head) => Ok(stood),
            _ => self.standing(journal),
        }
    }
}
