//! What is written together, in one row: it is read, found, changed and taken back like anything else.

#![cfg(test)]

use protocol::{
    Act, Author, Body, DisplayName, DraftId, Entry, MemberId, Role, Seq, UnixMillis, What, With, limits,
};
use room::{Change, Journal};
use store::{Native, RoomLedger, Sql, Value};

fn entry(seq: u64, at: u64, body: &str) -> Entry {
    Entry {
        seq: Seq(seq),
        at: UnixMillis(at),
        draft: DraftId::from_bits(seq.into()),
        author: Author {
            member: MemberId::parse(["a", "b"][seq as usize % 2]).unwrap(),
            name: DisplayName::parse("もか").unwrap(),
            role: Role::Fan,
        },
        what: What::text(Body::parse(body).unwrap()),
    }
}

fn acted(seq: u64, act: Act) -> Entry {
    let mut entry = entry(seq, 999, "…");
    let with = With {
        act: Some(act),
        ..With::default()
    };
    let body = match act {
        Act::Edit(_) => "かわった",
        _ => "…",
    };
    entry.what = What::Said {
        body: Body::parse(body).unwrap(),
        with: Some(Box::new(with)),
    };
    entry
}

/// Alone, 2 to 100 in a tick, alone, 102 to 300 in another, alone.
fn lived(sql: &Native) -> (RoomLedger<&Native>, Vec<Entry>) {
    let mut ledger = RoomLedger::new(sql, 1);
    let of = |(from, to): (u64, u64)| -> Vec<Entry> {
        (from..=to)
            .map(|seq| entry(seq, from * 10, &format!("<{seq}> '); DROP \"")))
            .collect()
    };
    let mut all = Vec::new();
    for part in [(1, 1), (2, 100), (101, 101), (102, 300), (301, 301)].map(of) {
        match part.as_slice() {
            [one] => ledger.append(one).unwrap(),
            several => ledger.append_all(several).unwrap(),
        }
        all.extend(part);
    }
    (ledger, all)
}

