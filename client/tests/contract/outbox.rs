//! What becomes of a message that was written here.

use client::{Effect, Input, Link, UnsentState};
use protocol::{
    Ack, ClientFrame, DraftId, Epoch, Events, Log, Mode, Refusal, Refused, Rules, Seq, ServerFrame, Settled,
    UnixMillis, Welcome, Writers, limits,
};

use crate::tab::{EPOCH, Tab, entries, entry, me, posts};

#[test]
fn g1_a_message_is_kept_before_it_is_sent_and_goes_when_its_entry_comes() {
    let mut tab = Tab::live();
    let draft = DraftId::from_bits(9);
    let typed = tab.type_in(9);
    assert!(
        matches!(typed.first(), Some(Effect::Keep(unsent)) if unsent.draft == draft),
        "{typed:?}"
    );
    assert_eq!(posts(&typed), 0);
    assert_eq!(
        posts(&tab.later(60_000)),
        0,
        "it waits for the disk, however long"
    );
    let mut tab = Tab::live();
    assert_eq!(posts(&tab.post(9)), 1);
    let acked = tab.frame(ServerFrame::Ack(Ack { draft, seq: Seq(4) }));
    assert!(acked.contains(&Effect::Forget(draft)));
    assert_eq!(tab.states(), [UnsentState::Stored(Seq(4))]);
    tab.frame(ServerFrame::Events(Events {
        from: Seq(4),
        list: vec![entry(4, &me(), 9)],
    }));
    assert_eq!((tab.states().len(), tab.seqs()), (0, vec![1, 2, 3, 4]));
}

#[test]
fn g1_the_event_alone_settles_a_message_whose_ack_was_lost() {
    let mut tab = Tab::live();
    tab.post(9);
    let effects = tab.frame(ServerFrame::Events(Events {
        from: Seq(4),
        list: vec![entry(4, &me(), 9)],
    }));
    assert!(tab.states().is_empty());
    assert!(effects.contains(&Effect::Forget(DraftId::from_bits(9))));
}

#[test]
fn g1_after_a_cut_the_relay_is_asked_and_only_what_it_does_not_know_is_sent_again() {
    let mut tab = Tab::live();
    tab.post(8);
    tab.post(9);
    tab.step(Input::Closed { code: 1006 });
    assert!(matches!(tab.client.link(), Link::Offline { .. }));
    assert_eq!(tab.states(), [UnsentState::Waiting; 2]);
    tab.post(10);
    let retry = tab.later(1_000);
    assert!(retry.contains(&Effect::Connect));
    let hello = tab.step(Input::Opened);
    let Some(Effect::Send(ClientFrame::Hello(hello))) = hello.first() else {
        panic!("{hello:?}")
    };
    assert_eq!(
        hello.pending.iter().map(|p| p.draft).collect::<Vec<_>>(),
        [8, 9].map(DraftId::from_bits)
    );
    assert_eq!(hello.have.unwrap().seq, Seq(3));
    let settled = vec![
        Settled {
            draft: DraftId::from_bits(8),
            seq: Some(Seq(4)),
        },
        Settled {
            draft: DraftId::from_bits(9),
            seq: None,
        },
    ];
    let you = tab.client.you().unwrap().clone();
    let effects = tab.frame(ServerFrame::Welcome(Welcome {
        rules: None,
        pin: None,
        you,
        epoch: EPOCH,
        head: Seq(4),
        floor: Seq(0),
        mode: Mode::Resume,
        now: tab.now,
        reconnect_window_ms: 1_000,
        settled,
        seen_every: None,
    }));
    assert_eq!(posts(&effects), 2);
    assert_eq!(
        tab.states(),
        [UnsentState::Stored(Seq(4)), UnsentState::Sent, UnsentState::Sent]
    );
}

