//! What a crowd says faster than anybody reads: of each beat a few messages are shown, the others stand behind one row, "+132".
//!
//! Invariant: nothing is lost, and nothing goes from under the eyes. Only what comes live while the reader stands at the list's end is
//! folded, and what was unfolded stays so. Beats are of the room's time, which entries carry, so no clock matters here.

#[cfg(test)]
mod tests;

use std::ops::Range;

use client::{Client, Link};
use protocol::{Entry, Epoch, MemberId, Role, Seq, With};

use super::{Item, Reader};

const BEAT_MS: u64 = 1_500;
/// So many of a beat are shown as they come: a person reads no more.
const SHOWN: u32 = 5;
/// Fewer are no crowd: what three say to each other is a conversation, however fast they are.
const CROWD: usize = 4;

#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// Places that stand behind a row, in order. Two that touch are one.
    folds: Vec<Range<Seq>>,
    /// What came up to here was looked at, of the history that this is of.
    upto: Seq,
    epoch: Option<Epoch>,
    /// The line was up when that was looked at.
    live: bool,
    /// What the room had when the line came up is history, and told as such.
    past: Seq,
    beat: u64,
    said: u32,
    /// The first of what was unfolded last.
    pub opened: Option<Seq>,
}

impl Flow {
    /// Looks at what has come. `stands`: whoever reads has the list's end before their eyes.
    pub fn follow(&mut self, client: &Client, reader: &Reader, stands: bool) {
        let (epoch, _, last) = client.timeline().span(0);
        if self.epoch != Some(epoch) {
            *self = Self {
                upto: last,
                epoch: Some(epoch),
                ..Self::default()
            };
        }
        let is_crowd = |entry: &Entry| reader.is_crowd(client, entry);
        if !self.live {
            self.past = client.timeline().head();
        }
        self.live = client.link() == Link::Live;
        self.came(client.timeline().entries(), stands, is_crowd);
    }

    pub(super) fn came(&mut self, entries: &[Entry], stands: bool, is_crowd: impl Fn(&Entry) -> bool) {
        let mut at = entries.partition_point(|entry| entry.seq <= self.upto);
        while let Some(entry) = entries.get(at) {
            self.upto = entry.seq;
            at = at.saturating_add(1);
            if !is_crowd(entry) {
                continue;
            }
            let beat = entry.at.0 / BEAT_MS;
            if self.beat != beat {
                self.beat = beat;
                self.said = 0;
            }
            self.said = self.said.saturating_add(1);
            if stands && self.said > SHOWN && entry.seq > self.past {
                let upto_here = entries.get(..at).unwrap_or_default().iter().rev();
                let in_beat = upto_here.take_while(|entry| entry.at.0 / BEAT_MS == beat);
                if are_many(in_beat.filter(|entry| is_crowd(entry))) {
                    self.fold(entry.seq);
                }
            }
        }
    }

    fn fold(&mut self, seq: Seq) {
        match self.folds.last_mut() {
            Some(last) if last.end == seq => last.end = seq.next(),
            _ => self.folds.push(seq..seq.next()),
        }
    }

    /// For good. What has no place between these two stays as it is.
    pub fn open(&mut self, first: Seq, last: Seq) {
        self.folds.retain(|fold| fold.end <= first || fold.start > last);
        self.opened = Some(first);
    }

    /// Where in these contiguous entries something stands behind a row.
    fn places(&self, entries: &[Entry]) -> Vec<Range<usize>> {
        let head = entries.first().map_or(Seq::ZERO, |first| first.seq);
        let index = |seq: Seq| {
            let index = usize::try_from(seq.0.saturating_sub(head.0)).unwrap_or(usize::MAX);
            index.min(entries.len())
        };
        let mut places = Vec::new();
        for fold in &self.folds {
            let place = index(fold.start)..index(fold.end);
            if !place.is_empty() {
                places.push(place);
            }
        }
        places
    }

    /// The entries in turn: those that are shown, those that stand behind a row, and so on; some may be none.
    pub fn parts<'a>(&self, entries: &'a [Entry]) -> Vec<&'a [Entry]> {
        let mut parts = Vec::new();
        let mut from = 0;
        for Range { start, end } in self.places(entries) {
            for end in [start, end] {
                parts.push(entries.get(from..end).unwrap_or_default());
                from = end;
            }
        }
        parts.push(entries.get(from..).unwrap_or_default());
        parts
    }

    /// How many of the first entries are shown.
    pub fn shown(&self, entries: &[Entry], index: usize) -> usize {
        let mut shown = index;
        for place in self.places(entries) {
            shown = shown.saturating_sub(place.end.min(index).saturating_sub(place.start));
        }
        shown
    }

    /// The first entries of which so many are shown, with what is folded after them.
    pub fn index(&self, entries: &[Entry], shown: usize) -> usize {
        let mut index = shown;
        for place in self.places(entries) {
            if shown == 0 || place.start > index {
                break;
            }
            index = index.saturating_add(place.len());
        }
        index.min(entries.len())
    }
}

fn are_many<'a>(entries: impl Iterator<Item = &'a Entry>) -> bool {
    let mut speakers: Vec<&MemberId> = Vec::with_capacity(CROWD);
    for Entry { author, .. } in entries {
        if !speakers.iter().any(|who| **who == author.member) {
            speakers.push(&author.member);
        }
        if speakers.len() == CROWD {
            return true;
        }
    }
    false
}

impl Reader {
    /// It is one of many, and neither to the reader nor by anybody whom everybody shall hear.
    fn is_crowd(&self, client: &Client, entry: &Entry) -> bool {
        let hides = |entry: &Entry| self.hides(client, entry);
        let is_to_me = |with: &With| {
            let answered = with.reply.and_then(|seq| client.entry(seq));
            answered.is_some_and(|entry| self.is_mine(entry))
                || with
                    .mentions
                    .iter()
                    .any(|member| self.me.as_ref() == Some(member))
        };
        entry.author.role == Role::Fan
            && !entry.what.with().is_some_and(is_to_me)
            && self.sight(client, &hides).is_news(entry)
    }
}

/// What stands behind one row. Where nothing is shown between two, they are one.
pub fn crowd(items: &mut Vec<Item>, entries: &[Entry], hides: &dyn Fn(&Entry) -> bool) {
    let more = entries.iter().filter(|entry| !hides(entry)).count();
    let more = u32::try_from(more).unwrap_or(u32::MAX);
    let ([first, ..], [.., end]) = (entries, entries) else {
        return;
    };
    match items.last_mut() {
        _ if more == 0 => {}
        Some(Item::Crowd { last, n, .. }) => {
            *last = end.seq;
            *n = n.saturating_add(more);
        }
        _ => items.push(Item::Crowd {
            key: first.seq,
            last: end.seq,
            n: more,
        }),
    }
}
