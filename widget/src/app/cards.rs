//! What the page around is told of what has come, and the card that is shown over its launcher.
//!
//! Invariant: a message is shown as a card once, on this device. Its text never leaves the frame: the card is the frame itself,
//! drawn small. Whether it is worth a card is [`super::notice`]'s to say.

use protocol::{Entry, Place, Role, Seq};

use super::notice::{self, Sign};
use super::{App, SIDES, Side};
use crate::browser;
use crate::host::Letter;
use crate::view::{CardView, Tab};

#[derive(Default)]
pub struct Cards {
    /// The number on the launcher, as last told.
    unread: u32,
    /// What the frame is a card of, and nothing else, until the panel opens.
    shown: Option<(Side, Seq)>,
}

impl App {
    /// What an entry is to this person; none where it is no message, or of somebody who is blocked.
    pub(super) fn sign(&self, side: Side, entry: &Entry, seen: bool) -> Option<Sign> {
        if entry.what.act().is_some() || entry.what.is_gone() || self.reader.is_blocked(&entry.author.member)
        {
            return None;
        }
        let me = self.reader.me.as_ref();
        let with = entry.what.with();
        Some(Sign {
            mine: me == Some(&entry.author.member),
            post: side == Side::Feed,
            called: with.is_some_and(|with| me.is_some_and(|me| with.mentions.contains(me))),
            seen,
        })
    }

    /// Tells the host that an entry has come. It hears what it is by bits, whose names are in `js/page.js`.
    pub(super) fn tell_come(&self, entry: &Entry, sign: Sign) {
        let official = entry.author.role == Role::Official;
        let bits = [sign.post, sign.mine, official, sign.called];
        let bits = bits.iter().rev().fold(0, |bits, is| bits << 1 | u32::from(*is));
        let seq = u32::try_from(entry.seq.0).unwrap_or(u32::MAX);
        self.host.say(Letter::Message(seq, bits));
    }

    /// Tells the host how much is unread.
    pub(super) fn tell_unread(&mut self, unread: u32) {
        if self.cards.unread != unread {
            self.cards.unread = unread;
            self.host.say(Letter::Unread(unread));
        }
    }

    /// The newest unread entry that calls the person, as a card: where the panel is closed, somebody looks, and nobody has said
    /// that they want none.
    pub(super) fn show_card(&mut self) {
        if self.boot.place != Place::Panel
            || self.reading.open
            || !self.reading.visible
            || self.store.is_hushed()
        {
            return;
        }
        for side in SIDES {
            let Some(client) = self.log(side) else { continue };
            let read = self.reading.read(side);
            let entries = client.timeline().entries().iter().rev();
            let calls = |entry: &&Entry| {
                let sign = self.sign(side, entry, false);
                sign.is_some_and(|sign| notice::call(sign, self.wishes, 0).shown)
            };
            let calling = entries.take_while(|entry| entry.seq > read).find(calls);
            if let Some(seq) = calling.map(|entry| entry.seq)
                && self.store.shown(side).is_none_or(|shown| seq > shown)
            {
                self.store.set_shown(side, seq);
                self.cards.shown = Some((side, seq));
            }
        }
    }

    pub(super) fn card(&self) -> Option<CardView> {
        let (side, seq) = self.cards.shown?;
        let entries = self.log(side)?.timeline().entries();
        let entry = entries.iter().rfind(|entry| entry.seq == seq)?;
        self.sign(side, entry, false)?;
        Some(self.reader.card(entry, true))
    }

    /// As high as it was drawn; where what it showed was taken back, nothing.
    pub(super) fn tell_card(&self) {
        if self.cards.shown.is_some() {
            self.host.say(Letter::Card(browser::height("maru-card")));
        }
    }

    /// The card was pressed, or put away: then there is none until the room has been open again.
    pub(super) fn answer_card(&mut self, opens: bool) {
        let card = self.cards.shown.take();
        if opens {
            if let Some((side, _)) = card {
                self.reading.tab = if side == Side::Feed { Tab::Feed } else { Tab::Chat };
            }
            self.host.say(Letter::Open);
        } else {
            self.store.set_hushed(true);
            self.host.say(Letter::Card(0));
        }
    }

    /// The panel is open: nothing needs to be said beside it.
    pub(super) fn end_card(&mut self) {
        self.cards.shown = None;
        if self.store.is_hushed() {
            self.store.set_hushed(false);
        }
    }
}
