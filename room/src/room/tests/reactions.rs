//! Reactions, and whose are left out for whom.

use protocol::{Block, Fetch, Reactions, limits};

use super::*;
use crate::memory::Failing;

fn said(entries: u64) -> Stage {
    let mut stage = stage();
    stage.wrote(entries);
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage
}

fn block(stage: &mut Stage, conn: Conn, members: &[&str]) -> Vec<Effect> {
    let members = members.iter().map(|id| MemberId::parse(id).unwrap()).collect();
    stage.frame(conn, ClientFrame::Block(Block { members }))
}

/// What this socket was told of reactions in an answer: as `seq:counts`, and the range.
fn answered(effects: &[Effect], conn: Conn) -> Option<(u64, u64, Vec<String>)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(to, ServerFrame::Reactions(Reactions { list, within })) if *to == conn => {
            let within = (*within)?;
            let short = short_frame(&ServerFrame::Reactions(Reactions {
                list: list.clone(),
                within: None,
            }));
            let list = short.split(' ').skip(1).filter(|each| !each.is_empty());
            Some((within.from.0, within.to.0, list.map(str::to_owned).collect()))
        }
        _ => None,
    })
}

#[test]
fn g8_who_reacts_is_answered_at_once_and_everybody_is_told_the_counts() {
    let mut stage = said(2);
    assert_eq!(
        told(&stage.react(A, 1, Some(Reaction::Heart))),
        ["1<reactions 1:heart1!", "*<reactions 1:heart1"]
    );
    // Another one instead, and one more: told together, not each.
    assert_eq!(
        told(&stage.react(A, 1, Some(Reaction::Fire))),
        ["1<reactions 1:fire1!", "wake in 500"]
    );
    assert_eq!(
        told(&stage.react(B, 1, Some(Reaction::Fire))),
        ["2<reactions 1:fire2!"]
    );
    assert_eq!(
        told(&stage.react(B, 2, Some(Reaction::Wow))),
        ["2<reactions 2:wow1!"]
    );
    assert_eq!(told(&stage.wait(499)), ["wake in 1"]);
    assert_eq!(told(&stage.wait(1)), ["*<reactions 1:fire2 2:wow1"]);
    // Taken back: the count that is none is left out.
    assert_eq!(told(&stage.react(B, 2, None))[..1], ["wake in 500"]);
    assert_eq!(told(&stage.wait(500)), ["*<reactions 2:"]);
    // The same again changes nothing and is answered.
    let rows = stage.journal.beside.rows;
    assert_eq!(
        told(&stage.react(A, 1, Some(Reaction::Fire))),
        ["1<reactions 1:fire2!"]
    );
    assert_eq!((stage.journal.beside.rows, rows), (5, 5), "one row each");
}

#[test]
fn g8_most_come_first() {
    let mut stage = said(1);
    stage.join(C, fan("c"));
    stage.react(A, 1, Some(Reaction::Heart));
    stage.react(B, 1, Some(Reaction::Fire));
    stage.react(C, 1, Some(Reaction::Fire));
    assert_eq!(told(&stage.wait(500)), ["*<reactions 1:fire2+heart1"]);
}

#[test]
fn g8_what_is_no_message_takes_no_reaction() {
    let mut stage = said(1);
    for seq in [0, 2, 99, u64::MAX] {
        assert_eq!(
            told(&stage.react(A, seq, Some(Reaction::Heart))),
            ["1<refused Gone"]
        );
    }
    stage.post(A, 1, 1, "x");
    stage.act(A, 2, Act::Edit(Seq(2)), "y");
    assert_eq!(
        told(&stage.react(B, 3, Some(Reaction::Heart))),
        ["2<refused Gone"]
    );
    let nameless = Pass {
        name: None,
        ..fan("b")
    };
    stage.hello(B, nameless, None);
    assert_eq!(
        told(&stage.react(B, 1, Some(Reaction::Heart))),
        ["2<refused NameMissing"]
    );
    stage.step(Input::Connected(C));
    assert_eq!(
        told(&stage.react(C, 1, Some(Reaction::Heart))),
        ["3<refused HelloFirst"]
    );
    assert!(stage.journal.beside.voices.is_empty());
}

