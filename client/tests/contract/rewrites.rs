//! What an act does to whatever a tab holds, in whichever order things come.

use client::Input;
use protocol::{Act, Events, Fate, Log, Looked, Mode, Rules, Seq, ServerFrame};

use crate::tab::{EPOCH, Tab, act, answer, entries, fetches, said};

#[test]
fn g7_an_edit_and_a_tombstone_change_what_is_here_and_what_the_device_keeps() {
    let mut tab = Tab::ruled(20);
    tab.hear(vec![
        act(21, "直した", Act::Edit(Seq(15))),
        act(22, "…", Act::Unsend(Seq(16))),
    ]);
    assert_eq!(
        (tab.text(15), tab.text(16), tab.text(17)),
        ("直した", "…", "안녕")
    );
    let kept = tab.client.timeline().newest(200);
    let fate = |seq: u64| {
        kept.list
            .iter()
            .find(|entry| entry.seq == Seq(seq))
            .unwrap()
            .what
            .with()
            .unwrap()
            .fate
    };
    assert_eq!((fate(15), fate(16)), (Some(Fate::Edited), Some(Fate::Gone)));
    assert!(
        !tab.client
            .timeline()
            .newest(200)
            .list
            .iter()
            .any(|entry| { entry.seq == Seq(16) && entry.author.name.as_str() == "もか" })
    );
}

#[test]
fn g7_the_last_edit_stands_and_what_is_gone_stays_gone_whatever_comes_twice() {
    let mut tab = Tab::ruled(20);
    let (one, two) = (
        act(21, "一", Act::Edit(Seq(15))),
        act(22, "二", Act::Edit(Seq(15))),
    );
    tab.hear(vec![one.clone(), two.clone()]);
    tab.hear(vec![one.clone(), two]);
    tab.hear(vec![one]);
    assert_eq!(tab.text(15), "二");
    tab.hear(vec![
        act(23, "…", Act::Unsend(Seq(15))),
        act(24, "三", Act::Edit(Seq(15))),
    ]);
    assert_eq!(tab.text(15), "…");
}

#[test]
fn g7_an_act_beyond_a_hole_waits_for_its_turn() {
    let mut tab = Tab::ruled(20);
    tab.hear(vec![act(22, "二", Act::Edit(Seq(15)))]);
    assert_eq!(tab.text(15), "안녕");
    tab.frame(ServerFrame::History(Events {
        from: Seq(21),
        list: vec![act(21, "一", Act::Edit(Seq(15)))],
    }));
    assert_eq!(tab.text(15), "二");
}

#[test]
fn g7_a_row_that_the_device_kept_before_the_act_is_changed_when_it_is_recalled() {
    let mut list = entries(11..=17).list;
    list.push(act(18, "直した", Act::Edit(Seq(8))));
    list.push(act(19, "…", Act::Unsend(Seq(9))));
    list.push(act(20, "直した", Act::Edit(Seq(19))));
    let mut tab = Tab::of(Log::plain(EPOCH, Seq(20), Seq(0), list));
    tab.step(Input::Recall(Log::plain(
        EPOCH,
        Seq(15),
        Seq(0),
        entries(5..=15).list,
    )));
    assert_eq!(tab.seqs().first(), Some(&5));
    assert_eq!((tab.text(8), tab.text(9), tab.text(10)), ("直した", "…", "안녕"));
}

#[test]
fn g7_a_kept_page_hears_the_acts_that_it_slept_through() {
    let mut tab = Tab::of(Log::plain(EPOCH, Seq(20), Seq(0), entries(11..=20).list));
    tab.rules = Some(Rules::default());
    tab.step(Input::Start);
    tab.connect(Mode::Resume, 21, Vec::new());
    tab.hear(vec![act(21, "…", Act::Unsend(Seq(12)))]);
    assert_eq!(tab.text(12), "…");
}

#[test]
fn g7_a_page_that_comes_rewritten_is_as_it_came() {
    let mut tab = Tab::ruled(20);
    tab.hear(vec![act(21, "…", Act::Unsend(Seq(5)))]);
    tab.step(Input::Older);
    let mut list = entries(1..=10).list;
    list[4].rewrite(&act(21, "…", Act::Unsend(Seq(5))));
    tab.frame(ServerFrame::History(Events { from: Seq(1), list }));
    assert_eq!((tab.text(5), tab.text(4)), ("…", "안녕"));
}

