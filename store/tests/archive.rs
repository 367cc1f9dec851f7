//! A log that takes another one's place: whole or not at all, wherever it is cut off.

#![cfg(test)]

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};

use protocol::{
    Author, Body, DisplayName, DraftId, Entry, Epoch, MemberId, Role, Seq, UnixMillis, What, limits,
};
use room::{Journal, Standing};
use store::{Incoming, Native, RoomLedger, Row, Sql, SqlError, Transact, Value};

const OLD: Epoch = Epoch::from_bits(0x01d);
const NEW: Epoch = Epoch::from_bits(0x0e0);

fn entry(seq: u64, body: &str) -> Entry {
    Entry {
        seq: Seq(seq),
        at: UnixMillis(1_800_000_000_000 + seq),
        draft: DraftId::from_bits(u128::from(seq)),
        author: Author {
            member: MemberId::parse("@miruna").unwrap(),
            name: DisplayName::parse("もか🌿 콩떡").unwrap(),
            role: Role::Official,
        },
        what: What::text(Body::parse(body).unwrap()),
    }
}

fn old() -> Vec<Entry> {
    (1..=20).map(|seq| entry(seq, &format!("old {seq}"))).collect()
}

/// With a floor of 4, a body of the largest size, and a number of rows that no chunk divides.
fn new() -> Vec<Entry> {
    (5..=60)
        .map(|seq| {
            entry(
                seq,
                &if seq == 9 {
                    "あ".repeat(limits::BODY_UNITS)
                } else {
                    format!("새 '{seq}'")
                },
            )
        })
        .collect()
}

fn all(ledger: &RoomLedger<impl Transact>) -> (Epoch, Vec<Entry>) {
    let Standing {
        epoch, head, floor, ..
    } = ledger.standing().unwrap();
    let mut list = Vec::new();
    loop {
        let after = list.last().map_or(floor, |entry: &Entry| entry.seq);
        let page = ledger.oldest(after, head).unwrap();
        if page.is_empty() {
            return (epoch, list);
        }
        list.extend(page);
    }
}

fn write_old(sql: &impl Transact) {
    let mut ledger = RoomLedger::new(sql, 0x01d);
    for entry in old() {
        ledger.append(&entry).unwrap();
    }
}

fn import(sql: &impl Transact) -> Result<(), SqlError> {
    let mut incoming = Incoming::begin(sql)?;
    // As it comes: in pieces.
    for piece in new().chunks(17) {
        incoming.take(piece)?;
    }
    incoming.replace(NEW, Seq(4), Seq(60))
}

/// Fails at the statement that it is told to, and at every one after it; and before each it lets somebody look.
struct Watched<'a> {
    sql: Native,
    count: Cell<usize>,
    fails_at: Option<usize>,
    look: &'a dyn Fn(usize),
    said: RefCell<Vec<String>>,
}

impl<'a> Watched<'a> {
    fn new(sql: Native, fails_at: Option<usize>, look: &'a dyn Fn(usize)) -> Self {
        Self {
            sql,
            count: Cell::new(0),
            fails_at,
            look,
            said: RefCell::default(),
        }
    }

    fn step(&self) -> Result<(), SqlError> {
        let count = self.count.get();
        self.count.set(count + 1);
        (self.look)(count);
        match self.fails_at {
            Some(at) if count >= at => Err(SqlError("told to fail".to_owned())),
            _ => Ok(()),
        }
    }
}

impl Sql for Watched<'_> {
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.step()?;
        self.said.borrow_mut().push(statement.to_owned());
        self.sql.exec(statement, params)
    }
}

impl Transact for Watched<'_> {
    fn transact(&self, work: &mut dyn FnMut() -> Result<(), SqlError>) -> Result<(), SqlError> {
        self.sql.transact(&mut || {
            work()?;
            // Everything is said, and nothing is committed.
            self.step()
        })?;
        (self.look)(self.count.get());
        Ok(())
    }
}

