//! Who reads what they are told, who does not, and what that costs the others.

mod again;
mod crowd;
mod lives;

use protocol::{Author, CloseReason, Fetch, Seen, limits};

use super::*;

const LONG: usize = 3 * limits::BODY_UNITS;

impl Stage {
    fn seen(&mut self, conn: Conn, seq: u64) -> Vec<Effect> {
        self.frame(conn, ClientFrame::Seen(Seen { seq: Seq(seq) }))
    }

    /// An official writes, a fifth of a second later: no member's pace is in the way. Returns what everybody is told.
    fn say(&mut self, body: &str) -> Vec<String> {
        self.say_after(200, body)
    }

    /// One of ten, each at a pace of their own.
    fn say_after(&mut self, ms: u64, body: &str) -> Vec<String> {
        self.later(ms);
        let number = 5_000_000 + self.journal.list.len() as u128;
        let effects = self.step(Input::Post {
            author: Author {
                member: MemberId::parse(&format!("@miruna{}", number % 10)).unwrap(),
                name: DisplayName::parse("MIRUNA").unwrap(),
                role: Role::Official,
            },
            draft: draft(number),
            body: body.to_owned(),
        });
        told(&effects)
            .into_iter()
            .filter(|word| !word.starts_with("answer"))
            .collect()
    }

    fn head(&self) -> u64 {
        self.journal.list.len() as u64
    }

    fn silent(&self) -> Vec<u64> {
        self.room.silent().iter().map(|conn| conn.0).collect()
    }
}

fn long() -> String {
    "あ".repeat(LONG / 3)
}

#[test]
fn who_says_now_and_then_what_has_arrived_hears_everything() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    for number in 1..=3_000 {
        assert_eq!(stage.say("x"), [format!("*<events {number}..{number}")]);
        if number % u64::from(limits::SEEN_EVENTS) == 0 {
            stage.seen(A, number);
        }
    }
}

#[test]
fn who_is_behind_by_1024_events_is_cut_off_and_the_others_go_on() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    for number in 1..=u64::from(limits::BEHIND_EVENTS) + 1 {
        assert_eq!(stage.say_after(20, "x").len(), 1, "{number}");
        if number % 8 == 0 {
            stage.seen(B, number);
        }
    }
    assert_eq!(
        stage.say_after(20, "x"),
        [
            "1<bye Slow",
            "1 closed Slow",
            "*<events 1026..1026",
            "*<presence 1 at 1026"
        ]
    );
    assert_eq!(CloseReason::Slow.code(), 4008);
}

#[test]
fn who_is_behind_by_256_kib_is_cut_off() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    let times = limits::BEHIND_BYTES as usize / LONG + 1;
    for _ in 0..times {
        assert_eq!(stage.say(&long()).len(), 1);
    }
    assert_eq!(stage.say("x"), ["1<bye Slow", "1 closed Slow"]);
}

#[test]
fn who_owes_a_word_for_90_s_while_the_room_talks_is_cut_off() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    for _ in 0..limits::SEEN_EVENTS {
        stage.say("x");
    }
    for _ in 0..8 {
        stage.later(9_800);
        assert_eq!(stage.say("x").len(), 1);
    }
    stage.later(9_800);
    assert_eq!(stage.say("x"), ["1<bye Slow", "1 closed Slow"]);
}

#[test]
fn an_hour_without_a_word_and_a_clock_that_jumps_cut_nobody_off() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    for _ in 0..limits::SEEN_EVENTS {
        stage.say("x");
    }
    for _ in 0..5 {
        stage.later(3_600_000);
        assert_eq!(stage.say("x").len(), 1);
        stage.now = UnixMillis(stage.now.0 - 7_200_000);
        assert_eq!(stage.say("x").len(), 1);
    }
}

#[test]
fn a_post_and_a_hello_say_where_a_client_is_as_well() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    for number in 1..=1_500_u64 {
        stage.say("x");
        match number % 250 {
            0 => drop(stage.post(A, u128::from(number), stage.head(), "y")),
            // A bound from long ago proves nothing, and does no harm.
            1 => drop(stage.post(A, u128::from(number), 1, "z")),
            _ => {}
        }
        if number % 250 == 0 {
            stage.hello(B, fan("b"), have(stage.head()));
        }
    }
    assert!(stage.room.outstanding_bytes() < 100_000);
    for (conn, number) in [(A, 1), (B, 2)] {
        stage.later(60_000);
        assert!(told(&stage.post(conn, number, 1_500, "x"))[0].contains("<ack"));
    }
}

