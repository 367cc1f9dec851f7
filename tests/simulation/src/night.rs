//! A night with a crowd: 100,000 fans on the spokes of one room, each of whom hears, counts and says no more than it must.
//!
//! The room, the links and the landing are the ones that ship; a fan is a number of the last place that it has, and finds holes as a
//! client does. Nothing travels for longer than a step of the clock, and what comes within one shares a report or a push.

mod crowd;

use std::collections::BTreeMap;

use protocol::{Epoch, MemberId, Presence, RoomKind, ServerFrame, UnixMillis, codec};
use room::memory::MemoryJournal;
use room::{Card, Conn, Effect, Input, Room};
use spoke::{
    Answer, Done, Heard, Hub, Landing, Order, Reply, Rim, SPOKE_SOCKETS, Seated, Spread, Word, merge,
};

use crate::host::EPOCH_MS;
use crate::promise::{Invariant, Promise, broken, sound};
use crowd::Crowd;

/// What a night came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Night {
    pub fans: usize,
    pub spokes: usize,
    pub messages: usize,
    /// Frames to sockets.
    pub frames: u64,
    pub pushes: u64,
    pub reports: u64,
    /// What the room was told by sockets, wherever they are.
    pub words: u64,
    /// Whoever had to come back, since their spoke died.
    pub back: usize,
}

const STEP_MS: u64 = 25;

struct World {
    now: u64,
    room: Room,
    journal: MemoryJournal,
    hub: Hub,
    own: BTreeMap<u64, String>,
    spokes: BTreeMap<u16, Spoke>,
    crowd: Crowd,
    wake_at: Option<u64>,
    members: u32,
    night: Night,
}

#[derive(Default)]
struct Spoke {
    rim: Rim,
    cards: BTreeMap<u64, Option<String>>,
}

/// So many come, a few of them talk for ten seconds, and meanwhile a spoke forgets, another dies and the room forgets.
pub fn night(fans: usize) -> Promise<Night> {
    let mut world = World::new(fans);
    world.everybody_comes()?;
    let full = fans.div_ceil(SPOKE_SOCKETS).saturating_sub(1);
    if world.hub.places().len() != full {
        let what = format!("{fans} are on {} spokes", world.hub.places().len());
        return broken(Invariant::Harness, what);
    }
    world.is_counted()?;
    for step in 0..400_u64 {
        world.crowd.type_some(step);
        match step {
            100 => world.spoke_forgets(1),
            200 => world.room_forgets()?,
            300 => world.spoke_dies(2),
            _ => {}
        }
        world.step()?;
    }
    world.everybody_comes()?;
    for _ in 0..600 {
        world.step()?;
    }
    world.is_counted()?;
    world.crowd.agree(&world.journal.list)?;
    world.night.messages = world.journal.list.len();
    world.night.spokes = world.hub.places().len();
    Ok(world.night)
}

impl World {
    fn new(fans: usize) -> Self {
        Self {
            now: 0,
            room: Room::restore(RoomKind::Chat, []),
            journal: MemoryJournal::new(Epoch::from_bits(7)),
            hub: Hub::new(Spread::default(), 1, &[]),
            own: BTreeMap::new(),
            spokes: BTreeMap::new(),
            crowd: Crowd::new(fans),
            wake_at: None,
            members: 0,
            night: Night {
                fans,
                ..Night::default()
            },
        }
    }

    fn clock(&self) -> UnixMillis {
        UnixMillis(EPOCH_MS.saturating_add(self.now))
    }

    /// As quickly as the room lets them in.
    fn everybody_comes(&mut self) -> Promise {
        while let Some(fan) = self.crowd.comes() {
            let clock = self.clock();
            if self.room.may_come(clock).is_err() {
                self.crowd.waits(fan);
                self.step()?;
                continue;
            }
            let place = match self.hub.land(clock, |place| self.room.sockets_at(place)) {
                Landing::Here => 0,
                Landing::Spoke(place) | Landing::New(place) => place,
                Landing::Full => return broken(Invariant::Harness, "there is no place"),
            };
            let conn = Conn::at(place, fan).0;
            self.crowd.lands(fan, conn);
            if place == 0 {
                self.turn(Input::Connected(Conn(conn)))?;
            } else {
                let spoke = self.spokes.entry(place).or_default();
                spoke.cards.insert(conn, None);
                let _fits = spoke.rim.hear(Word::Opened { conn });
            }
        }
        for _ in 0..250 {
            self.step()?;
        }
        Ok(())
    }

