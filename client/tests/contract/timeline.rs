//! What a client makes of what it hears: one order, no hole.

use client::{Input, UnsentState};
use protocol::{Act, Events, Log, Mode, Presence, Seq, ServerFrame};

use crate::tab::{EPOCH, Tab, act, entries, fetches};

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
    let mut tab = Tab::new();
    tab.post(9);
    tab.step(Input::Start);
    tab.connect(Mode::Reset, 2, Vec::new());
    assert!(tab.seqs().is_empty());
    tab.frame(ServerFrame::Events(entries(1..=2)));
    assert_eq!((tab.seqs(), tab.states()), (vec![1, 2], vec![UnsentState::Sent]));
}

#[test]
fn g1_a_lost_snapshot_page_is_fetched() {
    let mut tab = Tab::new();
    tab.step(Input::Start);
    tab.connect(Mode::Snapshot, 900, Vec::new());
    assert_eq!(fetches(&tab.later(250)), [(0, 901)]);
    tab.frame(ServerFrame::History(entries(851..=900)));
    assert_eq!(tab.seqs(), (851..=900).collect::<Vec<_>>());
    assert!(tab.client.timeline().has_older());
}

#[test]
fn g9_older_entries_come_before_the_oldest_until_the_first() {
    let mut tab = Tab::new();
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

fn log(range: std::ops::RangeInclusive<u64>) -> Log {
    let head = Seq(*range.end());
    Log::plain(EPOCH, head, Seq(0), entries(range).list)
}

/// A tab whose document carries the entries 11 to 20.
fn recalling(range: std::ops::RangeInclusive<u64>) -> Vec<u64> {
    let mut tab = Tab::of(log(11..=20));
    tab.step(Input::Recall(log(range)));
    tab.seqs()
}

#[test]
fn r2_what_the_device_has_kept_joins_the_page_where_they_touch() {
    assert_eq!(recalling(1..=10), (1..=20).collect::<Vec<_>>());
    assert_eq!(recalling(5..=15), (5..=20).collect::<Vec<_>>());
    assert_eq!(recalling(15..=25), (11..=25).collect::<Vec<_>>());
    assert_eq!(recalling(21..=25), (11..=25).collect::<Vec<_>>());
    assert_eq!(recalling(5..=25), (5..=25).collect::<Vec<_>>());
    assert_eq!(recalling(12..=18), (11..=20).collect::<Vec<_>>());
}

#[test]
fn r2_where_they_do_not_touch_the_newer_one_stays() {
    assert_eq!(recalling(1..=9), (11..=20).collect::<Vec<_>>());
    assert_eq!(recalling(22..=25), (22..=25).collect::<Vec<_>>());
}

#[test]
fn r2_what_is_of_another_history_or_torn_is_not_recalled() {
    let mut tab = Tab::of(log(11..=20));
    tab.step(Input::Recall(Log {
        epoch: protocol::Epoch::from_bits(9),
        ..log(21..=25)
    }));
    let mut torn = log(15..=25);
    torn.list.remove(8);
    tab.step(Input::Recall(torn));
    assert_eq!(tab.seqs(), (11..=20).collect::<Vec<_>>());
}

#[test]
fn r2_the_newest_entries_are_what_a_device_keeps() {
    let tab = Tab::of(log(11..=20));
    assert_eq!(tab.client.timeline().newest(3), log(18..=20));
    assert_eq!(tab.client.timeline().newest(200), log(11..=20));
    let span = |entries| tab.client.timeline().span(entries);
    assert_eq!(span(3), (EPOCH, Seq(18), Seq(20)));
    assert_eq!(span(200), (EPOCH, Seq(11), Seq(20)));
}

#[test]
fn g1_an_answer_that_does_not_touch_what_came_meanwhile_leaves_no_hole() {
    let mut tab = Tab::live();
    tab.frame(ServerFrame::Presence(Presence {
        members: 1,
        head: Seq(300),
    }));
    assert_eq!(fetches(&tab.later(300)), [(3, 301)]);
    // 301 was lost on its way.
    tab.frame(ServerFrame::Events(entries(302..=302)));
    let next = tab.frame(ServerFrame::History(entries(101..=300)));
    assert_eq!(tab.seqs(), (101..=300).collect::<Vec<_>>());
    assert_eq!(fetches(&next), [(300, 302)]);
    tab.frame(ServerFrame::History(entries(301..=301)));
    assert_eq!(tab.seqs(), (101..=302).collect::<Vec<_>>());
}

#[test]
fn r2_before_a_links_welcome_nothing_is_heard_of_a_history() {
    let mut tab = Tab::live();
    tab.step(Input::Closed { code: 1006 });
    tab.later(60_000);
    tab.step(Input::Opened);
    // The Welcome was lost: these may be of a history that this client knows nothing of.
    tab.frame(ServerFrame::Events(entries(4..=4)));
    tab.frame(ServerFrame::Presence(Presence {
        members: 1,
        head: Seq(9),
    }));
    assert_eq!(tab.seqs(), [1, 2, 3]);
    assert_eq!(tab.client.timeline().head(), Seq(3));
}

#[test]
fn g2_only_plain_entries_that_come_to_the_end_make_it_grow_and_change_nothing_else() {
    let mut tab = Tab::live();
    let events = |range| ServerFrame::Events(entries(range));
    let mut grows = |frame| {
        tab.frame(frame);
        tab.client.has_grown()
    };
    assert!(grows(events(4..=6)));
    assert!(!grows(events(5..=7)), "some are here already");
    assert!(!grows(events(9..=9)), "beyond a hole");
    assert!(!grows(events(8..=8)), "it closes a hole, and more comes with it");
    assert!(grows(events(10..=10)));
    let list = vec![act(11, "直した", Act::Edit(Seq(4)))];
    let edit = Events { from: Seq(11), list };
    assert!(!grows(ServerFrame::Events(edit)), "an act");
    let presence = Presence {
        members: 5,
        head: Seq(11),
    };
    assert!(!grows(ServerFrame::Presence(presence)));
    assert!(grows(events(12..=12)));
    tab.step(Input::Older);
    assert!(!tab.client.has_grown());
    // Other entries of the same places: as they are by now.
    tab.cut();
    tab.connect(Mode::Snapshot, 12, Vec::new());
    tab.frame(events(1..=12));
    assert!(!tab.client.has_grown());
}
