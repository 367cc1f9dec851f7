//! What every journal does, run over the one in memory and over SQL. A room can be tested with either, since they
//! pass this.

#![cfg(test)]

#[path = "parts/conformance.rs"]
#[macro_use]
mod conformance;

use protocol::{
    Author, Body, DisplayName, DraftId, Entry, Epoch, MemberId, Role, Seq, UnixMillis, What, limits,
};
use room::{Journal, Standing};

const EPOCH: Epoch = Epoch::from_bits(0x00c0_ffee);

fn member(id: &str) -> MemberId {
    MemberId::parse(id).unwrap()
}

fn entry(seq: u64, author: &str, body: &str) -> Entry {
    Entry {
        seq: Seq(seq),
        at: UnixMillis(1_800_000_000_000 + seq),
        draft: DraftId::from_bits(u128::MAX - u128::from(seq)),
        author: Author {
            member: member(author),
            name: DisplayName::parse("もか🌿 콩떡").unwrap(),
            role: match author {
                "@miruna" => Role::Official,
                "mod" => Role::Moderator,
                _ => Role::Fan,
            },
        },
        what: What::text(Body::parse(body).unwrap()),
    }
}

fn seqs(list: &[Entry]) -> Vec<u64> {
    list.iter().map(|entry| entry.seq.0).collect()
}

fn an_empty_log_stands_at_zero(mut journal: impl Journal) {
    let standing = Standing {
        epoch: EPOCH,
        head: Seq::ZERO,
        floor: Seq::ZERO,
        at: UnixMillis(0),
    };
    assert_eq!(journal.standing(), Ok(standing));
    assert_eq!(journal.newest(Seq::ZERO, Seq(u64::MAX), 50), Ok(Vec::new()));
    assert_eq!(
        journal.find(&member("a"), &[DraftId::from_bits(1)], Seq::ZERO),
        Ok(Vec::new())
    );
    journal.open().unwrap();
    assert_eq!(journal.standing(), Ok(standing));
    journal.append(&entry(1, "a", "x")).unwrap();
    assert_eq!(journal.standing().unwrap().epoch, EPOCH);
}

fn what_was_appended_comes_back_as_it_was(mut journal: impl Journal) {
    let list = [
        entry(1, "a", "ㅋㅋㅋ\n둘째 줄\t\"quoted\" \\ '; DROP TABLE entry; --"),
        entry(2, "@miruna", "本日18時より 👩‍👩‍👧‍👦"),
        entry(3, "mod", &"あ".repeat(limits::BODY_UNITS)),
    ];
    for entry in &list {
        journal.append(entry).unwrap();
    }
    assert_eq!(journal.newest(Seq::ZERO, Seq(4), 50).unwrap(), list);
    let standing = journal.standing().unwrap();
    assert_eq!((standing.head, standing.at), (Seq(3), list[2].at));
}

fn a_place_that_is_taken_is_a_fault_and_changes_nothing(mut journal: impl Journal) {
    journal.append(&entry(1, "a", "first")).unwrap();
    journal.append(&entry(1, "b", "second")).unwrap_err();
    assert_eq!(
        journal.newest(Seq::ZERO, Seq(9), 50).unwrap(),
        [entry(1, "a", "first")]
    );
    assert_eq!(journal.standing().unwrap().head, Seq(1));
}

fn many_are_written_as_they_are_or_none_of_them(mut journal: impl Journal) {
    journal.append(&entry(1, "a", "first")).unwrap();
    let quotes = "\"\\'\n\u{2028}".repeat(limits::BODY_UNITS / 5);
    let mut list: Vec<Entry> = (2..=limits::FETCH_ENTRIES as u64)
        .map(|seq| {
            let author = ["a", "mod", "@miruna"][seq as usize % 3];
            let body = if seq < 60 { &quotes } else { "둘째\t'); DROP" };
            entry(seq, author, body)
        })
        .collect();
    journal.append_all(&list).unwrap();
    let last = journal.standing().unwrap();
    assert_eq!((last.head, last.at), (Seq(200), list[198].at));
    let seqs: Vec<Seq> = (2..=200).map(Seq).collect();
    for (seqs, list) in seqs.chunks(10).zip(list.chunks(10)) {
        assert_eq!(journal.entries(seqs).unwrap(), list);
    }
    // A place among them is taken.
    list.iter_mut()
        .for_each(|entry| entry.seq = Seq(entry.seq.0 + 197));
    journal.append_all(&list).unwrap_err();
    assert_eq!(journal.standing().unwrap(), last);
    assert_eq!(journal.newest(Seq(200), Seq(999), 50).unwrap(), []);
}

