//! Edit, unsend, pin, unpin, and the line that tells who has come.

use protocol::{Body, Fate, limits};

use super::*;

const MINUTE: u64 = 60_000;

/// A has said "1番", and B is here.
fn said() -> Stage {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.post(A, 1, 0, "1番");
    stage.later(1_000);
    stage
}

fn row(stage: &Stage, seq: u64) -> (String, String, Option<Fate>) {
    let entry = &stage.journal.list[seq as usize - 1];
    (
        entry.what.body().as_str().to_owned(),
        entry.author.name.as_str().to_owned(),
        entry.what.with().and_then(|with| with.fate),
    )
}

#[test]
fn g7_an_edit_is_an_entry_and_rewrites_the_row_that_it_is_about() {
    let mut stage = said();
    assert_eq!(
        told(&stage.act(A, 2, Act::Edit(Seq(1)), "1番だよ")),
        ["1<ack 2", "*<events 2..2"]
    );
    assert_eq!(
        row(&stage, 1),
        ("1番だよ".to_owned(), "aさん".to_owned(), Some(Fate::Edited))
    );
    assert_eq!(stage.journal.list[1].what.act(), Some(Act::Edit(Seq(1))));
    // Whoever comes later is given the row as it is.
    stage.step(Input::Connected(C));
    let effects = stage.hello(C, fan("c"), None);
    assert_eq!(told(&effects)[2], "3<events 1..2");
    // And once more.
    stage.later(1_000);
    stage.act(A, 3, Act::Edit(Seq(1)), "1番だった");
    assert_eq!(row(&stage, 1).0, "1番だった");
}

#[test]
fn g7_what_is_unsent_is_gone_with_its_name_its_text_and_its_reactions() {
    let mut stage = said();
    stage.react(B, 1, Some(Reaction::Heart));
    stage.wait(1_000);
    assert_eq!(
        told(&stage.act(A, 2, Act::Unsend(Seq(1)), "whatever")),
        ["1<ack 2", "*<events 2..2"]
    );
    let gone = ("…".to_owned(), "…".to_owned(), Some(Fate::Gone));
    assert_eq!(row(&stage, 1), gone);
    assert_eq!(row(&stage, 2).0, "…", "an act without words has none");
    assert!(stage.journal.beside.voices.is_empty());
    let effects = stage.frame(
        B,
        ClientFrame::Fetch(protocol::Fetch {
            after: Seq(0),
            before: Seq(3),
        }),
    );
    assert_eq!(told(&effects), ["2<history 1..2"]);
    // It is dead to whatever comes after, and its draft still has its place.
    for act in [
        Act::Edit(Seq(1)),
        Act::Unsend(Seq(1)),
        Act::Edit(Seq(2)),
        Act::Unsend(Seq(9)),
        Act::Unsend(Seq(0)),
        Act::Unsend(Seq(u64::MAX)),
    ] {
        assert_eq!(told(&stage.act(A, 3, act, "x")), ["1<refused Gone"], "{act:?}");
    }
    assert_eq!(told(&stage.react(B, 1, Some(Reaction::Fire))), ["2<refused Gone"]);
    assert_eq!(told(&stage.post(A, 1, 0, "1番")), ["1<ack 1"]);
    assert_eq!(row(&stage, 1), gone);
}

#[test]
fn g7_an_act_that_is_sent_again_has_its_old_place_and_is_done_once() {
    let mut stage = said();
    stage.act(A, 2, Act::Unsend(Seq(1)), "…");
    stage.later(30 * 60 * MINUTE);
    // Too late by now, and of what is gone; it was taken nevertheless.
    assert_eq!(told(&stage.act(A, 2, Act::Unsend(Seq(1)), "…")), ["1<ack 2"]);
    assert_eq!(stage.journal.list.len(), 2);
}

#[test]
fn g7_a_message_can_be_changed_for_15_minutes_and_taken_back_for_a_day_by_its_author() {
    let mut stage = said();
    for act in [Act::Edit(Seq(1)), Act::Unsend(Seq(1))] {
        assert_eq!(told(&stage.act(B, 9, act, "x")), ["2<refused NotYours"]);
    }
    stage.now = stage.journal.list[0].at.plus(15 * MINUTE);
    assert_eq!(told(&stage.act(A, 2, Act::Edit(Seq(1)), "ok"))[0], "1<ack 2");
    stage.later(1);
    assert_eq!(
        told(&stage.act(A, 3, Act::Edit(Seq(1)), "no")),
        ["1<refused TooLate { minutes: 15 }"]
    );
    stage.now = stage.journal.list[0].at.plus(24 * 60 * MINUTE + 1);
    assert_eq!(
        told(&stage.act(A, 4, Act::Unsend(Seq(1)), "…")),
        ["1<refused TooLate { minutes: 1440 }"]
    );
    stage.now = stage.journal.list[0].at.plus(24 * 60 * MINUTE);
    assert_eq!(told(&stage.act(A, 4, Act::Unsend(Seq(1)), "…"))[0], "1<ack 3");
}

