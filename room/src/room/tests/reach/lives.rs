//! What of the accounts outlives the room's memory.

use super::*;

impl Stage {
    /// Everybody with their cards, as after a sleep.
    fn wake_up(&mut self, cards: &[(Conn, Card)]) {
        let sockets = cards.iter().map(|(conn, card)| (*conn, Some(card.clone())));
        self.room = Room::restore(RoomKind::Chat, sockets);
    }
}

/// The card that was kept last.
fn kept(effects: &[Effect]) -> Option<Card> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Keep(_, card) => Some(card.clone()),
        _ => None,
    })
}

#[test]
fn what_a_client_has_proved_outlives_the_rooms_memory() {
    let mut stage = stage();
    stage.step(Input::Connected(A));
    let hello = stage.hello(A, fan("a"), None);
    let mut card = kept(&hello).unwrap();
    assert_eq!(card.seen, Some(Seq(0)));
    // A room that sleeps after each few words still finds out who reads nothing: it is asked, and told no more.
    // Whoever does not answer is cut off: a client of the release before does not know the question, and resumes whole.
    let (mut asked, mut closed) = (Vec::new(), Vec::new());
    for life in 0..20 {
        stage.wake_up(&[(A, card.clone())]);
        for nth in 0..100 {
            let words = stage.say("x");
            if words.iter().any(|word| word.starts_with("1<resync")) {
                asked.push(life);
            }
            if words.iter().any(|word| word.ends_with("closed Slow")) {
                closed.push((life, nth));
            }
        }
    }
    assert_eq!(asked, (6..20).collect::<Vec<_>>(), "once in each life");
    assert_eq!(
        closed,
        (6..20).map(|life| (life, 50)).collect::<Vec<_>>(),
        "after 10 s"
    );
    // And who reads is never taken for one of them.
    stage.step(Input::Connected(A));
    card = kept(&stage.hello(A, fan("a"), None)).unwrap();
    for _ in 0..30 {
        stage.wake_up(&[(A, card.clone())]);
        for _ in 0..100 {
            let words = stage.say("x");
            assert!(words.iter().all(|word| word.starts_with("*<")), "{words:?}");
        }
        let head = stage.head();
        card = kept(&stage.seen(A, head)).unwrap_or(card);
    }
    assert!(card.seen > Some(Seq(3_000)));
}

#[test]
fn what_an_earlier_memory_never_told_is_held_against_nobody() {
    let mut stage = stage();
    stage.step(Input::Connected(A));
    let card = kept(&stage.hello(A, fan("a"), None)).unwrap();
    stage.wrote(2_000);
    stage.wake_up(&[(A, card)]);
    assert_eq!(
        stage.say("x"),
        ["1<resync 2001", "*<events 2001..2001", "*<presence 1 at 2001"]
    );
    assert_eq!(
        told(&stage.seen(A, 2_001)),
        ["1 is a", "1<rules slow 0 Everybody", "1<presence 1 at 2001"]
    );
    for _ in 0..300 {
        assert_eq!(stage.say("x").len(), 1);
    }
}
