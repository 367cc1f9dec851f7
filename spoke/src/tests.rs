//! Both ends of a link, step by step, and the rule of who lands where.

mod lossy;

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
    // It is asked until it answers, and nobody lands there meanwhile.
    hub.give_up(PLACE);
    assert!(!hub.prune(NOW, |_| 0));
    assert_eq!(hub.land(NOW, |place| usize::from(place == 0)), Landing::New(1));
    assert!(hub.order(PLACE, say(1, 1)));
    hub.next(PLACE).unwrap();
    assert!(hub.failed(PLACE, NOW.plus(60_000)).is_some());
    assert_eq!(hub.again(PLACE).unwrap().n, 0);
    let roster = vec![Seated { conn: 1, card: None }];
    assert_eq!(hub.answered(PLACE, Answer::Roster(roster.clone())), Some(roster));
    assert_eq!(
        hub.next(PLACE),
        None,
        "what waited for its sockets is not for them any more"
    );
    assert!(hub.prune(NOW.plus(20_000), |_| 0));
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
    let mut hub = Hub::new(Spread::default(), 1, &[PLACE]);
    hub.next(PLACE).unwrap();
    hub.failed(PLACE, NOW).unwrap();
    let taken = (0..1_000).take_while(|_| hub.order(PLACE, tell())).count();
    assert!((10..20).contains(&taken), "{taken}");
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
