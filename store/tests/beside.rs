//! What stands beside a log, run over the one in memory and over SQL; and what is particular to SQL about it.

#![cfg(test)]

use std::cell::Cell;

use protocol::http::Reported;
use protocol::{
    Act, Author, Body, Count, DisplayName, DraftId, Entry, Epoch, Fate, Grounds, ImageKey, MemberId,
    Reaction, Role, Seq, Tally, UnixMillis, What, With, limits,
};
use room::memory::MemoryJournal;
use room::{Beside, Change, Journal, Picture, Pin, Reader, Voice};
use store::{Incoming, Native, RoomLedger, Row, Sql, SqlError, Transact, Value};

const EPOCH: Epoch = Epoch::from_bits(0x00c0_ffee);

fn member(id: &str) -> MemberId {
    MemberId::parse(id).unwrap()
}

fn entry(seq: u64, act: Option<Act>) -> Entry {
    let with = act.map(|act| {
        Box::new(With {
            act: Some(act),
            ..With::default()
        })
    });
    Entry {
        seq: Seq(seq),
        at: UnixMillis(1_000 * seq),
        draft: DraftId::from_bits(seq.into()),
        author: Author {
            member: member("a"),
            name: DisplayName::parse("もか").unwrap(),
            role: Role::Fan,
        },
        what: What::Said {
            body: Body::parse(&format!("{seq}番")).unwrap(),
            with,
        },
    }
}

fn wrote(journal: &mut impl Journal, count: u64) {
    for seq in 1..=count {
        journal.append(&entry(seq, None)).unwrap();
    }
}

fn voice(seq: u64, who: &str, kind: Option<Reaction>) -> Voice {
    Voice {
        seq: Seq(seq),
        member: member(who),
        kind,
    }
}

fn tally(seq: u64, counts: &[(Reaction, u32)]) -> Tally {
    let count = |(kind, n): &(Reaction, u32)| Count { kind: *kind, n: *n };
    Tally {
        seq: Seq(seq),
        counts: counts.iter().map(count).collect(),
        mine: None,
    }
}

fn key(number: u128) -> ImageKey {
    ImageKey(DraftId::from_bits(number))
}

fn picture(number: u128, who: &str, at: u64) -> Picture {
    Picture {
        key: key(number),
        member: member(who),
        at: UnixMillis(at),
        w: 4_032,
        h: 3_024,
    }
}

fn tombstone(seq: u64) -> (Entry, Entry, Entry) {
    let before = entry(seq, None);
    let act = entry(seq + 1, Some(Act::Unsend(Seq(seq))));
    let mut after = before.clone();
    assert!(after.rewrite(&act));
    (before, act, after)
}

fn g7_an_act_rewrites_its_target_and_takes_a_place(mut journal: impl Journal) {
    wrote(&mut journal, 3);
    let mut edited = entry(2, None);
    let act = entry(4, Some(Act::Edit(Seq(2))));
    assert!(edited.rewrite(&act));
    let change = Change {
        rewritten: Some(&edited),
        ..Change::of(&act)
    };
    journal.amend(&change).unwrap();
    let list = journal.newest(Seq::ZERO, Seq(9), 50).unwrap();
    assert_eq!(
        list,
        [entry(1, None), edited.clone(), entry(3, None), act.clone()]
    );
    assert_eq!(
        (list[1].what.body().as_str(), list[1].what.with().unwrap().fate),
        ("4番", Some(Fate::Edited))
    );
    assert_eq!(journal.standing().unwrap().head, Seq(4));
    // Its draft is found at its old place.
    let found = journal.find(&member("a"), &[DraftId::from_bits(2)], Seq::ZERO);
    assert_eq!(found, Ok(vec![(DraftId::from_bits(2), Seq(2))]));
    // A place that is taken changes nothing.
    let (_, _, gone) = tombstone(3);
    let change = Change {
        rewritten: Some(&gone),
        ..Change::of(&act)
    };
    journal.amend(&change).unwrap_err();
    assert_eq!(journal.newest(Seq::ZERO, Seq(9), 50).unwrap(), list);
}

fn g7_a_tombstone_takes_its_reactions_along(mut journal: impl Journal) {
    wrote(&mut journal, 1);
    let (_, act, gone) = tombstone(1);
    for (who, kind) in [("a", Reaction::Heart), ("b", Reaction::Fire)] {
        let beside = journal.beside_mut().unwrap();
        beside.react(&voice(1, who, Some(kind))).unwrap();
    }
    let doomed = [key(7)];
    let change = Change {
        rewritten: Some(&gone),
        doomed: &doomed,
        ..Change::of(&act)
    };
    journal.amend(&change).unwrap();
    let beside = journal.beside().unwrap();
    assert_eq!(beside.tallies(Seq(1), Seq(9)), Ok(Vec::new()));
    assert_eq!(beside.doomed(9), Ok(vec![key(7)]));
}

