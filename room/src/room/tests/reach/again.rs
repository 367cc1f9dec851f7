//! Who was told nothing for a while, and hears again.

use super::super::admission::SLOW;
use super::super::marks::READ;
use super::*;

/// More than the room leaves unread before it asks.
const MUCH: u64 = 2 * limits::FETCH_BYTES as u64;

/// A holds so much that it is told nothing. Meanwhile the rules change, B reads and reacts, and another comes.
fn silent() -> Stage {
    let mut stage = stage();
    stage.wrote(3);
    stage.join_under(A, fan("a"), READ);
    stage.join_under(B, fan("b"), READ);
    stage.room.holds(A, MUCH);
    assert_eq!(stage.say("x"), ["1<resync 4", "*<events 4..4"]);
    let (since, rules) = (
        stage.now,
        Rules {
            read_marks: READ.read_marks,
            ..SLOW
        },
    );
    stage.step(Input::Ruled(Ruled { since, rules }));
    stage.wait(2_000);
    stage.read(B, 4);
    stage.react(B, 2, Some(Reaction::Heart));
    stage.wait(2_000);
    stage.join_under(C, fan("c"), rules);
    assert_eq!(stage.silent(), [1]);
    stage
}

/// What A is told of what it missed.
fn missed(effects: &[Effect]) -> Vec<String> {
    let is_state = |word: &String| {
        ["rules", "reactions", "marks", "presence"]
            .iter()
            .any(|state| word.starts_with(&format!("1<{state}")))
    };
    told(effects).into_iter().filter(is_state).collect()
}

#[test]
fn r2_whoever_hears_again_is_told_each_state_that_it_missed_whatever_word_of_its_ended_the_silence() {
    let words = [
        ClientFrame::Seen(Seen { seq: Seq(3) }),
        ClientFrame::Read(Read { seq: Seq(1) }),
        // A page in which nothing of it stands, and one that is empty.
        ClientFrame::Fetch(Fetch {
            after: Seq(3),
            before: Seq(5),
        }),
        ClientFrame::Fetch(Fetch {
            after: Seq(4),
            before: Seq(5),
        }),
        ClientFrame::Post(a_post(1, 4, "y")),
    ];
    for word in words {
        let mut stage = silent();
        let state = missed(&stage.frame(A, word.clone()));
        assert_eq!(stage.silent(), Vec::<u64>::new(), "{word:?}");
        // Who has read counts as of this word.
        for (from, to) in [
            ("1<rules slow 30 Everybody", ""),
            ("1<reactions 2:heart1", ""),
            ("1<marks 1..", "4=1"),
            ("1<presence 3 at", ""),
        ] {
            let is_due = |told: &&String| told.starts_with(from) && told.ends_with(to);
            assert_eq!(
                state.iter().filter(is_due).count(),
                1,
                "{word:?}: {from}: {state:?}"
            );
        }
    }
}

#[test]
fn r2_who_says_hello_again_has_the_rules_and_the_state_with_its_welcome_and_not_twice() {
    let mut stage = silent();
    let effects = stage.hello(A, fan("a"), have(4));
    assert_eq!(welcome(&effects).rules.unwrap().slow_s, 30);
    assert_eq!(
        missed(&effects),
        ["1<reactions 2:heart1", "1<marks 1..4=1", "1<presence 3 at 4"]
    );
    assert_eq!(stage.silent(), Vec::<u64>::new());
}

#[test]
fn r2_rules_that_change_with_the_step_that_silences_somebody_are_told_when_it_hears_again() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.room.holds(A, MUCH);
    // Who comes brings newer rules, and with the new count A is asked.
    stage.step(Input::Connected(C));
    let (since, rules) = (stage.now, SLOW);
    let ruled = Some(Ruled { since, rules });
    let effects = stage.hello(C, Pass { ruled, ..fan("c") }, None);
    assert!(told(&effects).contains(&"1<resync 0".to_owned()));
    let state = missed(&stage.seen(A, 0));
    assert_eq!(state, ["1<rules slow 30 Everybody", "1<presence 3 at 0"]);
}
