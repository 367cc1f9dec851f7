//! More is said than can be told: who is heard, who is held and until when, and that nobody is left without a word.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Author, Refused, limits};

use super::*;

pub(super) const SLOW: Rules = Rules {
    slow_s: 30,
    ..QUIET.rules
};
const FROZEN: Rules = Rules {
    writers: Writers::Staff,
    ..QUIET.rules
};

fn refusals(effects: &[Effect]) -> Vec<(u128, Refusal, Option<u32>)> {
    let refused = |effect: &Effect| match effect {
        Effect::Send(
            _,
            ServerFrame::Refused(Refused {
                draft,
                refusal,
                retry_after_ms,
            }),
        ) => {
            let draft = (0..10_000).find(|number| Some(super::draft(*number)) == *draft)?;
            Some((draft, *refusal, *retry_after_ms))
        }
        _ => None,
    };
    effects.iter().filter_map(refused).collect()
}

/// 3,000 listen, and so many of them are here and write.
fn night(writers: u64) -> Stage {
    let mut stage = stage();
    stage.room.pays(3_000 - writers as usize);
    for number in 0..writers {
        let conn = Conn(100 + number);
        stage.step(Input::Connected(conn));
        stage.hello(conn, fan(&format!("m{number}")), None);
    }
    stage.later(10_000);
    stage
}

#[test]
fn g3_of_200_a_second_each_is_sent_or_held_until_its_turn_and_in_the_end_all_stand_in_the_log() {
    const WRITERS: u64 = 400;
    let mut stage = night(WRITERS);
    // Each says one thing in two seconds, for eight: 200 a second, and a room of 3,000 takes 62.
    let mut due: BTreeMap<u64, Vec<(Conn, u128)>> = BTreeMap::new();
    for number in 0..1_600_u64 {
        let conn = Conn(100 + number % WRITERS);
        due.entry(number * 5)
            .or_default()
            .push((conn, u128::from(number)));
    }
    let (mut sent, mut held) = (BTreeSet::new(), BTreeSet::new());
    let (mut frames, mut longest, mut ms) = (0, 0, 0);
    while let Some((at, posts)) = due.pop_first() {
        let mut effects = Vec::new();
        while ms < at {
            ms += 5;
            effects.extend(stage.wait(5));
            if ms % 2_000 == 0 {
                let seq = Seq(stage.journal.list.len() as u64);
                let seen = ClientFrame::Seen(protocol::Seen { seq });
                (0..WRITERS).for_each(|writer| effects.extend(stage.frame(Conn(100 + writer), seen.clone())));
            }
        }
        for (conn, number) in posts {
            effects.extend(stage.post(conn, number, 0, "わー"));
            for (draft, refusal, retry_after_ms) in refusals(&effects) {
                assert_eq!(refusal, Refusal::Busy);
                held.insert(draft);
                let wait = u64::from(retry_after_ms.unwrap());
                longest = longest.max(wait);
                assert!(wait <= u64::from(limits::HELD_MS), "{wait}");
                due.entry(ms + wait).or_default().push((conn, draft));
            }
            for effect in effects.drain(..) {
                match effect {
                    Effect::Send(_, ServerFrame::Ack(ack)) => {
                        let entry = &stage.journal.list[ack.seq.0 as usize - 1];
                        sent.insert(entry.draft);
                    }
                    Effect::Broadcast(ServerFrame::Events(_)) => frames += 1,
                    _ => {}
                }
            }
        }
    }
    for effect in stage.wait(limits::TICK_MS) {
        if let Effect::Send(_, ServerFrame::Ack(ack)) = effect {
            sent.insert(stage.journal.list[ack.seq.0 as usize - 1].draft);
        }
    }
    assert_eq!(sent.len(), 1_600, "each is told that it was sent");
    assert_eq!(stage.journal.list.len(), 1_600, "and stands in the log, once");
    assert!(held.len() > 1_000, "{}", held.len());
    // 1,600 at 62 a second, but for a burst of 125.
    assert!((20_000..=31_000).contains(&ms), "{ms} ms");
    assert!(longest <= 30_000, "{longest}");
    let most = ms / 150;
    assert!(frames <= most, "{frames} frames in {ms} ms");
}