/// What the room is must be the one or the other, it must go on, and the next import must come through.
fn check_whole(sql: &Native, context: &str) -> Epoch {
    let mut ledger = RoomLedger::new(sql, 0xbad);
    let (epoch, list) = all(&ledger);
    let expected = if epoch == OLD { old() } else { new() };
    assert_eq!(list, expected, "{context}: {epoch}");
    assert!(epoch == OLD || epoch == NEW, "{context}: {epoch}");
    let next = ledger.standing().unwrap().head.next();
    ledger.append(&entry(next.0, "and on")).unwrap();
    import(sql).unwrap();
    assert_eq!(
        all(&RoomLedger::new(sql, 0xbad)),
        (NEW, new()),
        "{context}: the next one"
    );
    epoch
}

#[test]
fn r4_an_import_that_fails_at_any_statement_leaves_the_old_room_whole() {
    for fails_at in 0..100 {
        let sql = Native::in_memory().unwrap();
        write_old(&sql);
        let watched = Watched::new(sql, Some(fails_at), &|_| {});
        let done = import(&watched);
        let epoch = check_whole(&watched.sql, &format!("failed at {fails_at}"));
        if done.is_ok() {
            assert_eq!(epoch, NEW);
            assert!(fails_at > 12, "it took only {fails_at} statements");
            return;
        }
        assert_eq!(epoch, OLD, "it failed at {fails_at} and took effect");
    }
    panic!("it never came to an end");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// Gone when the test is, however it ends.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn r4_a_process_that_dies_at_any_statement_leaves_one_room_or_the_other() {
    let folder = Folder(std::env::temp_dir().join(format!("maru-import-{}", std::process::id())));
    let live = folder.0.join("live");
    fs::create_dir_all(&live).unwrap();
    let sql = Native::open(&live.join("room.sqlite")).unwrap();
    write_old(&sql);
    // What the disk holds at that moment, with the journal of a transaction that is under way.
    let seen = Cell::new(0);
    let look = |count: usize| {
        copy(&live, &folder.0.join(count.to_string()));
        seen.set(count + 1);
    };
    import(&Watched::new(sql, None, &look)).unwrap();
    let epochs: Vec<Epoch> = (0..seen.get())
        .map(|count| {
            let path = folder.0.join(count.to_string()).join("room.sqlite");
            check_whole(&Native::open(&path).unwrap(), &format!("died before {count}"))
        })
        .collect();
    assert_eq!(epochs.last(), Some(&NEW));
    let old = epochs.iter().filter(|epoch| **epoch == OLD).count();
    assert_eq!(old, epochs.len() - 1, "only the commit replaces: {epochs:?}");
}

#[test]
fn r4_what_came_in_costs_one_row_an_entry() {
    let sql = Native::in_memory().unwrap();
    write_old(&sql);
    let before = sql.rows_written();
    import(&sql).unwrap();
    let count = u64::try_from(new().len()).unwrap();
    let rows = sql.rows_written() - before;
    // And the three of meta. SQLite does not count what a table's own creation, dropping and renaming write.
    assert_eq!(rows, count + 3);
}

#[test]
fn r4_a_storage_that_is_full_says_so_and_keeps_the_old_room() {
    let sql = Native::in_memory().unwrap();
    write_old(&sql);
    let pages = |count: &str| {
        sql.exec(&format!("PRAGMA max_page_count = {count}"), &[])
            .unwrap()
    };
    pages("8");
    assert!(import(&sql).unwrap_err().is_full());
    assert_eq!(all(&RoomLedger::new(&sql, 1)), (OLD, old()));
    pages("10000");
    assert_eq!(check_whole(&sql, "after it was full"), OLD);
}

