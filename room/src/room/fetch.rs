//! What a reader has missed, and how it is known where they are.
//!
//! Invariant: whoever asks for a page or says where they are is told again, whatever was held back from them.

use protocol::{Events, Fetch, Seq, ServerFrame, UnixMillis, limits};

use super::reach::Proof;
use super::{Conn, Effect, Room};
use crate::{Fault, Journal};

impl Room {
    /// A socket that hears again is told the head and the newest state at once: it has missed what came meanwhile.
    pub(super) fn proved(
        &mut self,
        journal: &impl Journal,
        conn: Conn,
        seq: Seq,
        head: Seq,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let Proof { resumed, keep } = self.reach.prove(conn, seq, head);
        let card = keep.and_then(|seen| self.sockets.change(conn, |card| card.seen = Some(seen)));
        out.extend(card.map(|card| Effect::Keep(conn, card)));
        if resumed {
            self.news.greeted(conn);
            self.say_newest(journal, conn, head, out)?;
        }
        Ok(())
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
        let resumed = self.reach.resume(conn);
        if resumed {
            self.news.greeted(conn);
        }
        self.reach.answered(conn, &list);
        let range = list
            .first()
            .zip(list.last())
            .map(|(first, last)| (first.seq, last.seq));
        out.push(Effect::Send(conn, ServerFrame::History(Events { from, list })));
        self.load_marks(journal, now, (&standing).into())?;
        if resumed {
            self.say_newest(journal, conn, standing.head, out)?;
        }
        match range {
            Some((first, last)) => self.say_state(journal, conn, first, last, standing.head, out),
            None => Ok(()),
        }
    }
}
