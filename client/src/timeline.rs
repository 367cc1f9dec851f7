//! The entries that a client has.
//!
//! Invariant: contiguous by `seq`, in order, of one epoch. What would leave a hole waits in the tail until the hole is
//! filled; where it cannot be filled, the timeline starts anew at the tail, and what lies before is fetched on scroll.

use protocol::{Entry, Epoch, Events, Log, Mode, Position, Seq};

#[derive(Clone, Debug)]
pub struct Timeline {
    epoch: Epoch,
    /// Entries up to here are not kept by the room any more.
    floor: Seq,
    /// The place after which the list begins: the list's first entry is its next.
    base: Seq,
    list: Vec<Entry>,
    /// Entries after a hole, contiguous among themselves.
    tail: Vec<Entry>,
    /// The newest place that the client has heard of.
    head: Seq,
    /// The next events are a page, not a continuation.
    restart: bool,
}

impl Timeline {
    pub fn new(log: Log) -> Self {
        let base = log.list.first().map_or(log.head, |first| before(first.seq));
        Self {
            epoch: log.epoch,
            floor: log.floor,
            base,
            list: log.list,
            tail: Vec::new(),
            head: log.head,
            restart: false,
        }
    }

    /// Oldest first, without a hole.
    pub fn entries(&self) -> &[Entry] {
        &self.list
    }

    /// The entry at a place, if it is here.
    pub fn get(&self, seq: Seq) -> Option<&Entry> {
        let nth = seq.0.checked_sub(self.base.0)?.checked_sub(1)?;
        self.list.get(usize::try_from(nth).ok()?)
    }

    /// There are older entries to fetch.
    pub fn has_older(&self) -> bool {
        self.base > self.floor && !self.restart
    }

    /// The newest place that the room has told of, whether or not its entry is here.
    pub fn head(&self) -> Seq {
        self.head
    }

    /// The last place up to which everything is here.
    pub(crate) fn last(&self) -> Seq {
        self.list.last().map_or(self.base, |last| last.seq)
    }

    pub(crate) fn base(&self) -> Seq {
        self.base
    }

    pub(crate) fn floor(&self) -> Seq {
        self.floor
    }

    pub(crate) fn position(&self) -> Position {
        Position {
            epoch: self.epoch,
            seq: self.last(),
        }
    }

    /// What [`Self::newest`] would give, told by its ends.
    pub fn span(&self, entries: usize) -> (Epoch, Seq, Seq) {
        let surplus = self.list.len().saturating_sub(entries);
        let first = self.list.get(surplus).map_or(self.base, |first| first.seq);
        (self.epoch, first, self.last())
    }

    /// What a device keeps of it: the newest entries.
    pub fn newest(&self, entries: usize) -> Log {
        let surplus = self.list.len().saturating_sub(entries);
        let list = self.list.iter().skip(surplus).cloned().collect();
        Log::plain(self.epoch, self.last(), self.floor, list)
    }

    /// What a device has kept of it. Where it touches the list it makes it longer; where it does not, the newer of the
    /// two stays. True if the list changed.
    pub(crate) fn recall(&mut self, log: Log) -> bool {
        let is_whole = |list: &[Entry]| {
            let pairs = list.iter().zip(list.iter().skip(1));
            pairs.fold(true, |whole, (one, next)| whole && next.seq == one.seq.next())
        };
        let (Some(first), Some(last)) = (log.list.first(), log.list.last()) else {
            return false;
        };
        let (first, last) = (first.seq, last.seq);
        if log.epoch != self.epoch || self.restart || !is_whole(&log.list) {
            return false;
        }
        let (base, end) = (self.base, self.last());
        if first > end.next() {
            self.begin_at(before(first));
        } else if last < base || (first > base && last <= end) {
            return false;
        } else if first <= base {
            let mut list: Vec<_> = log
                .list
                .iter()
                .filter(|entry| entry.seq <= base)
                .cloned()
                .collect();
            list.append(&mut self.list);
            self.list = list;
            self.base = before(first);
        }
        extend_from(&mut self.list, self.base, log.list);
        self.note_head(last);
        self.close_hole();
        true
    }

    /// The head, and the history that it is of.
    pub(crate) fn known(&self) -> Position {
        Position {
            epoch: self.epoch,
            seq: self.head,
        }
    }

