//! What is particular to SQL about what stands beside a log: its price, its keys, and what another log leaves of it.

#![cfg(test)]

#[path = "parts/beside.rs"]
mod parts;

use std::cell::Cell;

use protocol::http::Reported;
use protocol::{Act, Epoch, Grounds, Reaction, Seq, UnixMillis};
use room::{Beside, Change, Journal, Pin, Reader};
use store::{Incoming, Native, RoomLedger, Row, Sql, SqlError, Transact, Value};

use parts::{entry, key, member, picture, tally, tombstone, voice, wrote};

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
            assert_eq!(statements, 9, "each of them was tried");
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
