//! Reactions, read marks, and what a person tells beside messages: the newest counts, and nothing is queued.

use client::{Effect, Input};
use protocol::{
    Act, Block, ClientFrame, Count, Grounds, Marks, MemberId, Mode, Noted, Presence, React, Reaction,
    Reactions, Read, Refusal, Report, Run, Seq, ServerFrame, Tally, Within,
};

use crate::tab::{Tab, act, said_up};

fn tally(seq: u64, counts: &[(Reaction, u32)], mine: Option<Reaction>) -> Tally {
    let counts = counts.iter().map(|(kind, n)| Count { kind: *kind, n: *n });
    Tally {
        seq: Seq(seq),
        counts: counts.collect(),
        mine,
    }
}

fn told(tab: &mut Tab, list: Vec<Tally>, within: Option<(u64, u64)>) -> Vec<Effect> {
    let within = within.map(|(from, to)| Within {
        from: Seq(from),
        to: Seq(to),
    });
    tab.frame(ServerFrame::Reactions(Reactions { list, within }))
}

fn counts(tab: &Tab, seq: u64) -> Vec<(Reaction, u32)> {
    let tally = tab.client.tally(Seq(seq));
    tally.map_or_else(Vec::new, |tally| {
        tally.counts.iter().map(|count| (count.kind, count.n)).collect()
    })
}

fn mine(tab: &Tab, seq: u64) -> Option<Reaction> {
    tab.client.tally(Seq(seq)).and_then(|tally| tally.mine)
}

fn react(tab: &mut Tab, seq: u64, kind: Option<Reaction>) -> Vec<ClientFrame> {
    said_up(&tab.step(Input::React { seq: Seq(seq), kind }))
}

use Reaction::{Clap, Heart, Laugh};

#[test]
fn g8_what_is_told_of_a_range_replaces_it_and_a_change_leaves_the_rest() {
    let mut tab = Tab::ruled(20);
    told(
        &mut tab,
        vec![
            tally(14, &[(Heart, 3), (Clap, 1)], Some(Heart)),
            tally(18, &[(Clap, 2)], None),
        ],
        Some((11, 20)),
    );
    assert!(told(&mut tab, vec![tally(18, &[(Clap, 5)], None)], None).contains(&Effect::Changed));
    assert_eq!(
        (counts(&tab, 14), mine(&tab, 14)),
        (vec![(Heart, 3), (Clap, 1)], Some(Heart))
    );
    assert_eq!(counts(&tab, 18), [(Clap, 5)]);
    told(&mut tab, vec![tally(14, &[(Heart, 4)], None)], None);
    assert_eq!(mine(&tab, 14), Some(Heart), "a change does not tell whose");
    told(&mut tab, vec![tally(15, &[(Laugh, 1)], None)], Some((11, 17)));
    assert_eq!(
        (counts(&tab, 14), counts(&tab, 15), counts(&tab, 18)),
        (vec![], vec![(Laugh, 1)], vec![(Clap, 5)])
    );
    told(&mut tab, vec![tally(18, &[], None)], None);
    assert!(tab.client.tally(Seq(18)).is_none());
}

#[test]
fn g8_a_reaction_shows_at_once_and_then_what_the_room_says() {
    let mut tab = Tab::ruled(20);
    told(
        &mut tab,
        vec![tally(14, &[(Heart, 2), (Clap, 2)], Some(Clap))],
        Some((11, 20)),
    );
    let said = react(&mut tab, 14, Some(Heart));
    assert_eq!(
        said,
        [ClientFrame::React(React {
            seq: Seq(14),
            kind: Some(Heart)
        })]
    );
    assert_eq!(
        (counts(&tab, 14), mine(&tab, 14)),
        (vec![(Heart, 3), (Clap, 1)], Some(Heart))
    );
    // Somebody else's, told before this one was heard: it does not take it away.
    told(&mut tab, vec![tally(14, &[(Heart, 2), (Clap, 3)], None)], None);
    assert_eq!(counts(&tab, 14), [(Heart, 3), (Clap, 2)]);
    told(
        &mut tab,
        vec![tally(14, &[(Heart, 3), (Clap, 2)], Some(Heart))],
        Some((14, 14)),
    );
    assert_eq!(
        (counts(&tab, 14), mine(&tab, 14)),
        (vec![(Heart, 3), (Clap, 2)], Some(Heart))
    );
    react(&mut tab, 14, None);
    assert_eq!(
        (counts(&tab, 14), mine(&tab, 14)),
        (vec![(Clap, 2), (Heart, 2)], None)
    );
    react(&mut tab, 15, Some(Laugh));
    assert_eq!(counts(&tab, 15), [(Laugh, 1)]);
    react(&mut tab, 15, None);
    assert!(tab.client.tally(Seq(15)).is_none());
}

