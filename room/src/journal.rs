//! The port to the ledger.

use protocol::{DraftId, Entry, Epoch, MemberId, Seq, UnixMillis};

/// A fault of ours: logged once in full by the edge, told to nobody in detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

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

    /// The place of this member's draft, looked for above `above` only.
    fn find(&self, member: &MemberId, draft: DraftId, above: Seq) -> Result<Option<Seq>, Fault>;

    /// One statement, one row. `entry.seq` is the head's next.
    fn append(&mut self, entry: &Entry) -> Result<(), Fault>;

    /// The newest entries with `after < seq < before`, oldest first, within the limits of one answer.
    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault>;
}