#[test]
fn r4_a_log_with_a_hole_replaces_nothing() {
    let sql = Native::in_memory().unwrap();
    write_old(&sql);
    for (list, floor, head) in [
        (vec![entry(1, "x"), entry(3, "x")], 0, 3),
        (vec![entry(1, "x")], 0, 2),
        (vec![entry(2, "x"), entry(3, "x")], 0, 2),
        (vec![entry(3, "x")], 1, 2),
        (vec![], 0, 1),
        (vec![entry(1, "x")], 1, 1),
    ] {
        let mut incoming = Incoming::begin(&sql).unwrap();
        incoming.take(&list).unwrap();
        incoming.replace(NEW, Seq(floor), Seq(head)).unwrap_err();
        assert_eq!(all(&RoomLedger::new(&sql, 1)), (OLD, old()));
    }
    let mut incoming = Incoming::begin(&sql).unwrap();
    incoming.take(&[entry(1, "x")]).unwrap();
    incoming.take(&[entry(1, "y")]).unwrap_err();
    incoming.abandon();
    let left = sql.exec("SELECT count(*) FROM sqlite_master WHERE name = 'incoming'", &[]);
    assert_eq!(left, Ok(vec![vec![Value::Int(0)]]));
}

#[test]
fn r4_a_room_that_nobody_wrote_in_takes_a_log_and_so_does_an_empty_one() {
    let sql = Native::in_memory().unwrap();
    import(&sql).unwrap();
    let mut ledger = RoomLedger::new(&sql, 1);
    assert_eq!(all(&ledger), (NEW, new()));
    assert_eq!(ledger.standing().unwrap().floor, Seq(4));
    ledger.append(&entry(61, "next")).unwrap();
    // An empty log takes the place of a full one as well.
    Incoming::begin(&sql)
        .unwrap()
        .replace(OLD, Seq(7), Seq(7))
        .unwrap();
    let ledger = RoomLedger::new(&sql, 1);
    assert_eq!(all(&ledger), (OLD, Vec::new()));
    let Standing { head, floor, .. } = ledger.standing().unwrap();
    assert_eq!((head, floor), (Seq(7), Seq(7)));
}

#[test]
fn r4_a_room_that_took_a_log_has_the_tables_of_any_other() {
    let table = |sql: &Native, name: &str| sql.exec(&format!("PRAGMA table_info({name})"), &[]).unwrap();
    let (plain, taken) = (Native::in_memory().unwrap(), Native::in_memory().unwrap());
    write_old(&plain);
    import(&taken).unwrap();
    assert_eq!(all(&RoomLedger::new(&taken, 1)).0, NEW);
    for name in ["entry", "meta", "migration"] {
        assert_eq!(table(&plain, name), table(&taken, name), "{name}");
        assert!(!table(&plain, name).is_empty(), "{name}");
    }
    let names = "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name";
    assert_eq!(plain.exec(names, &[]), taken.exec(names, &[]));
}

#[test]
fn r4_the_pages_of_an_export_are_bounded_and_leave_nothing_out() {
    let sql = Native::in_memory().unwrap();
    let mut ledger = RoomLedger::new(&sql, 1);
    let list: Vec<Entry> = (1..=450)
        .map(|seq| entry(seq, &"あ".repeat(if seq > 420 { limits::BODY_UNITS } else { 3 })))
        .collect();
    for entry in &list {
        ledger.append(entry).unwrap();
    }
    let page = |after, up_to| ledger.oldest(Seq(after), Seq(up_to)).unwrap();
    let places = |list: &[Entry]| (list.first().map(|e| e.seq.0), list.last().map(|e| e.seq.0));
    assert_eq!(places(&page(0, 450)), (Some(1), Some(200)));
    assert_eq!(
        places(&page(420, 450)),
        (Some(421), Some(437)),
        "17 × 15,000 bytes fit into 256 KiB"
    );
    assert_eq!(
        places(&page(440, 444)),
        (Some(441), Some(444)),
        "what came later is not of this export"
    );
    assert_eq!(places(&page(450, 450)), (None, None));
    assert_eq!(all(&ledger).1, list);
}

#[test]
fn r4_the_statements_are_such_as_an_object_may_say() {
    let watched = Watched::new(Native::in_memory().unwrap(), None, &|_| {});
    import(&watched).unwrap();
    for statement in watched.said.borrow().iter() {
        let first = statement.split(' ').next().unwrap();
        assert!(
            ["SELECT", "INSERT", "DELETE", "CREATE", "DROP", "ALTER"].contains(&first),
            "{statement}"
        );
        assert!(
            !statement.contains(';') && statement.matches('?').count() <= 100,
            "{statement}"
        );
    }
}