    /// Whatever anybody has to say is said, and then the room's time passes.
    fn step(&mut self) -> Promise {
        self.now = self.now.saturating_add(STEP_MS);
        for (conn, text) in self.crowd.says(self.now) {
            self.night.words = self.night.words.saturating_add(1);
            match Conn(conn).place() {
                0 => self.frame(conn, &text)?,
                place => {
                    let ruled = None;
                    let spoke = self.spokes.entry(place).or_default();
                    let _fits = spoke.rim.hear(Word::Said { conn, text, ruled });
                }
            }
        }
        if self.wake_at.is_some_and(|at| at <= self.now) {
            self.wake_at = None;
            self.turn(Input::Wake)?;
        }
        for place in self.hub.places() {
            self.exchange(place)?;
        }
        Ok(())
    }

    /// Until neither end of the link has anything left.
    fn exchange(&mut self, place: u16) -> Promise {
        loop {
            let spoke = self.spokes.entry(place).or_default();
            let report = match spoke.rim.next(place) {
                Some(report) => Some(report),
                None => spoke.rim.again().unwrap_or_default(),
            };
            let is_quiet = report.is_none();
            if let Some(report) = report {
                self.night.reports = self.night.reports.saturating_add(1);
                let reply = match self.hub.hears(&report) {
                    Heard::Not(reply) => reply,
                    Heard::News => {
                        for word in report.words {
                            self.word(word)?;
                        }
                        Reply::Done
                    }
                };
                self.spokes.entry(place).or_default().rim.answered(reply);
            }
            let Some(push) = self.hub.next(place) else {
                if is_quiet {
                    return Ok(());
                }
                continue;
            };
            self.night.pushes = self.night.pushes.saturating_add(1);
            let answer = self.pushed(place, push);
            if let Some(roster) = self.hub.answered(place, answer) {
                let found = merge(self.room.sockets_of(place).map(|(conn, _)| conn), &roster);
                for conn in found.gone {
                    self.turn(Input::Closed(conn))?;
                }
                for conn in found.come {
                    self.turn(Input::Connected(conn))?;
                }
            }
        }
    }

    fn word(&mut self, word: Word) -> Promise {
        match word {
            Word::Opened { conn } => {
                self.hub.landed(Conn(conn).place());
                self.turn(Input::Connected(Conn(conn)))
            }
            Word::Said { conn, text, .. } => self.frame(conn, &text),
            Word::Odd { .. } => Ok(()),
            Word::Gone { conn, .. } => self.turn(Input::Closed(Conn(conn))),
        }
    }

    fn frame(&mut self, conn: u64, text: &str) -> Promise {
        let frame = codec::decode_client(text);
        let pass = Some(Ok(self.crowd.pass(conn)?));
        let conn = Conn(conn);
        self.turn(Input::Frame { conn, frame, pass })
    }

    fn pushed(&mut self, place: u16, push: spoke::Push) -> Answer {
        let spoke = self.spokes.entry(place).or_default();
        match spoke.rim.pushed(push) {
            Done::Answer(answer) => answer,
            Done::Roster => {
                let seated = |(conn, card): (&u64, &Option<String>)| Seated {
                    conn: *conn,
                    card: card.clone(),
                };
                Answer::Roster(spoke.cards.iter().map(seated).collect())
            }
            Done::Orders(orders) => {
                for order in orders {
                    match order {
                        Order::Say { conn, text } => self.crowd.hears(&[conn], &text),
                        Order::Tell { text, but } => {
                            let hears = spoke
                                .cards
                                .iter()
                                .filter(|(conn, card)| card.is_some() && !but.contains(conn));
                            let conns: Vec<u64> = hears.map(|(conn, _)| *conn).collect();
                            self.night.frames = self.night.frames.saturating_add(count(conns.len()));
                            self.crowd.hears(&conns, &text);
                        }
                        Order::Keep { conn, card } => {
                            if let Some(kept) = spoke.cards.get_mut(&conn) {
                                *kept = Some(card);
                            }
                        }
                        Order::Close { conn, .. } => {
                            spoke.cards.remove(&conn);
                            self.crowd.is_closed(conn);
                        }
                    }
                }
                Answer::Done
            }
        }
    }