fn g8_single_entries_come_in_order_and_holes_are_left_out(mut journal: impl Journal) {
    assert_eq!(journal.entries(&[Seq(1)]), Ok(Vec::new()));
    wrote(&mut journal, 5);
    let list = journal
        .entries(&[Seq(4), Seq(99), Seq(2), Seq(2), Seq(0), Seq(u64::MAX)])
        .unwrap();
    assert_eq!(list, [entry(2, None), entry(4, None)]);
    assert_eq!(journal.entries(&[]), Ok(Vec::new()));
}

fn g9_a_time_is_found_among_entries_that_are_never_younger_than_the_next(mut journal: impl Journal) {
    assert_eq!(journal.place_of(UnixMillis(5)), Ok(Seq(1)));
    for (seq, at) in [(1, 10), (2, 20), (3, 20), (4, 20), (5, 50)] {
        let entry = Entry {
            at: UnixMillis(at),
            ..entry(seq, None)
        };
        journal.append(&entry).unwrap();
    }
    for (at, seq) in [
        (0, 1),
        (10, 1),
        (11, 2),
        (20, 2),
        (21, 5),
        (50, 5),
        (51, 6),
        (u64::MAX, 6),
    ] {
        assert_eq!(journal.place_of(UnixMillis(at)), Ok(Seq(seq)), "{at}");
    }
}

fn g8_a_member_has_one_reaction_to_a_message(mut journal: impl Journal) {
    let beside = journal.beside_mut().unwrap();
    for voice in [
        voice(1, "a", Some(Reaction::Heart)),
        voice(1, "b", Some(Reaction::Heart)),
        voice(1, "a", Some(Reaction::Fire)),
        voice(2, "b", Some(Reaction::Clap)),
        voice(2, "b", None),
        voice(9, "a", Some(Reaction::Sad)),
    ] {
        beside.react(&voice).unwrap();
    }
    // What was taken back is known to have been there.
    assert_eq!(
        beside.tallies(Seq(1), Seq(8)).unwrap(),
        [
            tally(1, &[(Reaction::Heart, 1), (Reaction::Fire, 1)]),
            tally(2, &[])
        ]
    );
    assert_eq!(
        beside.voices(&[Seq(1), Seq(9), Seq(3)], &[member("a")]).unwrap(),
        [
            voice(1, "a", Some(Reaction::Fire)),
            voice(9, "a", Some(Reaction::Sad))
        ]
    );
    assert_eq!(beside.voices(&[Seq(1)], &[]), Ok(Vec::new()));
    assert_eq!(beside.voices(&[], &[member("a")]), Ok(Vec::new()));
    // As many as all blocks of a big room together.
    let many: Vec<_> = (0..1_000).map(|n| member(&format!("m{n}"))).collect();
    assert_eq!(beside.voices(&[Seq(1)], &many), Ok(Vec::new()));
    let many: Vec<_> = many.into_iter().chain([member("b")]).collect();
    assert_eq!(beside.voices(&[Seq(1)], &many).unwrap().len(), 1);
}

fn g6_a_reader_is_kept_by_name_and_forgotten(mut journal: impl Journal) {
    let reader = |who: &str, read: u64| Reader {
        member: member(who),
        joined: Seq(3),
        read: Seq(read),
        at: UnixMillis(read),
    };
    let beside = journal.beside_mut().unwrap();
    assert_eq!(beside.readers(), Ok(Vec::new()));
    assert_eq!(beside.reader(&member("a")), Ok(None));
    for reader in [reader("a", 0), reader("b", 4), reader("a", 7)] {
        beside.keep_reader(&reader).unwrap();
    }
    assert_eq!(beside.readers(), Ok(vec![reader("a", 7), reader("b", 4)]));
    assert_eq!(beside.reader(&member("b")), Ok(Some(reader("b", 4))));
    beside.forget_readers(&[member("a"), member("z")]).unwrap();
    assert_eq!(beside.readers(), Ok(vec![reader("b", 4)]));
}

