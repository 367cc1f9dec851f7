//! Whoever is to be called by what has come, is.
//!
//! Invariant: an entry calls once, and what the document had calls nobody.

use client::Client;
use protocol::Seq;

use super::notice;
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

    fn newest(&self, side: Side) -> Seq {
        let entries = self.log(side).map(|client| client.timeline().entries());
        let last = entries.and_then(|entries| entries.last());
        last.map_or(Seq::ZERO, |entry| entry.seq)
    }

    pub(super) fn log(&self, side: Side) -> Option<&Client> {
        match side {
            Side::Room => Some(&self.room.client),
            Side::Feed => self.feed.as_ref().map(|feed| &feed.client),
        }
    }

    /// At most one chime, for whatever calls loudest. The page around is told of each.
    pub(super) fn call(&mut self) {
        let mut chime = None;
        for side in SIDES {
            let newest = self.newest(side);
            let called = std::mem::replace(self.called.of(side), newest);
            let Some(client) = self.log(side) else { continue };
            let tab = if side == Side::Room { Tab::Chat } else { Tab::Feed };
            let seen = self.reading.sees(tab) && !(side == Side::Room && self.reading.away);
            let entries = client.timeline().entries();
            let first = entries.partition_point(|entry| entry.seq <= called);
            for entry in entries.iter().skip(first) {
                let Some(sign) = self.sign(side, entry, seen) else {
                    continue;
                };
                self.tell_come(entry, sign);
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

    pub(super) fn chime(&self, called: bool) {
        let spec = Spec::quiet(self.reader.lang);
        self.later.ask("sound", spec.number("called", u8::from(called)));
    }
}