    fn turn(&mut self, input: Input) -> Promise {
        self.room
            .pays(self.hub.worth(|place| self.room.sockets_at(place)));
        let clock = self.clock();
        for effect in sound(self.room.step(&mut self.journal, clock, input))? {
            self.perform(effect)?;
        }
        Ok(())
    }

    fn perform(&mut self, effect: Effect) -> Promise {
        match effect {
            Effect::Send(Conn(conn), frame) => {
                let text = codec::encode_server(&frame);
                match Conn(conn).place() {
                    0 => self.crowd.hears(&[conn], &text),
                    place => self.order(place, Order::Say { conn, text })?,
                }
            }
            Effect::Broadcast(frame) => {
                if let ServerFrame::Presence(Presence { members, .. }) = &frame {
                    self.members = *members;
                }
                let text = codec::encode_server(&frame);
                if !self.room.silent().is_empty() {
                    return broken(Invariant::I9, "somebody who reads is asked where they are");
                }
                for place in self.hub.places() {
                    let (text, but) = (text.clone(), Vec::new());
                    self.order(place, Order::Tell { text, but })?;
                }
                let conns: Vec<u64> = self.own.keys().copied().collect();
                self.night.frames = self.night.frames.saturating_add(count(conns.len()));
                self.crowd.hears(&conns, &text);
            }
            Effect::Keep(Conn(conn), card) => match Conn(conn).place() {
                0 => drop(self.own.insert(conn, card.encode())),
                place => {
                    let card = card.encode();
                    self.order(place, Order::Keep { conn, card })?;
                }
            },
            Effect::Close(Conn(conn), reason) => match Conn(conn).place() {
                0 => self.crowd.is_closed(conn),
                place => self.order(place, Order::Close { conn, reason })?,
            },
            Effect::WakeIn(ms) => {
                let at = self.now.saturating_add(ms);
                self.wake_at = Some(self.wake_at.map_or(at, |before| before.min(at)));
            }
            // Nobody blocks anybody, posts over HTTP or uploads here.
            _ => {}
        }
        Ok(())
    }

    fn order(&mut self, place: u16, order: Order) -> Promise {
        if self.hub.order(place, order) {
            return Ok(());
        }
        broken(Invariant::I9, format!("too much waits for spoke {place}"))
    }

    /// Its memory is lost, with what its sockets had just said.
    fn spoke_forgets(&mut self, place: u16) {
        if let Some(spoke) = self.spokes.get_mut(&place) {
            spoke.rim = Rim::default();
        }
    }

    fn spoke_dies(&mut self, place: u16) {
        let spoke = self.spokes.remove(&place).unwrap_or_default();
        for conn in spoke.cards.into_keys() {
            self.night.back = self.night.back.saturating_add(1);
            self.crowd.is_closed(conn);
        }
    }

    /// The room asks each spoke who is there, and is made of that.
    fn room_forgets(&mut self) -> Promise {
        self.wake_at = None;
        self.hub = Hub::new(Spread::default(), self.now << 20, &self.hub.places());
        for place in self.hub.places() {
            let Some(push) = self.hub.next(place) else {
                return broken(Invariant::Harness, "a spoke is not asked");
            };
            let answer = self.pushed(place, push);
            self.hub.answered(place, answer);
        }
        if !self.hub.is_whole() {
            return broken(Invariant::Harness, "a spoke has not told who is there");
        }
        let own = self
            .own
            .iter()
            .map(|(conn, card)| (Conn(*conn), Card::decode(card)));
        self.room = Room::restore(RoomKind::Chat, own.chain(self.hub.gathered()));
        Ok(())
    }

    /// Heads are counted exactly, wherever they are, and everybody has been told so.
    fn is_counted(&self) -> Promise {
        let fans = u32::try_from(self.night.fans).unwrap_or(u32::MAX);
        if self.members == fans {
            return Ok(());
        }
        let what = format!("{} are told to be there, and {fans} are", self.members);
        broken(Invariant::I9, what)
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

pub(crate) fn member(fan: u64) -> Promise<MemberId> {
    sound(MemberId::parse(&format!("g{fan:031}")))
}
