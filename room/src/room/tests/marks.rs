//! How many have read, or have not.

use std::collections::BTreeMap;

use protocol::{Fetch, Marks, limits};

use super::*;

pub(super) const READ: Rules = Rules {
    read_marks: ReadMarks::Read,
    ..QUIET.rules
};
pub(super) const COUNT_DOWN: Rules = Rules {
    read_marks: ReadMarks::CountDown,
    ..QUIET.rules
};

pub(super) fn broadcast(effects: &[Effect]) -> Option<&Marks> {
    effects.iter().find_map(|effect| match effect {
        Effect::Broadcast(ServerFrame::Marks(marks)) => Some(marks),
        _ => None,
    })
}

pub(super) fn sent(effects: &[Effect], conn: Conn) -> Option<&Marks> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(to, ServerFrame::Marks(marks)) if *to == conn => Some(marks),
        _ => None,
    })
}

/// What a reader makes of it. Above the last run nobody has read it, or everybody still has to.
fn shown(marks: &Marks, seq: u64, all: u32) -> u32 {
    assert!(marks.from <= Seq(seq), "nothing is said of {seq}: {marks:?}");
    let run = marks.runs.iter().find(|run| Seq(seq) <= run.upto);
    run.map_or(all, |run| run.n)
}

#[test]
fn g6_so_many_have_read_it() {
    let mut stage = stage();
    stage.wrote(3);
    for (conn, id) in [(A, "a"), (B, "b"), (C, "c")] {
        stage.join_under(conn, fan(id), READ);
    }
    assert_eq!(told(&stage.read(A, 2)), ["1 is a", "*<marks 1..2=1"]);
    // After a moment, all at once: a second in a room of a hundred, and less in a small one.
    assert_eq!(told(&stage.read(B, 3)), ["2 is b", "wake in 30"]);
    assert_eq!(told(&stage.read(C, 3)), ["3 is c"]);
    assert_eq!(told(&stage.wait(29)), ["wake in 1"]);
    assert_eq!(told(&stage.wait(1)), ["*<marks 1..2=3..3=2"]);
    // A mark never goes back, and nobody has read what is not there.
    assert_eq!(told(&stage.read(B, 1)), Vec::<String>::new());
    stage.wait(1_000);
    assert_eq!(told(&stage.read(A, 99)), ["1 is a", "*<marks 1..3=3"]);
}

#[test]
fn g6_so_many_have_not_read_it_yet() {
    let mut stage = stage();
    stage.wrote(3);
    for (conn, id) in [(A, "a"), (B, "b")] {
        stage.join_under(conn, fan(id), COUNT_DOWN);
    }
    // They came after the second, with the third before them: nobody waits for them to read what was before.
    assert_eq!(told(&stage.read(A, 2))[0], "1 is a");
    let marks = stage.wait(1_000);
    assert_eq!(told(&marks), Vec::<String>::new(), "that changes nothing");
    assert_eq!(told(&stage.read(A, 3)), ["1 is a", "*<marks 1..2=0..3=1"]);
    stage.later(1_000);
    assert_eq!(told(&stage.read(B, 3)), ["2 is b", "*<marks 1..3=0"]);
    // A message: its author has it before their eyes, and the other has not.
    stage.later(1_000);
    assert_eq!(
        told(&stage.post(A, 1, 3, "x")),
        ["1<ack 4", "1 is a", "*<events 4..4", "*<marks 1..3=0..4=1"]
    );
    stage.later(1_000);
    stage.read(B, 4);
    // Who comes now has nothing to read but the last.
    stage.join_under(C, fan("c"), COUNT_DOWN);
    let effects = stage.hello(C, fan("c"), None);
    assert!(
        told(&effects).contains(&"3<marks 1..3=0..4=1".to_owned()),
        "{:?}",
        told(&effects)
    );
}

