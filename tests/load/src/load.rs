//! What is said in a room for a while, and how each word fares: the clock, the posts, and who says what when.
//!
//! Invariants: a post is timed from the moment at which it leaves until it is heard, on sockets that stand evenly among all; a post
//! that is held comes again when its room said, and until then its sender says nothing else; whatever is missing or doubled in
//! the end is counted by its place.

mod hear;
mod turns;

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use protocol::DraftId;
use relay_tests::machine;

use crate::crowd::{Crowd, Ground};
use crate::figures::Figures;
use crate::language::{Room, fetch};
use turns::{Turns, wait};

/// So many sockets are timed.
const TIMED: usize = 50;
/// Memory is looked at so often.
const LOOK_US: u64 = 2_000_000;
const SECOND_US: u64 = 1_000_000;
/// Who is behind for so long asks for what is missing, as a client does when it hears the head.
const BEHIND_US: u64 = 2_000_000;
/// Who is cut off is back after so long, at the earliest.
const BACK_US: u64 = 1_000_000;
/// About as much as people say at once there.
const BODY: &str = "わー！ 최고, 見た？";

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Messages a second that are offered, for so many seconds.
    pub rate: u64,
    pub seconds: u64,
    /// By so many of the fans.
    pub talkers: usize,
    /// Everybody says what they have read, as often as a room of that size asks.
    pub reads: bool,
    /// Reactions a second.
    pub reacts: u64,
    /// The number of an official's socket, who says something each second.
    pub official: Option<usize>,
    /// What is held at the end is waited for.
    pub drains: bool,
    /// Longer than this nothing is waited for.
    pub patience_s: u64,
}