fn newest_is_bounded_by_places_by_number_and_by_bytes(mut journal: impl Journal) {
    for seq in 1..=30 {
        let body = if seq > 20 {
            "あ".repeat(limits::BODY_UNITS)
        } else {
            "x".to_owned()
        };
        journal.append(&entry(seq, "a", &body)).unwrap();
    }
    for (after, before, entries, expected) in [
        (0, 11, 50, (1..=10).collect::<Vec<u64>>()),
        (4, 8, 50, vec![5, 6, 7]),
        (0, 11, 3, vec![8, 9, 10]),
        (0, u64::MAX, 2, vec![29, 30]),
        (u64::MAX, u64::MAX, 2, vec![]),
        (30, 31, 50, vec![]),
        (8, 4, 50, vec![]),
        (4, 5, 50, vec![]),
        (0, 11, 0, vec![]),
        // 10 bodies of 15,000 bytes, and ten small ones.
        (0, 31, 50, (1..=30).collect()),
    ] {
        let list = journal.newest(Seq(after), Seq(before), entries).unwrap();
        assert_eq!(
            seqs(&list),
            expected,
            "{after} < seq < {before}, {entries} of them"
        );
    }
    for seq in 31..=50 {
        journal
            .append(&entry(seq, "a", &"あ".repeat(limits::BODY_UNITS)))
            .unwrap();
    }
    let list = journal.newest(Seq::ZERO, Seq(51), 200).unwrap();
    assert_eq!(
        seqs(&list),
        (34..=50).collect::<Vec<_>>(),
        "17 × 15,000 bytes fit into 256 KiB"
    );
}

fn a_draft_is_found_by_its_member_above_its_bound(mut journal: impl Journal) {
    for (seq, author) in [(1, "a"), (2, "b"), (3, "a"), (4, "A")] {
        journal.append(&entry(seq, author, "x")).unwrap();
    }
    let draft = |seq: u64| entry(seq, "a", "x").draft;
    let find = |who: &str, drafts: &[u64], above: u64| {
        let drafts: Vec<_> = drafts.iter().map(|seq| draft(*seq)).collect();
        let mut found = journal.find(&member(who), &drafts, Seq(above)).unwrap();
        found.sort_by_key(|(_, seq)| *seq);
        found.into_iter().map(|(_, seq)| seq.0).collect::<Vec<_>>()
    };
    assert_eq!(find("a", &[1], 0), [1]);
    assert_eq!(find("a", &[1], 1), Vec::<u64>::new());
    assert_eq!(find("a", &[2], 0), Vec::<u64>::new());
    assert_eq!(find("b", &[2], 1), [2]);
    assert_eq!(find("a", &[4], 0), Vec::<u64>::new(), "ids differ by case");
    assert_eq!(find("a", &[3, 1, 2, 99], 0), [1, 3]);
    assert_eq!(find("a", &[], 0), Vec::<u64>::new());
    let outbox: Vec<u64> = (1..=limits::PENDING as u64).collect();
    assert_eq!(find("a", &outbox, 0), [1, 3]);
}

conformance!(
    an_empty_log_stands_at_zero,
    what_was_appended_comes_back_as_it_was,
    a_place_that_is_taken_is_a_fault_and_changes_nothing,
    many_are_written_as_they_are_or_none_of_them,
    newest_is_bounded_by_places_by_number_and_by_bytes,
    a_draft_is_found_by_its_member_above_its_bound,
);
