//! When the room hears where the client is.

use client::{Effect, Input};
use protocol::{ClientFrame, Resync, Seen, SeenEvery, Seq, ServerFrame};

use crate::tab::{Tab, entries, fetches};

fn seen(effects: &[Effect]) -> Vec<u64> {
    let place = |effect: &Effect| match effect {
        Effect::Send(ClientFrame::Seen(Seen { seq })) => Some(seq.0),
        _ => None,
    };
    effects.iter().filter_map(place).collect()
}

fn asked(events: u32, bytes: u32) -> Tab {
    Tab::live_and_asked(Some(SeenEvery { events, bytes }))
}

#[test]
fn g1_a_room_that_asks_is_told_now_and_then_and_not_for_each_message() {
    let mut tab = asked(3, 1_000);
    assert!(seen(&tab.frame(ServerFrame::Events(entries(4..=5)))).is_empty());
    assert_eq!(seen(&tab.frame(ServerFrame::Events(entries(6..=6)))), [6]);
    assert!(seen(&tab.frame(ServerFrame::Events(entries(7..=8)))).is_empty());
}

#[test]
fn g1_long_messages_are_told_sooner() {
    // Six bytes each.
    let mut tab = asked(100, 12);
    assert!(seen(&tab.frame(ServerFrame::Events(entries(4..=4)))).is_empty());
    assert_eq!(seen(&tab.frame(ServerFrame::Events(entries(5..=5)))), [5]);
}

#[test]
fn g1_a_room_that_does_not_ask_hears_nothing() {
    let mut tab = Tab::live();
    assert!(seen(&tab.frame(ServerFrame::Events(entries(4..=200)))).is_empty());
}

#[test]
fn g1_a_post_tells_as_much() {
    let mut tab = asked(3, 1_000);
    tab.frame(ServerFrame::Events(entries(4..=5)));
    tab.post(9);
    assert!(seen(&tab.frame(ServerFrame::Events(entries(6..=7)))).is_empty());
    assert_eq!(seen(&tab.frame(ServerFrame::Events(entries(8..=8)))), [8]);
}

#[test]
fn g1_asked_to_resync_the_client_says_where_it_is_and_fetches_at_once() {
    let mut tab = asked(100, 100_000);
    tab.frame(ServerFrame::Events(entries(4..=5)));
    let effects = tab.frame(ServerFrame::Resync(Resync { head: Seq(90) }));
    assert_eq!((seen(&effects), fetches(&effects)), (vec![5], vec![(5, 91)]));
    // Without a hole there is nothing to fetch.
    let mut tab = asked(100, 100_000);
    let effects = tab.frame(ServerFrame::Resync(Resync { head: Seq(3) }));
    assert_eq!((seen(&effects), fetches(&effects)), (vec![3], vec![]));
    assert!(fetches(&tab.step(Input::Wake)).is_empty());
}

#[test]
fn g1_pages_of_history_count_as_what_has_arrived() {
    let mut tab = asked(3, 1_000);
    assert_eq!(
        seen(&tab.frame(ServerFrame::History(entries(1..=3)))),
        [3],
        "who reads far back is not cut off as one who does not read"
    );
}