#[test]
fn g3_whoever_was_told_a_time_has_a_turn_then_before_who_comes_later() {
    let mut stage = night(175);
    let mut turns = Vec::new();
    for number in 0..175 {
        let effects = stage.post(Conn(100 + number), u128::from(number), 0, "x");
        turns.extend(refusals(&effects));
    }
    assert_eq!(turns.len(), 50);
    let times: Vec<u32> = turns.iter().map(|(_, _, ms)| ms.unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!((times[0], times[49]), (16, 800));
    // Too early is told what is left, and keeps its turn.
    stage.later(400);
    assert_eq!(
        refusals(&stage.post(Conn(274), 174, 0, "x")),
        [(174, Refusal::Busy, Some(400))]
    );
    // Who comes now waits behind all of them, though some have not come back yet.
    assert_eq!(
        refusals(&stage.post(Conn(100), 900, 0, "y")),
        [(900, Refusal::Busy, Some(416))]
    );
    stage.later(400);
    assert_eq!(refusals(&stage.post(Conn(274), 174, 0, "x")), []);
    stage.wait(limits::TICK_MS);
    assert!(stage.journal.list.iter().any(|entry| entry.draft == draft(174)));
}

#[test]
fn g3_officials_and_staff_are_never_held_and_an_officials_word_is_told_at_once() {
    let mut stage = night(150);
    stage.join(A, pass("mod", Role::Moderator));
    stage.join(B, pass("@miruna", Role::Official));
    for number in 0..150 {
        stage.post(Conn(100 + number), u128::from(number), 0, "x");
        stage.wait(1);
    }
    let before = stage.journal.list.len() as u64;
    let said = told(&stage.post(A, 500, 0, "静かに"));
    let seq = stage.journal.list.len() as u64;
    assert!(seq > before);
    assert!(said.contains(&format!("1<ack {seq}")), "{said:?}");
    let said = told(&stage.post(B, 501, 0, "こんばんは"));
    let seq = seq + 1;
    assert_eq!(said[0], format!("2<ack {seq}"));
    assert!(
        said[1].starts_with("*<events") && said[1].ends_with(&format!("..{seq}")),
        "{said:?}"
    );
    // Over HTTP as well.
    let official = Input::Post {
        author: Author {
            member: MemberId::parse("@miruna").unwrap(),
            name: DisplayName::parse("MIRUNA").unwrap(),
            role: Role::Official,
        },
        draft: draft(502),
        body: "x".to_owned(),
    };
    let said = told(&stage.step(official));
    assert!(said.contains(&format!("answer {}", seq + 1)), "{said:?}");
    assert!(said.iter().any(|said| said.starts_with("*<events")), "{said:?}");
}

#[test]
fn g3_slow_mode_tells_each_when_their_next_is_sent_however_they_come() {
    let mut stage = stage();
    stage.join_under(A, fan("a"), SLOW);
    stage.join_under(B, fan("a"), SLOW);
    stage.join_under(C, fan("c"), SLOW);
    assert_eq!(told(&stage.post(A, 1, 0, "1"))[0], "1<ack 1");
    stage.later(10_000);
    let slow = |number, ms| [(number, Refusal::SlowMode { seconds: 30 }, Some(ms))];
    // By another tab, and with another ticket: the pace is the member's.
    assert_eq!(refusals(&stage.post(B, 2, 0, "2")), slow(2, 20_000));
    assert_eq!(
        told(&stage.post(C, 3, 0, "3"))[0],
        "3<ack 2",
        "each has their own"
    );
    // What they have said may be changed and taken back meanwhile, and what stands is found again.
    assert_eq!(told(&stage.act(A, 4, Act::Edit(Seq(1)), "1!"))[0], "1<ack 3");
    assert_eq!(told(&stage.post(A, 1, 0, "1"))[0], "1<ack 1");
    stage.later(19_999);
    assert_eq!(refusals(&stage.post(B, 2, 0, "2")), slow(2, 1));
    stage.later(1);
    assert_eq!(told(&stage.post(B, 2, 0, "2"))[0], "2<ack 4");
    assert_eq!(refusals(&stage.post(A, 5, 0, "5")), slow(5, 30_000));
    // What comes behind it on its socket waits as long; when the mode ends nothing does.
    let ended = Ruled {
        since: stage.now,
        rules: QUIET.rules,
    };
    assert_eq!(refusals(&stage.post(A, 6, 0, "6")), slow(6, 30_000));
    stage.step(Input::Ruled(ended));
    assert_eq!(told(&stage.post(A, 6, 0, "6"))[0], "1<ack 5");
    let again = Ruled { rules: SLOW, ..ended };
    stage.step(Input::Ruled(again));
    // A clock that goes back locks nobody out for longer than the mode does.
    stage.now = UnixMillis(stage.now.0 - 3_600_000);
    assert!(refusals(&stage.post(A, 5, 0, "5"))[0].2.unwrap() <= 30_000);
    // An official's room all the same.
    stage.join(Conn(9), pass("@miruna", Role::Official));
    for number in 10..15 {
        assert!(told(&stage.post(Conn(9), number, 0, "x"))[0].starts_with("9<ack"));
    }
}

#[test]
fn g3_a_frozen_room_refuses_fans_in_words_lets_them_take_back_and_everybody_is_told_at_once() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, pass("mod", Role::Moderator));
    stage.post(A, 1, 0, "言いすぎた");
    stage.later(1_000);
    let ruled = |stage: &Stage, rules| {
        Input::Ruled(Ruled {
            since: stage.now,
            rules,
        })
    };
    let effects = stage.step(ruled(&stage, FROZEN));
    assert_eq!(told(&effects), ["1 is a", "2 is mod", "*<rules slow 0 Staff"]);
    let cards = [A, B].map(|conn| (conn, kept(&effects, conn).unwrap()));
    assert_eq!(told(&stage.step(ruled(&stage, FROZEN))), ["1 is a", "2 is mod"]);
    assert_eq!(refusals(&stage.post(A, 2, 1, "2")), [(2, Refusal::Frozen, None)]);
    assert_eq!(
        refusals(&stage.act(A, 3, Act::Edit(Seq(1)), "x")),
        [(3, Refusal::Frozen, None)]
    );
    assert_eq!(told(&stage.act(A, 4, Act::Unsend(Seq(1)), "…"))[0], "1<ack 2");
    assert_eq!(told(&stage.post(B, 5, 1, "お待ちください"))[0], "2<ack 3");
    // It outlives the memory.
    stage.forget(&cards);
    assert_eq!(refusals(&stage.post(A, 6, 1, "2")), [(6, Refusal::Frozen, None)]);
    // An edge that remembers older settings changes nothing.
    let older = Ruled {
        since: START,
        rules: QUIET.rules,
    };
    stage.step(Input::Ruled(older));
    assert_eq!(refusals(&stage.post(A, 7, 1, "2")), [(7, Refusal::Frozen, None)]);
    stage.later(1_000);
    let told = told(&stage.step(ruled(&stage, QUIET.rules)));
    assert!(told.contains(&"*<rules slow 0 Everybody".to_owned()), "{told:?}");
    assert_eq!(
        stage
            .post(A, 8, 1, "2")
            .iter()
            .filter(|effect| matches!(effect, Effect::Send(_, ServerFrame::Ack(_))))
            .count(),
        1
    );
}

