//! Entries that follow one another.
//!
//! Invariant: contiguous by `seq`, in order: the first one's place is the base's next. A second copy is never taken in.

use protocol::{Act, Entry, Seq};

#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    /// The place after which it begins.
    base: Seq,
    list: Vec<Entry>,
}

impl Stretch {
    /// Without entries, after a place.
    pub(crate) fn at(base: Seq) -> Self {
        let list = Vec::new();
        Self { base, list }
    }

    /// Of entries that are known to follow one another; without any, after a place.
    pub(crate) fn of(list: Vec<Entry>, base: Seq) -> Self {
        let base = list.first().map_or(base, |first| before(first.seq));
        Self { base, list }
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.list
    }

    pub(crate) fn base(&self) -> Seq {
        self.base
    }

    pub(crate) fn last(&self) -> Seq {
        self.list.last().map_or(self.base, |last| last.seq)
    }

    fn nth(&self, seq: Seq) -> Option<usize> {
        let nth = seq.0.checked_sub(self.base.0)?.checked_sub(1)?;
        usize::try_from(nth).ok()
    }

    pub(crate) fn get(&self, seq: Seq) -> Option<&Entry> {
        self.list.get(self.nth(seq)?)
    }

    /// Takes what continues it, and skips what it has: an overlap is normal.
    pub(crate) fn append(&mut self, more: Vec<Entry>) {
        let mut next = self.last().next();
        for entry in more {
            if entry.seq == next {
                next = next.next();
                self.list.push(entry);
            }
        }
    }

    /// Takes what comes right before it. False: it does not touch.
    pub(crate) fn prepend(&mut self, mut more: Vec<Entry>) -> bool {
        more.retain(|entry| entry.seq <= self.base);
        let fits = more.last().is_some_and(|last| last.seq == self.base);
        if fits {
            self.base = more.first().map_or(self.base, |first| before(first.seq));
            more.append(&mut self.list);
            self.list = more;
        }
        fits
    }

    /// The same entries, as they are by now.
    pub(crate) fn renew(&mut self, list: Vec<Entry>) {
        for entry in list {
            if let Some(nth) = self.nth(entry.seq)
                && let Some(known) = self.list.get_mut(nth)
            {
                *known = entry;
            }
        }
    }

    /// An act does what it does to whatever of it is here.
    pub(crate) fn rewrite(&mut self, act: &Entry) {
        match act.what.act() {
            Some(Act::Edit(seq)) => {
                let nth = self.nth(seq);
                if let Some(entry) = nth.and_then(|nth| self.list.get_mut(nth)) {
                    entry.rewrite(act);
                }
            }
            // Its edits too, wherever they are.
            Some(Act::Unsend(_)) => self.list.iter_mut().for_each(|entry| {
                entry.rewrite(act);
            }),
            _ => {}
        }
    }

    /// The oldest ones go, until so many are left.
    pub(crate) fn shorten_below(&mut self, most: usize) {
        let surplus = self.list.len().saturating_sub(most);
        self.list.drain(..surplus);
        self.base = self.list.first().map_or(self.base, |first| before(first.seq));
    }

    /// The newest ones go.
    pub(crate) fn shorten_above(&mut self, most: usize) {
        self.list.truncate(most);
    }

    pub(crate) fn take(self) -> Vec<Entry> {
        self.list
    }
}

pub(crate) fn before(seq: Seq) -> Seq {
    Seq(seq.0.saturating_sub(1))
}
