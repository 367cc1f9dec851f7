//! Two versions and one database: what an earlier release wrote is read and written on, and after a rollback that release
//! finds what it knows.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use protocol::{DraftId, Entry, Epoch, MemberId, Seq, UnixMillis, codec};
use room::Journal;
use store::{Incoming, Native, RoomLedger, SiteLedger, Sql, Value};

/// Of a ledger of 0.1.0, which takes more for a database from the future and leaves it as it is. Another number is a migration,
/// and has to be one that 0.1.0 can live with: new tables, or new columns that have a default and that none of its statements
/// meets.
const STEPS_OF_0_1_0: i64 = 1;
const STEPS: i64 = 2;

/// Tables that came since.
const SINCE: [&str; 4] = ["media", "reaction", "reader", "report"];

fn frozen(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/releases/0.1.0/ledger");
    fs::read_to_string(folder.join(file)).unwrap()
}

fn statements(file: &str) -> Vec<String> {
    let text = frozen(file);
    text.lines()
        .map(|line| line.strip_suffix(';').unwrap().to_owned())
        .collect()
}

fn opened(file: &str) -> Native {
    let sql = Native::in_memory().unwrap();
    for statement in statements(file) {
        sql.exec(&statement, &[]).unwrap();
    }
    sql
}

fn entries() -> Vec<Entry> {
    let text = frozen("room.ndjson");
    text.lines().map(|line| codec::parse(line).unwrap()).collect()
}

/// Name, type, whether it may be empty, default, place in the key: of each column of each table.
fn schema(sql: &impl Sql) -> BTreeMap<String, Vec<Vec<Value>>> {
    let names = sql
        .exec("SELECT name FROM sqlite_master WHERE type = 'table'", &[])
        .unwrap();
    let columns = |name: &str| sql.exec(&format!("PRAGMA table_info({name})"), &[]).unwrap();
    let table = |row: &Vec<Value>| match &row[0] {
        Value::Text(name) => (name.clone(), columns(name)),
        other => panic!("{other:?}"),
    };
    let tables: BTreeMap<_, _> = names.iter().map(table).collect();
    assert!(!tables.is_empty());
    tables
}

/// The tables of 0.1.0 as they were, and beside them the ones that came since, of which it knows nothing.
fn assert_grown(now: &Native, old: &BTreeMap<String, Vec<Vec<Value>>>) {
    let mut tables = schema(now);
    for table in SINCE {
        assert!(tables.remove(table).is_some(), "{table}");
        assert!(!old.contains_key(table), "{table}");
    }
    assert_eq!(&tables, old, "an old release finds the tables that it made");
}

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        other => panic!("{other:?}"),
    }
}

fn next_of(list: &[Entry]) -> Entry {
    let last = list.last().unwrap();
    Entry {
        seq: last.seq.next(),
        at: UnixMillis(last.at.0 + 1),
        draft: DraftId::from_bits(0xabc),
        ..last.clone()
    }
}

/// What 0.1.0 says when it wakes, is asked, and writes: none of it may fail, and each answer is as it expects.
fn asked_by_0_1_0(sql: &Native, head: i64) {
    for statement in statements("room-statements.sql") {
        // Its entry 13 goes where the log has come to.
        let statement = statement.replace("VALUES (13,", &format!("VALUES ({},", head + 1));
        let rows = sql
            .exec(&statement, &[])
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
        if statement.starts_with("SELECT max(number)") {
            assert!(
                [STEPS_OF_0_1_0, STEPS].contains(&number(&rows[0][0])),
                "it would not know its own tables"
            );
        }
        if statement.starts_with("SELECT (SELECT value") {
            let row = &rows[0];
            Epoch::parse(text(&row[0])).unwrap();
            assert!(matches!(&row[1], Value::Null) || text(&row[1]).parse::<u64>().is_ok());
            assert!(
                matches!(row[2], Value::Int(found) if found == head || found == head + 1),
                "{row:?}"
            );
        }
        if statement.starts_with("SELECT seq, at") {
            assert_eq!(rows.len(), 12);
            for (row, entry) in rows.iter().rev().zip(entries()) {
                assert_eq!(row[0], Value::Int(i64::try_from(entry.seq.0).unwrap()));
                assert_eq!(text(&row[6]), codec::encode(&entry.what));
            }
        }
    }
}