#[test]
fn g1_no_more_than_the_window_is_under_way() {
    let mut tab = Tab::live();
    let sent: usize = (0..20).map(|draft| posts(&tab.post(draft))).sum();
    assert_eq!(sent, limits::WINDOW);
    let effects = tab.frame(ServerFrame::Ack(Ack {
        draft: DraftId::from_bits(0),
        seq: Seq(4),
    }));
    assert_eq!(posts(&effects), 1);
}

#[test]
fn g3_a_refusal_for_good_fails_the_message_and_one_for_now_holds_it() {
    let mut tab = Tab::live();
    tab.post(8);
    tab.post(9);
    let refused = |draft, refusal, retry_after_ms| {
        ServerFrame::Refused(Refused {
            draft: Some(DraftId::from_bits(draft)),
            refusal,
            retry_after_ms,
        })
    };
    tab.frame(refused(8, Refusal::BodyBlank, None));
    let effects = tab.frame(refused(9, Refusal::TooFast, Some(700)));
    assert_eq!(
        tab.states(),
        [UnsentState::Failed(Refusal::BodyBlank), UnsentState::Waiting]
    );
    assert_eq!(posts(&effects), 0);
    assert_eq!(posts(&tab.later(700)), 1);
    let (draft, anew) = (DraftId::from_bits(8), DraftId::from_bits(80));
    let renewed = tab.step(Input::Retry { draft, anew });
    assert!(renewed.contains(&Effect::Forget(draft)));
    tab.step(Input::Kept(anew));
    tab.later(200);
    assert_eq!(tab.states(), [UnsentState::Sent; 2]);
}

#[test]
fn g3_slow_mode_counts_down_to_the_next_message_from_the_last_one() {
    let rules = |slow_s| Rules {
        slow_s,
        ..Rules::default()
    };
    let mut tab = Tab::live();
    tab.frame(ServerFrame::Rules(rules(30)));
    assert_eq!(tab.client.turn_at(tab.now), None);
    tab.post(8);
    let ack = Ack {
        draft: DraftId::from_bits(8),
        seq: Seq(1),
    };
    tab.frame(ServerFrame::Ack(ack));
    let spoke = tab.now;
    assert_eq!(tab.client.turn_at(spoke.plus(29_999)), Some(spoke.plus(30_000)));
    assert_eq!(tab.client.turn_at(spoke.plus(30_000)), None);
    // A clock that went back counts nothing.
    assert_eq!(tab.client.turn_at(UnixMillis(0)), None);
    tab.frame(ServerFrame::Rules(rules(0)));
    assert_eq!(tab.client.turn_at(spoke), None);
}

#[test]
fn g3_what_is_held_says_why_and_until_when_and_goes_at_its_time() {
    for refusal in [Refusal::SlowMode { seconds: 30 }, Refusal::Busy] {
        let mut tab = Tab::live();
        tab.post(8);
        let now = tab.now;
        assert_eq!(tab.client.held_back(now), None);
        let effects = tab.frame(ServerFrame::Refused(Refused {
            draft: Some(DraftId::from_bits(8)),
            refusal,
            retry_after_ms: Some(20_000),
        }));
        assert!(effects.contains(&Effect::Refused(refusal)));
        assert_eq!(tab.states(), [UnsentState::Waiting]);
        let until = now.plus(20_000);
        assert_eq!(tab.client.held_back(now.plus(5_000)), Some((refusal, until)));
        assert_eq!(tab.client.turn_at(now.plus(5_000)), Some(until));
        assert_eq!(posts(&tab.later(19_999)), 0);
        assert_eq!(posts(&tab.later(1)), 1);
        assert_eq!(tab.client.held_back(until), None);
    }
    // By other rules it may go at once.
    let mut tab = Tab::live();
    tab.post(8);
    tab.frame(ServerFrame::Refused(Refused {
        draft: Some(DraftId::from_bits(8)),
        refusal: Refusal::SlowMode { seconds: 600 },
        retry_after_ms: Some(600_000),
    }));
    let effects = tab.frame(ServerFrame::Rules(Rules::default()));
    assert_eq!(posts(&effects), 1);
}

