//! How many have read, or have not, and what of it is kept.

use std::collections::BTreeMap;

use protocol::{Fetch, Marks, limits};

use super::*;
use crate::Reader;

const READ: Rules = Rules {
    read_marks: ReadMarks::Read,
    ..QUIET.rules
};
const COUNT_DOWN: Rules = Rules {
    read_marks: ReadMarks::CountDown,
    ..QUIET.rules
};

fn broadcast(effects: &[Effect]) -> Option<&Marks> {
    effects.iter().find_map(|effect| match effect {
        Effect::Broadcast(ServerFrame::Marks(marks)) => Some(marks),
        _ => None,
    })
}

fn sent(effects: &[Effect], conn: Conn) -> Option<&Marks> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(to, ServerFrame::Marks(marks)) if *to == conn => Some(marks),
        _ => None,
    })
}

/// What a reader makes of it. Above the last run nobody has read it, or everybody still has to.
fn shown(marks: &Marks, seq: u64, all: u32) -> u32 {
    assert!(marks.from <= Seq(seq), "nothing is said of {seq}: {marks:?}");
    let run = marks.runs.iter().find(|run| Seq(seq) <= run.upto);
    run.map_or(all, |run| run.n)
}

fn read_row(stage: &Stage, id: &str) -> (u64, u64) {
    let row = &stage.journal.beside.readers[&MemberId::parse(id).unwrap()];
    (row.joined.0, row.read.0)
}

#[test]
fn g6_so_many_have_read_it() {
    let mut stage = stage();
    stage.wrote(3);
    for (conn, id) in [(A, "a"), (B, "b"), (C, "c")] {
        stage.join_under(conn, fan(id), READ);
    }
    assert_eq!(told(&stage.read(A, 2)), ["1 is a", "*<marks 1..2=1"]);
    // The next second, all at once.
    assert_eq!(told(&stage.read(B, 3)), ["2 is b", "wake in 1000"]);
    assert_eq!(told(&stage.read(C, 3)), ["3 is c"]);
    assert_eq!(told(&stage.wait(999)), ["wake in 1"]);
    assert_eq!(told(&stage.wait(1)), ["*<marks 1..2=3..3=2"]);
    // A mark never goes back, and nobody has read what is not there.
    assert_eq!(told(&stage.read(B, 1)), Vec::<String>::new());
    stage.wait(1_000);
    assert_eq!(told(&stage.read(A, 99)), ["1 is a", "*<marks 1..3=3"]);
}

#[test]
fn g6_so_many_have_not_read_it_yet() {
    let mut stage = stage();
    stage.wrote(3);
    for (conn, id) in [(A, "a"), (B, "b")] {
        stage.join_under(conn, fan(id), COUNT_DOWN);
    }
    // They came after the second, with the third before them: nobody waits for them to read what was before.
    assert_eq!(told(&stage.read(A, 2))[0], "1 is a");
    let marks = stage.wait(1_000);
    assert_eq!(told(&marks), Vec::<String>::new(), "that changes nothing");
    assert_eq!(told(&stage.read(A, 3)), ["1 is a", "*<marks 1..2=0..3=1"]);
    stage.later(1_000);
    assert_eq!(told(&stage.read(B, 3)), ["2 is b", "*<marks 1..3=0"]);
    // A message: its author has it before their eyes, and the other has not.
    stage.later(1_000);
    assert_eq!(
        told(&stage.post(A, 1, 3, "x")),
        ["1<ack 4", "1 is a", "*<events 4..4", "*<marks 1..3=0..4=1"]
    );
    stage.later(1_000);
    stage.read(B, 4);
    // Who comes now has nothing to read but the last.
    stage.join_under(C, fan("c"), COUNT_DOWN);
    let effects = stage.hello(C, fan("c"), None);
    assert!(
        told(&effects).contains(&"3<marks 1..3=0..4=1".to_owned()),
        "{:?}",
        told(&effects)
    );
}

