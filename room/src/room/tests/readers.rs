//! Who is counted, and what of them is kept.

use protocol::limits;

use super::marks::{COUNT_DOWN, READ, broadcast, sent};
use super::*;
use crate::Reader;

fn read_row(stage: &Stage, id: &str) -> (u64, u64) {
    let row = &stage.journal.beside.readers[&MemberId::parse(id).unwrap()];
    (row.joined.0, row.read.0)
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
