//! A tab with the real client's mind, on a disk that writes at once.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use client::{Client as Mind, Effect, Input, Moment};
use protocol::{Body, DraftId, Epoch, Log, RoomName, Seq};
use relay_tests::driver::{self, Driver, Event, Way};
use relay_tests::{DEADLINE, Site, fresh};

pub struct Tab {
    pub mind: Mind,
    driver: Driver<Event>,
    inbox: Receiver<Event>,
}

impl Tab {
    pub fn open(site: &Site, room: &str, name: &str) -> Self {
        let (outbox, inbox) = channel();
        let way = Way {
            relay: site.relay.clone(),
            site: site.id.clone(),
            room: room.to_owned(),
            guest: fresh(),
            name: name.to_owned(),
        };
        let nothing = Log {
            epoch: Epoch::from_bits(0),
            head: Seq::ZERO,
            floor: Seq::ZERO,
            list: Vec::new(),
        };
        let mut tab = Self {
            mind: Mind::new(RoomName::parse(room).expect("a room"), nothing),
            driver: Driver::new(way, outbox),
            inbox,
        };
        tab.step(Input::Start);
        tab
    }

    fn step(&mut self, input: Input) {
        let moment = Moment {
            now: driver::now(),
            dice: u64::from_str_radix(&fresh().to_string()[16..], 16).expect("a number"),
        };
        for effect in self.mind.step(moment, input) {
            self.driver.perform(&effect);
            if let Effect::Keep(unsent) = effect {
                self.step(Input::Kept(unsent.draft));
            }
        }
    }

    pub fn post(&mut self, body: &str) -> DraftId {
        let draft = fresh();
        let body = Body::parse(body).expect("a text");
        self.step(Input::Post { draft, body });
        draft
    }

    pub fn until(&mut self, what: &str, holds: impl Fn(&Mind) -> bool) {
        let start = Instant::now();
        while !holds(&self.mind) {
            assert!(start.elapsed() < DEADLINE, "waited in vain until {what}");
            let wait = self.driver.sleep(driver::now()).unwrap_or(Duration::from_secs(1));
            if let Ok(event) = self.inbox.recv_timeout(wait) {
                let heard = self.driver.hear(event);
                heard.into_iter().for_each(|input| self.step(input));
            }
            let woken = self.driver.woken(driver::now());
            woken.into_iter().for_each(|input| self.step(input));
        }
    }

    pub fn places(&self) -> Vec<(u64, DraftId)> {
        let entries = self.mind.timeline().entries();
        entries.iter().map(|entry| (entry.seq.0, entry.draft)).collect()
    }
}
