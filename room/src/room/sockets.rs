//! Who is connected.
//!
//! Invariant: a member is counted once, however many sockets they have open.
//! Absent on purpose: persistence. All of it comes back from the sockets' cards.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use protocol::{DraftId, MemberId, Refusal, UnixMillis, limits};

use super::{Conn, ms};
use crate::Card;
use crate::pace::{Bucket, FRAMES};

#[derive(Clone, Debug, Default)]
pub(super) struct Sockets {
    open: BTreeMap<Conn, Socket>,
    /// How many sockets each member has said `Hello` on.
    present: BTreeMap<MemberId, usize>,
    /// How many sockets each place holds.
    places: BTreeMap<u16, usize>,
}

#[derive(Clone, Debug, Default)]
struct Socket {
    card: Option<Card>,
    frames: Bucket,
    /// Frames before the first good `Hello`. There is no account of what it reads yet, so each may be answered, and no more
    /// than a burst of them.
    strange: u32,
    held: Option<Held>,
}

/// A message that has to wait, and those that its client sent after it wait behind it: they were written in that order.
#[derive(Clone, Copy, Debug)]
struct Held {
    draft: DraftId,
    refusal: Refusal,
    /// A clock that went back behind it has ended the wait: it would be as long as the jump.
    since: UnixMillis,
    wait_ms: u32,
}

impl Sockets {
    pub(super) fn restore(list: impl IntoIterator<Item = (Conn, Option<Card>)>) -> Self {
        let mut sockets = Self::default();
        for (conn, card) in list {
            sockets.open(conn);
            if let Some(card) = card {
                sockets.greet(conn, card);
            }
        }
        sockets
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn places(&self) -> impl Iterator<Item = u16> {
        self.places.keys().copied()
    }

    /// Held at this place.
    pub(super) fn at(&self, place: u16) -> usize {
        self.places.get(&place).copied().unwrap_or(0)
    }

    /// All of that place, and whether they have said a good `Hello`.
    pub(super) fn of(&self, place: u16) -> impl Iterator<Item = (Conn, bool)> {
        let all = self.open.range(Conn::at(place, 0)..=Conn::at(place, u64::MAX));
        all.map(|(conn, socket)| (*conn, socket.card.is_some()))
    }

    pub(super) fn has(&self, conn: Conn) -> bool {
        self.open.contains_key(&conn)
    }

    /// Of a socket that has said a good `Hello`.
    pub(super) fn card(&self, conn: Conn) -> Option<&Card> {
        self.open.get(&conn)?.card.as_ref()
    }

    pub(super) fn cards(&self) -> impl Iterator<Item = (Conn, &Card)> {
        self.open
            .iter()
            .filter_map(|(conn, socket)| Some((*conn, socket.card.as_ref()?)))
    }

    /// Those whose reader does not want to meet somebody.
    pub(super) fn blocking(&self) -> Vec<(Conn, Vec<MemberId>)> {
        let blocking = self.cards().filter(|(_, card)| !card.blocked.is_empty());
        blocking
            .map(|(conn, card)| (conn, card.blocked.clone()))
            .collect()
    }

    pub(super) fn is_present(&self, member: &MemberId) -> bool {
        self.present.contains_key(member)
    }

    /// Distinct members that have said `Hello`.
    pub(super) fn members(&self) -> u32 {
        u32::try_from(self.present.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn open(&mut self, conn: Conn) {
        if let Entry::Vacant(free) = self.open.entry(conn) {
            free.insert(Socket::default());
            let count = self.places.entry(conn.place()).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// The socket is this member's from now on, whoever it was before.
    pub(super) fn greet(&mut self, conn: Conn, card: Card) {
        let Some(socket) = self.open.get_mut(&conn) else {
            return;
        };
        socket.held = None;
        let count = self.present.entry(card.member.clone()).or_default();
        *count = count.saturating_add(1);
        if let Some(before) = socket.card.replace(card) {
            self.leave(&before.member);
        }
    }

    /// The card as it is then, to be kept.
    pub(super) fn change(&mut self, conn: Conn, work: impl FnOnce(&mut Card)) -> Option<Card> {
        let card = self.open.get_mut(&conn)?.card.as_mut()?;
        work(card);
        Some(card.clone())
    }

    /// All of them, to be kept.
    pub(super) fn change_all(&mut self, work: impl Fn(&mut Card)) -> Vec<(Conn, Card)> {
        let cards = self
            .open
            .iter_mut()
            .filter_map(|(conn, socket)| Some((*conn, socket.card.as_mut()?)));
        let changed = cards.map(|(conn, card)| {
            work(card);
            (conn, card.clone())
        });
        changed.collect()
    }

    /// Its draft was refused for so long, and comes again.
    pub(super) fn hold(
        &mut self,
        conn: Conn,
        draft: DraftId,
        refusal: Refusal,
        since: UnixMillis,
        wait_ms: u32,
    ) {
        if let Some(socket) = self.open.get_mut(&conn) {
            socket.held.get_or_insert(Held {
                draft,
                refusal,
                since,
                wait_ms,
            });
        }
    }

    /// Nothing waits behind anything any more.
    pub(super) fn release_all(&mut self) {
        self.open.values_mut().for_each(|socket| socket.held = None);
    }

    /// Why this draft waits, and for how long: another one of its socket does, and stands before it.
    pub(super) fn held(&mut self, conn: Conn, draft: DraftId, now: UnixMillis) -> Option<(Refusal, u32)> {
        let held = &mut self.open.get_mut(&conn)?.held;
        let is_over = |held: &Held| {
            held.draft == draft || now < held.since || now.since(held.since) >= u64::from(held.wait_ms)
        };
        held.take_if(|held| is_over(held));
        let Held {
            refusal,
            since,
            wait_ms,
            ..
        } = (*held)?;
        Some((refusal, ms(u64::from(wait_ms).saturating_sub(now.since(since)))))
    }

    /// Its card, as this memory knew it.
    pub(super) fn forget(&mut self, conn: Conn) -> Option<Card> {
        let socket = self.open.remove(&conn)?;
        if let Some(count) = self.places.get_mut(&conn.place()) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.places.remove(&conn.place());
            }
        }
        let card = socket.card?;
        self.leave(&card.member);
        Some(card)
    }

    fn leave(&mut self, member: &MemberId) {
        if let Some(count) = self.present.get_mut(member) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.present.remove(member);
            }
        }
    }

    /// Takes a frame's token. Some: there is none, for so long.
    pub(super) fn pace(&mut self, conn: Conn, now: UnixMillis) -> Option<u32> {
        let Socket {
            card,
            frames,
            strange,
            ..
        } = self.open.get_mut(&conn)?;
        if card.is_none() {
            *strange = strange.saturating_add(1);
            if *strange > limits::BURST_FRAMES {
                return Some(1_000);
            }
        }
        match frames.wait_ms(FRAMES, now) {
            0 => {
                frames.take(FRAMES, now);
                None
            }
            wait => Some(ms(wait)),
        }
    }
}
