//! A member of a room: the client that ships, over a real socket, turned by the test that holds it.
//!
//! Invariant: nothing happens to a member while nobody attends to it, so a test decides who reads and who does not.

use std::collections::{BTreeSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use client::{Client, Effect, Input, Moment};
use protocol::{Body, DraftId, Epoch, Log, RoomName, Seq};

use crate::driver::{self, Driver, Event, Way};
use crate::{DEADLINE, Site, fresh};

pub struct Member {
    pub client: Client,
    driver: Driver<Event>,
    inbox: Receiver<Event>,
    /// Sockets that were asked for.
    pub connects: u32,
    /// Frames that were sent, pings apart.
    pub frames: u32,
}

impl Member {
    /// On its way into the room.
    pub fn new(site: &Site, room: &str, name: &str) -> Self {
        let (outbox, inbox) = channel();
        let way = Way {
            relay: site.relay.clone(),
            site: site.id.clone(),
            room: room.to_owned(),
            guest: fresh(),
            name: name.to_owned(),
        };
        let nothing = Log::plain(Epoch::from_bits(0), Seq::ZERO, Seq::ZERO, Vec::new());
        let mut member = Self {
            client: Client::new(RoomName::parse(room).expect("a room's name"), nothing),
            driver: Driver::new(way, outbox),
            inbox,
            connects: 0,
            frames: 0,
        };
        member.tell(Input::Start);
        member
    }

    pub fn post(&mut self, body: &str) -> DraftId {
        let draft = fresh();
        let body = Body::parse(body).expect("a text");
        self.tell(Input::Post {
            draft,
            body,
            with: None,
        });
        draft
    }

    /// The network breaks, and both ends find out.
    pub fn cut(&mut self) {
        self.driver.perform(&Effect::Disconnect);
        self.tell(Input::Closed { code: 1006 });
    }

    /// Hears what has come, for at most so long if nothing has.
    pub fn attend(&mut self, patience: Duration) {
        let mut next = self.inbox.recv_timeout(patience).ok();
        while let Some(event) = next {
            if let Some(input) = self.driver.hear(event) {
                self.tell(input);
            }
            next = self.inbox.try_recv().ok();
        }
        if let Some(input) = self.driver.woken(driver::now()) {
            self.tell(input);
        }
    }

    pub fn is_live(&self) -> bool {
        self.client.link() == client::Link::Live
    }

    /// It has everything, and has nothing left to send.
    pub fn is_settled(&self, head: Seq) -> bool {
        self.is_live() && self.last() >= head && self.client.outbox().list().is_empty()
    }

    pub fn last(&self) -> Seq {
        self.client
            .timeline()
            .entries()
            .last()
            .map_or(Seq::ZERO, |entry| entry.seq)
    }

    pub fn bodies(&self) -> Vec<&str> {
        let entries = self.client.timeline().entries();
        entries
            .iter()
            .map(|entry| {
                let body = entry.what.body();
                body.as_str()
            })
            .collect()
    }

    fn tell(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = driver::now();
            let dice = RandomState::new().hash_one(now.0);
            for effect in self.client.step(Moment { now, dice }, input) {
                match &effect {
                    // This disk is quick.
                    Effect::Keep(unsent) => inputs.push_back(Input::Kept(unsent.draft)),
                    Effect::Connect => self.connects += 1,
                    Effect::Send(_) => self.frames += 1,
                    _ => {}
                }
                self.driver.perform(&effect);
            }
        }
    }
}

/// Attends to all of them until it is so.
pub fn until(members: &mut [Member], what: &str, mut is_so: impl FnMut(&[Member]) -> bool) {
    let start = Instant::now();
    while !is_so(members) {
        assert!(start.elapsed() < DEADLINE, "waited in vain for {what}");
        for member in &mut *members {
            member.attend(Duration::from_millis(1));
        }
    }
}

/// Members of one room, all of them in it.
pub fn room(site: &Site, room: &str, names: &[&str]) -> Vec<Member> {
    let mut members: Vec<_> = names.iter().map(|name| Member::new(site, room, name)).collect();
    until(&mut members, "everybody to be there", |all| {
        all.iter().all(Member::is_live)
    });
    members
}

/// The same, once each, for everybody.
fn agree(members: &[Member], head: u64) {
    let drafts = |member: &Member| -> Vec<DraftId> {
        let entries = member.client.timeline().entries();
        entries.iter().map(|entry| entry.draft).collect()
    };
    let all = drafts(&members[0]);
    assert_eq!(all.len() as u64, head);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    for member in members {
        assert_eq!(drafts(member), all);
    }
}

/// Attends to them until everything is told, and it is the same for everybody.
pub fn settle(members: &mut [Member], head: u64) {
    until(members, "everybody to have everything", |all| {
        all.iter().all(|member| member.is_settled(Seq(head)))
    });
    agree(members, head);
}