impl Plan {
    pub const fn plain(rate: u64, seconds: u64, talkers: usize) -> Self {
        Self {
            rate,
            seconds,
            talkers,
            reads: false,
            reacts: 0,
            official: None,
            drains: true,
            patience_s: 60,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Sent,
    Held,
    Taken,
}

struct Post {
    at_us: u64,
    by: usize,
    fate: Fate,
}

/// Everything said so far in one room.
pub struct Load {
    room: Room,
    start: Instant,
    sockets: usize,
    posts: HashMap<DraftId, Post>,
    /// Where each stands, as the timed sockets heard it.
    places: HashMap<DraftId, u64>,
    held: BTreeMap<(u64, DraftId), usize>,
    /// Who holds something says nothing else.
    holds: Vec<bool>,
    official: Option<usize>,
    figures: Figures,
    last_heard_us: u64,
}

impl Load {
    pub fn new(room: Room, sockets: usize) -> Self {
        Self {
            room,
            start: Instant::now(),
            sockets,
            posts: HashMap::new(),
            places: HashMap::new(),
            held: BTreeMap::new(),
            holds: vec![false; sockets + 1],
            official: None,
            figures: Figures::default(),
            last_heard_us: 0,
        }
    }

    fn now_us(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn is_timed(&self, number: usize) -> bool {
        number < self.sockets && number.is_multiple_of((self.sockets / TIMED).max(1))
    }

    fn post(&mut self, crowd: &mut Crowd, by: usize, draft: DraftId) {
        let text = self.room.post(draft, crowd.seat(by).last, BODY);
        let (at_us, fate) = (self.now_us(), Fate::Sent);
        self.posts.insert(draft, Post { at_us, by, fate });
        crowd.say(by, &text);
    }

    /// Says what is planned, and waits until it is heard. What was measured before is not in the figures.
    pub fn run(&mut self, ground: &Ground, crowd: &mut Crowd, plan: &Plan) -> Figures {
        self.figures = Figures::default();
        self.official = plan.official;
        let pid = ground.relay.workerd();
        let (cpu, own) = (machine::cpu(pid), machine::cpu(std::process::id()));
        let begun = self.now_us();
        let head = crowd.seat(0).last;
        self.last_heard_us = begun;
        let mut turns = Turns::default();
        loop {
            let since = self.now_us() - begun;
            let is_on = since < plan.seconds * SECOND_US;
            if is_on {
                turns.take(self, crowd, plan, since);
            }
            if is_on || plan.drains {
                self.send_held(crowd);
            }
            if since >= turns.looked_us {
                turns.looked_us = since + LOOK_US;
                self.figures.memory.push(machine::memory(pid));
            }
            crowd.turn(wait(plan, since, is_on), &mut |seat, text| self.hear(seat, text));
            if since >= turns.back_us && crowd.ended().next().is_some() {
                turns.back_us = since + BACK_US;
                self.come_back(ground, crowd);
            }
            if !is_on && self.is_over(crowd, plan, head, &mut turns) {
                break;
            }
            if since > (plan.seconds + plan.patience_s) * SECOND_US {
                self.figures.broken.push("it takes too long".to_owned());
                break;
            }
        }
        self.close(crowd, head);
        let spent = |before: Duration, pid| machine::cpu(pid).saturating_sub(before).as_secs_f64();
        self.figures.workerd_s = spent(cpu, pid);
        self.figures.driver_s = spent(own, std::process::id());
        self.figures.took_s = (self.last_heard_us - begun) as f64 / SECOND_US as f64;
        std::mem::take(&mut self.figures)
    }

    /// Whoever was cut off, with what they sent and saw no answer to: it stands once, however often it comes.
    fn come_back(&mut self, ground: &Ground, crowd: &mut Crowd) {
        let why: Vec<String> = crowd.ended().map(str::to_owned).collect();
        for number in crowd.come_back(ground) {
            self.figures.returns += 1;
            let sent = |post: &Post| post.by == number && post.fate == Fate::Sent;
            let again: Vec<DraftId> = self
                .posts
                .iter()
                .filter(|(_, post)| sent(post))
                .map(|(draft, _)| *draft)
                .collect();
            for draft in again {
                self.post(crowd, number, draft);
            }
        }
        if self.figures.cut.is_empty() {
            self.figures.cut = why;
        }
    }

    /// What is held comes again at its time.
    fn send_held(&mut self, crowd: &mut Crowd) {
        let now = self.now_us();
        while let Some(first) = self.held.first_entry() {
            if first.key().0 > now {
                break;
            }
            let ((_, draft), by) = first.remove_entry();
            self.post(crowd, by, draft);
        }
    }

    fn is_over(&mut self, crowd: &mut Crowd, plan: &Plan, head: u64, turns: &mut Turns) -> bool {
        let waits = |fate| fate == Fate::Sent || (plan.drains && fate == Fate::Held);
        let now = self.now_us();
        if now < turns.asked_us || self.posts.values().any(|post| waits(post.fate)) {
            return false;
        }
        let head = head + self.figures.taken;
        let behind: Vec<usize> = (0..self.sockets)
            .filter(|number| crowd.seat(*number).last < head)
            .collect();
        if !behind.is_empty() && self.room == Room::Ours && now > self.last_heard_us + BEHIND_US {
            turns.asked_us = now + BEHIND_US;
            self.figures.asked += behind.len() as u64;
            for number in &behind {
                let after = crowd.seat(*number).last;
                crowd.say(*number, &fetch(after, head + 1));
            }
        }
        behind.is_empty()
    }

    fn close(&mut self, crowd: &Crowd, head: u64) {
        let head = head + self.figures.taken;
        for number in 0..self.sockets {
            self.figures.lost += head.saturating_sub(crowd.seat(number).last);
        }
        for (draft, post) in &self.posts {
            self.figures.unanswered += u64::from(post.fate == Fate::Sent);
            self.figures.waiting += u64::from(post.fate == Fate::Held);
            let is_missing = post.fate == Fate::Taken && !self.places.contains_key(draft);
            self.figures.lost += u64::from(is_missing);
        }
        self.figures.broken.extend(crowd.ended().map(str::to_owned));
        self.figures.sort();
    }
}
