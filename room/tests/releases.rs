//! A room that wakes under a newer release finds cards on its sockets that an older one wrote, and after a rollback the
//! other way round.

#![allow(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what it is for"
)]

use protocol::{MemberId, Role, Seq};
use room::Card;

#[test]
fn r2_a_card_of_an_earlier_release_is_understood_and_would_be_understood_there() {
    let cards = include_str!("../../tests/releases/0.1.0/sockets/cards.txt");
    assert_eq!(cards.lines().count(), 4);
    for text in cards.lines() {
        let card = Card::decode(text).unwrap();
        assert_eq!(card.encode(), text);
    }
}

/// 0.1.0 skips a field of a card that it does not know: tried with its own code. This is the only one since then.
#[test]
fn r2_a_card_of_today_says_one_thing_that_the_earlier_release_skips() {
    let card = Card {
        member: MemberId::parse("g0123").unwrap(),
        name: None,
        role: Role::Fan,
        seen: Some(Seq(41)),
        read: None,
        blocked: Vec::new(),
        ruled: None,
    };
    assert_eq!(
        card.encode(),
        r#"{"v":1,"member":"g0123","role":"fan","seen":41}"#
    );
}
