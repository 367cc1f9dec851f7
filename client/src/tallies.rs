//! Reactions, as last told, with the person's own as they just chose them.
//!
//! Invariants: what is told of a range replaces what was known of it; the person's choice shows at once, and stays until the
//! room has answered it, then what the room says shows. The room answers each in order, so it is known which a refusal is of.
//! What was not answered on a link is said again on the next: the last word on each message counts, so twice does no harm.

use protocol::{Count, React, Reaction, Reactions, Seq, Tally, UnixMillis, Within};

/// Own reactions that may wait for a link, or for an answer.
const OWN: usize = 16;
/// Messages whose reactions are kept: of twenty pages, were each of their messages liked. The oldest are let go.
const MOST: usize = 4_000;

#[derive(Clone, Debug, Default)]
pub(crate) struct Tallies {
    /// As the room told them, by place.
    told: Vec<Tally>,
    /// Not answered yet, oldest first; one a message.
    own: Vec<Own>,
    /// Under way on this link, in order.
    sent: Vec<(Seq, UnixMillis)>,
    /// Those of `told` that `own` changes.
    seen: Vec<Tally>,
}

#[derive(Clone, Copy, Debug)]
struct Own {
    react: React,
    said: bool,
}

impl Tallies {
    pub(crate) fn new(list: Vec<Tally>) -> Self {
        let mut new = Self::default();
        new.hear(Reactions { list, within: None });
        new
    }

    fn nth(&self, seq: Seq) -> Result<usize, usize> {
        self.told.binary_search_by_key(&seq, |tally| tally.seq)
    }

    pub(crate) fn get(&self, seq: Seq) -> Option<&Tally> {
        let seen = self.seen.iter().find(|tally| tally.seq == seq);
        let told = || self.told.get(self.nth(seq).ok()?);
        seen.or_else(told).filter(|tally| !tally.counts.is_empty())
    }

    pub(crate) fn react(&mut self, seq: Seq, kind: Option<Reaction>) {
        self.drop_own(seq);
        if self.own.len() >= OWN {
            self.own.remove(0);
        }
        let react = React { seq, kind };
        self.own.push(Own { react, said: false });
        self.draw();
    }

    /// The next to say.
    pub(crate) fn next(&mut self, now: UnixMillis) -> Option<React> {
        let own = self.own.iter_mut().find(|own| !own.said)?;
        own.said = true;
        self.sent.push((own.react.seq, now));
        Some(own.react)
    }

    /// The oldest that is not answered.
    pub(crate) fn since(&self) -> Option<UnixMillis> {
        self.sent.first().map(|(_, since)| *since)
    }

    /// A link begins, or ends.
    pub(crate) fn begin(&mut self) {
        self.sent.clear();
        for own in &mut self.own {
            own.said = false;
        }
    }

    /// One of the own was answered; a later one of the same message may be under way.
    fn answered(&mut self, nth: usize) {
        let (seq, _) = self.sent.remove(nth);
        if self.sent.iter().all(|(other, _)| *other != seq) {
            let is_it = |own: &Own| own.react.seq == seq && own.said;
            if let Some(nth) = self.own.iter().position(is_it) {
                self.own.remove(nth);
            }
        }
    }

    /// The oldest of the own under way is not taken. False: none is.
    pub(crate) fn refused(&mut self) -> bool {
        let is_one = !self.sent.is_empty();
        if is_one {
            self.answered(0);
            self.draw();
        }
        is_one
    }

    pub(crate) fn hear(&mut self, reactions: Reactions) {
        if let Some(Within { from, to }) = reactions.within {
            self.told.retain(|tally| tally.seq < from || tally.seq > to);
            if from == to
                && let Some(nth) = self.sent.iter().position(|(seq, _)| *seq == from)
            {
                self.answered(nth);
            }
        }
        for mut tally in reactions.list {
            match self.nth(tally.seq) {
                Ok(nth) => {
                    if let Some(known) = self.told.get_mut(nth) {
                        tally.mine = tally.mine.or(known.mine);
                        *known = tally;
                    }
                }
                Err(nth) => self.told.insert(nth, tally),
            }
        }
        let surplus = self.told.len().saturating_sub(MOST);
        self.told.drain(..surplus);
        self.draw();
    }

    /// It is a tombstone now.
    pub(crate) fn bury(&mut self, seq: Seq) {
        if let Ok(nth) = self.nth(seq) {
            self.told.remove(nth);
        }
        self.drop_own(seq);
        self.draw();
    }

    fn drop_own(&mut self, seq: Seq) {
        if let Some(nth) = self.own.iter().position(|own| own.react.seq == seq) {
            self.own.remove(nth);
        }
    }

    fn draw(&mut self) {
        let seen = self.own.iter().map(|own| {
            let seq = own.react.seq;
            let told = self.nth(seq).ok().and_then(|nth| self.told.get(nth));
            let nobody = || Tally {
                seq,
                counts: Vec::new(),
                mine: None,
            };
            let mut tally = told.cloned().unwrap_or_else(nobody);
            change(&mut tally, own.react.kind);
            tally
        });
        self.seen = seen.collect();
    }
}

/// The own reaction becomes this one. Most first, as ever.
fn change(tally: &mut Tally, kind: Option<Reaction>) {
    let was = std::mem::replace(&mut tally.mine, kind);
    if was != kind {
        move_by(&mut tally.counts, was, false);
        move_by(&mut tally.counts, kind, true);
    }
}

fn move_by(counts: &mut Vec<Count>, kind: Option<Reaction>, is_more: bool) {
    let Some(kind) = kind else { return };
    let nth = counts.iter().position(|count| count.kind == kind);
    let n = nth.map_or(0, |nth| counts.remove(nth).n);
    let n = if is_more {
        n.saturating_add(1)
    } else {
        n.saturating_sub(1)
    };
    if n > 0 {
        let fewer = counts.iter().position(|other| other.n < n);
        counts.insert(fewer.unwrap_or(counts.len()), Count { kind, n });
    }
}