#[test]
fn g7_an_owner_sets_the_windows_and_0_is_never() {
    let mut stage = said();
    let rules = Rules {
        edit_min: 0,
        unsend_min: 1,
        ..QUIET.rules
    };
    let effects = stage.join_under(C, fan("c"), rules);
    assert_eq!(welcome(&effects).rules, Some(rules));
    assert_eq!(
        told(&stage.act(A, 2, Act::Edit(Seq(1)), "x")),
        ["1<refused TooLate { minutes: 0 }"]
    );
    stage.later(MINUTE);
    assert_eq!(
        told(&stage.act(A, 2, Act::Unsend(Seq(1)), "…")),
        ["1<refused TooLate { minutes: 1 }"]
    );
    // Older rules, of an edge that remembers them, change nothing; and a memory that is lost keeps the newest.
    let old = Pass {
        ruled: Some(QUIET),
        ..fan("c")
    };
    let again = stage.hello(C, old, None);
    assert_eq!(welcome(&again).rules, Some(rules));
    let card = kept(&again, C).unwrap();
    let older = kept(&effects, C).map(|card| Card {
        ruled: Some(QUIET),
        ..card
    });
    stage.forget(&[(B, older.unwrap()), (C, card)]);
    let again = stage.hello(
        C,
        Pass {
            ruled: None,
            ..fan("c")
        },
        None,
    );
    assert_eq!(welcome(&again).rules, Some(rules));
}

#[test]
fn m1_who_looks_after_the_room_takes_back_anybodys_at_any_time_and_changes_nobodys() {
    let mut stage = said();
    stage.post(A, 2, 1, "2番");
    stage.later(400 * 24 * 60 * MINUTE);
    stage.join(C, pass("mod", Role::Moderator));
    for act in [Act::Edit(Seq(1)), Act::Edit(Seq(2))] {
        assert_eq!(told(&stage.act(C, 9, act, "x")), ["3<refused NotYours"]);
    }
    assert_eq!(told(&stage.act(C, 3, Act::Unsend(Seq(1)), "…"))[0], "3<ack 3");
    stage.step(Input::Closed(C));
    stage.join(C, pass("@miruna", Role::Official));
    assert_eq!(told(&stage.act(C, 4, Act::Unsend(Seq(2)), "…"))[0], "3<ack 4");
    assert!(stage.journal.list[1].what.is_gone());
}

#[test]
fn g12_moderators_and_officials_pin_and_whoever_comes_later_sees_it() {
    let mut stage = said();
    stage.join(C, pass("mod", Role::Moderator));
    assert_eq!(
        told(&stage.act(A, 2, Act::Pin(Seq(1)), "…")),
        ["1<refused NotYours"]
    );
    assert_eq!(
        told(&stage.act(C, 2, Act::Unpin(Seq(1)), "…")),
        ["3<refused Gone"],
        "it is not pinned"
    );
    assert_eq!(told(&stage.act(C, 3, Act::Pin(Seq(9)), "…")), ["3<refused Gone"]);
    assert_eq!(
        told(&stage.act(C, 3, Act::Pin(Seq(1)), "…")),
        ["3<ack 2", "*<events 2..2"]
    );
    let effects = stage.hello(B, fan("b"), None);
    let pin = welcome(&effects).pin.clone();
    assert_eq!(pin.map(|pin| pin.seq), Some(Seq(1)));
    // What is pinned is looked up: it is edited there too.
    stage.later(1_000);
    stage.act(A, 4, Act::Edit(Seq(1)), "直した");
    let effects = stage.hello(B, fan("b"), None);
    let pin = welcome(&effects).pin.clone().unwrap();
    assert_eq!(pin.what.body().as_str(), "直した");
    // Another takes its place, and an unpin of the first one says that it is not there.
    stage.post(C, 5, 0, "お知らせ");
    stage.act(C, 6, Act::Pin(Seq(4)), "…");
    assert_eq!(
        told(&stage.act(C, 7, Act::Unpin(Seq(1)), "…")),
        ["3<refused Gone"]
    );
    stage.later(1_000);
    stage.act(C, 8, Act::Unpin(Seq(4)), "…");
    assert_eq!(welcome(&stage.hello(B, fan("b"), None)).pin, None);
}

