//! Entries that lie elsewhere: what is answered, what is pinned.
//!
//! Invariants: each is asked for once a link, [`limits::LOOK`] at a time and one question at a time; what the answer leaves out
//! is gone. At most [`MOST`] are kept: the ones that were wanted first are let go.

use protocol::{Entry, Look, Seq, UnixMillis, limits};

/// Every quote of a thousand messages that all answer something else.
const MOST: usize = 1_000;

#[derive(Clone, Debug, Default)]
pub(crate) struct Quotes {
    list: Vec<Quote>,
    /// An answer is awaited since then.
    since: Option<UnixMillis>,
    /// Places that entries answer, and that may be among what is here otherwise.
    heard: Vec<Seq>,
}

#[derive(Clone, Debug)]
struct Quote {
    seq: Seq,
    entry: Option<Entry>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Wanted,
    Asked,
    Known,
}

impl Quotes {
    /// What the document carries of them.
    pub(crate) fn new(quoted: Vec<Entry>) -> Self {
        let mut new = Self::default();
        for entry in quoted {
            new.list.push(Quote {
                seq: entry.seq,
                entry: Some(entry),
                state: State::Known,
            });
        }
        new
    }

    fn find(&self, seq: Seq) -> Option<&Quote> {
        self.list.iter().find(|quote| quote.seq == seq)
    }

    pub(crate) fn get(&self, seq: Seq) -> Option<&Entry> {
        self.find(seq)?.entry.as_ref()
    }

    /// It was asked for, and is not there.
    pub(crate) fn is_lost(&self, seq: Seq) -> bool {
        self.find(seq)
            .is_some_and(|quote| quote.state == State::Known && quote.entry.is_none())
    }

    /// Entries have come: what they answer may be wanted.
    pub(crate) fn hear(&mut self, entries: &[Entry]) {
        let replies = entries.iter().filter_map(|entry| entry.what.with()?.reply);
        self.heard.extend(replies);
    }

    pub(crate) fn take_heard(&mut self) -> Vec<Seq> {
        std::mem::take(&mut self.heard)
    }

    pub(crate) fn want(&mut self, seq: Seq) {
        if self.find(seq).is_some() {
            return;
        }
        if self.list.len() >= MOST
            && let Some(oldest) = self.list.iter().position(|quote| quote.state == State::Known)
        {
            self.list.remove(oldest);
        }
        self.list.push(Quote {
            seq,
            entry: None,
            state: State::Wanted,
        });
    }

    /// The next question.
    pub(crate) fn look(&mut self, now: UnixMillis) -> Option<Look> {
        if self.since.is_some() {
            return None;
        }
        let mut seqs = Vec::new();
        for quote in &mut self.list {
            if quote.state == State::Wanted && seqs.len() < limits::LOOK {
                quote.state = State::Asked;
                seqs.push(quote.seq);
            }
        }
        if seqs.is_empty() {
            return None;
        }
        self.since = Some(now);
        Some(Look { seqs })
    }

    pub(crate) fn since(&self) -> Option<UnixMillis> {
        self.since
    }

    pub(crate) fn looked(&mut self, list: Vec<Entry>) {
        self.since = None;
        for quote in self.list.iter_mut().filter(|quote| quote.state == State::Asked) {
            quote.state = State::Known;
            quote.entry = None;
        }
        for entry in list {
            if let Some(quote) = self.list.iter_mut().find(|quote| quote.seq == entry.seq) {
                quote.entry = Some(entry);
            }
        }
    }

    /// A link begins, or ends: what was not answered on the one before is asked for again.
    pub(crate) fn begin(&mut self) {
        self.since = None;
        for quote in self.list.iter_mut().filter(|quote| quote.state == State::Asked) {
            quote.state = State::Wanted;
        }
    }

    /// Acts were missed: they may have changed any.
    pub(crate) fn doubt(&mut self) {
        for quote in self.list.iter_mut().filter(|quote| quote.state == State::Known) {
            quote.state = State::Wanted;
        }
    }

    pub(crate) fn rewrite(&mut self, act: &Entry) {
        for quote in &mut self.list {
            if let Some(entry) = &mut quote.entry {
                entry.rewrite(act);
            }
        }
    }
}
