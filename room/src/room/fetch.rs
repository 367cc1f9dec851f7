//! What a reader has missed, and how it is known where they are.
//!
//! Invariant: whoever asks for a page or says where they are is told again, and first what was told meanwhile: see
//! [`Room::hears_again`].

use protocol::{Events, Fetch, Seq, ServerFrame, UnixMillis, limits};

use super::{Conn, Effect, Room};
use crate::{Fault, Journal};

impl Room {
    /// So many bytes more wait for this socket than the room has told it: so a test's room of a few words falls silent to it, by the
    /// same account as one of thousands.
    #[cfg(any(test, feature = "memory"))]
    pub fn holds(&mut self, conn: Conn, bytes: u64) {
        self.reach.said(conn, bytes);
    }

    /// The client says that everything up to `seq` has arrived.
    pub(super) fn proved(&mut self, conn: Conn, seq: Seq, head: Seq, out: &mut Vec<Effect>) {
        let keep = self.reach.prove(conn, seq, head);
        let card = keep.and_then(|seen| self.sockets.change(conn, |card| card.seen = Some(seen)));
        out.extend(card.map(|card| Effect::Keep(conn, card)));
    }

    /// It was told nothing for a while. Whatever word of its has ended that, in the same step it is told each state that is only told
    /// when it changes: the rules, the newest reactions and read marks, and, as a newcomer, the count with the head, by which it
    /// finds the entries that it missed. So nothing told to everybody may be missing here, but what a page of entries brings.
    pub(super) fn hears_again(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        conn: Conn,
        head: Seq,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        self.news.greeted(conn);
        self.say(conn, ServerFrame::Rules(self.ruled.rules), out);
        let here = self.whereabouts(journal)?;
        self.load_marks(journal, now, here)?;
        self.say_newest(journal, conn, head, out)
    }

    pub(super) fn fetch(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        conn: Conn,
        fetch: Fetch,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let standing = self.standing(journal)?;
        if self.reach.is_overdrawn(conn) {
            self.cut_off(conn, out);
            return Ok(());
        }
        let before = fetch.before.min(standing.head.next());
        let list = journal.newest(fetch.after.max(standing.floor), before, limits::FETCH_ENTRIES)?;
        let from = list.first().map_or(before, |first| first.seq);
        self.reach.resume(conn);
        self.reach.answered(conn, &list);
        let range = list
            .first()
            .zip(list.last())
            .map(|(first, last)| (first.seq, last.seq));
        out.push(Effect::Send(conn, ServerFrame::History(Events { from, list })));
        self.load_marks(journal, now, (&standing).into())?;
        match range {
            Some((first, last)) => self.say_state(journal, conn, first, last, standing.head, out),
            None => Ok(()),
        }
    }
}
