//! The checker is believed, so it must be able to say no: a good run, broken in one place at a time.

use protocol::{DraftId, Epoch, MemberId, Mode, Refusal, Seq};

use super::{Rule, check};
use crate::diary::{Did, Line, Mark};

const EPOCH: u64 = 7;

fn member(name: &str) -> MemberId {
    MemberId::parse(name).unwrap()
}

fn mark(place: u64) -> Mark {
    Mark {
        seq: Seq(place),
        draft: DraftId::from_bits(u128::from(place)),
        member: member(if place.is_multiple_of(2) { "moka" } else { "kong" }),
        body: place * 100,
    }
}

fn log(entries: u64) -> Vec<Mark> {
    (1..=entries).map(mark).collect()
}

fn welcomed(name: &str, mode: Mode) -> Did {
    Did::Welcomed {
        member: member(name),
        epoch: Epoch::from_bits(EPOCH),
        head: Seq::ZERO,
        mode,
    }
}

/// Somebody who wrote every second of ten messages, and saw all of them.
fn diary(name: &str) -> Vec<Line> {
    let mut dids = vec![
        Did::Opened(None),
        welcomed(name, Mode::Reset),
        Did::Began(Seq::ZERO),
    ];
    for each in log(10) {
        if each.member.as_str() == name {
            dids.push(Did::Typed {
                draft: each.draft,
                body: each.body,
            });
            dids.push(Did::Kept(each.draft));
            dids.push(Did::Sent(each.draft));
            dids.push(Did::Acked {
                draft: each.draft,
                seq: each.seq,
                after_ms: Some(3),
            });
        }
        dids.push(Did::Heard(vec![each.clone()]));
        dids.push(Did::Shown(vec![each]));
    }
    dids.push(Did::Ended {
        timeline: log(10),
        unsent: Vec::new(),
    });
    dids.into_iter().map(|did| Line { ms: 0, life: 0, did }).collect()
}

fn good() -> (Vec<Mark>, Vec<(String, Vec<Line>)>) {
    (
        log(10),
        vec![
            ("fan-0".to_owned(), diary("moka")),
            ("fan-1".to_owned(), diary("kong")),
        ],
    )
}

fn rules(ledger: &[Mark], diaries: &[(String, Vec<Line>)]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = check(ledger, ledger, diaries)
        .violations
        .iter()
        .map(|each| each.rule)
        .collect();
    rules.dedup();
    rules
}

/// What a good run becomes when the diary of the first fan is changed.
fn told(change: impl FnOnce(&mut Vec<Line>)) -> Vec<Rule> {
    let (ledger, mut diaries) = good();
    change(&mut diaries[0].1);
    rules(&ledger, &diaries)
}

fn line(did: Did) -> Line {
    Line { ms: 0, life: 0, did }
}

#[test]
fn a_good_run_is_good() {
    let (ledger, diaries) = good();
    assert_eq!(rules(&ledger, &diaries), []);
    let verdict = check(&ledger, &ledger, &diaries);
    assert_eq!(
        (verdict.typed, verdict.entries, verdict.lives, verdict.unkept),
        (10, 10, 2, 0)
    );
}

#[test]
fn a_lost_tail_is_missed_by_who_was_answered_and_who_saw_it() {
    let (ledger, diaries) = good();
    assert!(rules(&ledger[..9], &diaries).contains(&Rule::Missing));
}

#[test]
fn a_message_that_was_kept_and_never_sent_is_missed() {
    let kept = [
        Did::Typed {
            draft: DraftId::from_bits(99),
            body: 1,
        },
        Did::Kept(DraftId::from_bits(99)),
    ];
    assert_eq!(told(|lines| lines.extend(kept.map(line))), [Rule::Missing]);
}

#[test]
fn a_message_that_was_refused_for_good_or_never_kept_is_not() {
    let draft = DraftId::from_bits(99);
    let refused = Did::Refused {
        draft: Some(draft),
        refusal: Refusal::DraftExpired,
    };
    let given_up = [Did::Typed { draft, body: 1 }, Did::Kept(draft), refused];
    assert_eq!(told(|lines| lines.extend(given_up.map(line))), []);
    assert_eq!(told(|lines| lines.push(line(Did::Typed { draft, body: 1 }))), []);
}

#[test]
fn a_second_copy_is_found_though_nobody_saw_it() {
    let (mut ledger, diaries) = good();
    ledger.push(Mark {
        seq: Seq(11),
        ..mark(4)
    });
    assert!(rules(&ledger, &diaries).contains(&Rule::Doubled));
}