#[test]
fn g12_what_is_unsent_is_not_pinned_any_more() {
    let mut stage = said();
    stage.join(C, pass("mod", Role::Moderator));
    stage.act(C, 2, Act::Pin(Seq(1)), "…");
    stage.later(1_000);
    stage.act(A, 3, Act::Unsend(Seq(1)), "…");
    assert_eq!(stage.journal.beside.pin, None);
    assert_eq!(welcome(&stage.hello(B, fan("b"), None)).pin, None);
}

#[test]
fn g7_an_act_is_no_message_and_nobody_says_that_they_have_come() {
    let mut stage = said();
    stage.join(C, pass("mod", Role::Moderator));
    stage.act(C, 2, Act::Pin(Seq(1)), "…");
    for act in [Act::Pin(Seq(2)), Act::Unsend(Seq(2))] {
        assert_eq!(told(&stage.act(C, 3, act, "…")), ["3<refused Gone"]);
    }
    assert_eq!(told(&stage.act(C, 3, Act::Join, "…")), ["3<refused Malformed"]);
    assert_eq!(
        told(&stage.act(A, 3, Act::Edit(Seq(1)), " ")),
        ["1<refused BodyBlank"]
    );
    let nameless = Pass {
        name: None,
        ..fan("b")
    };
    stage.hello(B, nameless, None);
    assert_eq!(
        told(&stage.act(B, 3, Act::Edit(Seq(1)), "x")),
        ["2<refused NameMissing"]
    );
}

#[test]
fn g7_a_fan_changes_nothing_in_a_feed() {
    let mut stage = stage_of(RoomKind::Feed);
    stage.join(A, pass("@miruna", Role::Official));
    stage.join(B, fan("b"));
    stage.post(A, 1, 0, "お知らせ");
    stage.later(1_000);
    for act in [Act::Unsend(Seq(1)), Act::Pin(Seq(1)), Act::Edit(Seq(1))] {
        assert_eq!(told(&stage.act(B, 2, act, "x")), ["2<refused ReadOnly"]);
    }
    assert_eq!(told(&stage.act(A, 2, Act::Pin(Seq(1)), "…"))[0], "1<ack 2");
}

#[test]
fn g7_acts_have_the_pace_of_posts() {
    let mut stage = said();
    for number in 2..=u128::from(limits::BURST_POSTS) + 1 {
        stage.act(A, number, Act::Edit(Seq(1)), "x");
    }
    let refused = told(&stage.act(A, 99, Act::Edit(Seq(1)), "x"));
    assert!(refused[0].starts_with("1<refused TooFast"), "{refused:?}");
}

const JOINS: Rules = Rules {
    joins: Joins::Shown,
    ..QUIET.rules
};

fn lines(stage: &Stage) -> Vec<String> {
    let joins = stage
        .journal
        .list
        .iter()
        .filter(|entry| entry.what.act() == Some(Act::Join));
    joins.map(|entry| entry.author.name.to_string()).collect()
}

#[test]
fn g6_a_line_tells_once_who_has_come_where_the_owner_wants_it() {
    let mut stage = stage();
    let effects = stage.join_under(A, fan("a"), JOINS);
    // Their own line is in the page that they are given.
    assert_eq!(
        told(&effects)[..3],
        ["1 is a", "1<welcome Snapshot 1", "1<events 1..1"]
    );
    assert_eq!(stage.journal.list[0].what.body(), &Body::none());
    let nameless = Pass {
        name: None,
        ..fan("b")
    };
    stage.join_under(B, nameless, JOINS);
    assert_eq!(lines(&stage), ["aさん"]);
    // They choose a name.
    stage.later(1_000);
    let since = stage.now;
    let ruled = Some(Ruled { since, rules: JOINS });
    let effects = stage.hello(B, Pass { ruled, ..fan("b") }, None);
    assert!(
        told(&effects).contains(&"*<events 2..2".to_owned()),
        "{:?}",
        told(&effects)
    );
    for _ in 0..3 {
        stage.step(Input::Closed(A));
        stage.room = Room::restore(RoomKind::Chat, []);
        stage.join_under(A, fan("a"), JOINS);
    }
    assert_eq!(lines(&stage), ["aさん", "bさん"]);
}

#[test]
fn g6_in_a_big_room_nobody_is_told_who_comes() {
    let mut stage = stage();
    for number in 0..limits::JOIN_LINES + 3 {
        stage.step(Input::Connected(A));
        let ruled = Some(Ruled {
            since: stage.now,
            rules: JOINS,
        });
        stage.hello(
            A,
            Pass {
                ruled,
                ..fan(&format!("m{number}"))
            },
            None,
        );
        stage.step(Input::Closed(A));
    }
    assert_eq!(lines(&stage).len(), limits::JOIN_LINES);
    assert_eq!(stage.journal.beside.readers.len(), limits::JOIN_LINES + 3);
}