#[test]
fn g8_a_reaction_that_is_refused_is_taken_back_and_the_others_stay() {
    let mut tab = Tab::ruled(20);
    for seq in [14, 15, 14] {
        react(&mut tab, seq, Some(Heart));
    }
    let effects = tab.refuse(None, Refusal::Gone);
    assert!(effects.contains(&Effect::Refused(Refusal::Gone)));
    assert_eq!(counts(&tab, 14), [(Heart, 1)], "it was chosen again since");
    told(
        &mut tab,
        vec![tally(15, &[(Heart, 1)], Some(Heart))],
        Some((15, 15)),
    );
    tab.refuse(None, Refusal::Gone);
    assert_eq!((counts(&tab, 14), counts(&tab, 15)), (vec![], vec![(Heart, 1)]));
}

#[test]
fn g8_what_was_not_answered_is_said_again_on_the_next_link() {
    let mut tab = Tab::ruled(20);
    react(&mut tab, 14, Some(Heart));
    tab.cut();
    assert!(react(&mut tab, 15, Some(Clap)).is_empty(), "there is no link");
    assert_eq!(
        (counts(&tab, 14), counts(&tab, 15)),
        (vec![(Heart, 1)], vec![(Clap, 1)])
    );
    let said = tab.connect_told(Mode::Resume, 20);
    let reacts = said
        .iter()
        .filter(|frame| matches!(frame, ClientFrame::React(_)))
        .count();
    assert_eq!(reacts, 2);
    told(&mut tab, vec![], Some((11, 20)));
    assert_eq!(counts(&tab, 14), [(Heart, 1)], "not answered yet");
    told(
        &mut tab,
        vec![tally(14, &[(Heart, 1)], Some(Heart))],
        Some((14, 14)),
    );
    told(
        &mut tab,
        vec![tally(15, &[(Clap, 1)], Some(Clap))],
        Some((15, 15)),
    );
    assert!(tab.connect_again_says_nothing());
}

#[test]
fn g7_a_tombstone_has_no_reactions_and_another_history_none_of_this_one() {
    let mut tab = Tab::ruled(20);
    told(
        &mut tab,
        vec![tally(14, &[(Heart, 2)], None), tally(15, &[(Heart, 2)], None)],
        Some((11, 20)),
    );
    tab.hear(vec![act(21, "…", Act::Unsend(Seq(14)))]);
    assert_eq!((counts(&tab, 14).len(), counts(&tab, 15).len()), (0, 1));
    tab.cut();
    tab.epoch = protocol::Epoch::from_bits(2);
    tab.connect(Mode::Reset, 20, Vec::new());
    assert!(tab.client.tally(Seq(15)).is_none());
}

fn runs(tab: &mut Tab, from: u64, runs: &[(u64, u32)]) {
    let runs = runs.iter().map(|(upto, n)| Run {
        upto: Seq(*upto),
        n: *n,
    });
    tab.frame(ServerFrame::Marks(Marks {
        from: Seq(from),
        runs: runs.collect(),
    }));
}

#[test]
fn g6_read_marks_are_told_in_runs_and_replaced_from_a_place_on() {
    let mut tab = Tab::ruled(20);
    let marks = |tab: &Tab, seqs: [u64; 6]| seqs.map(|seq| tab.client.mark(Seq(seq)));
    runs(&mut tab, 11, &[(14, 5), (18, 2)]);
    assert_eq!(
        marks(&tab, [10, 11, 14, 15, 18, 19]),
        [None, Some(5), Some(5), Some(2), Some(2), None]
    );
    runs(&mut tab, 13, &[(12, 9), (16, 4), (20, 1)]);
    assert_eq!(
        marks(&tab, [11, 12, 13, 16, 17, 21]),
        [Some(5), Some(5), Some(4), Some(4), Some(1), None]
    );
    // With an older page, everything from its first entry on is told.
    runs(&mut tab, 1, &[(10, 7), (20, 3)]);
    assert_eq!(
        marks(&tab, [1, 10, 11, 13, 20, 21]),
        [Some(7), Some(7), Some(3), Some(3), Some(3), None]
    );
    runs(&mut tab, 5, &[]);
    assert_eq!(
        marks(&tab, [1, 4, 5, 6, 11, 20]),
        [Some(7), Some(7), None, None, None, None]
    );
    tab.cut();
    tab.connect(Mode::Reset, 20, Vec::new());
    assert_eq!(tab.client.mark(Seq(1)), None);
}

fn reads(effects: &[Effect]) -> Vec<u64> {
    let seq = |frame| match frame {
        ClientFrame::Read(Read { seq }) => Some(seq.0),
        _ => None,
    };
    said_up(effects).into_iter().filter_map(seq).collect()
}