#[test]
fn g6_the_counts_are_exact_however_it_goes_on() {
    for rules in [READ, COUNT_DOWN] {
        let mut stage = stage();
        let mut truth: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
        let mut dice: u64 = 7;
        let mut roll = |sides: u64| {
            dice = dice
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % sides
        };
        for turn in 0..2_000 {
            stage.later(1_000);
            let head = stage.journal.list.len() as u64;
            let number = roll(40);
            let conn = Conn(number);
            let id = format!("m{number}");
            if let std::collections::btree_map::Entry::Vacant(place) = truth.entry(number) {
                stage.join_under(conn, fan(&id), rules);
                place.insert((head, 0));
                continue;
            }
            if roll(3) == 0 {
                stage.post(conn, 1_000 + turn, head, "x");
                let (_, read) = truth.get_mut(&number).unwrap();
                if *read >= head {
                    *read = head + 1;
                }
            } else if head > 0 {
                let seq = roll(head) + 1;
                stage.read(conn, seq);
                let (_, read) = truth.get_mut(&number).unwrap();
                *read = seq.max(*read);
            }
            let head = stage.journal.list.len() as u64;
            if head == 0 {
                continue;
            }
            let asked = stage.hello(
                conn,
                Pass {
                    ruled: None,
                    ..fan(&id)
                },
                None,
            );
            let marks = sent(&asked, conn).unwrap();
            let all = truth.len() as u32;
            for seq in marks.from.0..=head {
                let expected = match rules.read_marks {
                    ReadMarks::Read => truth.values().filter(|(_, read)| *read >= seq).count(),
                    _ => truth
                        .values()
                        .filter(|(joined, read)| *joined <= seq && *read < seq)
                        .count(),
                };
                let above = if rules.read_marks == ReadMarks::Read {
                    0
                } else {
                    all
                };
                assert_eq!(
                    shown(marks, seq, above) as usize,
                    expected,
                    "{seq} of {head}, turn {turn}"
                );
            }
        }
        assert!(stage.journal.list.len() > 300);
    }
}

#[test]
fn g6_3000_readers_at_50_messages_a_second_are_one_frame_a_tick_and_exact() {
    const READERS: u64 = 3_000;
    let mut stage = stage();
    stage.wrote(500);
    let ruled = Some(Ruled {
        since: START,
        rules: READ,
    });
    for number in 0..READERS {
        stage.step(Input::Connected(Conn(number)));
        stage.hello(
            Conn(number),
            Pass {
                ruled,
                ..fan(&format!("m{number}"))
            },
            None,
        );
    }
    // They have had the page before their eyes: what they were given has arrived.
    for number in 0..READERS {
        stage.read(Conn(number), 500);
    }
    stage.wait(10_000);
    let (mut frames, mut words) = (0, 0);
    // Ten seconds: 500 messages, and a word a second of each reader.
    for tick in 0..500_u64 {
        stage.later(20);
        let head = 500 + tick;
        let effects = stage.post(Conn(tick), u128::from(tick), head, "ㅋㅋㅋ");
        frames += usize::from(broadcast(&effects).is_some());
        if tick % 13 == 12 {
            // The timer of a crowd's tick.
            frames += usize::from(broadcast(&stage.step(Input::Wake)).is_some());
        }
        for reader in (tick * 60..).take(60).map(|reader| reader % READERS) {
            let effects = stage.read(Conn(reader), head);
            words += 1;
            frames += usize::from(broadcast(&effects).is_some());
            let to_one = effects
                .iter()
                .filter(|effect| matches!(effect, Effect::Send(..)))
                .count();
            assert_eq!(to_one, 0, "never a frame for a reader");
        }
    }
    assert_eq!(words, 30_000);
    let every = limits::marks_ms(READERS as usize);
    assert_eq!(every, 4_000);
    assert!(
        frames as u64 <= 10_000 / every + 1,
        "{frames} frames in ten seconds"
    );
    stage.wait(limits::TICK_MS);
    let mut last = None;
    for reader in 0..READERS {
        stage.later(2);
        let effects = stage.read(Conn(reader), if reader < 1_000 { 1_000 } else { 900 });
        last = broadcast(&effects).cloned().or(last);
    }
    let effects = stage.wait(every);
    let marks = broadcast(&effects).cloned().or(last).unwrap();
    assert_eq!(marks.from, Seq(1_000 - limits::NEWEST + 1));
    assert_eq!(shown(&marks, 1_000, 0), 1_000);
    assert_eq!(marks.runs.last().unwrap().upto, Seq(1_000));
}

#[test]
fn g6_a_page_of_history_says_all_up_to_the_head() {
    let mut stage = stage();
    stage.wrote(500);
    for (conn, id, read) in [(A, "a", 20), (B, "b", 400), (C, "c", 500)] {
        stage.join_under(conn, fan(id), READ);
        stage.read(conn, read);
    }
    let fetch = Fetch {
        after: Seq(9),
        before: Seq(31),
    };
    let effects = stage.frame(A, ClientFrame::Fetch(fetch));
    let marks = sent(&effects, A).unwrap();
    assert_eq!(
        short_frame(&ServerFrame::Marks(marks.clone())),
        "marks 10..20=3..400=2..500=1"
    );
}
