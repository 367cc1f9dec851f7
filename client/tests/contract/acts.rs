//! Acts on their way: kept, sent and settled once, like any message, and never drawn as one.

use client::{Effect, Input};
use protocol::{Ack, Act, ClientFrame, DraftId, Epoch, Events, Mode, Refusal, Seq, ServerFrame, What, With};

use crate::tab::{Tab, entry, me, posts, said_up};

fn bodies(effects: &[Effect]) -> Vec<String> {
    let body = |frame| match frame {
        ClientFrame::Post(post) => Some(post.body),
        _ => None,
    };
    said_up(effects).into_iter().filter_map(body).collect()
}

#[test]
fn g7_an_act_is_kept_sent_and_settled_like_a_message() {
    let mut tab = Tab::ruled(20);
    let effects = tab.act(9, "直した", Act::Edit(Seq(15)));
    let Some(Effect::Keep(unsent)) = effects.first() else {
        panic!("{effects:?}")
    };
    assert!(unsent.is_act());
    assert_eq!(bodies(&effects), ["直した"]);
    let acked = tab.frame(ServerFrame::Ack(Ack {
        draft: DraftId::from_bits(9),
        seq: Seq(21),
    }));
    assert!(acked.contains(&Effect::Forget(DraftId::from_bits(9))));
    let mut act = entry(21, &me(), 9);
    act.what = What::Said {
        body: unsent.body.clone(),
        with: unsent.with.clone(),
    };
    tab.frame(ServerFrame::Events(Events {
        from: Seq(21),
        list: vec![act],
    }));
    assert!(tab.states().is_empty());
    assert_eq!(tab.text(15), "直した");
}

#[test]
fn g7_a_second_edit_replaces_one_that_still_waits_and_not_one_that_has_left() {
    let mut tab = Tab::ruled(20);
    tab.cut();
    tab.act(1, "一", Act::Edit(Seq(15)));
    tab.act(2, "他", Act::Edit(Seq(16)));
    let effects = tab.act(3, "二", Act::Edit(Seq(15)));
    assert_eq!(effects.first(), Some(&Effect::Forget(DraftId::from_bits(1))));
    let said = tab.connect_told(Mode::Resume, 20);
    let sent: Vec<_> = said
        .iter()
        .filter(|frame| matches!(frame, ClientFrame::Post(_)))
        .collect();
    assert_eq!(sent.len(), 2);
    let effects = tab.act(4, "三", Act::Edit(Seq(15)));
    assert!(!effects.contains(&Effect::Forget(DraftId::from_bits(3))));
    assert_eq!(bodies(&effects), ["三"]);
}

#[test]
fn g7_an_edit_that_still_waits_need_not_be_sent_when_its_message_is_taken_back() {
    let mut tab = Tab::ruled(20);
    tab.cut();
    tab.act(1, "一", Act::Edit(Seq(15)));
    let effects = tab.act(2, "…", Act::Unsend(Seq(15)));
    assert!(effects.contains(&Effect::Forget(DraftId::from_bits(1))));
    assert_eq!(tab.states().len(), 1);
}

#[test]
fn g7_a_message_that_still_waits_is_taken_back_by_discarding_it() {
    let mut tab = Tab::ruled(20);
    tab.cut();
    tab.post(9);
    let effects = tab.step(Input::Discard(DraftId::from_bits(9)));
    assert!(effects.contains(&Effect::Forget(DraftId::from_bits(9))));
    assert!(tab.connect_told(Mode::Resume, 20).is_empty());
}

#[test]
fn g7_an_act_that_is_refused_leaves_at_once_and_says_why() {
    let mut tab = Tab::ruled(20);
    tab.act(9, "直した", Act::Edit(Seq(15)));
    tab.post(10);
    let effects = tab.refuse(Some(9), Refusal::TooLate { minutes: 15 });
    assert!(effects.contains(&Effect::Refused(Refusal::TooLate { minutes: 15 })));
    assert!(effects.contains(&Effect::Forget(DraftId::from_bits(9))));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Keep(_))));
    assert_eq!(tab.states().len(), 1);
    // And one that is refused for now waits.
    tab.act(11, "…", Act::Unsend(Seq(15)));
    tab.refuse(Some(11), Refusal::TooFast);
    assert_eq!(posts(&tab.later(1_000)), 1);
}

#[test]
fn g7_an_act_that_waited_for_a_day_is_given_up() {
    let mut tab = Tab::ruled(20);
    tab.cut();
    tab.act(9, "…", Act::Unsend(Seq(15)));
    let effects = tab.later(25 * 60 * 60 * 1_000);
    assert!(effects.contains(&Effect::Refused(Refusal::DraftExpired)));
    assert!(tab.states().is_empty());
}

#[test]
fn g7_a_place_of_another_history_is_not_acted_on_in_this_one() {
    let mut tab = Tab::ruled(20);
    tab.cut();
    tab.act(8, "…", Act::Unsend(Seq(15)));
    let reply = With {
        reply: Some(Seq(15)),
        ..With::default()
    };
    tab.post_with(9, "それな", reply);
    tab.epoch = Epoch::from_bits(2);
    let said = tab.connect_told(Mode::Reset, 20);
    let [ClientFrame::Post(post)] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!(
        (post.body.as_str(), post.with.as_ref().and_then(|with| with.reply)),
        ("それな", None)
    );
    assert_eq!(tab.states().len(), 1);
}

#[test]
fn g7_an_act_that_had_arrived_in_another_history_is_settled_by_it() {
    let mut tab = Tab::ruled(20);
    tab.act(8, "…", Act::Unsend(Seq(15)));
    tab.cut();
    tab.epoch = Epoch::from_bits(2);
    let settled = protocol::Settled {
        draft: DraftId::from_bits(8),
        seq: Some(Seq(18)),
    };
    let hello = tab.connect(Mode::Reset, 20, vec![settled]);
    assert_eq!(hello.pending.len(), 1);
    assert!(!tab.told.iter().any(|effect| matches!(effect, Effect::Refused(_))));
}

#[test]
fn g1_a_room_without_rules_is_not_given_an_act_to_take_for_a_message() {
    let mut tab = Tab::live();
    let effects = tab.act(9, "直した", Act::Edit(Seq(2)));
    assert_eq!(posts(&effects), 0);
    assert!(effects.contains(&Effect::Refused(Refusal::Unknown)));
    assert!(tab.states().is_empty());
}
