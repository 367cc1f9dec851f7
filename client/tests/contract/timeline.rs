//! What a client makes of what it hears: one order, no hole.

use client::{Input, Outbox, UnsentState};
use protocol::{Mode, Presence, Seq, ServerFrame};

use crate::tab::{Tab, entries, fetches};

#[test]
fn g1_events_after_a_hole_wait_until_the_hole_is_filled() {
    let mut tab = Tab::live();
    let effects = tab.frame(ServerFrame::Events(entries(6..=7)));
    assert_eq!(fetches(&effects), [(3, 6)]);
    assert_eq!(tab.seqs(), [1, 2, 3]);
    tab.frame(ServerFrame::Events(entries(8..=8)));
    tab.frame(ServerFrame::History(entries(4..=5)));
    assert_eq!(tab.seqs(), [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn g1_an_overlap_is_trimmed() {
    let mut tab = Tab::live();
    tab.frame(ServerFrame::Events(entries(2..=5)));
    tab.frame(ServerFrame::Events(entries(1..=5)));
    assert_eq!(tab.seqs(), [1, 2, 3, 4, 5]);
}

#[test]
fn g1_a_lost_last_frame_is_found_by_the_head_in_presence() {
    let mut tab = Tab::live();
    let presence = ServerFrame::Presence(Presence {
        members: 2,
        head: Seq(5),
    });
    assert!(
        fetches(&tab.frame(presence)).is_empty(),
        "events may still be waiting for their frame"
    );
    assert_eq!(fetches(&tab.later(250)), [(3, 6)]);
    tab.frame(ServerFrame::History(entries(4..=5)));
    assert_eq!(tab.seqs(), [1, 2, 3, 4, 5]);
}

#[test]
fn g1_another_history_replaces_the_entries_and_keeps_the_outbox() {
    let mut tab = Tab::with(Outbox::default());
    tab.post(9);
    tab.step(Input::Start);
    tab.connect(Mode::Reset, 2, Vec::new());
    assert!(tab.seqs().is_empty());
    tab.frame(ServerFrame::Events(entries(1..=2)));
    assert_eq!((tab.seqs(), tab.states()), (vec![1, 2], vec![UnsentState::Sent]));
}

#[test]
fn g1_a_lost_snapshot_page_is_fetched() {
    let mut tab = Tab::with(Outbox::default());
    tab.step(Input::Start);
    tab.connect(Mode::Snapshot, 900, Vec::new());
    assert_eq!(fetches(&tab.later(250)), [(0, 901)]);
    tab.frame(ServerFrame::History(entries(851..=900)));
    assert_eq!(tab.seqs(), (851..=900).collect::<Vec<_>>());
    assert!(tab.client.timeline().has_older());
}

#[test]
fn g9_older_entries_come_before_the_oldest_until_the_first() {
    let mut tab = Tab::with(Outbox::default());
    tab.step(Input::Start);
    tab.connect(Mode::Snapshot, 30, Vec::new());
    tab.frame(ServerFrame::Events(entries(21..=30)));
    assert_eq!(fetches(&tab.step(Input::Older)), [(0, 21)]);
    assert!(
        fetches(&tab.step(Input::Older)).is_empty(),
        "one question at a time"
    );
    tab.frame(ServerFrame::History(entries(1..=20)));
    assert_eq!(tab.seqs(), (1..=30).collect::<Vec<_>>());
    assert!(!tab.client.timeline().has_older());
}