    /// What `Welcome` says of the log. Unless the client resumes, the next events begin the list anew.
    pub(crate) fn welcome(&mut self, epoch: Epoch, head: Seq, floor: Seq, mode: Mode) {
        if mode == Mode::Reset {
            // At once: were the link cut now, the old entries would pass for entries of the new epoch.
            self.begin_at(Seq::ZERO);
        }
        self.epoch = epoch;
        self.floor = floor;
        self.head = head;
        self.tail.clear();
        self.restart = mode != Mode::Resume && head > Seq::ZERO;
    }

    pub(crate) fn note_head(&mut self, head: Seq) {
        self.head = self.head.max(head);
    }

    fn begin_at(&mut self, base: Seq) {
        self.list.clear();
        self.base = base;
        self.restart = false;
    }

    /// Events as they happen. True if the list changed.
    pub(crate) fn events(&mut self, events: Events) -> bool {
        let Some(newest) = events.list.last().map(|entry| entry.seq) else {
            self.note_head(before(events.from));
            return false;
        };
        self.note_head(newest);
        if self.restart {
            self.begin_at(before(events.from));
        }
        if events.from > self.last().next() {
            match self.tail.last() {
                Some(last) if events.from <= last.seq.next() => extend(&mut self.tail, events.list),
                _ => self.tail = events.list,
            }
            return false;
        }
        let length = self.list.len();
        extend_from(&mut self.list, self.base, events.list);
        self.close_hole() || self.list.len() != length
    }

    /// The hole that must be fetched, as bounds that are not part of it.
    pub(crate) fn hole(&self) -> Option<(Seq, Seq)> {
        let last = self.last();
        match self.tail.first() {
            Some(first) => Some((last, first.seq)),
            // The page that was to follow a `Welcome` is what is missing: the newest will do.
            None if self.restart => Some((self.floor, self.head.next())),
            None if self.head > last => Some((last, self.head.next())),
            None => None,
        }
    }

    /// The answer to a `Fetch` of a hole. Served newest first, so as a rule it touches the tail; a wide hole takes the
    /// newest part and begins anew there. Where it was asked for before the tail came, and what lies between was lost,
    /// it does not touch: the tail waits on, behind a smaller hole.
    pub(crate) fn fill(&mut self, events: Events) -> bool {
        let mut list = events.list;
        let tail = self.tail.first().map(|first| first.seq);
        list.retain(|entry| tail.is_none_or(|tail| entry.seq < tail));
        if list.last().is_none_or(|last| Some(last.seq.next()) == tail) {
            list.append(&mut self.tail);
        }
        let Some(first) = list.first().map(|first| first.seq) else {
            // The room has nothing there: the head was not what it seemed.
            self.head = self.last();
            self.restart = false;
            return false;
        };
        if self.restart || first > self.last().next() {
            self.begin_at(before(first));
            self.list = list;
        } else {
            extend_from(&mut self.list, self.base, list);
        }
        true
    }

    fn close_hole(&mut self) -> bool {
        let last = self.last();
        match self.tail.first() {
            Some(first) if first.seq <= last.next() => {
                let tail = std::mem::take(&mut self.tail);
                extend_from(&mut self.list, self.base, tail);
                true
            }
            _ => false,
        }
    }

    /// The answer to a `Fetch` of older entries. True if the list changed, or its beginning became known.
    pub(crate) fn older(&mut self, events: Events) -> bool {
        let fits = events.list.last().is_some_and(|last| last.seq == self.base);
        if fits {
            let mut list = events.list;
            self.base = list.first().map_or(self.base, |first| before(first.seq));
            list.append(&mut self.list);
            self.list = list;
        } else if events.list.is_empty() && events.from == self.base.next() {
            self.floor = self.base;
        } else {
            return false;
        }
        true
    }
}

fn before(seq: Seq) -> Seq {
    Seq(seq.0.saturating_sub(1))
}

fn extend(list: &mut Vec<Entry>, more: Vec<Entry>) {
    let base = list.first().map_or(Seq::ZERO, |first| before(first.seq));
    extend_from(list, base, more);
}

/// Appends what continues the list, and skips what it has: an overlap is normal, a second copy is not.
fn extend_from(list: &mut Vec<Entry>, base: Seq, more: Vec<Entry>) {
    let mut next = list.last().map_or(base, |last| last.seq).next();
    for entry in more {
        if entry.seq == next {
            next = next.next();
            list.push(entry);
        }
    }
}
