//! What everybody is told, and when.
//!
//! Invariants: entries are told in order, each after it was written; the first after a silence leaves at once, what
//! follows within a [`Tick`] shares a frame; nothing waits without a timer; a head that is told has its
//! entries told before it.

use protocol::{Entry, Events, Presence, Seq, ServerFrame, UnixMillis, limits};

use super::reach::{self, Reach};
use super::tick::Tick;
use super::{Conn, Effect, elapsed};
use crate::{Fault, Journal};

/// Who hears what everybody is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crowd {
    pub(super) members: u32,
    pub(super) sockets: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct News {
    /// Everything up to here was told, or waits to be told. None: this memory has not asked the journal yet.
    head: Option<Seq>,
    /// Entries that have been told may have been lost, or some may have been written and not told.
    in_doubt: bool,
    waiting: Vec<Entry>,
    waiting_bytes: usize,
    tick: Tick,
    /// What waits is not to wait.
    hurries: bool,
    /// The count as everybody knows it. None: they are to be told, whatever it is.
    members_told: Option<u32>,
    members_told_at: Option<UnixMillis>,
    /// Has just said `Hello`, and wants to know the count without waiting.
    newcomer: Option<Conn>,
    /// When the edge's timer goes off.
    timer_at: Option<UnixMillis>,
}

impl News {
    /// Sockets that outlived the memory may have missed what waited in it: the first step tells them the head.
    pub(super) fn restore(members: u32) -> Self {
        Self {
            in_doubt: members > 0,
            ..Self::default()
        }
    }

    pub(super) fn doubt(&mut self) {
        self.in_doubt = true;
        self.members_told = None;
    }

    pub(super) fn woken(&mut self) {
        self.timer_at = None;
        self.tick.wake(true);
    }

    pub(super) fn greeted(&mut self, conn: Conn) {
        self.newcomer = Some(conn);
    }

    /// An entry that this step has written.
    pub(super) fn add(&mut self, entry: Entry) {
        self.waiting_bytes = self.waiting_bytes.saturating_add(entry.what.weight());
        self.head = Some(entry.seq);
        self.waiting.push(entry);
    }

    /// What waits is told with this step.
    pub(super) fn hurry(&mut self) {
        self.hurries = true;
    }

    /// The journal's head. What stands there and was never told is told now: an append can succeed and report a fault.
    pub(super) fn learn(&mut self, journal: &impl Journal, head: Seq) -> Result<(), Fault> {
        if let Some(known) = self.head.filter(|known| *known < head) {
            for entry in journal.newest(known, head.next(), limits::FETCH_ENTRIES)? {
                self.add(entry);
            }
        }
        self.head = Some(head);
        self.in_doubt = false;
        Ok(())
    }

    pub(super) fn head(&self) -> Option<Seq> {
        self.head
    }

    /// After a memory was lost, or a fault: where the log stands. None where nobody listens.
    pub(super) fn catch_up(&mut self, journal: &impl Journal, members: u32) -> Result<Option<Seq>, Fault> {
        if members == 0 {
            return Ok(None);
        }
        if self.in_doubt {
            let head = journal.standing()?.head;
            self.learn(journal, head)?;
        }
        Ok(self.head)
    }

    /// The last place that is not waiting to be told.
    pub(super) fn told(&self, head: Seq) -> Seq {
        let first = self.waiting.first().map(|first| first.seq);
        first.map_or(head, |first| Seq(first.0.saturating_sub(1)))
    }

    #[cfg(any(test, feature = "memory"))]
    pub(super) fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    pub(super) fn tick_at(&self, now: UnixMillis) -> Option<UnixMillis> {
        self.tick.due_at(now)
    }

    pub(super) fn tick(&mut self) -> &mut Tick {
        &mut self.tick
    }

    /// How many bytes everybody is about to be told, if anything.
    pub(super) fn due(&self, now: UnixMillis, crowd: Crowd) -> Option<u64> {
        let is_due = self.is_due(now) || self.is_presence_due(now, crowd);
        is_due.then(|| reach::weigh(&self.waiting))
    }

    /// Whatever is due.
    pub(super) fn tell(&mut self, now: UnixMillis, crowd: Crowd, reach: &mut Reach, out: &mut Vec<Effect>) {
        let Crowd { members, sockets } = crowd;
        let newcomer = self.newcomer.take();
        if members == 0 {
            self.waiting.clear();
            self.waiting_bytes = 0;
            self.hurries = false;
            self.members_told = Some(0);
            return;
        }
        let presence = self.is_presence_due(now, crowd);
        if presence || self.is_due(now) {
            self.flush(now, sockets, reach, out);
        }
        if let Some(head) = self.head {
            let frame = ServerFrame::Presence(Presence { members, head });
            if presence {
                self.members_told = Some(members);
                self.members_told_at = Some(now);
                reach.tell_state(0);
                self.tick.spend(now, sockets);
                out.push(Effect::Broadcast(frame));
            } else if let Some(conn) = newcomer {
                out.push(Effect::Send(conn, frame));
            }
        }
    }

    fn is_presence_due(&self, now: UnixMillis, Crowd { members, sockets }: Crowd) -> bool {
        self.members_told != Some(members) && elapsed(self.members_told_at, limits::presence_ms(sockets), now)
    }

    fn is_due(&self, now: UnixMillis) -> bool {
        !self.waiting.is_empty()
            && (self.hurries
                || self.tick.is_due(now)
                || self.waiting.len() >= limits::FETCH_ENTRIES
                || self.waiting_bytes >= limits::FETCH_BYTES)
    }

    fn flush(&mut self, now: UnixMillis, sockets: usize, reach: &mut Reach, out: &mut Vec<Effect>) {
        self.waiting_bytes = 0;
        self.hurries = false;
        let mut rest = std::mem::take(&mut self.waiting).into_iter().peekable();
        while let Some(first) = rest.next() {
            let from = first.seq;
            let mut next = from.next();
            let mut list = vec![first];
            // A frame is contiguous. More than one is needed only where somebody else wrote a great deal.
            while let Some(entry) = rest.next_if(|entry| entry.seq == next) {
                next = next.next();
                list.push(entry);
            }
            reach.tell(&list);
            self.tick.told(now, sockets, list.len());
            out.push(Effect::Broadcast(ServerFrame::Events(Events { from, list })));
        }
    }

    /// One timer for whatever waits: here, or until `also`.
    pub(super) fn arm(
        &mut self,
        now: UnixMillis,
        Crowd { members, sockets }: Crowd,
        also: Option<UnixMillis>,
        out: &mut Vec<Effect>,
    ) {
        self.tick.wake(false);
        if members == 0 {
            return;
        }
        let events_at = self.tick.due_at(now).filter(|_| !self.waiting.is_empty());
        let presence_at = self
            .members_told_at
            .filter(|_| self.members_told != Some(members))
            .map(|at| at.plus(limits::presence_ms(sockets)));
        let Some(due_at) = [events_at, presence_at, also].into_iter().flatten().min() else {
            return;
        };
        let is_armed = self.timer_at.is_some_and(|at| now <= at && at <= due_at);
        if !is_armed {
            self.timer_at = Some(due_at);
            out.push(Effect::WakeIn(due_at.since(now)));
        }
    }
}