fn m1_a_member_has_one_report_about_a_message_and_the_oldest_come_first(mut journal: impl Journal) {
    let report = |seq: u64, by: &str, at: u64| Reported {
        seq: Seq(seq),
        by: member(by),
        grounds: Grounds::Scam,
        at: UnixMillis(at),
        context: Vec::new(),
    };
    let beside = journal.beside_mut().unwrap();
    for report in [
        report(1, "a", 10),
        report(2, "a", 20),
        report(1, "b", 30),
        report(1, "a", 40),
    ] {
        beside.report(&report).unwrap();
    }
    assert_eq!(
        beside.reports(0, 9),
        Ok((
            vec![report(2, "a", 20), report(1, "b", 30), report(1, "a", 40)],
            3
        ))
    );
    assert_eq!(beside.reports(1, 1), Ok((vec![report(1, "b", 30)], 3)));
}

fn m1_a_room_keeps_so_many_reports_and_the_oldest_go(mut journal: impl Journal) {
    let beside = journal.beside_mut().unwrap();
    for number in 0..limits::REPORTS as u64 + 2 {
        let report = Reported {
            seq: Seq(number),
            by: member("a"),
            grounds: Grounds::Spam,
            at: UnixMillis(number),
            context: Vec::new(),
        };
        beside.report(&report).unwrap();
    }
    let (list, total) = beside.reports(0, 1).unwrap();
    assert_eq!((list[0].seq, total), (Seq(2), limits::REPORTS));
}

fn g16_a_picture_waits_until_it_is_shown_or_doomed(mut journal: impl Journal) {
    wrote(&mut journal, 1);
    let beside = journal.beside_mut().unwrap();
    assert_eq!(beside.oldest_picture(), Ok(None));
    for picture in [picture(3, "a", 30), picture(1, "a", 10), picture(2, "b", 20)] {
        beside.keep_picture(&picture).unwrap();
    }
    assert_eq!(
        beside.waiting(&member("a")),
        Ok(vec![picture(1, "a", 10), picture(3, "a", 30)])
    );
    assert_eq!(beside.oldest_picture(), Ok(Some(UnixMillis(10))));
    assert_eq!(beside.waited(UnixMillis(20), 9), Ok(vec![key(1)]));
    assert_eq!(beside.waited(UnixMillis(99), 2).unwrap().len(), 2);
    assert_eq!(beside.pictures(&[key(2), key(9)]), Ok(vec![picture(2, "b", 20)]));
    beside.doom(&[key(1)]).unwrap();
    assert_eq!(
        beside.pictures(&[key(1)]),
        Ok(Vec::new()),
        "nobody can post it any more"
    );
    assert_eq!(beside.doomed(9), Ok(vec![key(1)]));
    let shown = [key(3)];
    let post = entry(2, None);
    let change = Change {
        shown: &shown,
        ..Change::of(&post)
    };
    journal.amend(&change).unwrap();
    let beside = journal.beside_mut().unwrap();
    assert_eq!(beside.waiting(&member("a")), Ok(Vec::new()));
    beside.forget_pictures(&[key(1), key(9)]).unwrap();
    assert_eq!(beside.doomed(9), Ok(Vec::new()));
    assert_eq!(beside.oldest_picture(), Ok(Some(UnixMillis(20))));
}

fn g12_one_entry_is_pinned_at_most(mut journal: impl Journal) {
    wrote(&mut journal, 2);
    assert_eq!(journal.beside().unwrap().pin(), Ok(None));
    for (place, pin, expected) in [
        (3, Pin::Is(Seq(1)), Some(Seq(1))),
        (4, Pin::Is(Seq(2)), Some(Seq(2))),
        (5, Pin::Stays, Some(Seq(2))),
        (6, Pin::Goes, None),
    ] {
        let act = entry(place, None);
        let change = Change {
            pin,
            ..Change::of(&act)
        };
        journal.amend(&change).unwrap();
        assert_eq!(journal.beside().unwrap().pin(), Ok(expected));
    }
}

macro_rules! conformance {
    ($($promise:ident),* $(,)?) => {
        mod in_memory {
            $(#[test] fn $promise() { super::$promise(super::MemoryJournal::new(super::EPOCH)); })*
        }
        mod over_sql {
            $(#[test] fn $promise() {
                let sql = super::Native::in_memory().unwrap();
                super::$promise(super::RoomLedger::new(sql, 0x00c0_ffee));
            })*
        }
    };
}

conformance!(
    g7_an_act_rewrites_its_target_and_takes_a_place,
    g7_a_tombstone_takes_its_reactions_along,
    g8_single_entries_come_in_order_and_holes_are_left_out,
    g9_a_time_is_found_among_entries_that_are_never_younger_than_the_next,
    g8_a_member_has_one_reaction_to_a_message,
    g6_a_reader_is_kept_by_name_and_forgotten,
    m1_a_member_has_one_report_about_a_message_and_the_oldest_come_first,
    m1_a_room_keeps_so_many_reports_and_the_oldest_go,
    g16_a_picture_waits_until_it_is_shown_or_doomed,
    g12_one_entry_is_pinned_at_most,
);