#[test]
fn g6_the_counts_are_exact_however_it_goes_on() {
    for rules in [READ, COUNT_DOWN] {
        let mut stage = stage();
        let mut truth: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
        let mut dice: u64 = 7;
        let mut roll = |sides: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % sides
        };
        for turn in 0..2_000 {
            stage.later(1_000);
            let head = stage.journal.list.len() as u64;
            let number = roll(40);
            let conn = Conn(number);
            let id = format!("m{number}");
            if let std::collections::btree_map::Entry::Vacant(place) = truth.entry(number) {
                stage.join_under(conn, fan(&id), rules);
                place.insert((head, 0));
                continue;
            }
            if roll(3) == 0 {
                stage.post(conn, 1_000 + turn, head, "x");
                let (_, read) = truth.get_mut(&number).unwrap();
                if *read >= head {
                    *read = head + 1;
                }
            } else if head > 0 {
                let seq = roll(head) + 1;
                stage.read(conn, seq);
                let (_, read) = truth.get_mut(&number).unwrap();
                *read = seq.max(*read);
            }
            let head = stage.journal.list.len() as u64;
            if head == 0 {
                continue;
            }
            let asked = stage.hello(
                conn,
                Pass {
                    ruled: None,
                    ..fan(&id)
                },
                None,
            );
            let marks = sent(&asked, conn).unwrap();
            let all = truth.len() as u32;
            for seq in marks.from.0..=head {
                let expected = match rules.read_marks {
                    ReadMarks::Read => truth.values().filter(|(_, read)| *read >= seq).count(),
                    _ => truth
                        .values()
                        .filter(|(joined, read)| *joined <= seq && *read < seq)
                        .count(),
                };
                let above = if rules.read_marks == ReadMarks::Read {
                    0
                } else {
                    all
                };
                assert_eq!(
                    shown(marks, seq, above) as usize,
                    expected,
                    "{seq} of {head}, turn {turn}"
                );
            }
        }
        assert!(stage.journal.list.len() > 300);
    }
}

#[test]
fn g6_3000_readers_at_50_messages_a_second_are_one_frame_a_tick_and_exact() {
    const READERS: u64 = 3_000;
    let mut stage = stage();
    stage.wrote(500);
    let ruled = Some(Ruled {
        since: START,
        rules: READ,
    });
    for number in 0..READERS {
        stage.step(Input::Connected(Conn(number)));
        stage.hello(
            Conn(number),
            Pass {
                ruled,
                ..fan(&format!("m{number}"))
            },
            None,
        );
    }
    // They have had the page before their eyes: what they were given has arrived.
    for number in 0..READERS {
        stage.read(Conn(number), 500);
    }
    stage.wait(10_000);
    let before = std::time::Instant::now();
    let (mut frames, mut words) = (0, 0);
    // Ten seconds: 500 messages, and a word a second of each reader.
    for tick in 0..500_u64 {
        stage.later(20);
        let head = 500 + tick;
        let effects = stage.post(Conn(tick), u128::from(tick), head, "ㅋㅋㅋ");
        frames += usize::from(broadcast(&effects).is_some());
        for reader in (tick * 60..).take(60).map(|reader| reader % READERS) {
            let effects = stage.read(Conn(reader), head);
            words += 1;
            frames += usize::from(broadcast(&effects).is_some());
            let to_one = effects
                .iter()
                .filter(|effect| matches!(effect, Effect::Send(..)))
                .count();
            assert_eq!(to_one, 0, "never a frame for a reader");
        }
    }
    let took = before.elapsed();
    assert_eq!(words, 30_000);
    let every = limits::marks_ms(READERS as usize);
    assert_eq!(every, 4_000);
    assert!(
        frames as u64 <= 10_000 / every + 1,
        "{frames} frames in ten seconds"
    );
    println!("30,000 words of 3,000 readers and 500 messages: {took:?}, {frames} frames of marks");
    let mut last = None;
    for reader in 0..READERS {
        stage.later(2);
        let effects = stage.read(Conn(reader), if reader < 1_000 { 1_000 } else { 900 });
        last = broadcast(&effects).cloned().or(last);
    }
    let effects = stage.wait(every);
    let marks = broadcast(&effects).cloned().or(last).unwrap();
    assert_eq!(marks.from, Seq(1_000 - limits::NEWEST + 1));
    assert_eq!(shown(&marks, 1_000, 0), 1_000);
    assert_eq!(marks.runs.last().unwrap().upto, Seq(1_000));
}

