//! The room's end of all its links.
//!
//! Invariants: a room that has lost its memory hears and says nothing before each spoke has told which sockets it holds, or has
//! failed to for a while; a spoke is in the room's ledger before anybody lands there, and leaves it when nobody is there and nobody
//! is on the way.

use std::collections::BTreeMap;

use protocol::{CloseReason, UnixMillis};
use room::{Card, Conn};

use crate::land::worth;
use crate::link::{Heard, Link, Then};
use crate::{Answer, Landing, Order, Push, Reply, Report, Seated, Spread};

/// Whoever was sent to a spoke, and has not been heard of there for so long, went elsewhere.
const LANDING_MS: u64 = 10_000;
/// A room does not wait longer than this for its spokes to say who is there: then comes [`Hub::go_on`].
pub const GATHER_MS: u64 = 3_000;

/// While more waits for all spokes together, none of them is heard: an eighth of what an instance may grow to.
const WAITING_BYTES: usize = 8 * 1024 * 1024;

#[derive(Clone, Debug)]
pub struct Hub {
    spread: Spread,
    spokes: BTreeMap<u16, Spoke>,
    /// The number of the next link.
    fresh: u64,
    /// The room's memory is to be made of what the spokes tell.
    is_gathering: bool,
}

#[derive(Clone, Debug, Default)]
struct Spoke {
    link: Link,
    /// When each of those was sent who have not been heard of yet.
    landing: Vec<UnixMillis>,
    /// Who is there, while the room's memory is gathered. Text no longer: there are thousands of each.
    roster: Option<Vec<(Conn, Option<Card>)>>,
}

impl Hub {
    /// With the spokes that the ledger knows. `chance`: random bits, that no earlier memory had.
    pub fn new(spread: Spread, chance: u64, spokes: &[u16]) -> Self {
        let spokes: BTreeMap<u16, Spoke> = spokes.iter().map(|place| (*place, Spoke::default())).collect();
        Self {
            spread,
            is_gathering: !spokes.is_empty(),
            spokes,
            fresh: chance.max(1),
        }
    }

    pub fn places(&self) -> Vec<u16> {
        self.spokes.keys().copied().collect()
    }

    pub fn has(&self, place: u16) -> bool {
        self.spokes.contains_key(&place)
    }

    /// The room's memory is gone, and this one is not: what waits for the spokes still does.
    pub fn forget(&mut self) {
        self.is_gathering = !self.spokes.is_empty();
        for spoke in self.spokes.values_mut() {
            spoke.link.renew();
            spoke.roster = None;
        }
    }

    /// Whether the room's memory can be made now.
    pub fn is_whole(&self) -> bool {
        !self.is_gathering || self.spokes.values().all(|spoke| spoke.roster.is_some())
    }

    /// Everybody on the spokes, once it is whole: the room's memory is made of them and of its own sockets.
    pub fn gathered(&mut self) -> Vec<(Conn, Option<Card>)> {
        self.is_gathering = false;
        let rosters = self.spokes.values_mut().filter_map(|spoke| spoke.roster.take());
        rosters.flatten().collect()
    }

    /// Where whoever comes now goes. `at`: how many sockets the room counts at a place.
    pub fn land(&mut self, now: UnixMillis, at: impl Fn(u16) -> usize) -> Landing {
        let mut counts = Vec::with_capacity(self.spokes.len());
        for (place, spoke) in &mut self.spokes {
            spoke.settle(now);
            let count = at(*place).saturating_add(spoke.landing.len());
            // Where nobody can be reached nobody lands.
            let is_lost = spoke.link.is_lost();
            counts.push((*place, if is_lost { usize::MAX } else { count }));
        }
        let landing = self.spread.land(at(0), &counts);
        if let Landing::Spoke(place) | Landing::New(place) = landing {
            self.spokes.entry(place).or_default().landing.push(now);
        }
        landing
    }

    /// Somebody has come where they were sent.
    pub fn landed(&mut self, place: u16) {
        if let Some(spoke) = self.spokes.get_mut(&place) {
            spoke.landing.pop();
        }
    }

    /// Forgets the spokes that nobody is on or on the way to. True if there were any.
    pub fn prune(&mut self, now: UnixMillis, at: impl Fn(u16) -> usize) -> bool {
        let before = self.spokes.len();
        if !self.is_gathering {
            self.spokes.retain(|place, spoke| {
                spoke.settle(now);
                at(*place) > 0 || !spoke.landing.is_empty() || !spoke.link.is_idle()
            });
        }
        self.spokes.len() < before
    }

