//! Whoever is to be called by what has come, is.
//!
//! Invariant: an entry calls once, and what the document had calls nobody.

use client::Client;
use protocol::{Entry, Seq};

use super::notice::{self, Sign};
use super::{App, SIDES, Side};
use crate::later::Spec;
use crate::view::Tab;

/// Up to where it was decided, of each log.
#[derive(Default)]
pub struct Called {
    room: Seq,
    feed: Seq,
}

impl Called {
    fn of(&mut self, side: Side) -> &mut Seq {
        match side {
            Side::Room => &mut self.room,
            Side::Feed => &mut self.feed,
        }
    }
}

impl App {
    pub(super) fn begin_calls(&mut self) {
        for side in SIDES {
            *self.called.of(side) = self.newest(side);
        }
    }

    fn entries(&self, side: Side) -> &[Entry] {
        let client: Option<&Client> = match side {
            Side::Room => Some(&self.room.client),
            Side::Feed => self.feed.as_ref().map(|feed| &feed.client),
        };
        client.map_or(&[], |client| client.timeline().entries())
    }

    fn newest(&self, side: Side) -> Seq {
        self.entries(side).last().map_or(Seq::ZERO, |entry| entry.seq)
    }

    /// At most one chime, for whatever calls loudest.
    pub(super) fn call(&mut self) {
        let mut chime = None;
        for side in SIDES {
            let newest = self.newest(side);
            let called = std::mem::replace(self.called.of(side), newest);
            for entry in self
                .entries(side)
                .iter()
                .rev()
                .take_while(|entry| entry.seq > called)
            {
                let sign = self.sign(side, entry);
                let minute = self.reader.minute_of_day();
                if notice::call(sign, self.wishes, minute).heard {
                    chime = Some(sign.called || chime == Some(true));
                }
            }
        }
        if let Some(called) = chime {
            self.chime(called);
        }
    }

    fn sign(&self, side: Side, entry: &Entry) -> Sign {
        let author = &entry.author.member;
        let me = self.reader.me.as_ref();
        let with = entry.what.with();
        let (tab, away) = match side {
            Side::Room => (Tab::Chat, self.reading.away),
            Side::Feed => (Tab::Feed, false),
        };
        Sign {
            // What acts on another entry, and whatever is not shown, calls nobody.
            mine: me == Some(author)
                || entry.what.act().is_some()
                || entry.what.is_gone()
                || self.reader.is_blocked(author),
            post: side == Side::Feed,
            called: with.is_some_and(|with| me.is_some_and(|me| with.mentions.contains(me))),
            seen: self.reading.sees(tab) && !away,
        }
    }

    pub(super) fn chime(&self, called: bool) {
        let spec = Spec::quiet(self.reader.lang);
        self.later.ask("sound", spec.number("called", u8::from(called)));
    }
}
