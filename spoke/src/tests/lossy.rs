//! A link with everything between its ends that can go wrong.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Chance, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// A room with one spoke, which holds sockets 1, 2 and 3, and a network that loses questions and answers and brings some late.
struct World {
    hub: Hub,
    rim: Rim,
    dice: Dice,
    /// Questions whose answers were lost, and that may arrive a second time.
    late_pushes: Vec<Push>,
    late_reports: Vec<Report>,
    /// What was done at the spoke, and heard by the room, for each socket.
    done: BTreeMap<u64, Vec<u64>>,
    heard: BTreeMap<u64, Vec<u64>>,
    said: BTreeMap<u64, usize>,
    doubted: BTreeSet<u64>,
    falls: u32,
    rosters: u32,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut hub = Hub::new(Spread { most: 1 }, 7_000 + seed, &[]);
        let landing = (0..2)
            .map(|_| hub.land(NOW, |place| usize::from(place == 0)))
            .collect::<Vec<_>>();
        assert_eq!(landing, [Landing::New(1), Landing::New(2)]);
        let hub = Hub::new(Spread { most: 1 }, 9_000 + seed, &[PLACE]);
        Self {
            hub,
            rim: Rim::default(),
            dice: Dice(seed),
            late_pushes: Vec::new(),
            late_reports: Vec::new(),
            done: BTreeMap::new(),
            heard: BTreeMap::new(),
            said: BTreeMap::new(),
            doubted: BTreeSet::new(),
            falls: 0,
            rosters: 0,
        }
    }

    fn arrives(&mut self, push: Push) -> Answer {
        match self.rim.pushed(push) {
            Done::Orders(orders) => {
                for order in orders {
                    let Order::Say { conn, text } = order else {
                        continue;
                    };
                    self.done.entry(conn).or_default().push(text.parse().unwrap());
                }
                Answer::Done
            }
            Done::Roster => Answer::Roster((1..=3).map(|conn| Seated { conn, card: None }).collect()),
            Done::Answer(answer) => answer,
        }
    }

    fn reaches(&mut self, report: &Report) -> Reply {
        match self.hub.hears(report) {
            Heard::Not(reply) => reply,
            Heard::News => {
                for word in &report.words {
                    let Word::Said { conn, text, .. } = word else {
                        continue;
                    };
                    self.heard.entry(*conn).or_default().push(text.parse().unwrap());
                }
                Reply::Done
            }
        }
    }

    fn push(&mut self, is_good: bool) {
        let mut push = self.hub.next(PLACE).or_else(|| self.hub.again(PLACE));
        while let Some(sent) = push.take() {
            match if is_good { 3 } else { self.dice.below(4) } {
                0 => {
                    assert!(self.hub.failed(PLACE, NOW).is_some());
                    self.late_pushes.push(sent);
                }
                1 => {
                    let _lost = self.arrives(sent.clone());
                    assert!(self.hub.failed(PLACE, NOW).is_some());
                    self.late_pushes.push(sent);
                }
                _ => {
                    let answer = self.arrives(sent);
                    if self.hub.answered(PLACE, answer).is_some() {
                        self.rosters += 1;
                    }
                    if self.hub.is_whole() {
                        self.hub.gathered();
                    }
                }
            }
            push = if is_good { self.hub.next(PLACE) } else { None };
        }
    }

    fn report(&mut self, is_good: bool) {
        let mut report = self.rim.next(PLACE);
        if report.is_none() {
            match self.rim.again() {
                Ok(again) => report = again,
                Err(doubted) => self.doubt(&doubted),
            }
        }
        let Some(report) = report else { return };
        let said = match if is_good { 3 } else { self.dice.below(4) } {
            0 => {
                self.late_reports.push(report);
                self.rim.failed(NOW)
            }
            1 => {
                let _lost = self.reaches(&report);
                self.late_reports.push(report);
                self.rim.failed(NOW)
            }
            _ => {
                let reply = self.reaches(&report);
                self.rim.answered(reply)
            }
        };
        match said {
            Said::Doubted(doubted) => self.doubt(&doubted),
            Said::Stopped(_) if self.dice.below(2) == 0 => self.rim.nudge(),
            Said::Over => panic!("it was given up"),
            _ => {}
        }
    }

    fn doubt(&mut self, doubted: &BTreeSet<Conn>) {
        self.doubted.extend(doubted.iter().map(|conn| conn.0));
    }

    fn falls(&mut self) {
        self.rim = Rim::default();
        self.falls += 1;
    }
}

/// As often as they were said, and in their order; where something may have been done twice, it was done again in its order.
fn is_whole(seen: &[u64], most: u64, twice: bool) -> bool {
    let mut next = 1;
    for n in seen {
        match *n {
            n if n == next => next += 1,
            n if n < next && twice => {}
            _ => return false,
        }
    }
    next == most + 1
}

#[test]
fn g2_whatever_the_way_to_a_spoke_loses_each_order_is_done_once_in_its_order_and_each_word_is_heard_once_or_doubted()
 {
    let (mut rosters, mut doubted) = (0, 0);
    for seed in 0..2_000 {
        let mut world = World::new(seed);
        let falls = seed % 3 == 0;
        let mut count = BTreeMap::from([(1, 0), (2, 0), (3, 0)]);
        for _ in 0..200 {
            let conn = 1 + world.dice.below(3);
            match world.dice.below(12) {
                0..=3 => {
                    let n = count.entry(conn).or_default();
                    *n += 1;
                    assert!(world.hub.order(PLACE, say(conn, *n)));
                }
                4..=6 => world.push(false),
                7..=9 => {
                    *world.said.entry(conn).or_default() += 1;
                    world.rim.hear(said(conn, world.dice.0)).unwrap();
                    world.report(false);
                }
                10 if falls => world.falls(),
                _ => {
                    if let Some(late) = world.late_pushes.pop() {
                        world.arrives(late);
                    }
                    if let Some(late) = world.late_reports.pop() {
                        world.reaches(&late);
                    }
                }
            }
        }
        for _ in 0..20 {
            world.push(true);
            world.rim.nudge();
            world.report(true);
        }
        for (conn, most) in count {
            let seen = world.done.remove(&conn).unwrap_or_default();
            // A link that is made anew while an answer is missing pushes once more.
            assert!(
                is_whole(&seen, most, world.rosters > 0 || world.falls > 0),
                "seed {seed}: {conn}: {seen:?} of {most}"
            );
        }
        for (conn, said) in &world.said {
            let heard = world.heard.get(conn).map_or(0, Vec::len);
            let may_lack = world.falls > 0 || world.doubted.contains(conn);
            assert!(
                heard == *said || may_lack,
                "seed {seed}: {conn}: {heard} of {said}"
            );
        }
        for (conn, heard) in &world.heard {
            let once: BTreeSet<_> = heard.iter().collect();
            assert_eq!(once.len(), heard.len(), "seed {seed}: {conn} was heard twice");
        }
        rosters += world.rosters;
        doubted += world.doubted.len();
    }
    assert!(rosters > 500 && doubted > 100, "{rosters}, {doubted}");
}
