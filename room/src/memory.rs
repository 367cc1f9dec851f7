//! A journal in memory that can be told to fail: before it writes, or after.

mod beside;

use protocol::{DraftId, Entry, Epoch, MemberId, Seq, UnixMillis, What, limits};

use crate::{Beside, Change, Fault, Journal, Standing};

pub use beside::MemoryBeside;

/// Where the next append fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// Nothing was written.
    Before,
    /// The entry is durable, and the caller is told of a fault nevertheless.
    After,
}

/// What a ledger does, as a list.
#[derive(Clone, Debug)]
pub struct MemoryJournal {
    pub epoch: Epoch,
    pub floor: Seq,
    pub list: Vec<Entry>,
    /// The next append fails so. It is used up by that append.
    pub fail_append: Option<Failing>,
    /// The storage takes no more while this is set.
    pub is_full: bool,
    /// Every reading fails while this is set.
    pub fail_reads: bool,
    pub beside: MemoryBeside,
    /// How often many entries were written at once.
    pub batches: usize,
}

impl MemoryJournal {
    pub fn new(epoch: Epoch) -> Self {
        Self {
            epoch,
            floor: Seq::ZERO,
            list: Vec::new(),
            fail_append: None,
            is_full: false,
            fail_reads: false,
            beside: MemoryBeside::default(),
            batches: 0,
        }
    }

    fn readable(&self) -> Result<(), Fault> {
        if self.fail_reads {
            return Err(Fault::broken("told to fail: reading"));
        }
        Ok(())
    }

    fn writable(&self) -> Result<(), Fault> {
        if self.is_full {
            return Err(Fault::full("told to be full"));
        }
        Ok(())
    }

    fn head(&self) -> Seq {
        self.list.last().map_or(self.floor, |entry| entry.seq)
    }
}

impl Journal for MemoryJournal {
    fn standing(&self) -> Result<Standing, Fault> {
        self.readable()?;
        Ok(Standing {
            epoch: self.epoch,
            head: self.head(),
            floor: self.floor,
            at: self.list.last().map(|entry| entry.at).unwrap_or_default(),
        })
    }

    fn open(&mut self) -> Result<(), Fault> {
        self.readable()?;
        self.writable()
    }

    fn find(&self, member: &MemberId, drafts: &[DraftId], above: Seq) -> Result<Vec<(DraftId, Seq)>, Fault> {
        self.readable()?;
        Ok(self
            .list
            .iter()
            .filter(|entry| {
                entry.seq > above && entry.author.member == *member && drafts.contains(&entry.draft)
            })
            .map(|entry| (entry.draft, entry.seq))
            .collect())
    }

    fn append(&mut self, entry: &Entry) -> Result<(), Fault> {
        self.amend(&Change::of(entry))
    }

    fn append_all(&mut self, entries: &[Entry]) -> Result<(), Fault> {
        self.writable()?;
        let failing = self.fail_append.take();
        if failing == Some(Failing::Before) {
            return Err(Fault::broken("told to fail: before writing"));
        }
        let follows = entries.iter().zip(self.head().next().0..);
        if follows.into_iter().any(|(entry, place)| entry.seq != Seq(place)) {
            return Err(Fault::broken("a place is taken or not the next"));
        }
        for entry in entries {
            self.append(entry)?;
        }
        self.batches = self.batches.saturating_add(1);
        match failing {
            None => Ok(()),
            Some(_) => Err(Fault::broken("told to fail: after writing")),
        }
    }

    fn amend(&mut self, change: &Change<'_>) -> Result<(), Fault> {
        self.writable()?;
        let failing = self.fail_append.take();
        if failing == Some(Failing::Before) {
            return Err(Fault::broken("told to fail: before writing"));
        }
        let entry = change.entry;
        if entry.seq != self.head().next() {
            return Err(Fault::broken(format!(
                "place {} is taken or not the next",
                entry.seq
            )));
        }
        if let Some(rewritten) = change.rewritten {
            let target = self.list.iter_mut().find(|old| old.seq == rewritten.seq);
            let target = target.ok_or_else(|| Fault::broken("nothing to rewrite"))?;
            target.clone_from(rewritten);
            if rewritten.what.is_gone() {
                self.list.iter_mut().for_each(|old| {
                    old.rewrite(entry);
                });
            }
        }
        self.list.push(entry.clone());
        self.beside.amend(change);
        match failing {
            None => Ok(()),
            Some(_) => Err(Fault::broken("told to fail: after writing")),
        }
    }

    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault> {
        self.readable()?;
        let mut bytes = 0_usize;
        let mut list: Vec<Entry> = self
            .list
            .iter()
            .rev()
            .filter(|entry| entry.seq > after && entry.seq < before)
            .take(entries)
            .enumerate()
            .take_while(|(place, entry)| {
                bytes = bytes.saturating_add(size(&entry.what));
                *place == 0 || bytes <= limits::FETCH_BYTES
            })
            .map(|(_, entry)| entry.clone())
            .collect();
        list.reverse();
        Ok(list)
    }

    fn entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, Fault> {
        self.readable()?;
        let mut bytes = 0_usize;
        let found = self.list.iter().filter(|entry| seqs.contains(&entry.seq));
        let fitting = found.enumerate().take_while(|(place, entry)| {
            bytes = bytes.saturating_add(size(&entry.what));
            *place == 0 || bytes <= limits::FETCH_BYTES
        });
        Ok(fitting.map(|(_, entry)| entry.clone()).collect())
    }

    fn place_of(&self, at: UnixMillis) -> Result<Seq, Fault> {
        self.readable()?;
        let later = self.list.iter().find(|entry| entry.at >= at);
        Ok(later.map_or_else(|| self.head().next(), |entry| entry.seq))
    }

    fn beside(&self) -> Result<&dyn Beside, Fault> {
        self.readable()?;
        Ok(&self.beside)
    }

    fn beside_mut(&mut self) -> Result<&mut dyn Beside, Fault> {
        self.writable()?;
        Ok(&mut self.beside)
    }
}

fn size(what: &What) -> usize {
    what.weight()
}
