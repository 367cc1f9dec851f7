//! A look at a place far from the live end, and the way back.

use client::{Effect, Input};
use protocol::{
    Act, ClientFrame, Events, Find, Found, Mode, Presence, Refusal, Seq, ServerFrame, UnixMillis,
};

use crate::tab::{Tab, act, entries, fetches, said_up};

/// In a room of a thousand, looking at what was said around 500.
fn aside() -> Tab {
    let mut tab = Tab::ruled(1_000);
    assert_eq!(fetches(&tab.step(Input::Jump(Seq(500)))), [(449, 551)]);
    assert!(!tab.client.is_aside() && tab.client.is_jumping() && tab.client.landing().is_none());
    tab.page(450..=550);
    assert!(tab.client.is_aside() && !tab.client.is_jumping());
    assert_eq!((tab.client.landing(), tab.shown()), (Some(Seq(500)), (450, 550)));
    tab
}

#[test]
fn g9_a_jump_to_what_is_here_lands_at_once() {
    let mut tab = Tab::ruled(20);
    assert!(fetches(&tab.step(Input::Jump(Seq(14)))).is_empty());
    assert_eq!(
        (tab.client.landing(), tab.client.is_aside()),
        (Some(Seq(14)), false)
    );
    tab.step(Input::Landed);
    assert_eq!(tab.client.landing(), None);
    let mut tab = aside();
    tab.step(Input::Jump(Seq(470)));
    assert_eq!(
        (tab.client.landing(), tab.client.is_aside()),
        (Some(Seq(470)), true)
    );
    tab.step(Input::Jump(Seq(995)));
    assert_eq!(
        (tab.client.landing(), tab.client.is_aside()),
        (Some(Seq(995)), false)
    );
}

#[test]
fn g9_an_excursion_grows_both_ways_and_joins_the_timeline_where_they_touch() {
    let mut tab = aside();
    assert!(tab.client.has_older() && tab.client.has_newer());
    assert_eq!(fetches(&tab.step(Input::Older)), [(0, 450)]);
    assert!(tab.client.is_loading_older());
    assert!(
        fetches(&tab.step(Input::Older)).is_empty(),
        "one question at a time"
    );
    tab.page(250..=449);
    assert_eq!(tab.shown(), (250, 550));
    for (from, upto) in [(551, 650), (651, 750), (751, 850), (851, 950)] {
        assert_eq!(fetches(&tab.step(Input::Newer)), [(from - 1, upto + 1)]);
        assert!(tab.client.is_loading_newer());
        tab.page(from..=upto);
    }
    assert_eq!(fetches(&tab.step(Input::Newer)), [(950, 991)]);
    tab.hear(entries(1_001..=1_001).list);
    tab.page(951..=990);
    assert!(!tab.client.is_aside() && !tab.client.has_newer());
    assert_eq!(tab.shown(), (250, 1_001));
    assert_eq!(tab.seqs(), (250..=1_001).collect::<Vec<_>>());
    assert_eq!(fetches(&tab.step(Input::Older)), [(0, 250)]);
}

#[test]
fn g9_the_beginning_of_the_log_is_found_on_an_excursion() {
    let mut tab = Tab::ruled(1_000);
    assert_eq!(fetches(&tab.step(Input::Jump(Seq(20)))), [(0, 71)]);
    tab.page(1..=70);
    assert!(!tab.client.has_older());
    assert!(fetches(&tab.step(Input::Older)).is_empty());
}

#[test]
fn g9_the_live_end_goes_on_meanwhile_and_return_leads_there() {
    let mut tab = aside();
    tab.hear(entries(1_001..=1_003).list);
    assert_eq!(tab.shown(), (450, 550));
    assert_eq!(tab.client.timeline().entries().last().unwrap().seq, Seq(1_003));
    tab.step(Input::Return);
    assert_eq!((tab.shown(), tab.client.landing()), ((991, 1_003), None));
}

#[test]
fn g9_another_history_ends_an_excursion_and_a_cut_does_not() {
    let mut tab = aside();
    tab.cut();
    tab.connect(Mode::Resume, 1_000, Vec::new());
    assert_eq!(tab.shown(), (450, 550));
    tab.cut();
    tab.epoch = protocol::Epoch::from_bits(2);
    tab.connect(Mode::Reset, 30, Vec::new());
    assert!(!tab.client.is_aside() && tab.client.shown().is_empty());
    assert_eq!(tab.client.landing(), None);
}

#[test]
fn g9_a_jump_outlives_a_cut() {
    let mut tab = Tab::ruled(1_000);
    tab.step(Input::Jump(Seq(500)));
    tab.cut();
    tab.connect(Mode::Resume, 1_000, Vec::new());
    assert_eq!(fetches(&tab.told), [(449, 551)]);
    tab.page(450..=550);
    assert_eq!(tab.client.landing(), Some(Seq(500)));
}

