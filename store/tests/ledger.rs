//! What is particular to SQL: the schema, its price, and what a database keeps between two lives of an object.

#![cfg(test)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use protocol::http::{AccountRequest, Settings};
use protocol::{
    AccountId, Author, Body, Crest, DisplayName, DraftId, Entry, Epoch, MemberId, Role, Seq, UnixMillis,
    What, Words, limits,
};
use room::Journal;
use site::{By, Digest, Site};
use store::{Native, RoomLedger, Row, SiteLedger, Sql, SqlError, Transact, Value};

fn entry(seq: u64) -> Entry {
    Entry {
        seq: Seq(seq),
        at: UnixMillis(seq),
        draft: DraftId::from_bits(u128::from(seq)),
        author: Author {
            member: MemberId::parse("a").unwrap(),
            name: DisplayName::parse("a").unwrap(),
            role: Role::Fan,
        },
        what: What::text(Body::parse("x").unwrap()),
    }
}

/// Remembers what was said to it, and fails at the statement that it is told to.
struct Watched {
    sql: Native,
    said: RefCell<Vec<String>>,
    fails_after: Cell<Option<usize>>,
}

impl Watched {
    fn new() -> Self {
        Self {
            sql: Native::in_memory().unwrap(),
            said: RefCell::default(),
            fails_after: Cell::new(None),
        }
    }
}

impl Sql for Watched {
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        if let Some(left) = self.fails_after.get() {
            self.fails_after.set(left.checked_sub(1));
            if left == 0 {
                return Err(SqlError("told to fail".to_owned()));
            }
        }
        self.said.borrow_mut().push(statement.to_owned());
        self.sql.exec(statement, params)
    }
}

impl Transact for Watched {
    fn transact(&self, work: &mut dyn FnMut() -> Result<(), SqlError>) -> Result<(), SqlError> {
        self.sql.transact(work)
    }
}

