//! Both ends of a link with everything between them that can go wrong, and the rule of who lands where.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{CloseReason, UnixMillis};
use room::Conn;

use super::*;

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
const PLACE: u16 = 3;

fn say(conn: u64, n: u64) -> Order {
    let text = n.to_string();
    Order::Say { conn, text }
}

fn said(conn: u64, n: u64) -> Word {
    let (text, ruled) = (n.to_string(), None);
    Word::Said { conn, text, ruled }
}

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

fn made() -> (Hub, Rim) {
    let (mut hub, mut rim) = (Hub::new(Spread { most: 1 }, 5, &[PLACE]), Rim::default());
    assert!(!hub.is_whole());
    let push = hub.next(PLACE).unwrap();
    assert_eq!((push.n, rim.pushed(push)), (0, Done::Roster));
    let card = Some("no card of ours".to_owned());
    let roster = vec![Seated { conn: 1, card: None }, Seated { conn: 2, card }];
    assert_eq!(hub.answered(PLACE, Answer::Roster(roster)), None);
    assert!(hub.is_whole());
    // Whose card is not understood has to come back.
    assert_eq!(hub.gathered(), [(Conn(1), None)]);
    let push = hub.next(PLACE).unwrap();
    let reason = CloseReason::Restart;
    assert_eq!(push.orders, [Order::Close { conn: 2, reason }]);
    assert!(matches!(rim.pushed(push), Done::Orders(_)));
    hub.answered(PLACE, Answer::Done);
    (hub, rim)
}

#[test]
fn g2_a_spoke_that_misses_a_push_forwards_nothing_before_it_was_asked_who_is_there() {
    let (mut hub, mut rim) = made();
    assert!(hub.order(PLACE, say(1, 1)));
    let missed = hub.next(PLACE).unwrap();
    assert_eq!(hub.next(PLACE), None, "one at a time");
    // Were the next one pushed all the same, it would be refused.
    let (link, n) = (missed.link, missed.n + 1);
    let orders = vec![say(1, 2)];
    assert_eq!(rim.pushed(Push { link, n, orders }), Done::Answer(Answer::Stale));
    assert!(hub.order(PLACE, say(1, 2)));
    assert_eq!(hub.answered(PLACE, Answer::Stale), None);
    let again = hub.next(PLACE).unwrap();
    assert_eq!(again.n, 0);
    assert_ne!(again.link, link);
    assert_eq!(rim.pushed(again), Done::Roster);
    let roster = vec![Seated { conn: 1, card: None }];
    assert_eq!(hub.answered(PLACE, Answer::Roster(roster.clone())), Some(roster));
    let push = hub.next(PLACE).unwrap();
    assert_eq!(push.orders, [say(1, 1), say(1, 2)]);
    // And what comes of the old link is nobody's.
    assert_eq!(rim.pushed(missed), Done::Answer(Answer::Stale));
}