#[test]
fn g6_a_page_of_history_says_all_up_to_the_head() {
    let mut stage = stage();
    stage.wrote(500);
    for (conn, id, read) in [(A, "a", 20), (B, "b", 400), (C, "c", 500)] {
        stage.join_under(conn, fan(id), READ);
        stage.read(conn, read);
    }
    let fetch = Fetch {
        after: Seq(9),
        before: Seq(31),
    };
    let effects = stage.frame(A, ClientFrame::Fetch(fetch));
    let marks = sent(&effects, A).unwrap();
    assert_eq!(
        short_frame(&ServerFrame::Marks(marks.clone())),
        "marks 10..20=3..400=2..500=1"
    );
}

#[test]
fn g6_a_reader_costs_a_row_when_they_come_and_one_when_they_go() {
    let mut stage = stage();
    stage.wrote(9);
    let nameless = Pass {
        name: None,
        ..fan("a")
    };
    stage.join_under(A, nameless, READ);
    stage.read(A, 9);
    assert!(
        stage.journal.beside.readers.is_empty(),
        "who has no name is not counted"
    );
    stage.join_under(A, fan("a"), READ);
    assert_eq!(stage.journal.beside.rows, 1);
    for seq in 1..=9 {
        stage.later(1_000);
        stage.read(A, seq);
    }
    assert_eq!((stage.journal.beside.rows, read_row(&stage, "a")), (1, (9, 0)));
    stage.step(Input::Closed(A));
    assert_eq!((stage.journal.beside.rows, read_row(&stage, "a")), (2, (9, 9)));
    // The same day, nothing read.
    stage.join_under(A, fan("a"), READ);
    stage.step(Input::Closed(A));
    assert_eq!(stage.journal.beside.rows, 2);
    // Another day: so that it is known that they come.
    stage.later(25 * 60 * 60 * 1_000);
    stage.join_under(A, fan("a"), READ);
    assert_eq!(stage.journal.beside.rows, 3);
}

#[test]
fn g6_marks_outlive_the_memory_on_the_cards_and_in_the_ledger() {
    let mut stage = stage();
    stage.wrote(9);
    stage.join_under(A, fan("a"), READ);
    stage.join_under(B, fan("b"), READ);
    stage.read(A, 4);
    let b = kept(&stage.read(B, 7), B).unwrap();
    stage.step(Input::Closed(A));
    stage.forget(&[(B, b.clone())]);
    stage.later(10_000);
    // It wakes with a word of somebody, and says anew what there is.
    let woken = stage.step(Input::Wake);
    assert_eq!(told(&woken), ["*<presence 1 at 9", "*<marks 1..4=2..7=1"]);
    // It wakes with the end of a socket that it never knew: what that had read is kept.
    stage.forget(&[]);
    stage.step(Input::Left(B, b.clone()));
    assert_eq!(read_row(&stage, "b"), (9, 7));
    let rows = stage.journal.beside.rows;
    stage.step(Input::Left(B, b.clone()));
    assert_eq!(stage.journal.beside.rows, rows, "once");
    // Of another history nothing is kept.
    stage.journal.epoch = Epoch::from_bits(8);
    stage
        .journal
        .beside
        .readers
        .get_mut(&MemberId::parse("b").unwrap())
        .unwrap()
        .read = Seq(0);
    stage.forget(&[(B, b.clone())]);
    stage.step(Input::Left(B, b));
    assert_eq!(read_row(&stage, "b"), (9, 0));
}