fn tables(sql: &impl Sql) -> BTreeSet<String> {
    let rows = sql.exec(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'index')",
        &[],
    );
    rows.unwrap()
        .into_iter()
        .map(|row| match &row[0] {
            Value::Text(name) => name.clone(),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_message_costs_one_row_and_one_statement() {
    let sql = Watched::new();
    let mut ledger = RoomLedger::new(&sql, 1);
    ledger.append(&entry(1)).unwrap();
    let written = sql.sql.rows_written();
    sql.said.borrow_mut().clear();
    for seq in 2..=1_001 {
        ledger.append(&entry(seq)).unwrap();
    }
    assert_eq!(sql.sql.rows_written() - written, 1_000);
    assert_eq!(sql.said.borrow().len(), 1_000);
    let own = [
        "entry",
        "meta",
        "migration",
        "media",
        "reaction",
        "reader",
        "report",
    ];
    let own: BTreeSet<_> = own.map(str::to_owned).into();
    assert_eq!(tables(&sql.sql), own, "no index beside the keys");
}

#[test]
fn looking_at_a_room_that_nobody_wrote_in_keeps_nothing() {
    let sql = Watched::new();
    let ledger = RoomLedger::new(&sql, 1);
    assert_eq!(ledger.standing().unwrap().epoch, Epoch::from_bits(1));
    ledger.newest(Seq::ZERO, Seq(9), 50).unwrap();
    ledger
        .find(
            &MemberId::parse("a").unwrap(),
            &[DraftId::from_bits(1)],
            Seq::ZERO,
        )
        .unwrap();
    assert_eq!(SiteLedger::new(&sql).load(), Ok(None));
    assert_eq!(tables(&sql.sql), BTreeSet::new());
}

#[test]
fn the_epoch_is_chosen_once() {
    let sql = Native::in_memory().unwrap();
    RoomLedger::new(&sql, 1).append(&entry(1)).unwrap();
    let mut later = RoomLedger::new(&sql, 2);
    assert_eq!(later.standing().unwrap().epoch, Epoch::from_bits(1));
    later.append(&entry(2)).unwrap();
    assert_eq!(
        RoomLedger::new(&sql, 3).standing().unwrap().epoch,
        Epoch::from_bits(1)
    );
}

#[test]
fn an_epoch_that_a_client_was_told_stays_although_nothing_is_written() {
    let sql = Native::in_memory().unwrap();
    let mut ledger = RoomLedger::new(&sql, 1);
    ledger.open().unwrap();
    let written = sql.rows_written();
    ledger.open().unwrap();
    let mut later = RoomLedger::new(&sql, 2);
    later.open().unwrap();
    assert_eq!(later.standing().unwrap().epoch, Epoch::from_bits(1));
    assert_eq!(sql.rows_written(), written);
}

#[test]
fn migrations_are_applied_once() {
    let sql = Native::in_memory().unwrap();
    RoomLedger::new(&sql, 1).append(&entry(1)).unwrap();
    let written = sql.rows_written();
    for life in 0..5 {
        RoomLedger::new(&sql, life).standing().unwrap();
    }
    assert_eq!(sql.rows_written(), written);
    assert_eq!(
        sql.exec("SELECT number FROM migration", &[]).unwrap(),
        [[Value::Int(1)], [Value::Int(2)]]
    );
}

#[test]
fn a_set_up_that_was_cut_off_anywhere_is_taken_up_again() {
    for statements in 0..20 {
        let sql = Watched::new();
        sql.fails_after.set(Some(statements));
        let mut ledger = RoomLedger::new(&sql, 1);
        let first = ledger.append(&entry(1));
        sql.fails_after.set(None);
        if first.is_ok() {
            assert!(statements >= 6, "the set-up alone takes as many statements");
            return;
        }
        let mut ledger = RoomLedger::new(&sql, 2);
        ledger.append(&entry(1)).unwrap();
        assert_eq!(
            ledger.standing().unwrap().head,
            Seq(1),
            "cut off after {statements}"
        );
    }
    panic!("the set-up never came to an end");
}

#[test]
fn the_statements_are_such_as_an_object_may_say() {
    let sql = Watched::new();
    let mut ledger = RoomLedger::new(&sql, 1);
    ledger.standing().unwrap();
    ledger.append(&entry(1)).unwrap();
    ledger.standing().unwrap();
    ledger.newest(Seq::ZERO, Seq(9), 50).unwrap();
    let drafts: Vec<_> = (0..limits::PENDING)
        .map(|n| DraftId::from_bits(n as u128))
        .collect();
    ledger
        .find(&MemberId::parse("a").unwrap(), &drafts, Seq::ZERO)
        .unwrap();
    let site_sql = Watched::new();
    let mut sites = SiteLedger::new(&site_sql);
    sites.save(&a_site()).unwrap();
    sites.load().unwrap();
    for statement in sql.said.borrow().iter().chain(site_sql.said.borrow().iter()) {
        let first = statement.split(' ').next().unwrap();
        assert!(["SELECT", "INSERT", "CREATE"].contains(&first), "{statement}");
        assert!(!statement.contains(';'), "{statement}");
        assert!(params_of(statement) <= 100, "{statement}");
    }
}

/// By number, or in their order.
fn params_of(statement: &str) -> usize {
    let numbers = (1..10).rev().find(|n| statement.contains(&format!("?{n}")));
    numbers.unwrap_or_else(|| statement.matches('?').count())
}

#[test]
fn a_message_is_found_by_its_key_and_not_by_a_walk() {
    let sql = Watched::new();
    let mut ledger = RoomLedger::new(&sql, 1);
    ledger.append(&entry(1)).unwrap();
    sql.said.borrow_mut().clear();
    ledger.standing().unwrap();
    ledger.append(&entry(2)).unwrap();
    ledger.append_all(&[entry(3), entry(4)]).unwrap();
    ledger.newest(Seq(1), Seq(9), 50).unwrap();
    ledger.oldest(Seq(1), Seq(9)).unwrap();
    ledger.entries(&[Seq(1), Seq(3)]).unwrap();
    ledger.place_of(UnixMillis(2)).unwrap();
    let drafts = [DraftId::from_bits(1)];
    ledger
        .find(&MemberId::parse("a").unwrap(), &drafts, Seq::ZERO)
        .unwrap();
    for statement in sql.said.borrow().iter() {
        let params = vec![Value::Int(1); params_of(statement)];
        let plan = sql
            .sql
            .exec(&format!("EXPLAIN QUERY PLAN {statement}"), &params)
            .unwrap();
        for row in plan {
            let Value::Text(step) = &row[3] else {
                panic!("{row:?}")
            };
            // For the newest row alone that is how SQLite calls walking from the end; it stops at one.
            let stops = statement.contains("ORDER BY seq DESC LIMIT 1");
            let walks = step.starts_with("SCAN entry") && !stops;
            assert!(!walks, "{statement}\n{step}");
        }
    }
}

#[test]
fn a_log_survives_its_process() {
    let folder = std::env::temp_dir().join(format!("maru-ledger-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("room.sqlite");
    RoomLedger::new(Native::open(&path).unwrap(), 1)
        .append(&entry(1))
        .unwrap();
    let again = RoomLedger::new(Native::open(&path).unwrap(), 2);
    assert_eq!(again.newest(Seq::ZERO, Seq(9), 50).unwrap(), [entry(1)]);
    assert_eq!(again.standing().unwrap().epoch, Epoch::from_bits(1));
    std::fs::remove_dir_all(&folder).unwrap();
}

fn a_site() -> Site {
    let settings = Settings {
        origins: vec!["https://miruna.example".to_owned()],
        title: Words::all("リーフィの縁側"),
        ..Settings::default()
    };
    let mut site = Site::found(settings, Digest::of_bytes(&[1; 32])).unwrap();
    let request = AccountRequest {
        name: Words::all("ルアン"),
        crest: Crest::default(),
    };
    let id = AccountId::parse("ruan").unwrap();
    site.introduce(&By::Owner, id, request, Digest::of_bytes(&[2; 32]))
        .unwrap();
    site
}

#[test]
fn a_site_comes_back_as_it_was_saved_in_one_row() {
    let sql = Native::in_memory().unwrap();
    let mut ledger = SiteLedger::new(&sql);
    let mut site = a_site();
    ledger.save(&site).unwrap();
    let written = sql.rows_written();
    site.settle(Settings::default()).unwrap();
    ledger.save(&site).unwrap();
    assert_eq!(sql.rows_written() - written, 1);
    assert_eq!(SiteLedger::new(&sql).load(), Ok(Some(site)));
}

#[test]
fn a_site_that_cannot_be_read_is_a_fault_and_not_an_empty_site() {
    let sql = Native::in_memory().unwrap();
    SiteLedger::new(&sql).save(&a_site()).unwrap();
    sql.exec("UPDATE site SET whole = '{}'", &[]).unwrap();
    SiteLedger::new(&sql).load().unwrap_err();
}
