//! The entries that a client has, up to the live end.
//!
//! Invariants: contiguous by `seq`, in order, of one epoch. What would leave a hole waits in the tail until the hole is
//! filled; where it cannot be filled, the timeline starts anew at the tail, and what lies before is fetched on scroll.
//! An act changes what it is about when its turn in the order comes, and nothing is taken in that an act here has not changed:
//! so what is shown up to some place is at least as new as that place. Acts that nobody will ever hear are told of
//! ([`Self::take_skipped`]).

use protocol::{Entry, Epoch, Events, Log, Mode, Position, Seq};

use crate::stretch::{Stretch, before};

#[derive(Clone, Debug)]
pub struct Timeline {
    epoch: Epoch,
    /// Entries up to here are not kept by the room any more.
    floor: Seq,
    rows: Stretch,
    /// Entries after a hole, contiguous among themselves.
    tail: Vec<Entry>,
    /// The newest place that the client has heard of.
    head: Seq,
    /// The next events are a page, not a continuation.
    restart: bool,
    /// Acts up to here have done what they do, here and elsewhere.
    done: Seq,
    /// Those that have done it here, and not yet elsewhere.
    acts: Vec<Entry>,
    skipped: bool,
}

impl Timeline {
    pub fn new(log: Log) -> Self {
        let rows = Stretch::of(log.list, log.head);
        Self {
            epoch: log.epoch,
            floor: log.floor,
            done: rows.last(),
            rows,
            tail: Vec::new(),
            head: log.head,
            restart: false,
            acts: Vec::new(),
            skipped: false,
        }
    }

    /// Oldest first, without a hole.
    pub fn entries(&self) -> &[Entry] {
        self.rows.entries()
    }

    /// The entry at a place, if it is here.
    pub fn get(&self, seq: Seq) -> Option<&Entry> {
        self.rows.get(seq)
    }

    /// There are older entries to fetch.
    pub fn has_older(&self) -> bool {
        self.base() > self.floor && !self.restart
    }

    /// The newest place that the room has told of, whether or not its entry is here.
    pub fn head(&self) -> Seq {
        self.head
    }

    /// The last place up to which everything is here.
    pub(crate) fn last(&self) -> Seq {
        self.rows.last()
    }

    pub(crate) fn base(&self) -> Seq {
        self.rows.base()
    }

    pub(crate) fn floor(&self) -> Seq {
        self.floor
    }

    pub(crate) fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// A page is awaited, and nothing can be said to touch what is here.
    pub(crate) fn is_restarting(&self) -> bool {
        self.restart
    }

    pub(crate) fn position(&self) -> Position {
        Position {
            epoch: self.epoch,
            seq: self.last(),
        }
    }

    /// What [`Self::newest`] would give, told by its ends.
    pub fn span(&self, entries: usize) -> (Epoch, Seq, Seq) {
        let list = self.entries();
        let surplus = list.len().saturating_sub(entries);
        let first = list.get(surplus).map_or(self.base(), |first| first.seq);
        (self.epoch, first, self.last())
    }

    /// What a device keeps of it: the newest entries, as they are by now.
    pub fn newest(&self, entries: usize) -> Log {
        let list = self.entries();
        let surplus = list.len().saturating_sub(entries);
        let list = list.iter().skip(surplus).cloned().collect();
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
        let (base, end) = (self.base(), self.last());
        if first > end.next() {
            self.rows = Stretch::at(before(first));
        } else if last < base || (first > base && last <= end) {
            return false;
        } else if first <= base {
            self.rows.prepend(log.list.clone());
            // They are as old as the day they were kept.
            let acts = self.entries().iter().filter(|entry| entry.what.act().is_some());
            for act in acts.cloned().collect::<Vec<_>>() {
                self.rows.rewrite(&act);
            }
        }
        self.take_in(log.list);
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

    /// What `Welcome` says of the log. Unless the client resumes, the next events begin the list anew, and what was done
    /// elsewhere by then must be asked for.
    pub(crate) fn welcome(&mut self, epoch: Epoch, head: Seq, floor: Seq, mode: Mode) {
        if mode == Mode::Reset {
            // At once: were the link cut now, the old entries would pass for entries of the new epoch.
            self.rows = Stretch::at(Seq::ZERO);
        }
        self.epoch = epoch;
        self.floor = floor;
        self.head = head;
        self.tail.clear();
        self.restart = mode != Mode::Resume && head > Seq::ZERO;
        // What comes continues what is here, and is applied to it; or it is as new as the head.
        self.done = if self.restart { head } else { self.last() };
    }

    pub(crate) fn note_head(&mut self, head: Seq) {
        self.head = self.head.max(head);
    }

    /// The room keeps nothing up to here.
    pub(crate) fn note_floor(&mut self, floor: Seq) {
        self.floor = self.floor.max(floor);
    }

    fn begin_at(&mut self, base: Seq) {
        self.rows = Stretch::at(base);
        self.restart = false;
    }

    /// What continues the list, or begins it. Acts among it take effect, each once.
    fn take_in(&mut self, list: Vec<Entry>) {
        if self.base() > self.done {
            self.skipped = true;
            self.done = self.base();
        }
        self.rows.append(list);
        let new = self.rows.last().0.saturating_sub(self.done.0);
        let count = self.entries().len();
        let new = count.saturating_sub(usize::try_from(new).unwrap_or(count));
        let acts = self.entries().iter().skip(new);
        let acts: Vec<Entry> = acts.filter(|entry| entry.what.act().is_some()).cloned().collect();
        for act in acts {
            self.rows.rewrite(&act);
            self.acts.push(act);
        }
        self.done = self.done.max(self.rows.last());
    }

    /// Acts that have been heard since this was last asked, in order.
    pub(crate) fn take_acts(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.acts)
    }

    /// Since this was last asked, the list began anew beyond entries that nobody here will ever hear. Acts may be among them.
    pub(crate) fn take_skipped(&mut self) -> bool {
        std::mem::take(&mut self.skipped)
    }

    /// They make the list longer, and change nothing of what is here.
    pub(crate) fn grows_by(&self, events: &Events) -> bool {
        !self.restart
            && self.tail.is_empty()
            && events.from == self.last().next()
            && events.list.iter().all(|entry| entry.what.act().is_none())
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
                Some(last) if events.from <= last.seq.next() => {
                    let mut tail = Stretch::of(std::mem::take(&mut self.tail), Seq::ZERO);
                    tail.append(events.list);
                    self.tail = tail.take();
                }
                _ => self.tail = events.list,
            }
            return false;
        }
        let last = self.last();
        self.take_in(events.list);
        self.close_hole() || self.last() != last
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
        }
        self.take_in(list);
        true
    }

    fn close_hole(&mut self) -> bool {
        let last = self.last();
        match self.tail.first() {
            Some(first) if first.seq <= last.next() => {
                let tail = std::mem::take(&mut self.tail);
                self.take_in(tail);
                true
            }
            _ => false,
        }
    }

    /// Older entries, as they are by now: an answer, or an excursion that has come to touch. True if the list changed, or its
    /// beginning became known.
    pub(crate) fn older(&mut self, events: Events) -> bool {
        if events.list.is_empty() && events.from == self.base().next() {
            self.floor = self.base();
            return true;
        }
        self.rows.prepend(events.list)
    }
}
