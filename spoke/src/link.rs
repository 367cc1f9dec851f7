//! The room's end of the link to one spoke.
//!
//! Invariants: one push is under way at a time, and the next one has the next number; what is not known to be done is pushed
//! again, by its number as long as the spoke remembers it, and after that once more: a frame may reach a socket twice then, which
//! clients bear, and is never left out; a link that was made anew has a number that no other had, so what is late of an earlier one
//! is nobody's. A spoke that does not answer for so long, or has so much waiting, is given up: its sockets count as gone, what waits for
//! them is thrown away, and it is asked who is there until it answers, so that whoever is has to come back.

use std::collections::{BTreeSet, VecDeque};

use protocol::UnixMillis;
use room::Conn;

use crate::{Answer, Order, Push, Reply, Seated};

/// A spoke that has answered nothing for so long is given up.
const PATIENCE_MS: u64 = 30_000;
/// The wait after the first failure; twice as long after each.
const AGAIN_MS: u64 = 100;
const AGAIN_MOST_MS: u64 = 5_000;
/// And asked so often.
const LOST_AGAIN_MS: u64 = 15_000;
/// What may wait for one spoke: as much as what is heard of it at once can be answered by, and the same again told to everybody.
const WAITING_BYTES: usize = 16 * 1024 * 1024;
/// As long as it does not answer, for less: what waits for one is in the way of the others.
const FAILING_BYTES: usize = 4 * 1024 * 1024;
/// While more waits, nothing more is heard of it: its sockets would be answered, and more of them be heard.
const BUSY_BYTES: usize = 1024 * 1024;
/// One push holds so much, and one order at least.
const PUSH_BYTES: usize = 1024 * 1024;

#[derive(Clone, Debug, Default)]
pub struct Link {
    /// This link's number. 0: there is none yet.
    id: u64,
    is_made: bool,
    /// To be made anew when what is under way has ended.
    is_stale: bool,
    /// It was given up, and has not been heard of since.
    is_lost: bool,
    told: u64,
    heard: u64,
    waiting: VecDeque<Order>,
    bytes: usize,
    under_way: Option<Push>,
    fails: u32,
    failing_since: Option<UnixMillis>,
}

/// What follows from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    Nothing,
    /// The link is made, and these are the spoke's sockets as the orders that wait leave them.
    Made(Vec<Seated>),
}

/// Whether a report is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is to be done now, and then answered with [`Reply::Done`].
    News,
    /// It needs nothing but this answer.
    Not(Reply),
}

impl Link {
    /// False: too much waits, and the spoke is to be given up.
    #[must_use]
    pub fn order(&mut self, order: Order) -> bool {
        if self.is_lost {
            // It is for nobody whom the room knows.
            return true;
        }
        self.bytes = self.bytes.saturating_add(order.bytes());
        self.waiting.push_back(order);
        let most = if self.fails > 0 {
            FAILING_BYTES
        } else {
            WAITING_BYTES
        };
        self.bytes <= most
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Nothing waits and nothing is under way, and it is known who is there.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.under_way.is_none() && !self.is_lost
    }

    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// It is given up.
    pub fn lose(&mut self) {
        *self = Self {
            id: self.id,
            is_lost: true,
            ..Self::default()
        };
    }

    pub fn untold(&self) -> impl Iterator<Item = &Order> {
        let under_way = self.under_way.iter().flat_map(|push| &push.orders);
        under_way.chain(&self.waiting)
    }

    /// The room's memory was lost: it has to know the sockets again.
    pub fn renew(&mut self) {
        self.is_stale = true;
        self.is_made = false;
    }

    /// What to push now. `fresh` is a number that no link has had; it is taken where a link is made.
    pub fn next(&mut self, fresh: u64) -> Option<Push> {
        if self.under_way.is_some() {
            return None;
        }
        if !self.is_made || self.is_stale {
            (self.id, self.is_made, self.is_stale) = (fresh, false, false);
            (self.told, self.heard) = (0, 0);
        } else if self.waiting.is_empty() {
            return None;
        }
        let (link, n) = (
            self.id,
            if self.is_made {
                self.told.saturating_add(1)
            } else {
                0
            },
        );
        let mut orders = Vec::new();
        let mut bytes = 0_usize;
        while self.is_made
            && let Some(order) = self
                .waiting
                .pop_front_if(|order| orders.is_empty() || bytes.saturating_add(order.bytes()) <= PUSH_BYTES)
        {
            bytes = bytes.saturating_add(order.bytes());
            orders.push(order);
        }
        let push = Push { link, n, orders };
        self.under_way = Some(push.clone());
        Some(push)
    }

