//! How many have read each message, or have not.
//!
//! Invariants: a reader costs one step in a sorted list, whatever is said meanwhile: no work is done per reader and message, and
//! one frame tells everybody; a mark never goes back; what is not yet in the ledger is on the readers' cards.

use std::collections::BTreeMap;

use protocol::{Marks as Frame, MemberId, ReadMarks, Run, Seq, UnixMillis, limits};

use super::elapsed;
use crate::Reader;

#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// None: this memory has not asked the journal yet.
    readers: Option<Readers>,
    /// Something is to be told.
    changed: bool,
    told_at: Option<UnixMillis>,
}

#[derive(Clone, Debug)]
struct Readers {
    mode: ReadMarks,
    of: BTreeMap<MemberId, Known>,
    /// How many readers stand at a place, see [`step`].
    steps: BTreeMap<Seq, u32>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    joined: Seq,
    read: Seq,
    /// In the ledger.
    kept: Seq,
    at: UnixMillis,
}

impl Known {
    /// Where a reader counts: with `read`, up to here it is one of those who have read it; with `count_down`, from here on it is
    /// one of those who have not.
    fn step(self, mode: ReadMarks) -> Seq {
        match mode {
            ReadMarks::CountDown => self.joined.max(self.read.next()),
            _ => self.read,
        }
    }

    fn row(self, member: &MemberId) -> Reader {
        Reader {
            member: member.clone(),
            joined: self.joined,
            read: self.read,
            at: self.at,
        }
    }
}

impl Readers {
    fn add(&mut self, at: Seq) {
        let count = self.steps.entry(at).or_default();
        *count = count.saturating_add(1);
    }

    fn take(&mut self, at: Seq) {
        if let Some(count) = self.steps.get_mut(&at) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.steps.remove(&at);
            }
        }
    }

    fn total(&self) -> u32 {
        count(self.of.len())
    }

    /// So many stand at `from` or above.
    fn above(&self, from: Seq) -> u32 {
        self.steps.range(from..).map(|(_, count)| count).sum()
    }

    fn runs(&self, from: Seq, head: Seq) -> Vec<Run> {
        let mut runs = Vec::new();
        match self.mode {
            ReadMarks::Off => {}
            ReadMarks::Read => {
                let mut n = self.above(from);
                for (upto, count) in self.steps.range(from..) {
                    runs.push(Run { upto: *upto, n });
                    n = n.saturating_sub(*count);
                }
            }
            ReadMarks::CountDown => {
                let mut n = self.total().saturating_sub(self.above(from.next()));
                for (at, count) in self.steps.range(from.next()..=head.max(from.next())) {
                    let upto = Seq(at.0.saturating_sub(1));
                    runs.push(Run { upto, n });
                    n = n.saturating_add(*count);
                }
                if runs.last().is_none_or(|last| last.upto < head) {
                    runs.push(Run { upto: head, n });
                }
            }
        }
        runs
    }
}

impl Marks {
    /// Sockets that outlived the memory may have missed what waited in it.
    pub(super) fn restore(members: u32) -> Self {
        Self {
            changed: members > 0,
            ..Self::default()
        }
    }

    /// What was written may be there or not: it is read again, and told anew.
    pub(super) fn doubt(&mut self) {
        *self = Self::restore(1);
    }

    pub(super) fn is_loaded(&self) -> bool {
        self.readers.is_some()
    }

    pub(super) fn load(&mut self, mode: ReadMarks, rows: Vec<Reader>) {
        let mut readers = Readers {
            mode,
            of: BTreeMap::new(),
            steps: BTreeMap::new(),
        };
        for Reader {
            member,
            joined,
            read,
            at,
        } in rows
        {
            let known = Known {
                joined,
                read,
                kept: read,
                at,
            };
            readers.add(known.step(mode));
            readers.of.insert(member, known);
        }
        self.readers = Some(readers);
    }