/// Fails at the statement that it is told to, and at every one after it.
struct Failing {
    sql: Native,
    left: Cell<usize>,
}

impl Sql for Failing {
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => return Err(SqlError("told to fail".to_owned())),
        }
        self.sql.exec(statement, params)
    }
}

impl Transact for Failing {
    fn transact(&self, work: &mut dyn FnMut() -> Result<(), SqlError>) -> Result<(), SqlError> {
        self.sql.transact(work)
    }
}

type Row2 = Vec<Vec<Value>>;

fn everything(sql: &Native) -> Vec<Row2> {
    let tables = ["entry", "meta", "reaction", "reader", "report", "media"];
    let all = |table| sql.exec(&format!("SELECT * FROM {table} ORDER BY 1, 2"), &[]);
    tables.map(|table| all(table).unwrap()).into()
}

#[test]
fn g7_an_act_that_fails_at_any_statement_changes_nothing() {
    for statements in 0..20 {
        let sql = Failing {
            sql: Native::in_memory().unwrap(),
            left: Cell::new(usize::MAX),
        };
        let mut ledger = RoomLedger::new(&sql, 1);
        wrote(&mut ledger, 1);
        ledger.react(&voice(1, "b", Some(Reaction::Heart))).unwrap();
        ledger.keep_picture(&picture(5, "a", 1)).unwrap();
        let before = everything(&sql.sql);
        sql.left.set(statements);
        let (_, act, gone) = tombstone(1);
        let (shown, doomed) = ([key(5)], [key(6)]);
        let reader = Reader {
            member: member("a"),
            joined: Seq(1),
            read: Seq(0),
            at: UnixMillis(1),
        };
        let change = Change {
            rewritten: Some(&gone),
            pin: Pin::Is(Seq(1)),
            shown: &shown,
            doomed: &doomed,
            reader: Some(&reader),
            ..Change::of(&act)
        };
        if ledger.amend(&change).is_ok() {
            assert_eq!(statements, 7, "each of them was tried");
            assert_ne!(everything(&sql.sql), before);
            return;
        }
        assert_eq!(everything(&sql.sql), before, "after {statements} statements");
    }
    panic!("it never came to an end");
}

#[test]
fn g8_a_reaction_and_a_mark_cost_one_row_and_an_act_two() {
    let sql = Native::in_memory().unwrap();
    let mut ledger = RoomLedger::new(&sql, 1);
    wrote(&mut ledger, 3);
    let mut before = sql.rows_written();
    let mut cost = |sql: &Native| {
        let rows = sql.rows_written() - before;
        before = sql.rows_written();
        rows
    };
    for kind in [Some(Reaction::Heart), Some(Reaction::Fire), None] {
        ledger.react(&voice(1, "b", kind)).unwrap();
        assert_eq!(cost(&sql), 1, "{kind:?}");
    }
    for read in 1..=3 {
        let reader = Reader {
            member: member("a"),
            joined: Seq(1),
            read: Seq(read),
            at: UnixMillis(1),
        };
        ledger.keep_reader(&reader).unwrap();
        assert_eq!(cost(&sql), 1);
    }
    let (_, act, gone) = tombstone(3);
    let change = Change {
        rewritten: Some(&gone),
        ..Change::of(&act)
    };
    ledger.amend(&change).unwrap();
    assert_eq!(cost(&sql), 2);
}

#[test]
fn g8_what_is_asked_often_is_found_by_its_key() {
    let sql = Native::in_memory().unwrap();
    let mut ledger = RoomLedger::new(&sql, 1);
    wrote(&mut ledger, 1);
    for statement in [
        "SELECT seq, kind, count(*) FROM reaction WHERE seq >= 1 AND seq <= 9 GROUP BY seq, kind ORDER BY seq",
        "SELECT seq, member, kind FROM reaction WHERE seq IN (1, 2) AND member IN ('a', 'b')",
        "SELECT member, joined, read, at FROM reader WHERE member = 'a'",
        "SELECT seq FROM entry WHERE seq IN (1, 2, 3) ORDER BY seq",
        "SELECT key, member, at, w, h FROM media WHERE key = 'a' AND doomed = 0",
    ] {
        let plan = sql.exec(&format!("EXPLAIN QUERY PLAN {statement}"), &[]).unwrap();
        for row in plan {
            let Value::Text(step) = &row[3] else {
                panic!("{row:?}")
            };
            assert!(!step.starts_with("SCAN"), "{statement}\n{step}");
        }
    }
}