    pub fn answered(&mut self, answer: Answer) -> Then {
        (self.fails, self.failing_since) = (0, None);
        let Some(push) = self.under_way.take() else {
            return Then::Nothing;
        };
        match answer {
            Answer::Roster(list) if push.n == 0 && !self.is_stale => {
                (self.is_made, self.is_lost) = (true, false);
                Then::Made(self.overlaid(list))
            }
            Answer::Done if push.n > 0 => {
                self.told = push.n;
                let done: usize = push.orders.iter().map(Order::bytes).sum();
                self.bytes = self.bytes.saturating_sub(done);
                Then::Nothing
            }
            Answer::Done | Answer::Roster(_) => Then::Nothing,
            Answer::Stale => {
                self.put_back(push);
                self.renew();
                Then::Nothing
            }
        }
    }

    /// No answer came, whatever became of the push. After how long it is tried again; none: the spoke is to be given up.
    pub fn failed(&mut self, now: UnixMillis) -> Option<u64> {
        if self.is_lost {
            return Some(LOST_AGAIN_MS);
        }
        // A clock that went back begins the wait anew.
        let since = self.failing_since.filter(|since| *since <= now).unwrap_or(now);
        self.failing_since = Some(since);
        if now.since(since) >= PATIENCE_MS {
            return None;
        }
        self.fails = self.fails.saturating_add(1);
        let doubled = AGAIN_MS.saturating_mul(1_u64.checked_shl(self.fails.min(16)).unwrap_or(u64::MAX) / 2);
        Some(doubled.min(AGAIN_MOST_MS))
    }

    /// The same push once more. One that makes a link is made anew, by another number.
    pub fn again(&mut self, fresh: u64) -> Option<Push> {
        match self.under_way.take() {
            Some(push) if push.n > 0 && !self.is_stale => {
                self.under_way = Some(push.clone());
                Some(push)
            }
            Some(push) => {
                self.put_back(push);
                self.is_made = false;
                self.next(fresh)
            }
            None => self.next(fresh),
        }
    }

    /// A report has come. Once it is [`Heard::News`] it counts as heard.
    pub fn hears(&mut self, link: u64, n: u64) -> Heard {
        if !self.is_made && !self.is_stale && link == self.id && link > 0 {
            return Heard::Not(Reply::Early);
        }
        if !self.is_made || link != self.id {
            if self.is_made {
                // It has lost its memory. Or this is late, of a link that is no more: then it is made anew for nothing.
                self.renew();
            }
            return Heard::Not(Reply::Stale);
        }
        if n <= self.heard {
            return Heard::Not(Reply::Done);
        }
        if self.bytes > BUSY_BYTES {
            return Heard::Not(Reply::Early);
        }
        if n > self.heard.saturating_add(1) {
            self.renew();
            return Heard::Not(Reply::Stale);
        }
        self.heard = n;
        Heard::News
    }

    fn put_back(&mut self, push: Push) {
        for order in push.orders.into_iter().rev() {
            self.waiting.push_front(order);
        }
    }

    /// What waits will be done before anything else: a memory that is made from this roster must know it as done.
    fn overlaid(&self, list: Vec<Seated>) -> Vec<Seated> {
        if self.waiting.is_empty() {
            return list;
        }
        let mut seats: std::collections::BTreeMap<u64, Option<String>> = list
            .into_iter()
            .map(|seated| (seated.conn, seated.card))
            .collect();
        for order in &self.waiting {
            match order {
                Order::Keep { conn, card } => {
                    if let Some(kept) = seats.get_mut(conn) {
                        *kept = Some(card.clone());
                    }
                }
                Order::Close { conn, .. } => {
                    seats.remove(conn);
                }
                Order::Say { .. } | Order::Tell { .. } => {}
            }
        }
        let seated = |(conn, card)| Seated { conn, card };
        seats.into_iter().map(seated).collect()
    }
}

/// What a roster means to a room that has kept its memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The room knows them, and they are not there any more.
    pub gone: Vec<Conn>,
    /// They are there and have said nothing that was heard.
    pub come: Vec<Conn>,
    /// They are somebody's, and the room does not know whose: they have to come back.
    pub strange: Vec<Conn>,
}

pub fn merge(known: impl IntoIterator<Item = Conn>, roster: &[Seated]) -> Found {
    let mut known: BTreeSet<Conn> = known.into_iter().collect();
    let mut found = Found::default();
    for seated in roster {
        let conn = Conn(seated.conn);
        if known.remove(&conn) {
            continue;
        }
        match seated.card {
            None => found.come.push(conn),
            Some(_) => found.strange.push(conn),
        }
    }
    found.gone = known.into_iter().collect();
    found
}
