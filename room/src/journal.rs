//! The port to the ledger.

use std::fmt;

use protocol::{DraftId, Entry, Epoch, MemberId, Seq, UnixMillis};

/// A fault of ours: logged once in full by the edge, told to nobody in detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String, pub Kind);

/// What a fault leaves possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The storage takes no more: nothing was written, and reading goes on.
    Full,
    /// Anything else: what was to be written may be there or not.
    Broken,
}

impl Fault {
    pub fn broken(what: impl Into<String>) -> Self {
        Self(what.into(), Kind::Broken)
    }

    pub fn full(what: impl Into<String>) -> Self {
        Self(what.into(), Kind::Full)
    }

    pub fn is_full(&self) -> bool {
        self.1 == Kind::Full
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// Where the log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub epoch: Epoch,
    pub head: Seq,
    pub floor: Seq,
    /// When the newest entry was written; 0 in an empty log.
    pub at: UnixMillis,
}

/// What a room asks of its ledger. `store` implements it over SQL.
pub trait Journal {
    /// Read from storage each time: a superseded object finds out here.
    fn standing(&self) -> Result<Standing, Fault>;

    /// Makes sure that an empty log keeps the epoch that it says: somebody is about to be told of it. Nothing happens
    /// in a log that has been opened before.
    fn open(&mut self) -> Result<(), Fault>;

    /// The places of those of this member's drafts that stand above `above`. One walk over the entries there, however
    /// many drafts are asked for: there is no index, since every index costs another row with each message.
    fn find(&self, member: &MemberId, drafts: &[DraftId], above: Seq) -> Result<Vec<(DraftId, Seq)>, Fault>;

    /// One statement, one row. `entry.seq` is the head's next; a fault if that place is taken.
    fn append(&mut self, entry: &Entry) -> Result<(), Fault>;

    /// The newest entries with `after < seq < before`, oldest first: at most `entries` of them, and at most
    /// [`protocol::limits::FETCH_BYTES`] of bodies. One entry is always served, whatever its size.
    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault>;
}