#[test]
fn g7_an_excursion_hears_the_acts_of_the_live_end() {
    let mut tab = aside();
    tab.hear(vec![act(1_001, "…", Act::Unsend(Seq(500)))]);
    assert_eq!(tab.client.shown()[50].what.body().as_str(), "…");
    assert_eq!(tab.client.shown()[49].what.body().as_str(), "안녕");
}

#[test]
fn g9_each_answer_is_known_by_its_bounds_whatever_else_is_under_way_or_lost() {
    let mut tab = aside();
    tab.step(Input::Return);
    tab.step(Input::Older);
    assert_eq!(fetches(&tab.step(Input::Jump(Seq(300)))), [(249, 351)]);
    let effects = tab.hear(entries(1_005..=1_005).list);
    assert_eq!(fetches(&effects), [(1_000, 1_005)]);
    // Of the older page nothing is ever heard. The others come in any order.
    tab.page(1_001..=1_004);
    tab.page(250..=350);
    assert_eq!(tab.shown(), (250, 350));
    assert_eq!(tab.seqs(), (991..=1_005).collect::<Vec<_>>());
    // It has its deadline all the same.
    let given_up = tab.later(10_000);
    assert!(given_up.contains(&Effect::Disconnect), "{given_up:?}");
}

#[test]
fn g9_a_page_of_long_entries_comes_in_more_answers() {
    let mut tab = Tab::ruled(1_000);
    tab.step(Input::Jump(Seq(500)));
    assert_eq!(fetches(&tab.page(520..=550)), [(449, 520)]);
    assert!(!tab.client.is_aside());
    tab.page(490..=519);
    assert_eq!((tab.client.landing(), tab.shown()), (Some(Seq(500)), (490, 550)));
    tab.step(Input::Newer);
    assert_eq!(fetches(&tab.page(600..=650)), [(550, 600)]);
    assert_eq!(tab.shown(), (490, 550), "no hole is shown");
    tab.page(551..=599);
    assert_eq!(tab.shown(), (490, 650));
}

#[test]
fn g9_an_excursion_holds_a_bounded_part() {
    let mut tab = Tab::ruled(9_000);
    tab.step(Input::Jump(Seq(5_000)));
    tab.page(4_950..=5_050);
    for from in (3_750..=4_750).rev().step_by(200) {
        tab.step(Input::Older);
        tab.page(from..=from + 199);
    }
    assert_eq!(tab.shown(), (3_750, 4_749));
    for from in (4_750..=5_650).step_by(100) {
        assert_eq!(fetches(&tab.step(Input::Newer)), [(from - 1, from + 100)]);
        tab.page(from..=from + 99);
    }
    assert_eq!(tab.shown(), (4_750, 5_749));
}

#[test]
fn g9_what_the_room_keeps_no_more_is_told_to_be_gone() {
    let mut tab = Tab::ruled(1_000);
    tab.step(Input::Jump(Seq(500)));
    let effects = tab.frame(ServerFrame::History(Events {
        from: Seq(551),
        list: Vec::new(),
    }));
    assert!(effects.contains(&Effect::Refused(Refusal::Gone)));
    assert!(!tab.client.is_jumping() && !tab.client.is_aside());
}

#[test]
fn g9_a_date_is_found_and_then_gone_to() {
    let mut tab = Tab::ruled(1_000);
    let at = UnixMillis(77);
    let finds = |effects: &[Effect]| said_up(effects).contains(&ClientFrame::Find(Find { at }));
    assert!(finds(&tab.step(Input::JumpTo(at))));
    // Another day was chosen before the answer to this one came.
    tab.frame(ServerFrame::Found(Found {
        at: UnixMillis(3),
        seq: Seq(3),
    }));
    assert!(tab.client.is_jumping());
    let effects = tab.frame(ServerFrame::Found(Found { at, seq: Seq(500) }));
    assert_eq!(fetches(&effects), [(449, 551)]);
    tab.page(450..=550);
    assert_eq!(tab.client.landing(), Some(Seq(500)));
    tab.step(Input::JumpTo(UnixMillis(u64::MAX)));
    tab.frame(ServerFrame::Found(Found {
        at: UnixMillis(u64::MAX),
        seq: Seq(1_001),
    }));
    assert_eq!(
        (tab.client.landing(), tab.client.is_aside()),
        (Some(Seq(1_000)), false)
    );
}

#[test]
fn g9_a_room_that_knows_no_dates_is_not_asked() {
    let mut tab = Tab::live();
    let effects = tab.step(Input::JumpTo(UnixMillis(77)));
    assert!(said_up(&effects).is_empty());
    assert!(effects.contains(&Effect::Refused(Refusal::Unknown)));
}

#[test]
fn g1_a_head_that_is_told_during_an_excursion_is_fetched_as_ever() {
    let mut tab = aside();
    tab.frame(ServerFrame::Presence(Presence {
        members: 2,
        head: Seq(1_002),
    }));
    assert_eq!(fetches(&tab.later(250)), [(1_000, 1_003)]);
    tab.page(1_001..=1_002);
    assert_eq!(tab.shown(), (450, 550));
    assert_eq!(tab.seqs().last(), Some(&1_002));
}