#[test]
fn g6_two_tabs_are_one_reader() {
    let mut stage = stage();
    stage.wrote(5);
    stage.join_under(A, fan("a"), READ);
    stage.join_under(B, fan("a"), READ);
    stage.read(A, 3);
    stage.later(1_000);
    assert_eq!(told(&stage.read(B, 2)), Vec::<String>::new());
    assert_eq!(told(&stage.read(B, 5)), ["2 is a", "*<marks 1..5=1"]);
    stage.step(Input::Closed(A));
    assert_eq!(read_row(&stage, "a"), (5, 5));
}

#[test]
fn g6_who_has_not_been_here_for_a_month_is_no_longer_waited_for() {
    let mut stage = stage();
    stage.wrote(2);
    for (conn, id) in [(A, "a"), (B, "b")] {
        stage.join_under(conn, fan(id), COUNT_DOWN);
    }
    stage.step(Input::Closed(B));
    stage.later(limits::READER_MS + 1);
    stage.room = Room::restore(RoomKind::Chat, []);
    stage.join_under(C, fan("c"), COUNT_DOWN);
    let ids: Vec<&str> = stage
        .journal
        .beside
        .readers
        .keys()
        .map(MemberId::as_str)
        .collect();
    assert_eq!(ids, ["c"]);
}

#[test]
fn g6_as_many_are_counted_as_can_be_and_who_was_away_longest_gives_way() {
    let mut stage = stage();
    stage.wrote(1);
    for number in 0..limits::READERS as u64 {
        let member = MemberId::parse(&format!("m{number}")).unwrap();
        let reader = Reader {
            member: member.clone(),
            joined: Seq(0),
            read: Seq(0),
            at: START.plus(number),
        };
        stage.journal.beside.readers.insert(member, reader);
    }
    stage.later(limits::READERS as u64);
    stage.join_under(A, fan("m0"), READ);
    stage.join_under(B, fan("new"), READ);
    let readers = &stage.journal.beside.readers;
    assert_eq!(readers.len(), limits::READERS);
    assert!(
        readers.contains_key(&MemberId::parse("m0").unwrap()),
        "they are here"
    );
    assert!(!readers.contains_key(&MemberId::parse("m1").unwrap()));
    assert!(readers.contains_key(&MemberId::parse("new").unwrap()));
}

#[test]
fn g6_where_the_owner_wants_none_nobody_is_counted_and_a_change_holds_at_once() {
    let mut stage = stage();
    stage.wrote(3);
    stage.join(A, fan("a"));
    stage.read(A, 3);
    assert!(stage.journal.beside.readers.is_empty());
    stage.join_under(A, fan("a"), READ);
    stage.join_under(B, fan("b"), READ);
    stage.read(A, 2);
    assert_eq!(
        told(&stage.wait(1_000)),
        Vec::<String>::new(),
        "it was told at once"
    );
    // The same readers, counted the other way.
    let effects = stage.join_under(C, fan("c"), COUNT_DOWN);
    assert!(
        told(&effects).contains(&"*<marks 1..2=0..3=3".to_owned()),
        "{:?}",
        told(&effects)
    );
    let effects = stage.join_under(C, fan("c"), QUIET.rules);
    assert_eq!((broadcast(&effects), sent(&effects, C)), (None, None));
}

#[test]
fn g6_a_full_storage_loses_marks_and_nothing_else() {
    let mut stage = stage();
    stage.wrote(3);
    stage.journal.is_full = true;
    let effects = stage.join_under(A, fan("a"), READ);
    assert_eq!(welcome(&effects).head, Seq(3));
    assert_eq!(told(&stage.read(A, 3)), Vec::<String>::new());
    stage.journal.is_full = false;
    stage.hello(
        A,
        Pass {
            ruled: None,
            ..fan("a")
        },
        None,
    );
    stage.read(A, 3);
    stage.journal.is_full = true;
    stage.step(Input::Closed(A));
    assert_eq!(read_row(&stage, "a"), (3, 0));
}

#[test]
fn g6_nobody_is_counted_in_a_feed() {
    let mut stage = stage_of(RoomKind::Feed);
    stage.wrote(1);
    stage.join_under(A, fan("a"), READ);
    stage.read(A, 1);
    assert!(stage.journal.beside.readers.is_empty());
}