    /// The owner wants them counted otherwise.
    pub(super) fn count_as(&mut self, mode: ReadMarks) {
        let Some(readers) = self.readers.as_mut().filter(|readers| readers.mode != mode) else {
            return;
        };
        readers.mode = mode;
        readers.steps.clear();
        let steps: Vec<Seq> = readers.of.values().map(|known| known.step(mode)).collect();
        for step in steps {
            readers.add(step);
        }
        self.changed = true;
    }

    pub(super) fn members(&self) -> usize {
        self.readers.as_ref().map_or(0, |readers| readers.of.len())
    }

    pub(super) fn joined(&mut self, reader: Reader) {
        let Some(readers) = &mut self.readers else {
            return;
        };
        let Reader {
            member,
            joined,
            read,
            at,
        } = reader;
        let known = Known {
            joined,
            read,
            kept: read,
            at,
        };
        readers.add(known.step(readers.mode));
        readers.of.insert(member, known);
        self.changed |= readers.mode == ReadMarks::CountDown;
    }

    pub(super) fn forget(&mut self, member: &MemberId) {
        let Some(readers) = &mut self.readers else {
            return;
        };
        if let Some(known) = readers.of.remove(member) {
            readers.take(known.step(readers.mode));
            self.changed = true;
        }
    }

    /// Who was here longest ago, of those for whom this is true.
    pub(super) fn oldest(&self, of: impl Fn(&MemberId) -> bool) -> Option<MemberId> {
        let readers = self.readers.as_ref()?;
        let away = readers.of.iter().filter(|(member, _)| of(member));
        let oldest = away.min_by_key(|(_, known)| known.at)?;
        Some(oldest.0.clone())
    }

    /// True if that is news.
    pub(super) fn read(&mut self, member: &MemberId, seq: Seq) -> bool {
        let Some(readers) = &mut self.readers else {
            return false;
        };
        let mode = readers.mode;
        let Some(known) = readers.of.get_mut(member).filter(|known| known.read < seq) else {
            return false;
        };
        let before = known.step(mode);
        known.read = seq;
        let after = known.step(mode);
        readers.take(before);
        readers.add(after);
        self.changed = true;
        true
    }

    /// A message was written. Who had everything before it before their eyes has their own too.
    pub(super) fn wrote(&mut self, member: &MemberId, seq: Seq) -> bool {
        let Some(readers) = &self.readers else {
            return false;
        };
        self.changed |= readers.mode == ReadMarks::CountDown;
        let known = readers.of.get(member);
        known.is_some_and(|known| known.read.next() >= seq) && self.read(member, seq)
    }

    /// What is not in the ledger of this member.
    pub(super) fn unkept(&self, member: &MemberId) -> Option<Reader> {
        let known = *self.readers.as_ref()?.of.get(member)?;
        (known.kept < known.read).then(|| known.row(member))
    }

    pub(super) fn kept(&mut self, reader: &Reader) {
        let known = self
            .readers
            .as_mut()
            .and_then(|readers| readers.of.get_mut(&reader.member));
        if let Some(known) = known {
            known.kept = reader.read;
            known.at = reader.at;
        }
    }

    pub(super) fn known(&self, member: &MemberId) -> Option<Reader> {
        let known = *self.readers.as_ref()?.of.get(member)?;
        Some(known.row(member))
    }

    /// From a place to the head: nothing above it is left to guess.
    pub(super) fn frame(&self, from: Seq, head: Seq) -> Option<Frame> {
        let readers = self.readers.as_ref()?;
        (readers.mode != ReadMarks::Off).then(|| Frame {
            from,
            runs: readers.runs(from, head),
        })
    }

    pub(super) fn is_due(&self, now: UnixMillis, sockets: usize) -> bool {
        self.changed && elapsed(self.told_at, limits::marks_ms(sockets), now)
    }

    pub(super) fn told(&mut self, now: UnixMillis) {
        self.changed = false;
        self.told_at = Some(now);
    }

    pub(super) fn unheard(&mut self) {
        self.changed = false;
    }

    pub(super) fn due_at(&self, sockets: usize) -> Option<UnixMillis> {
        let at = self.told_at.filter(|_| self.changed)?;
        Some(at.plus(limits::marks_ms(sockets)))
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
