//! The newest state of a room, told to whoever has just come or asked, and to everybody when it changes.
//!
//! Invariant: whatever is told here replaces what was told before, so it is never queued, and a memory that is lost loses
//! none of it.

use protocol::{Log, MemberId, Seq, ServerFrame, UnixMillis, limits};

use super::acts::newest_from;
use super::reactions::weigh;
use super::{Conn, Effect, Room, Ruled};
use crate::{Fault, Journal, Standing};

impl Room {
    /// To one reader: the reactions of the range, and what is known of reading from there on.
    pub(super) fn say_state(
        &mut self,
        journal: &impl Journal,
        conn: Conn,
        from: Seq,
        to: Seq,
        head: Seq,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let reactions = self.reactions_to(journal, conn, from, to)?;
        self.say(conn, reactions, out);
        if let Some(marks) = self.marks.frame(from, head) {
            self.say(conn, ServerFrame::Marks(marks), out);
        }
        Ok(())
    }

    /// Of the newest entries, to whoever has just come or hears again.
    pub(super) fn say_newest(
        &mut self,
        journal: &impl Journal,
        conn: Conn,
        head: Seq,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        if head == Seq::ZERO {
            return Ok(());
        }
        self.say_state(journal, conn, newest_from(head), head, head, out)
    }

    pub(super) fn say(&mut self, conn: Conn, frame: ServerFrame, out: &mut Vec<Effect>) {
        self.reach.said(conn, weigh(&frame));
        out.push(Effect::Send(conn, frame));
    }

    /// What is due to everybody, reactions first. Nothing of it is taken as told before all of it is there.
    pub(super) fn told_state(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        head: Seq,
    ) -> Result<Vec<Effect>, Fault> {
        let sockets = self.listeners();
        if self.marks.is_due(now, sockets) {
            let here = self.whereabouts(journal)?;
            self.load_marks(journal, now, here)?;
        }
        let mut out = self.told_reactions(journal, now, head)?;
        if self.marks.is_due(now, sockets) {
            match self
                .marks
                .frame(newest_from(head), head)
                .filter(|_| head > Seq::ZERO)
            {
                Some(marks) => {
                    let frame = ServerFrame::Marks(marks);
                    self.reach.tell_state(weigh(&frame));
                    self.news.tick().spend(now, sockets);
                    out.push(Effect::Broadcast(frame));
                    self.marks.told(now);
                }
                None => self.marks.unheard(),
            }
        }
        Ok(out)
    }

    /// When the next of it is due.
    pub(super) fn state_due_at(&self, now: UnixMillis) -> Option<UnixMillis> {
        let sockets = self.listeners();
        let marks = self.marks.due_at(sockets);
        let batch = self.news.tick_at(now).filter(|_| !self.batch.is_empty());
        [marks, self.reactions.due_at(sockets), batch]
            .into_iter()
            .flatten()
            .min()
    }

    /// The newest page, as a document carries it.
    pub fn page(&mut self, journal: &mut impl Journal, now: UnixMillis, ruled: Ruled) -> Result<Log, Fault> {
        self.rule(ruled);
        let standing = self.standing(journal)?;
        let Standing {
            epoch, head, floor, ..
        } = standing;
        let list = journal.newest(Seq::ZERO, head.next(), limits::PAGE_ENTRIES)?;
        let mut log = Log::plain(epoch, head, floor, list);
        let Some(first) = log.list.first().map(|first| first.seq) else {
            return Ok(log);
        };
        self.load_marks(journal, now, (&standing).into())?;
        log.pin = self.pinned(journal)?;
        let answered = log.list.iter().filter_map(|entry| entry.what.with()?.reply);
        let quoted: Vec<Seq> = answered.filter(|seq| *seq < first).collect();
        log.quoted = journal.entries(&quoted)?;
        log.tallies = self.tallies(journal, first, head)?;
        log.marks = self.marks.frame(first, head);
        Ok(log)
    }

    /// The entry above the list.
    pub(super) fn pinned(&self, journal: &impl Journal) -> Result<Option<Box<protocol::Entry>>, Fault> {
        let Some(seq) = journal.beside()?.pin()? else {
            return Ok(None);
        };
        Ok(self.living(journal, seq)?.map(Box::new))
    }

    /// Later rules hold.
    pub(super) fn rule(&mut self, ruled: Ruled) {
        if ruled.since >= self.ruled.since {
            self.ruled = ruled;
            self.marks.count_as(ruled.rules.read_marks);
        }
    }

    /// The member of a socket, if they have a name.
    pub(super) fn named(&self, conn: Conn) -> Option<MemberId> {
        let card = self.sockets.card(conn)?;
        card.name.as_ref().map(|_| card.member.clone())
    }
}