    /// It cannot be reached. Its sockets count as gone, and have to come back: it is asked who is there until it answers.
    pub fn give_up(&mut self, place: u16) {
        if let Some(spoke) = self.spokes.get_mut(&place) {
            spoke.link.lose();
            spoke.landing.clear();
            if self.is_gathering {
                spoke.roster.get_or_insert_default();
            }
        }
    }

    /// It was chosen, and could not be kept.
    pub fn remove(&mut self, place: u16) {
        self.spokes.remove(&place);
    }

    /// What a frame to everybody costs the room beside its own sockets, in sockets.
    pub fn worth(&self, at: impl Fn(u16) -> usize) -> usize {
        worth(at(0), self.spokes.keys().map(|place| at(*place)))
    }

    /// False: the spoke is to be given up.
    #[must_use]
    pub fn order(&mut self, place: u16, order: Order) -> bool {
        match self.spokes.get_mut(&place) {
            Some(spoke) => spoke.link.order(order),
            // It was given up, and its sockets with it.
            None => true,
        }
    }

    /// What a spoke has not been told yet, as far as is known.
    pub fn untold(&self, place: u16) -> impl Iterator<Item = &Order> {
        let link = self.spokes.get(&place).map(|spoke| &spoke.link);
        link.into_iter().flat_map(Link::untold)
    }

    /// What to push to a spoke now, if anything.
    pub fn next(&mut self, place: u16) -> Option<Push> {
        let fresh = self.fresh;
        let push = self.spokes.get_mut(&place)?.link.next(fresh);
        self.taken(push)
    }

    /// After [`Hub::failed`] has told how long to wait.
    pub fn again(&mut self, place: u16) -> Option<Push> {
        let fresh = self.fresh;
        let push = self.spokes.get_mut(&place)?.link.again(fresh);
        self.taken(push)
    }

    fn taken(&mut self, push: Option<Push>) -> Option<Push> {
        if push.as_ref().is_some_and(|push| push.link == self.fresh) {
            self.fresh = self.fresh.wrapping_add(1).max(1);
        }
        push
    }

    /// Some: the spoke has told which sockets it holds, and the room's memory is to be brought in line with it: see
    /// [`crate::merge`].
    pub fn answered(&mut self, place: u16, answer: Answer) -> Option<Vec<Seated>> {
        let spoke = self.spokes.get_mut(&place)?;
        match spoke.link.answered(answer) {
            Then::Nothing => None,
            Then::Made(list) if self.is_gathering => {
                spoke.roster = Some(spoke.read(&list));
                None
            }
            Then::Made(list) => Some(list),
        }
    }

    /// No answer came. After how long to try again; none: the spoke is to be given up.
    pub fn failed(&mut self, place: u16, now: UnixMillis) -> Option<u64> {
        self.spokes.get_mut(&place)?.link.failed(now)
    }

    /// Whoever has not told by now who is there is waited for no longer. Should they be heard of, their sockets have to come back.
    pub fn go_on(&mut self) {
        for spoke in self.spokes.values_mut().filter(|_| self.is_gathering) {
            spoke.roster.get_or_insert_default();
        }
    }

    pub fn hears(&mut self, report: &Report) -> Heard {
        let waiting: usize = self.spokes.values().map(|spoke| spoke.link.bytes()).sum();
        match self.spokes.get_mut(&report.place) {
            Some(_) if waiting > WAITING_BYTES => Heard::Not(Reply::Early),
            Some(spoke) => spoke.link.hears(report.link, report.n),
            None => Heard::Not(Reply::Unknown),
        }
    }
}

impl Spoke {
    /// Whose card another version wrote has to come back.
    fn read(&mut self, list: &[Seated]) -> Vec<(Conn, Option<Card>)> {
        let mut all = Vec::with_capacity(list.len());
        for seated in list {
            match seated.read() {
                Some(socket) => all.push(socket),
                None => {
                    let (conn, reason) = (seated.conn, CloseReason::Restart);
                    let _fits = self.link.order(Order::Close { conn, reason });
                }
            }
        }
        all
    }

    fn settle(&mut self, now: UnixMillis) {
        self.landing
            .retain(|at| *at <= now && now.since(*at) < LANDING_MS);
    }
}