#[test]
fn g6_reading_is_told_once_a_second_only_upward_and_again_on_a_new_link() {
    let mut tab = Tab::ruled(20);
    assert_eq!(reads(&tab.step(Input::Read(Seq(12)))), [12]);
    let effects = tab.step(Input::Read(Seq(14)));
    assert!(reads(&effects).is_empty());
    assert!(effects.contains(&Effect::WakeAt(tab.now.plus(1_000))));
    assert!(reads(&tab.step(Input::Read(Seq(13)))).is_empty());
    assert!(reads(&tab.later(999)).is_empty());
    assert_eq!(reads(&tab.later(1)), [14]);
    assert!(reads(&tab.later(5_000)).is_empty());
    assert!(reads(&tab.step(Input::Read(Seq(14)))).is_empty());
    tab.cut();
    let said = tab.connect_told(Mode::Resume, 20);
    assert!(said.contains(&ClientFrame::Read(Read { seq: Seq(14) })));
    tab.cut();
    tab.epoch = protocol::Epoch::from_bits(2);
    let said = tab.connect_told(Mode::Reset, 20);
    assert!(said.is_empty(), "14 is another message there: {said:?}");
}

#[test]
fn i7_whom_one_does_not_want_to_meet_is_told_after_each_welcome_and_when_it_changes() {
    let mut tab = Tab::ruled(20);
    let members = vec![MemberId::parse("gtroll").unwrap()];
    let block = ClientFrame::Block(Block {
        members: members.clone(),
    });
    assert_eq!(
        said_up(&tab.step(Input::Block(members.clone()))),
        std::slice::from_ref(&block)
    );
    assert!(said_up(&tab.step(Input::Block(members))).is_empty());
    tab.cut();
    assert_eq!(tab.connect_told(Mode::Resume, 20), [block]);
    let nobody = ClientFrame::Block(Block { members: Vec::new() });
    assert_eq!(said_up(&tab.step(Input::Block(Vec::new()))), [nobody]);
    tab.cut();
    assert!(tab.connect_told(Mode::Resume, 20).is_empty());
}

#[test]
fn i8_a_report_is_said_until_it_is_kept_and_then_it_is_told() {
    let mut tab = Tab::ruled(20);
    let report = ClientFrame::Report(Report {
        seq: Seq(14),
        grounds: Grounds::Scam,
    });
    let input = Input::Report {
        seq: Seq(14),
        grounds: Grounds::Scam,
    };
    assert_eq!(said_up(&tab.step(input)), std::slice::from_ref(&report));
    tab.cut();
    assert_eq!(tab.connect_told(Mode::Resume, 20), [report]);
    let effects = tab.frame(ServerFrame::Noted(Noted { seq: Seq(14) }));
    assert!(effects.contains(&Effect::Noted(Seq(14))));
    tab.cut();
    assert!(tab.connect_told(Mode::Resume, 20).is_empty());
}

#[test]
fn i8_a_report_and_a_reaction_are_not_under_way_together_so_each_knows_its_refusal() {
    let mut tab = Tab::ruled(20);
    react(&mut tab, 14, Some(Heart));
    let report = Report {
        seq: Seq(15),
        grounds: Grounds::Scam,
    };
    let input = Input::Report {
        seq: Seq(15),
        grounds: Grounds::Scam,
    };
    assert!(said_up(&tab.step(input)).is_empty());
    let effects = told(
        &mut tab,
        vec![tally(14, &[(Heart, 1)], Some(Heart))],
        Some((14, 14)),
    );
    assert_eq!(said_up(&effects), [ClientFrame::Report(report)]);
    assert!(react(&mut tab, 16, Some(Clap)).is_empty());
    let effects = tab.refuse(None, Refusal::Gone);
    assert_eq!(said_up(&effects).len(), 1, "the reaction, and no report");
    assert_eq!(
        (counts(&tab, 14), counts(&tab, 16)),
        (vec![(Heart, 1)], vec![(Clap, 1)])
    );
}

#[test]
fn g1_a_room_without_rules_hears_nothing_that_it_does_not_know() {
    let mut tab = Tab::live();
    let troll = MemberId::parse("gtroll").unwrap();
    let inputs = [
        Input::Read(Seq(3)),
        Input::React {
            seq: Seq(2),
            kind: Some(Heart),
        },
        Input::Report {
            seq: Seq(2),
            grounds: Grounds::Spam,
        },
        Input::Block(vec![troll]),
    ];
    for input in inputs {
        assert!(said_up(&tab.step(input)).is_empty());
    }
}

#[test]
fn g6_of_thousands_each_says_less_often_what_they_have_read() {
    let mut tab = Tab::ruled(20);
    let head = Seq(20);
    tab.frame(ServerFrame::Presence(Presence { members: 3_000, head }));
    let reads = |effects: &[Effect]| {
        let frames = said_up(effects);
        frames
            .iter()
            .filter(|frame| matches!(frame, ClientFrame::Read(_)))
            .count()
    };
    assert_eq!(reads(&tab.step(Input::Read(Seq(18)))), 1);
    assert_eq!(reads(&tab.step(Input::Read(Seq(20)))), 0);
    assert_eq!(reads(&tab.later(14_999)), 0);
    assert_eq!(reads(&tab.later(1)), 1);
}