#[test]
fn g8_reactions_have_a_pace_of_their_own() {
    let mut stage = said(1);
    for number in 0..limits::BURST_POSTS {
        let kind = (number % 2 == 0).then_some(Reaction::Heart);
        assert!(
            !told(&stage.react(A, 1, kind))
                .iter()
                .any(|said| said.contains("refused"))
        );
    }
    assert_eq!(
        told(&stage.react(A, 1, Some(Reaction::Heart))),
        ["1<refused TooFast for 200"]
    );
    assert_eq!(
        told(&stage.post(A, 1, 1, "x"))[0],
        "1<ack 2",
        "nobody waits with a message for it"
    );
}

#[test]
fn g8_of_old_messages_only_who_asks_is_told() {
    let mut stage = said(limits::NEWEST + 10);
    assert_eq!(
        told(&stage.react(A, 10, Some(Reaction::Heart))),
        ["1<reactions 10:heart1!"]
    );
    assert_eq!(told(&stage.wait(1_000)), Vec::<String>::new());
    let (after, before) = (Seq(5), Seq(15));
    let effects = stage.frame(B, ClientFrame::Fetch(Fetch { after, before }));
    assert_eq!(answered(&effects, B), Some((6, 14, vec!["10:heart1".to_owned()])));
    // The first of the newest.
    assert_eq!(
        told(&stage.react(A, 11, Some(Reaction::Heart))),
        ["1<reactions 11:heart1!", "*<reactions 11:heart1"]
    );
}

#[test]
fn g8_whoever_comes_is_told_the_reactions_to_the_newest_with_their_own() {
    let mut stage = said(300);
    stage.react(A, 300, Some(Reaction::Heart));
    stage.react(B, 200, Some(Reaction::Sad));
    stage.react(B, 50, Some(Reaction::Sad));
    stage.step(Input::Connected(C));
    let effects = stage.hello(C, fan("b"), None);
    let expected = vec!["200:sad1!".to_owned(), "300:heart1".to_owned()];
    assert_eq!(answered(&effects, C), Some((101, 300, expected)));
    // Nothing at all is said so too: who had something told before forgets it.
    let mut empty = said(3);
    let effects = empty.hello(A, fan("a"), have(3));
    assert_eq!(answered(&effects, A), Some((1, 3, Vec::new())));
}

#[test]
fn i7_the_reactions_of_who_is_blocked_are_left_out_for_who_blocks() {
    let mut stage = said(2);
    stage.join(C, fan("c"));
    stage.react(A, 1, Some(Reaction::Heart));
    stage.wait(1_000);
    // At once, for what was told before.
    let effects = block(&mut stage, B, &["a"]);
    assert_eq!(answered(&effects, B), Some((1, 2, Vec::new())));
    assert_eq!(
        kept(&effects, B).unwrap().blocked,
        [MemberId::parse("a").unwrap()]
    );
    // From then on.
    assert_eq!(
        told(&stage.react(A, 2, Some(Reaction::Fire))),
        ["1<reactions 2:fire1!", "2<reactions 2:", "*-2<reactions 2:fire1"]
    );
    stage.react(C, 2, Some(Reaction::Fire));
    assert_eq!(
        told(&stage.wait(500)),
        ["2<reactions 2:fire1", "*-2<reactions 2:fire2"]
    );
    // What holds nothing of theirs is for everybody.
    stage.later(1_000);
    assert_eq!(
        told(&stage.react(C, 1, Some(Reaction::Wow))),
        [
            "3<reactions 1:heart1+wow1!",
            "2<reactions 1:wow1",
            "*-2<reactions 1:heart1+wow1"
        ]
    );
    let effects = stage.frame(
        B,
        ClientFrame::Fetch(Fetch {
            after: Seq(0),
            before: Seq(3),
        }),
    );
    let expected = vec!["1:wow1".to_owned(), "2:fire1".to_owned()];
    assert_eq!(answered(&effects, B), Some((1, 2, expected)));
    // And again as it was.
    let effects = block(&mut stage, B, &[]);
    let expected = vec!["1:heart1+wow1".to_owned(), "2:fire2".to_owned()];
    assert_eq!(answered(&effects, B), Some((1, 2, expected)));
}

