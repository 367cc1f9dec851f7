//! Spokes: objects that hold sockets for the room, what is on its way between them, and what becomes of it.
//!
//! The links are the ones that ship. What is asked between two objects arrives once, late, twice or not at all, and so does its answer;
//! whoever asked learns of it in two seconds.

mod ends;
mod rims;

use std::collections::{BTreeMap, BTreeSet};

use room::Conn;
use spoke::{Answer, GATHER_MS, Landing, Order, Push, Reply, Report, Rim};

use super::{Event, Promise, World};
use crate::dice::Dice;
use crate::host::{Out, Release};
use crate::promise::{Invariant, broken};

/// Whoever is not answered for so long takes the question for lost.
const ANSWER_MS: u64 = 2_000;
const HOP_MS: u64 = 10;

/// What travels, and what is waited for.
#[derive(Clone)]
pub(crate) enum Way {
    Push {
        life: u64,
        serial: u64,
        push: Push,
        is_answered: bool,
    },
    Answer {
        life: u64,
        serial: u64,
        answer: Option<Answer>,
    },
    PushAgain {
        life: u64,
    },
    Report {
        life: u64,
        serial: u64,
        report: Report,
        is_answered: bool,
    },
    Reply {
        life: u64,
        serial: u64,
        reply: Option<Reply>,
    },
    ReportAgain {
        life: u64,
    },
    Nudge {
        life: u64,
    },
    /// The room does not wait for its spokes any longer: in which of the hub's memories, and of the room's.
    GoOn {
        hub: u64,
        life: u64,
    },
}

pub(crate) struct Spokes {
    rims: BTreeMap<u16, Spoke>,
    dice: Dice,
    serial: u64,
    /// Whose waiting for its spokes has a limit: which of the hub's memories, and of the room's.
    gathers: (u64, u64),
    /// Which push to each spoke is waited for.
    asked: BTreeMap<u16, u64>,
    /// Which links lose something, and until when.
    lossy: BTreeMap<u16, u64>,
    dead: BTreeSet<u16>,
    /// Sockets that the room has closed with a fault. What they said after it is not heard.
    pub(super) fallen: BTreeSet<u64>,
    /// Links that have lost something, from the room and to it, and not answered since.
    ill: BTreeSet<(u16, bool)>,
}

#[derive(Default)]
struct Spoke {
    rim: Rim,
    /// Counts its memories.
    life: u64,
    asked: Option<u64>,
}

impl Spokes {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rims: BTreeMap::new(),
            dice: Dice::new(seed ^ 0x5706e),
            serial: 0,
            gathers: (0, 0),
            asked: BTreeMap::new(),
            lossy: BTreeMap::new(),
            dead: BTreeSet::new(),
            fallen: BTreeSet::new(),
            ill: BTreeSet::new(),
        }
    }

    pub(crate) fn is_ill(&self) -> bool {
        !self.ill.is_empty()
    }

    /// Nothing is lost any more.
    pub(crate) fn is_well(&mut self) {
        self.lossy.clear();
        self.dead.clear();
    }

    /// All of them are new, and hold nothing.
    pub(crate) fn restart(&mut self) {
        self.asked.clear();
        self.ill.clear();
        for spoke in self.rims.values_mut() {
            spoke.forget();
        }
    }

    /// Reports that wait for an answer.
    fn in_flight(&self) -> Vec<(u16, u64, u64)> {
        let asked = |(place, spoke): (&u16, &Spoke)| Some((*place, spoke.life, spoke.asked?));
        self.rims.iter().filter_map(asked).collect()
    }

    fn serial(&mut self) -> u64 {
        self.serial = self.serial.saturating_add(1);
        self.serial
    }

    fn hop(&mut self) -> u64 {
        self.dice.between(1, HOP_MS)
    }

    /// The way of a question: when it arrives, if it does, and whether whoever asked hears the answer.
    fn way(&mut self, place: u16, now: u64) -> (Option<u64>, bool) {
        let (arrives, is_answered, is_late) = self.fate(place, now);
        let hop = self.hop();
        let wait = if is_late { hop.saturating_add(3_000) } else { hop };
        ((arrives || is_late).then_some(wait), is_answered)
    }

    /// What becomes of a question: whether it arrives, whether it is answered then, and whether it arrives late.
    fn fate(&mut self, place: u16, now: u64) -> (bool, bool, bool) {
        let is_lossy = self.lossy.get(&place).is_some_and(|until| now < *until);
        if self.dead.contains(&place) && is_lossy {
            return (false, false, false);
        }
        match self.dice.between(0, if is_lossy { 3 } else { 0 }) {
            0 => (true, true, false),
            1 => (false, false, false),
            2 => (true, false, false),
            _ => (false, false, true),
        }
    }
}

impl Spoke {
    fn forget(&mut self) {
        (self.rim, self.asked) = (Rim::default(), None);
        self.life = self.life.saturating_add(1);
    }
}

