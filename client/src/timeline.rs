use protocol::{Entry, Epoch, Log, Seq};

/// The entries that the client has: contiguous, and up to the head as far as it knows.
#[derive(Clone, Debug)]
pub struct Timeline {
    epoch: Epoch,
    floor: Seq,
    list: Vec<Entry>,
}

impl Timeline {
    pub fn new(log: Log) -> Self {
        Self { epoch: log.epoch, floor: log.floor, list: log.list }
    }

    /// Oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.list
    }

    /// There are older entries to fetch.
    pub fn has_older(&self) -> bool {
        self.list.first().is_some_and(|entry| entry.seq > self.floor.next())
    }
}