#[test]
fn an_acknowledgement_of_two_places_is_found() {
    let again = Did::Acked {
        draft: mark(4).draft,
        seq: Seq(8),
        after_ms: None,
    };
    assert!(told(|lines| lines.push(line(again))).contains(&Rule::Doubled));
}

#[test]
fn a_hole_in_the_log_is_found() {
    let (mut ledger, diaries) = good();
    ledger.remove(4);
    assert!(rules(&ledger, &diaries).contains(&Rule::Gap));
}

#[test]
fn an_entry_that_nobody_wrote_is_found() {
    let (mut ledger, diaries) = good();
    ledger.push(Mark {
        draft: DraftId::from_bits(99),
        ..mark(11)
    });
    assert!(rules(&ledger, &diaries).contains(&Rule::Phantom));
}

#[test]
fn a_text_that_changed_is_found() {
    let (mut ledger, diaries) = good();
    ledger[3].body += 1;
    assert!(rules(&ledger, &diaries).contains(&Rule::Missing));
}

#[test]
fn a_message_that_overtook_another_of_the_same_fan_is_found() {
    let swap = |lines: &mut Vec<Line>| {
        let typed: Vec<usize> = (0..lines.len())
            .filter(|at| matches!(lines[*at].did, Did::Typed { .. }))
            .take(2)
            .collect();
        lines.swap(typed[0], typed[1]);
    };
    assert_eq!(told(swap), [Rule::Overtaken]);
}

#[test]
fn a_timeline_that_skips_or_turns_back_is_found() {
    let shown = |lines: &[Line]| -> Vec<usize> {
        (0..lines.len())
            .filter(|at| matches!(lines[*at].did, Did::Shown(_)))
            .collect()
    };
    let skips = told(|lines| {
        let at = shown(lines)[5];
        lines.remove(at);
    });
    assert_eq!(skips, [Rule::OutOfOrder]);
    let turns_back = told(|lines| {
        let places = shown(lines);
        lines.swap(places[5], places[6]);
    });
    assert_eq!(turns_back, [Rule::OutOfOrder]);
}

#[test]
fn a_timeline_that_begins_anew_without_a_cause_is_found() {
    let jump = |lines: &mut Vec<Line>| {
        let at = lines
            .iter()
            .position(|line| matches!(&line.did, Did::Shown(marks) if marks[0].seq == Seq(6)))
            .unwrap();
        lines.insert(at, line(Did::Began(Seq(5))));
    };
    assert_eq!(told(jump), [Rule::OutOfOrder]);
    let with_a_cause = |lines: &mut Vec<Line>| {
        jump(lines);
        let at = lines
            .iter()
            .position(|line| matches!(line.did, Did::Began(Seq(5))))
            .unwrap();
        lines.insert(at, line(welcomed("moka", Mode::Snapshot)));
    };
    assert_eq!(told(with_a_cause), []);
}

#[test]
fn another_epoch_and_a_reset_within_one_are_found() {
    let reset = line(welcomed("moka", Mode::Reset));
    assert_eq!(told(|lines| lines.push(reset)), [Rule::Epoch]);
    let other = Did::Welcomed {
        member: member("moka"),
        epoch: Epoch::from_bits(8),
        head: Seq::ZERO,
        mode: Mode::Reset,
    };
    assert_eq!(told(|lines| lines.push(line(other))), [Rule::Epoch]);
}

#[test]
fn who_ends_behind_the_head_or_with_something_unsent_is_found() {
    let behind = |lines: &mut Vec<Line>| {
        lines.pop();
        lines.push(line(Did::Ended {
            timeline: log(9),
            unsent: Vec::new(),
        }));
    };
    assert_eq!(told(behind), [Rule::Unsettled]);
    let unsent = |lines: &mut Vec<Line>| {
        lines.pop();
        lines.push(line(Did::Ended {
            timeline: log(10),
            unsent: vec![DraftId::from_bits(3)],
        }));
    };
    assert_eq!(told(unsent), [Rule::Unsettled]);
}

#[test]
fn a_file_that_says_otherwise_than_the_relay_is_found() {
    let (ledger, diaries) = good();
    let rules: Vec<Rule> = check(&ledger, &ledger[..9], &diaries)
        .violations
        .iter()
        .map(|each| each.rule)
        .collect();
    assert_eq!(rules, [Rule::Disk]);
}