#[test]
fn g7_what_is_quoted_and_what_is_pinned_is_gone_with_its_entry() {
    let mut tab = Tab::ruled(100);
    tab.hear(vec![answer(101, 3)]);
    tab.frame(ServerFrame::Looked(Looked {
        list: entries(3..=3).list,
    }));
    tab.hear(vec![act(102, "…", Act::Pin(Seq(3)))]);
    assert_eq!(tab.client.pin().unwrap().seq, Seq(3));
    tab.hear(vec![act(103, "二", Act::Edit(Seq(3)))]);
    assert_eq!(
        (tab.text(3), tab.client.pin().unwrap().what.body().as_str()),
        ("二", "二")
    );
    tab.hear(vec![act(104, "…", Act::Unsend(Seq(3)))]);
    assert_eq!(tab.text(3), "…");
    assert!(tab.client.pin().is_none(), "a tombstone is no notice");
}

#[test]
fn g12_the_newest_pin_stands_whichever_way_it_is_told() {
    let mut tab = Tab::ruled(20);
    tab.hear(vec![
        act(21, "…", Act::Pin(Seq(15))),
        act(22, "…", Act::Pin(Seq(16))),
    ]);
    assert_eq!(tab.client.pin().unwrap().seq, Seq(16));
    tab.hear(vec![act(23, "…", Act::Unpin(Seq(15)))]);
    assert_eq!(
        tab.client.pin().unwrap().seq,
        Seq(16),
        "another one was taken down"
    );
    tab.hear(vec![act(24, "…", Act::Unpin(Seq(16)))]);
    assert!(tab.client.pin().is_none());
    // The Welcome knows all of these; the events that follow it change nothing.
    tab.cut();
    tab.pin = Some(Box::new(said(2, "告知", protocol::With::default())));
    tab.connect(Mode::Resume, 26, Vec::new());
    tab.hear(vec![
        act(25, "…", Act::Pin(Seq(11))),
        act(26, "…", Act::Pin(Seq(2))),
    ]);
    assert_eq!(tab.client.pin().unwrap().what.body().as_str(), "告知");
}

#[test]
fn g12_a_pinned_entry_that_is_not_here_is_looked_up() {
    let mut tab = Tab::ruled(100);
    let effects = tab.hear(vec![act(101, "…", Act::Pin(Seq(4)))]);
    assert_eq!(crate::quotes::looks(&effects), [vec![4]]);
    assert!(tab.client.pin().is_none());
    tab.frame(ServerFrame::Looked(Looked {
        list: entries(4..=4).list,
    }));
    assert_eq!(tab.client.pin().unwrap().seq, Seq(4));
}

#[test]
fn g7_where_acts_were_missed_everything_is_asked_for_anew() {
    let mut tab = Tab::ruled(1_000);
    tab.hear(vec![answer(1_001, 3)]);
    tab.frame(ServerFrame::Looked(Looked {
        list: entries(3..=3).list,
    }));
    tab.step(Input::Jump(Seq(500)));
    tab.page(450..=550);
    // So much was missed that an answer does not hold it.
    let head = Seq(1_400);
    let effects = tab.frame(ServerFrame::Resync(protocol::Resync { head }));
    assert_eq!(fetches(&effects), [(1_001, 1_401)]);
    let effects = tab.page(1_201..=1_400);
    let hello =
        |effect: &client::Effect| matches!(effect, client::Effect::Send(protocol::ClientFrame::Hello(_)));
    assert!(effects.iter().any(hello), "only a Welcome tells of the pin");
    assert!(fetches(&effects).is_empty(), "everything else after it");
    let you = tab.client.you().unwrap().clone();
    let welcome = tab.welcome(you, Mode::Resume, 1_400, Vec::new());
    let effects = tab.frame(welcome);
    assert_eq!(crate::quotes::looks(&effects), [vec![3]]);
    assert_eq!(fetches(&effects), [(449, 551)]);
    let mut list = entries(450..=550).list;
    list[50].rewrite(&act(1_100, "…", Act::Unsend(Seq(500))));
    assert_eq!(tab.text(500), "안녕");
    tab.frame(ServerFrame::History(Events { from: Seq(450), list }));
    assert_eq!(tab.text(500), "…");
}