#[test]
fn g3_a_frozen_room_is_said_and_what_was_written_stays_with_its_author() {
    let mut tab = Tab::live();
    let rules = Rules {
        writers: Writers::Staff,
        ..Rules::default()
    };
    assert!(tab.frame(ServerFrame::Rules(rules)).contains(&Effect::Changed));
    assert_eq!(tab.client.rules(), rules);
    tab.post(8);
    tab.frame(ServerFrame::Refused(Refused {
        draft: Some(DraftId::from_bits(8)),
        refusal: Refusal::Frozen,
        retry_after_ms: None,
    }));
    assert_eq!(tab.states(), [UnsentState::Failed(Refusal::Frozen)]);
}

#[test]
fn r2_a_full_storage_is_told_and_the_message_waits_and_is_sent_again() {
    let mut tab = Tab::live();
    tab.post(8);
    let effects = tab.frame(ServerFrame::Refused(Refused {
        draft: Some(DraftId::from_bits(8)),
        refusal: Refusal::StorageFull,
        retry_after_ms: Some(limits::FULL_RETRY_MS),
    }));
    assert!(effects.contains(&Effect::Refused(Refusal::StorageFull)));
    assert_eq!(tab.states(), [UnsentState::Waiting]);
    assert_eq!(posts(&tab.later(u64::from(limits::FULL_RETRY_MS) - 1)), 0);
    assert_eq!(posts(&tab.later(1)), 1);
    assert_eq!(tab.states(), [UnsentState::Sent]);
}

#[test]
fn r2_what_a_reload_finds_is_asked_about_and_after_a_day_it_is_not_sent_silently() {
    let mut old = Tab::live();
    old.post(9);
    let kept = old.client.outbox().list().to_vec();
    let mut tab = Tab::with(kept.clone());
    tab.step(Input::Start);
    assert_eq!(tab.connect(Mode::Resume, 3, Vec::new()).pending.len(), 1);

    let mut late = Tab::with(kept);
    late.now = late.now.plus(25 * 60 * 60 * 1_000);
    let effects = late.step(Input::Start);
    assert_eq!(late.states(), [UnsentState::Failed(Refusal::DraftExpired)]);
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Keep(_))),
        "the next reload finds it so"
    );
}

#[test]
fn r2_what_is_too_old_to_be_sent_is_still_asked_about_and_goes_where_it_had_arrived() {
    let mut old = Tab::live();
    old.post(8);
    old.post(9);
    let mut late = Tab::with(old.client.outbox().list().to_vec());
    late.now = late.now.plus(25 * 60 * 60 * 1_000);
    late.step(Input::Start);
    let settled = |draft, seq| Settled {
        draft: DraftId::from_bits(draft),
        seq,
    };
    let answers = vec![settled(8, Some(Seq(3))), settled(9, None)];
    assert_eq!(late.connect(Mode::Resume, 3, answers).pending.len(), 2);
    assert_eq!(late.states(), [UnsentState::Failed(Refusal::DraftExpired)]);
}

#[test]
fn g1_what_a_reload_finds_in_the_page_already_does_not_wait_beside_it() {
    let log = Log::plain(EPOCH, Seq(1), Seq(0), vec![entry(1, &me(), 9)]);
    let mut old = Tab::live();
    old.post(9);
    let mut tab = Tab::of(log);
    let effects = tab.step(Input::Adopt(old.client.outbox().list().to_vec()));
    assert!(tab.states().is_empty());
    assert!(effects.contains(&Effect::Forget(DraftId::from_bits(9))));
}

