//! Messages that wait for the tick: written together, and answered when they are.
//!
//! Invariants: nothing of them is acknowledged or told before it is written; they are written in the order in which they came, and
//! before whatever their room writes after them; they are at most [`limits::FETCH_ENTRIES`] and little more than
//! [`limits::FETCH_BYTES`]. A memory that is lost loses them, and their clients send again what was not answered.

use protocol::{
    Ack, Author, DraftId, Entry, MemberId, Refusal, Refused, ServerFrame, UnixMillis, What, limits,
};

use super::{Conn, Effect, Room};
use crate::{Fault, Journal};

#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    list: Vec<Waiting>,
    bytes: usize,
    /// Whom this step is about to answer. Should it fail, they are not.
    answered: Vec<(Conn, DraftId)>,
}

#[derive(Clone, Debug)]
struct Waiting {
    conn: Conn,
    author: Author,
    draft: DraftId,
    what: What,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= limits::FETCH_ENTRIES || self.bytes >= limits::FETCH_BYTES
    }

    pub(super) fn add(&mut self, conn: Conn, author: Author, draft: DraftId, what: What) {
        self.bytes = self.bytes.saturating_add(what.weight());
        self.list.push(Waiting {
            conn,
            author,
            draft,
            what,
        });
    }

    /// A draft that waits comes again, perhaps on another socket: there it is answered. False: it does not wait.
    pub(super) fn again(&mut self, conn: Conn, member: &MemberId, draft: DraftId) -> bool {
        let is_it = |waiting: &&mut Waiting| waiting.draft == draft && waiting.author.member == *member;
        let found = self.list.iter_mut().find(is_it);
        found.map(|waiting| waiting.conn = conn).is_some()
    }

    pub(super) fn unanswered(&self) -> impl Iterator<Item = (Conn, DraftId)> {
        let waiting = self.list.iter().map(|waiting| (waiting.conn, waiting.draft));
        waiting.chain(self.answered.iter().copied())
    }

    /// The step is done, and its answers leave.
    pub(super) fn done(&mut self) {
        self.answered.clear();
    }

    /// The step has failed. What waited may be written or not, so nobody writes it again but who sent it.
    pub(super) fn drop_all(&mut self) {
        self.answered = self.unanswered().collect();
        self.list.clear();
        self.bytes = 0;
    }
}

impl Room {
    /// One statement for all that waits; then their answers.
    pub(super) fn commit(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let standing = self.stood(journal)?;
        let mut seq = standing.head;
        let at = standing.at.max(now);
        let entry = |waiting: &Waiting| {
            seq = seq.next();
            let Waiting {
                author, draft, what, ..
            } = waiting.clone();
            Entry {
                seq,
                at,
                draft,
                author,
                what,
            }
        };
        let entries: Vec<Entry> = self.batch.list.iter().map(entry).collect();
        let is_full = match journal.append_all(&entries) {
            Err(fault) if fault.is_full() => true,
            written => {
                written?;
                false
            }
        };
        let list = std::mem::take(&mut self.batch.list);
        self.batch.bytes = 0;
        for (Waiting { conn, draft, .. }, entry) in list.into_iter().zip(entries) {
            self.batch.answered.push((conn, draft));
            if is_full {
                let refused = Refused {
                    draft: Some(draft),
                    refusal: Refusal::StorageFull,
                    retry_after_ms: Some(limits::FULL_RETRY_MS),
                };
                self.refuse_post(conn, draft, now, refused, out);
            } else {
                let seq = entry.seq;
                out.push(Effect::Send(conn, ServerFrame::Ack(Ack { draft, seq })));
                self.wrote(conn, entry, out);
            }
        }
        Ok(())
    }

    /// A message stands, and is to be told.
    pub(super) fn wrote(&mut self, conn: Conn, entry: Entry, out: &mut Vec<Effect>) {
        if self.marks.wrote(&entry.author.member, entry.seq)
            && let Some(epoch) = self.epoch
        {
            self.note_read(epoch, conn, entry.seq, out);
        }
        if let Some(stood) = &mut self.stood {
            (stood.head, stood.at) = (entry.seq, entry.at);
        }
        self.news.add(entry);
    }
}