#[test]
fn nobody_has_read_what_is_not_written() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.seen(A, u64::MAX);
    stage.post(A, 1, u64::MAX, "x");
    for _ in 0..limits::BEHIND_EVENTS + 1 {
        stage.say_after(20, "x");
    }
    assert!(stage.say_after(20, "x").contains(&"1 closed Slow".to_owned()));
}

#[test]
fn a_big_room_asks_each_for_fewer_words_and_never_for_too_few() {
    for (sockets, events) in [(1, 128), (128, 128), (200, 200), (512, 512), (5_000, 512)] {
        let mut stage = stage();
        for conn in 0..sockets {
            stage.step(Input::Connected(Conn(conn)));
        }
        let effects = stage.hello(Conn(0), fan("a"), None);
        let every = welcome(&effects).seen_every.unwrap();
        assert_eq!((every.events, every.bytes), (events, limits::SEEN_BYTES));
    }
}

#[test]
fn pages_that_nobody_is_known_to_have_read_are_asked_about_and_then_refused() {
    let mut stage = stage();
    stage.wrote_each(20, |_| long());
    stage.join(A, fan("a"));
    let fetch = || {
        ClientFrame::Fetch(Fetch {
            after: Seq(0),
            before: Seq(99),
        })
    };
    let page = "1<history 4..20";
    assert_eq!(told(&stage.frame(A, fetch())), [page]);
    assert_eq!(told(&stage.frame(A, fetch())), [page]);
    stage.later(1_000);
    // The room asks, with the next thing that it has to tell, and is silent until it knows.
    stage.step(Input::Connected(B));
    assert_eq!(
        told(&stage.hello(B, fan("b"), have(20)))[2..],
        ["1<resync 20", "*<presence 2 at 20"]
    );
    assert_eq!(stage.silent(), [1]);
    // An honest client answers, and goes on reading.
    stage.later(1_000);
    assert_eq!(
        told(&stage.seen(A, 20)),
        ["1<rules slow 0 Everybody", "1<presence 2 at 20"]
    );
    assert_eq!(stage.silent(), Vec::<u64>::new());
    for _ in 0..5 {
        assert_eq!(told(&stage.frame(A, fetch())), [page]);
    }
    assert_eq!(
        told(&stage.frame(A, fetch()))[..2],
        ["1<bye Slow", "1 closed Slow"]
    );
}

#[test]
fn hello_again_and_again_is_no_way_around_it() {
    let mut stage = stage();
    stage.wrote_each(20, |_| long());
    stage.step(Input::Connected(A));
    let mut pages = 0;
    while !told(&stage.hello(A, fan("a"), None)).contains(&"1 closed Slow".to_owned()) {
        pages += 1;
        assert!(pages < 6);
    }
}

/// Three hundred who read nothing and three who do; together the first hold more than the room lets the runtime hold.
fn crowd() -> (Stage, Vec<String>) {
    let mut stage = stage();
    for conn in 10..310 {
        stage.join(Conn(conn), fan(&format!("m{conn}")));
    }
    for (conn, member) in [(A, "a"), (B, "b"), (C, "c")] {
        stage.join(conn, fan(member));
    }
    loop {
        for conn in [A, B, C] {
            let head = stage.head();
            stage.seen(conn, head);
        }
        let words = stage.say(&long());
        if words.len() > 1 {
            return (stage, words);
        }
    }
}