fn rows(sql: &Native) -> i64 {
    match sql.exec("SELECT count(*) FROM entry", &[]).unwrap()[0][0] {
        Value::Int(rows) => rows,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn g2_what_is_written_together_is_a_row_and_is_read_like_anything_else() {
    let sql = Native::in_memory().unwrap();
    let (ledger, all) = lived(&sql);
    // 99 and 199 entries, 64 a row.
    assert_eq!(rows(&sql), 3 + 2 + 4);
    let standing = ledger.standing().unwrap();
    assert_eq!((standing.head, standing.at), (Seq(301), UnixMillis(3_010)));
    for (after, before) in [
        (0, 302),
        (0, 101),
        (50, 60),
        (60, 150),
        (150, 151),
        (250, 999),
        (99, 103),
    ] {
        for most in [1, 7, 50, limits::FETCH_ENTRIES] {
            let expected = all.iter().filter(|e| after < e.seq.0 && e.seq.0 < before);
            let newest: Vec<&Entry> = expected.clone().rev().take(most).collect();
            let list = ledger.newest(Seq(after), Seq(before), most).unwrap();
            assert!(list.iter().rev().eq(newest), "{after} to {before}, {most}");
            let oldest: Vec<&Entry> = expected.take(limits::FETCH_ENTRIES).collect();
            let list = ledger.oldest(Seq(after), Seq(before - 1)).unwrap();
            assert!(list.iter().eq(oldest), "from {after} to {before}");
        }
    }
    for seqs in [vec![2, 3, 99], vec![1, 101, 102, 301], vec![5], vec![300, 302]] {
        let seqs: Vec<Seq> = seqs.into_iter().map(Seq).collect();
        let expected: Vec<&Entry> = all.iter().filter(|e| seqs.contains(&e.seq)).collect();
        assert!(ledger.entries(&seqs).unwrap().iter().eq(expected), "{seqs:?}");
    }
    for (at, place) in [
        (0, 1),
        (11, 2),
        (20, 2),
        (21, 101),
        (1_020, 102),
        (1_021, 301),
        (9_999, 302),
    ] {
        assert_eq!(ledger.place_of(UnixMillis(at)), Ok(Seq(place)), "{at}");
    }
    let drafts = [2, 3, 102, 300, 301].map(|seq: u128| DraftId::from_bits(seq));
    let found = |who: &str, above| {
        let found = ledger.find(&MemberId::parse(who).unwrap(), &drafts, Seq(above));
        found
            .unwrap()
            .into_iter()
            .map(|(_, seq)| seq.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("a", 0), [2, 102, 300]);
    assert_eq!(found("a", 2), [102, 300]);
    assert_eq!(found("b", 0), [3, 301]);
    assert_eq!(found("b", 301), Vec::<u64>::new());
}

#[test]
fn g7_an_entry_of_a_tick_is_changed_and_taken_back_and_the_others_stay() {
    let sql = Native::in_memory().unwrap();
    let (mut ledger, mut all) = lived(&sql);
    // The last of a row, one in its middle, and one by itself.
    for (target, act) in [
        (300, Act::Edit(Seq(300))),
        (42, Act::Edit(Seq(42))),
        (42, Act::Unsend(Seq(42))),
        (101, Act::Unsend(Seq(101))),
    ] {
        let act = acted(all.len() as u64 + 1, act);
        let rewritten = &mut all[target - 1];
        rewritten.rewrite(&act);
        let change = Change {
            rewritten: Some(rewritten),
            ..Change::of(&act)
        };
        let before = sql.rows_written();
        ledger.amend(&change).unwrap();
        assert!(sql.rows_written() - before <= 4);
        all.push(act);
    }
    let list = ledger.newest(Seq(200), Seq(999), 200).unwrap();
    assert_eq!(list.len(), 105);
    let places: Vec<Seq> = all.iter().map(|entry| entry.seq).collect();
    for (places, entries) in places.chunks(100).zip(all.chunks(100)) {
        for (found, entry) in ledger.entries(places).unwrap().iter().zip(entries) {
            // What an edit said is emptied when its entry is taken back.
            if entry.what.act() != Some(Act::Edit(Seq(42))) {
                assert_eq!(found, entry);
            }
        }
    }
    let text = |row: &Vec<Value>| format!("{row:?}");
    let whole: String = sql
        .exec("SELECT what FROM entry", &[])
        .unwrap()
        .iter()
        .map(text)
        .collect();
    assert_eq!(
        whole.matches("かわった").count(),
        2,
        "of the one that was not taken back"
    );
    assert!(!whole.contains("<42>") && !whole.contains("<101>"));
}

#[test]
fn r2_a_place_within_a_tick_is_taken_and_nothing_is_written_over_it() {
    let sql = Native::in_memory().unwrap();
    let (mut ledger, all) = lived(&sql);
    // An object that another one has superseded thinks that the log ends earlier.
    ledger.append(&entry(200, 9_999, "x")).unwrap_err();
    ledger
        .append_all(&[entry(299, 9_999, "x"), entry(300, 9_999, "y")])
        .unwrap_err();
    let act = acted(150, Act::Unsend(Seq(42)));
    let mut gone = all[41].clone();
    gone.rewrite(&act);
    let change = Change {
        rewritten: Some(&gone),
        ..Change::of(&act)
    };
    ledger.amend(&change).unwrap_err();
    assert_eq!(ledger.newest(Seq(101), Seq(999), 200).unwrap(), all[101..]);
    assert_eq!(ledger.entries(&[Seq(42)]).unwrap(), all[41..42]);
}

#[test]
fn r2_a_row_holds_a_tick_whose_entries_were_all_changed_into_the_longest_text() {
    let sql = Native::in_memory().unwrap();
    let mut ledger = RoomLedger::new(&sql, 1);
    let longest = "\"あ".repeat(limits::BODY_UNITS / 2);
    let list: Vec<Entry> = (1..=200).map(|seq| entry(seq, 1, &longest)).collect();
    ledger.append_all(&list).unwrap();
    for row in sql
        .exec("SELECT length(CAST(what AS BLOB)) FROM entry", &[])
        .unwrap()
    {
        assert!(
            matches!(row[0], Value::Int(bytes) if bytes < 1_900_000),
            "{row:?}"
        );
    }
}
