//! The entry that stands above the list.
//!
//! Invariant: the newest word counts, whichever way it came: an act that is older than what the room has told of the pin
//! changes nothing.

use protocol::{Act, Entry, Seq};

#[derive(Clone, Debug, Default)]
pub(crate) struct Pin {
    seq: Option<Seq>,
    /// It may be on its way.
    entry: Option<Box<Entry>>,
    /// Acts up to here are in it.
    at: Seq,
}

impl Pin {
    /// As the room tells it, with everything up to `at`.
    pub(crate) fn new(entry: Option<Box<Entry>>, at: Seq) -> Self {
        Self {
            seq: entry.as_ref().map(|entry| entry.seq),
            entry,
            at,
        }
    }

    /// A tombstone is no notice.
    pub(crate) fn get(&self) -> Option<&Entry> {
        self.entry.as_deref().filter(|entry| !entry.what.is_gone())
    }

    /// Where it is, as long as it is not here.
    pub(crate) fn wants(&self) -> Option<Seq> {
        self.seq.filter(|_| self.entry.is_none())
    }

    pub(crate) fn found(&mut self, entry: Option<&Entry>) {
        self.entry = entry.cloned().map(Box::new);
        self.seq = entry.map(|entry| entry.seq);
    }

    pub(crate) fn hear(&mut self, act: &Entry) {
        if act.seq <= self.at {
            return;
        }
        self.at = act.seq;
        match act.what.act() {
            Some(Act::Pin(seq)) => (self.seq, self.entry) = (Some(seq), None),
            Some(Act::Unpin(seq)) if self.seq == Some(seq) => (self.seq, self.entry) = (None, None),
            _ => {
                if let Some(entry) = &mut self.entry {
                    entry.rewrite(act);
                }
            }
        }
    }
}