#[test]
fn where_all_hold_too_much_those_with_the_most_are_asked_once_and_told_nothing_until_they_answer() {
    let (mut stage, words) = crowd();
    let head = stage.head();
    let resyncs = |words: &[String]| words.iter().filter(|word| word.contains("resync")).count();
    assert_eq!(resyncs(&words), 300);
    assert!(words.contains(&format!("10<resync {head}")));
    assert_eq!(words.last().unwrap(), &format!("*<events {head}..{head}"));
    assert_eq!(stage.silent(), (10..310).collect::<Vec<_>>());
    // Nothing more is kept for them, whatever is said.
    let held = stage.room.outstanding_bytes();
    for _ in 0..20 {
        for conn in [A, B, C] {
            let head = stage.head();
            stage.seen(conn, head);
        }
        let words = stage.say(&long());
        assert_eq!((resyncs(&words), words.len()), (0, 1));
        assert_eq!(stage.silent().len(), 300);
    }
    assert!(stage.room.outstanding_bytes() <= held + 3 * 2 * LONG as u64);
    assert!(held < limits::OUTSTANDING_BYTES as u64 + 3 * LONG as u64);
    // One of them reads again: it is told the state and the head at once, so that it finds what it missed, and hears what comes.
    let head = stage.head();
    assert_eq!(
        told(&stage.seen(Conn(10), 2)),
        [
            "10<rules slow 0 Everybody".to_owned(),
            format!("10<presence 303 at {head}")
        ]
    );
    assert!(!stage.silent().contains(&10));
    // So does who asks for what it missed, or comes in anew.
    let fetch = Fetch {
        after: Seq(2),
        before: Seq(4),
    };
    assert_eq!(
        told(&stage.frame(Conn(11), ClientFrame::Fetch(fetch))),
        [
            "11<history 3..3".to_owned(),
            "11<rules slow 0 Everybody".to_owned(),
            format!("11<presence 303 at {head}")
        ]
    );
    stage.hello(Conn(12), fan("m12"), have(2));
    assert_eq!(stage.silent(), (13..310).collect::<Vec<_>>());
}

#[test]
fn who_does_not_answer_is_cut_off_in_the_end_and_counts_until_its_end_comes() {
    let (mut stage, _) = crowd();
    let mut closed = 0;
    while closed == 0 {
        stage.later(9_800);
        for conn in [A, B, C] {
            let head = stage.head();
            stage.seen(conn, head);
        }
        let words = stage.say("x");
        closed = words.iter().filter(|word| word.ends_with("closed Slow")).count();
    }
    assert_eq!((closed, stage.silent()), (300, Vec::new()));
    assert_eq!(stage.room.closing(), 300);
    let held = stage.room.outstanding_bytes();
    assert!(held > 30_000_000);
    // The three who read are not made to ask for each message, for all that the dead still hold.
    let head = stage.head();
    assert_eq!(stage.say("x"), [format!("*<events {0}..{0}", head + 1)]);
    for conn in 10..310 {
        stage.step(Input::Closed(Conn(conn)));
    }
    assert_eq!(stage.room.closing(), 0);
    assert!(stage.room.outstanding_bytes() < 10_000);
}

#[test]
fn who_is_asked_has_time_to_answer_however_long_it_has_owed_a_word() {
    let mut stage = stage();
    stage.wrote_each(20, |_| long());
    stage.join(A, fan("a"));
    for _ in 0..limits::SEEN_EVENTS {
        stage.say("x");
    }
    for _ in 0..6 {
        stage.later(9_800);
        assert_eq!(stage.say("x").len(), 1);
    }
    let fetch = ClientFrame::Fetch(Fetch {
        after: Seq(0),
        before: Seq(21),
    });
    for _ in 0..2 {
        stage.frame(A, fetch.clone());
    }
    assert!(stage.say("x")[0].starts_with("1<resync"));
    stage.later(5_000);
    assert_eq!(stage.say("x").len(), 1);
    let head = stage.head();
    assert!(told(&stage.seen(A, head)).contains(&format!("1<presence 1 at {head}")));
    assert_eq!(stage.say("x").len(), 1);
}

#[test]
fn a_room_full_of_unread_pages_lets_nobody_in_until_their_readers_are_gone() {
    let mut stage = stage();
    stage.wrote_each(20, |_| long());
    let fetch = ClientFrame::Fetch(Fetch {
        after: Seq(0),
        before: Seq(21),
    });
    for conn in 10..100 {
        stage.step(Input::Connected(Conn(conn)));
        stage.hello(Conn(conn), fan(&format!("m{conn}")), have(20));
    }
    for conn in 10..100 {
        for _ in 0..3 {
            stage.frame(Conn(conn), fetch.clone());
        }
    }
    assert!(stage.room.outstanding_bytes() > 2 * limits::OUTSTANDING_BYTES as u64);
    stage.say("x");
    assert_eq!(
        told(&stage.step(Input::Connected(A))),
        ["1<bye Full", "1 closed Full"]
    );
    // They were asked, and do not answer.
    stage.later(10_000);
    let words = stage.say("x");
    assert_eq!(
        words.iter().filter(|word| word.ends_with("closed Slow")).count(),
        90
    );
    stage.say("x");
    assert_eq!(told(&stage.step(Input::Connected(A))), Vec::<String>::new());
    assert!(told(&stage.hello(A, fan("a"), None))[1].starts_with("1<welcome"));
}