impl World {
    /// The number of a socket that is about to be opened, where the room says that it is to land.
    pub(super) fn lands(&mut self) -> u64 {
        let number = self.planned;
        if self.host.spread.is_none() || self.host.release == Release::Previous {
            return number;
        }
        let clock = self.host.clock(self.now);
        let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
        for conn in self.host.sockets.keys() {
            let count = counts.entry(Conn(*conn).place()).or_default();
            *count = count.saturating_add(1);
        }
        let at = |place: u16| counts.get(&place).copied().unwrap_or(0);
        match self.host.hub.land(clock, at) {
            Landing::Here | Landing::Full => number,
            Landing::Spoke(place) => Conn::at(place, number).0,
            Landing::New(place) => {
                self.host.spokes = self.host.hub.places();
                self.push_next(place);
                Conn::at(place, number).0
            }
        }
    }

    /// A room that has lost its memory asks its spokes who is there.
    pub(super) fn gather(&mut self) -> Promise {
        for place in self.host.hub.places() {
            self.push_next(place);
        }
        let (hub, life) = (self.host.hub_life, self.host.life);
        if self.spokes.gathers != (hub, life) {
            self.spokes.gathers = (hub, life);
            self.after(GATHER_MS, Event::Spoke(0, Way::GoOn { hub, life }));
        }
        Ok(())
    }

    /// Something that a spoke is to do.
    pub(super) fn orders(&mut self, place: u16, order: Order) -> Promise {
        if !self.host.hub.order(place, order) {
            return broken(Invariant::Harness, "a queue of a small room is full");
        }
        self.push_next(place);
        Ok(())
    }

    fn push_next(&mut self, place: u16) {
        if let Some(push) = self.host.hub.next(place) {
            self.push(place, push);
        }
    }

    fn push(&mut self, place: u16, push: Push) {
        let life = self.host.hub_life;
        let serial = self.spokes.serial();
        self.spokes.asked.insert(place, serial);
        let (arrives, is_answered) = self.spokes.way(place, self.now);
        if let Some(wait) = arrives {
            self.after(
                wait,
                Event::Spoke(
                    place,
                    Way::Push {
                        life,
                        serial,
                        push,
                        is_answered,
                    },
                ),
            );
        }
        if !is_answered {
            self.ails(place, true);
            let answer = None;
            self.after(
                ANSWER_MS,
                Event::Spoke(place, Way::Answer { life, serial, answer }),
            );
        }
    }

    /// Whoever waits for an answer over this link may lose patience.
    fn ails(&mut self, place: u16, is_down: bool) {
        self.spokes.ill.insert((place, is_down));
        for (conn, wire) in &mut self.wires {
            wire.owed |= Conn(*conn).place() == place;
        }
    }

    fn heals(&mut self, place: u16, is_down: bool) {
        if self.spokes.ill.remove(&(place, is_down)) {
            self.host.restored_at = self.now;
        }
    }

    pub(super) fn on_the_way(&mut self, place: u16, way: Way) -> Promise {
        match way {
            Way::Push {
                life,
                serial,
                push,
                is_answered,
            } => {
                let answer = self.pushed(place, push)?;
                if is_answered {
                    let wait = self.spokes.hop();
                    let answer = Some(answer);
                    self.after(wait, Event::Spoke(place, Way::Answer { life, serial, answer }));
                }
                Ok(())
            }
            Way::Answer { life, serial, answer } => {
                if life != self.host.hub_life || self.spokes.asked.get(&place) != Some(&serial) {
                    return Ok(());
                }
                self.spokes.asked.remove(&place);
                self.push_answered(place, answer)
            }
            Way::PushAgain { life } => {
                if life == self.host.hub_life
                    && !self.spokes.asked.contains_key(&place)
                    && let Some(push) = self.host.hub.again(place)
                {
                    self.push(place, push);
                }
                Ok(())
            }
            Way::Report {
                life,
                serial,
                report,
                is_answered,
            } => {
                let out = |reply| Out::Reply {
                    place,
                    life,
                    serial,
                    reply,
                };
                self.reported(report, |reply| is_answered.then(|| out(reply)))
            }
            Way::Reply { life, serial, reply } => {
                let spoke = self.rim(place);
                if spoke.life != life || spoke.asked != Some(serial) {
                    return Ok(());
                }
                spoke.asked = None;
                self.report_answered(place, reply);
                Ok(())
            }
            Way::ReportAgain { life } => {
                let spoke = self.rim(place);
                if spoke.life == life && spoke.asked.is_none() {
                    match spoke.rim.again() {
                        Ok(Some(report)) => self.report(place, report),
                        Ok(None) => self.report_next(place),
                        Err(doubted) => self.doubted(place, doubted),
                    }
                }
                Ok(())
            }
            Way::GoOn { hub, life } => self.goes_on(hub, life),
            Way::Nudge { life } => {
                let spoke = self.rim(place);
                if spoke.life == life {
                    spoke.rim.nudge();
                    self.report_next(place);
                }
                Ok(())
            }
        }
    }

    fn conns_of(&self, place: u16) -> Vec<u64> {
        let here = self.host.sockets.keys().copied();
        here.filter(|conn| Conn(*conn).place() == place).collect()
    }
}