#[test]
fn g1_what_changes_on_a_bubble_is_drawn() {
    let mut tab = Tab::live();
    for draft in 0..20 {
        tab.type_in(draft);
        let kept = tab.step(Input::Kept(DraftId::from_bits(draft)));
        assert!(kept.contains(&Effect::Changed), "sent, or waiting for its turn");
    }
    let mut tab = Tab::new();
    tab.post(9);
    tab.step(Input::Start);
    let ticket = tab.connect(Mode::Resume, 3, Vec::new());
    assert!(ticket.pending.is_empty());
    assert_eq!(tab.states(), [UnsentState::Sent]);
}

#[test]
fn g1_a_message_that_is_not_kept_yet_is_not_overtaken() {
    let mut tab = Tab::live();
    tab.type_in(8);
    tab.type_in(9);
    assert_eq!(posts(&tab.step(Input::Kept(DraftId::from_bits(9)))), 0);
    assert_eq!(posts(&tab.step(Input::Kept(DraftId::from_bits(8)))), 2);
}

#[test]
fn g1_what_another_tab_left_behind_goes_out_before_what_is_written_here() {
    let mut other = Tab::live();
    other.post(7);
    let left = other.client.outbox().list().to_vec();
    let mut tab = Tab::new();
    tab.post(8);
    tab.step(Input::Adopt(left.clone()));
    tab.step(Input::Adopt(left));
    let drafts: Vec<_> = tab
        .client
        .outbox()
        .list()
        .iter()
        .map(|unsent| unsent.draft)
        .collect();
    assert_eq!(drafts, [7, 8].map(DraftId::from_bits), "once");
}

#[test]
fn r2_a_place_of_another_history_bounds_no_search_in_this_one() {
    let mut tab = Tab::live();
    tab.frame(ServerFrame::Events(entries(4..=90)));
    tab.type_in(9);
    // Sent in the history that a copy of the room began at 50, and never answered.
    tab.step(Input::Closed { code: 1006 });
    tab.later(60_000);
    tab.epoch = Epoch::from_bits(2);
    tab.connect(Mode::Reset, 50, Vec::new());
    let sent = tab.step(Input::Kept(DraftId::from_bits(9)));
    let base = sent.iter().find_map(|effect| match effect {
        Effect::Send(ClientFrame::Post(post)) => Some(post.base_seq),
        _ => None,
    });
    assert_eq!(
        base,
        Some(Seq(50)),
        "90 would hide 51, where it may come to stand"
    );
    // Of what a reload finds nobody knows where it was tried.
    let mut kept = tab.client.outbox().list().to_vec();
    kept[0].epoch = Some(EPOCH);
    kept[0].base_seq = Seq(90);
    let mut reloaded = Tab::with(kept);
    reloaded.epoch = Epoch::from_bits(2);
    reloaded.step(Input::Start);
    reloaded.connect(Mode::Reset, 120, Vec::new());
    let asked = |tab: &Tab| tab.client.outbox().list()[0].base_seq;
    assert_eq!(asked(&reloaded), Seq(0));
}

#[test]
fn r2_what_was_stored_in_another_history_stands_in_for_nothing_here() {
    let mut tab = Tab::live();
    tab.post(9);
    tab.frame(ServerFrame::Ack(Ack {
        draft: DraftId::from_bits(9),
        seq: Seq(80),
    }));
    assert_eq!(tab.states(), [UnsentState::Stored(Seq(80))]);
    tab.step(Input::Closed { code: 1006 });
    tab.later(60_000);
    tab.epoch = Epoch::from_bits(2);
    tab.connect(Mode::Reset, 50, Vec::new());
    assert_eq!(tab.states(), []);
}

#[test]
fn g1_what_is_not_answered_is_sent_again_and_each_time_later() {
    let mut tab = Tab::live();
    tab.post(8);
    tab.post(9);
    let mut resent = Vec::new();
    for second in 1..=69 {
        let effects = tab.later(1_000);
        if effects.contains(&Effect::Ping) {
            tab.step(Input::Pong);
        }
        if posts(&effects) > 0 {
            resent.push((second, posts(&effects)));
        }
    }
    assert_eq!(resent, [(10, 2), (30, 2)]);
}