#[test]
fn i7_a_block_outlives_the_memory_and_has_its_bound() {
    let mut stage = said(1);
    let many: Vec<String> = (0..limits::BLOCKED + 50).map(|n| format!("m{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let effects = block(&mut stage, A, &many);
    assert_eq!(kept(&effects, A).unwrap().blocked.len(), limits::BLOCKED);
    let effects = block(&mut stage, A, &["b", "b"]);
    let card = kept(&effects, A).unwrap();
    assert_eq!(card.blocked.len(), 1);
    let b = Card {
        member: MemberId::parse("b").unwrap(),
        blocked: Vec::new(),
        ..card.clone()
    };
    stage.forget(&[(A, card), (B, b)]);
    stage.step(Input::Wake);
    stage.later(1_000);
    assert_eq!(
        told(&stage.react(B, 1, Some(Reaction::Heart))),
        [
            "2<reactions 1:heart1!",
            "1<reactions 1:",
            "*-1<reactions 1:heart1"
        ]
    );
    // A hello that comes again does not end it; another member on the same socket has their own.
    assert_eq!(kept(&stage.hello(A, fan("a"), None), A).unwrap().blocked.len(), 1);
    assert_eq!(kept(&stage.hello(A, fan("z"), None), A).unwrap().blocked.len(), 0);
}

#[test]
fn g8_what_a_lost_memory_had_not_told_is_told_by_the_next() {
    let mut stage = said(3);
    stage.react(A, 1, Some(Reaction::Heart));
    stage.react(A, 2, Some(Reaction::Heart));
    stage.react(B, 2, Some(Reaction::Heart));
    stage.react(A, 1, None);
    let card = |id: &str| Card {
        member: MemberId::parse(id).unwrap(),
        name: None,
        role: Role::Fan,
        seen: None,
        read: None,
        blocked: Vec::new(),
        ruled: Some(QUIET),
    };
    stage.forget(&[(A, card("a")), (B, card("b"))]);
    stage.later(10);
    // What was taken back too: somebody may have been told that it was there.
    assert_eq!(
        told(&stage.step(Input::Wake)),
        ["*<presence 2 at 3", "*<reactions 1: 2:heart2"]
    );
    // A memory that nobody outlived has nothing to tell.
    stage.forget(&[]);
    assert_eq!(told(&stage.step(Input::Wake)), Vec::<String>::new());
}

#[test]
fn g8_a_storage_that_is_full_or_broken_counts_nothing_that_is_not_written() {
    let mut stage = said(1);
    stage.journal.is_full = true;
    assert_eq!(
        told(&stage.react(A, 1, Some(Reaction::Heart))),
        ["1<refused StorageFull for 30000"]
    );
    stage.journal.is_full = false;
    for (failing, counted) in [(Failing::Before, ""), (Failing::After, "heart1")] {
        stage.later(1_000);
        stage.journal.beside.fail = Some(failing);
        let react = ClientFrame::React(React {
            seq: Seq(1),
            kind: Some(Reaction::Heart),
        });
        stage
            .try_step(Input::Frame {
                conn: A,
                frame: Ok(react),
                pass: None,
            })
            .unwrap_err();
        stage.later(1_000);
        let expected = format!("*<reactions 1:{counted}");
        let said = told(&stage.step(Input::Wake));
        assert_eq!(said.contains(&expected), failing == Failing::After, "{said:?}");
        let effects = stage.hello(B, fan("b"), None);
        let (_, _, list) = answered(&effects, B).unwrap();
        assert_eq!(list.len(), usize::from(failing == Failing::After));
    }
}