fn filled(sql: &Native) {
    let mut ledger = RoomLedger::new(sql, 1);
    wrote(&mut ledger, 2);
    ledger.react(&voice(1, "b", Some(Reaction::Heart))).unwrap();
    let reader = Reader {
        member: member("b"),
        joined: Seq(1),
        read: Seq(2),
        at: UnixMillis(1),
    };
    ledger.keep_reader(&reader).unwrap();
    ledger.keep_picture(&picture(5, "a", 1)).unwrap();
    let report = Reported {
        seq: Seq(1),
        by: member("b"),
        grounds: Grounds::Abuse,
        at: UnixMillis(1),
        context: Vec::new(),
    };
    ledger.report(&report).unwrap();
    let act = entry(3, Some(Act::Pin(Seq(1))));
    let change = Change {
        pin: Pin::Is(Seq(1)),
        ..Change::of(&act)
    };
    ledger.amend(&change).unwrap();
}

fn assert_bare(ledger: &impl Beside) {
    assert_eq!(ledger.pin(), Ok(None));
    assert_eq!(ledger.tallies(Seq(0), Seq(99)), Ok(Vec::new()));
    assert_eq!(ledger.readers(), Ok(Vec::new()));
    assert_eq!(ledger.reports(0, 9), Ok((Vec::new(), 0)));
    // What waits to be posted stands at no place.
    assert_eq!(ledger.waiting(&member("a")).unwrap().len(), 1);
}

#[test]
fn r4_a_log_that_took_another_ones_place_has_nothing_of_what_stood_beside_that() {
    let sql = Native::in_memory().unwrap();
    filled(&sql);
    let mut incoming = Incoming::begin(&sql).unwrap();
    incoming.take(&[entry(1, None), entry(2, None)]).unwrap();
    incoming.replace(Epoch::from_bits(2), Seq(0), Seq(2)).unwrap();
    let ledger = RoomLedger::new(&sql, 9);
    assert_bare(&ledger);
    // And the next life finds it so as well.
    let written = sql.rows_written();
    assert_bare(&RoomLedger::new(&sql, 9));
    assert_eq!(sql.rows_written(), written);
}

#[test]
fn r4_a_log_that_an_earlier_release_replaced_has_nothing_of_what_stood_beside_the_old_one() {
    let sql = Native::in_memory().unwrap();
    filled(&sql);
    // All that 0.1.0 does.
    sql.exec(
        "INSERT OR REPLACE INTO meta (name, value) VALUES ('epoch', '00000000000000aa')",
        &[],
    )
    .unwrap();
    assert_bare(&RoomLedger::new(&sql, 9));
}

#[test]
fn g12_the_pinned_entry_travels_with_the_log_since_its_act_does() {
    for (acts, pin) in [
        (vec![Act::Pin(Seq(1))], Some(1)),
        (vec![Act::Pin(Seq(1)), Act::Pin(Seq(2))], Some(2)),
        (vec![Act::Pin(Seq(1)), Act::Unpin(Seq(1))], None),
        (vec![Act::Pin(Seq(1)), Act::Unsend(Seq(2))], Some(1)),
        (vec![Act::Pin(Seq(2)), Act::Unsend(Seq(2))], None),
        (vec![Act::Edit(Seq(1))], None),
    ] {
        let sql = Native::in_memory().unwrap();
        let mut incoming = Incoming::begin(&sql).unwrap();
        incoming.take(&[entry(1, None), entry(2, None)]).unwrap();
        let mut head = 2;
        for act in &acts {
            head += 1;
            incoming.take(&[entry(head, Some(*act))]).unwrap();
        }
        incoming.replace(Epoch::from_bits(2), Seq(0), Seq(head)).unwrap();
        assert_eq!(RoomLedger::new(&sql, 9).pin(), Ok(pin.map(Seq)), "{acts:?}");
    }
}

#[test]
fn r2_words_of_a_later_release_are_read_as_the_nearest_that_is_known() {
    let sql = Native::in_memory().unwrap();
    filled(&sql);
    sql.exec("UPDATE reaction SET kind = 'rainbow'", &[]).unwrap();
    sql.exec("UPDATE report SET grounds = 'boredom'", &[]).unwrap();
    let ledger = RoomLedger::new(&sql, 9);
    assert_eq!(ledger.tallies(Seq(1), Seq(1)).unwrap(), [tally(1, &[])]);
    assert_eq!(ledger.reports(0, 1).unwrap().0[0].grounds, Grounds::Other);
}
