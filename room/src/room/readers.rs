//! Who is counted, and what of them is kept.
//!
//! Invariants: a member becomes one when they first come with a name, and costs one row then, one when they go with something
//! read, and one more on a day on which they only came; at most [`limits::READERS`] are counted. A storage that is full loses
//! marks and nothing else.

use protocol::{
    DisplayName, Epoch, Joins, MemberId, Position, ReadMarks, Role, RoomKind, Seq, UnixMillis, limits,
};

use super::{Conn, Effect, Room};
use crate::{Card, Fault, Journal, Reader, Standing};

/// Who was here is written so again, though they read nothing.
const SEEN_MS: u64 = 24 * 60 * 60 * 1_000;

/// Which history this is, and how far it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whereabouts {
    pub(super) epoch: Epoch,
    pub(super) head: Seq,
}

impl From<&Standing> for Whereabouts {
    fn from(standing: &Standing) -> Self {
        let Standing { epoch, head, .. } = *standing;
        Self { epoch, head }
    }
}

impl Room {
    /// Whether anybody is counted: official posts are read by whoever likes.
    fn counts(&self) -> bool {
        let rules = self.ruled.rules;
        let wants = rules.read_marks != ReadMarks::Off || rules.joins == Joins::Shown;
        wants && self.kind == RoomKind::Chat
    }

    /// From the ledger, and from the cards, which know more of who is here.
    pub(super) fn load_marks(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        Whereabouts { epoch, head }: Whereabouts,
    ) -> Result<(), Fault> {
        if self.marks.is_loaded() || !self.counts() {
            return Ok(());
        }
        let rows = journal.beside()?.readers()?;
        let is_old =
            |row: &Reader| now.since(row.at) > limits::READER_MS && !self.sockets.is_present(&row.member);
        let (old, rows): (Vec<Reader>, Vec<Reader>) = rows.into_iter().partition(is_old);
        if !old.is_empty() {
            let old: Vec<MemberId> = old.into_iter().map(|row| row.member).collect();
            unless_full(
                journal
                    .beside_mut()
                    .and_then(|beside| beside.forget_readers(&old)),
            )?;
        }
        self.marks.load(self.ruled.rules.read_marks, rows);
        for (_, card) in self.sockets.cards() {
            if let Some(read) = card.read.filter(|read| read.epoch == epoch) {
                self.marks.read(&card.member, read.seq.min(head));
            }
        }
        Ok(())
    }

    /// Somebody says `Hello` with a name. True if a line in the log tells of it.
    pub(super) fn come(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        standing: &Standing,
        member: &MemberId,
        name: &DisplayName,
        role: Role,
    ) -> Result<bool, Fault> {
        if !self.counts() {
            return Ok(false);
        }
        self.load_marks(journal, now, standing.into())?;
        if let Some(known) = self.marks.known(member) {
            if now.since(known.at) > SEEN_MS {
                self.keep_reader(journal, Reader { at: now, ..known })?;
            }
            return Ok(false);
        }
        if !self.make_place(journal)? {
            return Ok(false);
        }
        let reader = Reader {
            member: member.clone(),
            joined: standing.head,
            read: Seq::ZERO,
            at: now,
        };
        let told = self.announces(self.marks.members());
        let written = if told {
            self.announce(journal, now, standing, &reader, name, role)
        } else {
            journal
                .beside_mut()
                .and_then(|beside| beside.keep_reader(&reader))
        };
        match written {
            Err(fault) if fault.is_full() => return Ok(false),
            written => written?,
        }
        self.marks.joined(reader);
        Ok(told)
    }

    /// Where as many are counted as can be, whoever was away longest is not any more. False: they are all here.
    fn make_place(&mut self, journal: &mut impl Journal) -> Result<bool, Fault> {
        if self.marks.members() < limits::READERS {
            return Ok(true);
        }
        let sockets = &self.sockets;
        let Some(oldest) = self.marks.oldest(|member| !sockets.is_present(member)) else {
            return Ok(false);
        };
        let gone = std::slice::from_ref(&oldest);
        unless_full(
            journal
                .beside_mut()
                .and_then(|beside| beside.forget_readers(gone)),
        )?;
        self.marks.forget(&oldest);
        Ok(true)
    }

    /// A person has had everything up to `seq` before their eyes.
    pub(super) fn read(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        conn: Conn,
        seq: Seq,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let here = self.whereabouts(journal)?;
        self.proved(conn, seq, here.head, out);
        self.load_marks(journal, now, here)?;
        let seq = seq.min(here.head);
        let Some(card) = self.sockets.card(conn) else {
            return Ok(());
        };
        // It may be known from a socket that the room has closed since, whose card is gone with it.
        let is_on_card = |read: Position| read.epoch == here.epoch && read.seq >= seq;
        let is_noted = card.read.is_some_and(is_on_card);
        let member = card.member.clone();
        self.marks.read(&member, seq);
        let is_farthest = self.marks.known(&member).is_some_and(|known| known.read <= seq);
        if is_farthest && !is_noted {
            self.note_read(here.epoch, conn, seq, out);
        }
        Ok(())
    }

    /// Of thousands of readers each has a word a second, and the storage is not asked for each: an object that another one
    /// supersedes counts in vain.
    pub(super) fn whereabouts(&mut self, journal: &impl Journal) -> Result<Whereabouts, Fault> {
        match (self.epoch, self.news.head()) {
            (Some(epoch), Some(head)) => Ok(Whereabouts { epoch, head }),
            _ => Ok(Whereabouts::from(&self.standing(journal)?)),
        }
    }

    /// On the card, which outlives this memory.
    pub(super) fn note_read(&mut self, epoch: Epoch, conn: Conn, seq: Seq, out: &mut Vec<Effect>) {
        let read = Some(Position { epoch, seq });
        let card = self.sockets.change(conn, |card| card.read = read);
        out.extend(card.map(|card| Effect::Keep(conn, card)));
    }

    /// A socket has closed, of whom this memory may know nothing else.
    pub(super) fn went(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        card: Option<Card>,
    ) -> Result<(), Fault> {
        let Some(Card {
            member,
            read: Some(read),
            ..
        }) = card
        else {
            return Ok(());
        };
        if !self.counts() {
            return Ok(());
        }
        let standing = self.standing(journal)?;
        if read.epoch != standing.epoch {
            return Ok(());
        }
        let seq = read.seq.min(standing.head);
        let unkept = if self.marks.is_loaded() {
            self.marks.read(&member, seq);
            self.marks.unkept(&member)
        } else {
            // The others are not asked for because of one.
            let row = journal.beside()?.reader(&member)?;
            row.filter(|row| row.read < seq)
                .map(|row| Reader { read: seq, ..row })
        };
        match unkept {
            Some(reader) => self.keep_reader(journal, Reader { at: now, ..reader }),
            None => Ok(()),
        }
    }

    fn keep_reader(&mut self, journal: &mut impl Journal, reader: Reader) -> Result<(), Fault> {
        unless_full(
            journal
                .beside_mut()
                .and_then(|beside| beside.keep_reader(&reader)),
        )?;
        self.marks.kept(&reader);
        Ok(())
    }
}

/// What a full storage does not take is done without.
fn unless_full(written: Result<(), Fault>) -> Result<(), Fault> {
    match written {
        Err(fault) if fault.is_full() => Ok(()),
        written => written,
    }
}