#[test]
fn g3_rules_that_change_while_a_room_sleeps_or_as_its_storage_fails_are_told_all_the_same() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    let ruled = |stage: &Stage, rules| {
        let since = stage.now;
        Input::Ruled(Ruled { since, rules })
    };
    let effects = stage.step(ruled(&stage, FROZEN));
    let cards = [(A, kept(&effects, A).unwrap())];
    // The first that a new memory hears is that they are others.
    stage.forget(&cards);
    stage.later(1_000);
    let words = told(&stage.step(ruled(&stage, SLOW)));
    assert!(
        words.contains(&"*<rules slow 30 Everybody".to_owned()),
        "{words:?}"
    );
    // Of rules that are the same by then nobody hears.
    stage.forget(&cards);
    stage.later(1_000);
    let words = told(&stage.step(ruled(&stage, FROZEN)));
    assert!(words.iter().all(|word| !word.contains("rules")), "{words:?}");
    // A step that fails has told nothing.
    stage.forget(&cards);
    stage.journal.fail_reads = true;
    stage.later(1_000);
    assert!(stage.try_step(ruled(&stage, SLOW)).is_err());
    stage.journal.fail_reads = false;
    let words = told(&stage.step(Input::Wake));
    assert!(
        words.contains(&"*<rules slow 30 Everybody".to_owned()),
        "{words:?}"
    );
}

#[test]
fn g3_turns_that_nobody_takes_are_given_up_and_there_is_no_end_of_promises() {
    let mut stage = night(1);
    // Fans over another door, of whom nobody comes back.
    let mut promised = 0;
    for number in 0..2_000_u128 {
        let input = Input::Post {
            author: Author {
                member: MemberId::parse(&format!("x{number}")).unwrap(),
                name: DisplayName::parse("x").unwrap(),
                role: Role::Fan,
            },
            draft: draft(number),
            body: "x".to_owned(),
        };
        for effect in stage.step(input) {
            if let Effect::Answer(Err(refused)) = effect {
                assert_eq!(refused.refusal, Refusal::Busy);
                assert!(refused.retry_after_ms <= Some(limits::HELD_MS));
                promised += 1;
            }
        }
    }
    assert_eq!(promised, 1_875);
    // Half a minute later all of it is forgotten.
    stage.later(u64::from(limits::HELD_MS) + 1_000);
    assert_eq!(told(&stage.post(Conn(100), 5_000, 0, "x"))[0], "100<ack 126");
}