#[test]
fn r2_a_room_of_an_earlier_release_is_read_and_goes_on_and_its_tables_stay_as_they_are() {
    let sql = opened("room.sql");
    let before = schema(&sql);
    let mut ledger = RoomLedger::new(&sql, 1);
    let standing = ledger.standing().unwrap();
    assert_eq!(standing.epoch, Epoch::from_bits(0x0123_4567_89ab_cdef));
    assert_eq!((standing.head, standing.floor), (Seq(12), Seq(0)));
    assert_eq!(ledger.newest(Seq::ZERO, Seq(13), 200).unwrap(), entries());
    assert_eq!(ledger.oldest(Seq::ZERO, Seq(12)).unwrap(), entries());
    for entry in entries() {
        let found = ledger.find(&entry.author.member, &[entry.draft], Seq::ZERO);
        assert_eq!(found, Ok(vec![(entry.draft, entry.seq)]));
    }
    let next = next_of(&entries());
    ledger.open().unwrap();
    ledger.append(&next).unwrap();
    assert_eq!(ledger.newest(Seq(12), Seq(14), 200).unwrap(), [next]);
    assert_grown(&sql, &before);
    asked_by_0_1_0(&sql, 13);
    // And forward again: what it wrote after the rollback is read.
    let ledger = RoomLedger::new(&sql, 1);
    assert_eq!(ledger.standing().unwrap().head, Seq(14));
    assert_eq!(ledger.newest(Seq(13), Seq(15), 9).unwrap().len(), 1);
}

#[test]
fn r2_a_room_of_today_has_the_tables_of_the_earlier_release() {
    let sql = Native::in_memory().unwrap();
    let mut ledger = RoomLedger::new(&sql, 0x0123_4567_89ab_cdef);
    for entry in entries() {
        ledger.append(&entry).unwrap();
    }
    let old = opened("room.sql");
    assert_grown(&sql, &schema(&old));
    let whole = |sql: &Native, what: &str| sql.exec(&format!("SELECT * FROM {what} ORDER BY 1"), &[]);
    // What 0.1.0 asks by name or by place is there, and what it does not ask for stands beside it.
    for table in [
        "entry",
        "meta WHERE name IN ('epoch', 'floor')",
        "migration WHERE number = 1",
    ] {
        assert_eq!(whole(&sql, table), whole(&old, table), "{table}");
    }
    asked_by_0_1_0(&sql, 12);
}

#[test]
fn r2_a_room_that_was_restored_today_is_read_by_the_earlier_release() {
    let sql = opened("room.sql");
    let mut incoming = Incoming::begin(&sql).unwrap();
    incoming.take(&entries()).unwrap();
    incoming.replace(Epoch::from_bits(2), Seq(0), Seq(12)).unwrap();
    assert_grown(&sql, &schema(&opened("room.sql")));
    asked_by_0_1_0(&sql, 12);
    // One that was broken off leaves a table that the earlier release does not look at.
    Incoming::begin(&sql).unwrap().take(&entries()).unwrap();
    sql.exec("DELETE FROM entry WHERE seq = 13", &[]).unwrap();
    asked_by_0_1_0(&sql, 12);
}

#[test]
fn r2_a_site_of_an_earlier_release_is_read_and_saved_in_its_own_words() {
    let sql = opened("site.sql");
    let before = (schema(&sql), sql.exec("SELECT * FROM site", &[]).unwrap());
    let mut ledger = SiteLedger::new(&sql);
    let site = ledger.load().unwrap().unwrap();
    assert_eq!(codec::encode(&site.view()), frozen("site-view.json").trim_end());
    ledger.save(&site).unwrap();
    // That release takes no field in the settings that it does not know, so a new one may be written only where it is used.
    assert_eq!(
        (schema(&sql), sql.exec("SELECT * FROM site", &[]).unwrap()),
        before
    );
    for statement in statements("site-statements.sql") {
        let rows = sql.exec(&statement, &[]).unwrap();
        if statement.starts_with("SELECT max(number)") {
            assert_eq!(rows, [[Value::Int(STEPS_OF_0_1_0)]]);
        }
    }
    assert_eq!(SiteLedger::new(&sql).load(), Ok(Some(site)));
}

#[test]
fn r2_the_frozen_ledger_holds_what_makes_a_difference() {
    let list = entries();
    assert_eq!(list.len(), 12);
    let longest = list.iter().map(|entry| codec::encode(&entry.what).len()).max();
    assert!(longest > Some(15_000), "the longest body");
    assert!(
        list.iter()
            .any(|entry| entry.author.member == MemberId::parse("@ruan").unwrap())
    );
}
