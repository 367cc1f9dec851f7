//! What stands beside a log, run over the one in memory and over SQL.

#![cfg(test)]

#[path = "parts/conformance.rs"]
#[macro_use]
mod conformance;
#[path = "parts/beside.rs"]
mod parts;

use protocol::http::Reported;
use protocol::{Act, DraftId, Entry, Epoch, Fate, Grounds, Reaction, Seq, UnixMillis, limits};
use room::{Change, Journal, Pin, Reader};

use parts::{entry, key, member, picture, tally, tombstone, voice, wrote};

const EPOCH: Epoch = Epoch::from_bits(0x00c0_ffee);

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