#[test]
fn g2_a_memory_that_is_made_anew_knows_what_is_still_on_its_way_to_a_spoke() {
    let (mut hub, _) = made();
    let card = room::Card::decode(r#"{"v":1,"member":"g1","role":"fan"}"#).unwrap();
    let reason = CloseReason::Slow;
    for order in [
        Order::Keep {
            conn: 1,
            card: card.encode(),
        },
        Order::Close { conn: 4, reason },
    ] {
        assert!(hub.order(PLACE, order));
    }
    hub.forget();
    assert!(!hub.is_whole());
    hub.next(PLACE).unwrap();
    let roster = [1, 4].map(|conn| Seated { conn, card: None });
    hub.answered(PLACE, Answer::Roster(roster.to_vec()));
    assert_eq!(hub.gathered(), [(Conn(1), Some(card))]);
    assert_eq!(hub.next(PLACE).unwrap().orders.len(), 2);
}

#[test]
fn g2_a_spoke_that_does_not_answer_is_waited_for_and_then_given_up() {
    let (mut hub, _) = made();
    hub.forget();
    hub.next(PLACE).unwrap();
    assert_eq!(hub.failed(PLACE, NOW), Some(100));
    assert!(!hub.is_whole());
    hub.again(PLACE).unwrap();
    assert!(hub.failed(PLACE, NOW.plus(5_000)).is_some());
    hub.go_on();
    assert!(hub.is_whole(), "the others are not kept waiting for ever");
    assert_eq!(hub.gathered(), []);
    assert_eq!(hub.failed(PLACE, NOW.plus(30_000)), None);
    hub.give_up(PLACE);
    let report = Report {
        place: PLACE,
        link: 5,
        n: 1,
        words: Vec::new(),
    };
    assert_eq!(hub.hears(&report), Heard::Not(Reply::Unknown));
    let mut rim = Rim::default();
    rim.hear(said(1, 1)).unwrap();
    rim.next(PLACE).unwrap();
    assert_eq!(rim.answered(Reply::Unknown), Said::Over);
}

#[test]
fn g2_no_socket_and_no_room_makes_a_queue_without_end() {
    let mut rim = Rim::default();
    let heard = (0..1_000).take_while(|n| rim.hear(said(1, *n)).is_ok()).count();
    assert_eq!(heard, protocol::limits::BURST_FRAMES as usize);
    assert!(rim.hear(said(2, 1)).is_ok());
    assert!(rim.hear(Word::Gone { conn: 1, card: None }).is_ok());
    let mut hub = Hub::new(Spread::default(), 1, &[PLACE]);
    let text = "あ".repeat(100_000);
    let tell = || Order::Tell {
        text: text.clone(),
        but: Vec::new(),
    };
    let taken = (0..1_000).take_while(|_| hub.order(PLACE, tell())).count();
    assert!((40..80).contains(&taken), "{taken}");
    // Long before that, nothing more is heard that would have to be answered.
    let (mut hub, mut rim) = made();
    assert!((0..4).all(|_| hub.order(PLACE, tell())));
    rim.hear(said(1, 1)).unwrap();
    let report = rim.next(PLACE).unwrap();
    assert_eq!(hub.hears(&report), Heard::Not(Reply::Early));
    assert_eq!(rim.answered(Reply::Early), Said::Again(20));
    while let Some(push) = hub.next(PLACE) {
        rim.pushed(push);
        hub.answered(PLACE, Answer::Done);
    }
    assert_eq!(rim.again(), Ok(Some(report.clone())));
    assert_eq!(hub.hears(&report), Heard::News);
}

#[test]
fn g2_a_room_grows_into_spokes_one_after_another_and_back() {
    let spread = Spread { most: 10 };
    assert_eq!(spread.land(9, &[(1, 3)]), Landing::Here);
    assert_eq!(spread.land(10, &[]), Landing::New(1));
    assert_eq!(spread.land(10, &[(1, 3), (2, 9), (4, 10)]), Landing::Spoke(2));
    assert_eq!(spread.land(10, &[(1, 10), (3, 10)]), Landing::New(2));
    let all: Vec<(u16, usize)> = (1..).map(|place| (place, 10)).take(SPOKES).collect();
    assert_eq!(spread.land(10, &all), Landing::Full);

    let mut hub = Hub::new(spread, 1, &[]);
    assert_eq!(hub.land(NOW, |_| 10), Landing::New(1));
    // Whoever is on the way is counted, until they have come or have gone elsewhere.
    for _ in 0..9 {
        assert_eq!(
            hub.land(NOW, |place| if place == 0 { 10 } else { 0 }),
            Landing::Spoke(1)
        );
    }
    assert_eq!(
        hub.land(NOW, |place| if place == 0 { 10 } else { 0 }),
        Landing::New(2)
    );
    hub.landed(1);
    assert!(!hub.prune(NOW, |_| 0));
    assert!(hub.prune(NOW.plus(10_000), |_| 0));
    assert_eq!(hub.places(), [0_u16; 0]);
}

#[test]
fn g2_a_frame_costs_the_room_a_push_for_each_spoke_and_is_told_no_faster_than_the_fullest_can() {
    // 24 full spokes beside a room that has shrunk to a hundred: as often as 4,000 sockets allow.
    let at = |place: u16| if place == 0 { 100 } else { 4_000 };
    let places: Vec<u16> = (1..=24).collect();
    let hub = Hub::new(Spread::default(), 1, &places);
    assert_eq!(hub.worth(at), 3_900);
    // And beside a full one.
    let hub = Hub::new(Spread::default(), 1, &places);
    assert_eq!(hub.worth(|_| 4_000), 24 * PUSH_SOCKETS);
}
