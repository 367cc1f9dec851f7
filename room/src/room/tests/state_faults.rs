//! A fault at every write beside the log leaves a room that works, and tells nobody of what is not written.

use protocol::{Image, ImageKey, limits};

use super::*;
use crate::Picture;
use crate::memory::Failing;

const RULES: Rules = Rules {
    read_marks: ReadMarks::Read,
    joins: Joins::Shown,
    ..QUIET.rules
};

/// A and B are here, the third entry shows a picture of A's and has a reaction of B's; the first two tell who came.
fn busy() -> Stage {
    let mut stage = stage();
    stage.join_under(A, fan("a"), RULES);
    stage.join_under(B, pass("mod", Role::Moderator), RULES);
    uploaded(&mut stage, 50);
    assert_eq!(told(&stage.post_with(A, 1, "画像", image(50)))[0], "1<ack 3");
    stage.react(B, 3, Some(Reaction::Heart));
    stage.read(A, 3);
    uploaded(&mut stage, 51);
    stage.wait(5_000);
    stage
}

fn picture(number: u128) -> Picture {
    Picture {
        key: ImageKey(draft(number)),
        member: MemberId::parse("a").unwrap(),
        at: START,
        w: 1,
        h: 1,
    }
}

fn uploaded(stage: &mut Stage, number: u128) {
    let role = Role::Fan;
    let picture = picture(number);
    stage.step(Input::Uploaded { picture, role });
}

fn image(number: u128) -> With {
    let key = ImageKey(draft(number));
    let image = Image {
        key,
        w: 1,
        h: 1,
        tint: None,
    };
    With {
        images: vec![image],
        ..With::default()
    }
}

fn said(conn: Conn, frame: ClientFrame) -> Input {
    Input::Frame {
        conn,
        frame: Ok(frame),
        pass: None,
    }
}

fn posted(conn: Conn, number: u128, with: With) -> Input {
    let post = Post {
        with: Some(Box::new(with)),
        ..a_post(number, 3, "x")
    };
    said(conn, ClientFrame::Post(post))
}

fn acted(conn: Conn, number: u128, act: Act) -> Input {
    let with = With {
        act: Some(act),
        ..With::default()
    };
    posted(conn, number, with)
}

/// Everything that writes, by what it is called here.
fn writes(stage: &Stage) -> Vec<(&'static str, Input)> {
    let ruled = Some(Ruled {
        since: stage.now,
        rules: RULES,
    });
    let hello = Input::Frame {
        conn: C,
        frame: Ok(ClientFrame::Hello(Hello {
            ticket: "signed".to_owned(),
            have: None,
            pending: Vec::new(),
        })),
        pass: Some(Ok(Pass { ruled, ..fan("c") })),
    };
    let seq = Seq(3);
    let react = React {
        seq,
        kind: Some(Reaction::Fire),
    };
    let report = protocol::Report {
        seq,
        grounds: protocol::Grounds::Spam,
    };
    vec![
        ("react", said(A, ClientFrame::React(react))),
        ("report", said(A, ClientFrame::Report(report))),
        ("come", hello),
        ("go", Input::Closed(A)),
        ("edit", acted(A, 9, Act::Edit(seq))),
        ("unsend", acted(A, 9, Act::Unsend(seq))),
        ("pin", acted(B, 9, Act::Pin(seq))),
        ("show", posted(A, 9, image(51))),
        (
            "upload",
            Input::Uploaded {
                picture: picture(52),
                role: Role::Fan,
            },
        ),
        ("alarm", Input::Alarm),
        ("dropped", Input::Dropped(vec![ImageKey(draft(51))])),
    ]
}

fn is_told(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| !matches!(effect, Effect::WakeIn(_)))
}

#[test]
fn g7_a_fault_at_any_write_leaves_a_room_that_works_and_says_what_is_written() {
    for failing in [Failing::Before, Failing::After] {
        for number in 0..writes(&busy()).len() {
            let mut stage = busy();
            stage.step(Input::Connected(C));
            let (name, input) = writes(&stage).swap_remove(number);
            if name == "alarm" {
                // So that what waits is thrown away by it.
                stage.later(limits::IMAGE_WAIT_MS);
            }
            let before = (stage.journal.list.clone(), stage.journal.beside.clone());
            stage.journal.fail_append = Some(failing);
            stage.journal.beside.fail = Some(failing);
            let outcome = stage.try_step(input);
            assert!(
                outcome.is_err(),
                "{name} writes something: {:?}",
                outcome.map(|e| told(&e))
            );
            stage.journal.fail_append = None;
            stage.journal.beside.fail = None;
            if failing == Failing::Before {
                let after = (stage.journal.list.clone(), stage.journal.beside.clone());
                assert_eq!(after, before, "{name}");
            }
            assert_works(&mut stage, name, failing);
        }
    }
}

#[test]
fn g7_a_storage_that_takes_no_more_is_told_so_and_changes_nothing() {
    for number in 0..writes(&busy()).len() {
        let mut stage = busy();
        stage.step(Input::Connected(C));
        let (name, input) = writes(&stage).swap_remove(number);
        let before = (stage.journal.list.clone(), stage.journal.beside.clone());
        stage.journal.is_full = true;
        let outcome = stage.try_step(input);
        stage.journal.is_full = false;
        let after = (stage.journal.list.clone(), stage.journal.beside.clone());
        assert_eq!(after, before, "{name}");
        match outcome {
            Ok(effects) if name == "alarm" || name == "go" => {
                assert!(!told(&effects).iter().any(|said| said.contains("ack")), "{name}");
            }
            Ok(effects) => assert!(is_told(&effects), "{name}: {effects:?}"),
            // Nobody asked: it is asked again.
            Err(fault) => assert!(fault.is_full() && name == "dropped", "{name}: {fault}"),
        }
        assert_works(&mut stage, name, Failing::Before);
    }
}

/// Whoever is here, and whoever comes, is told exactly what the ledger says.
fn assert_works(stage: &mut Stage, name: &str, failing: Failing) {
    let about = format!("{name}, {failing:?}");
    stage.later(10_000);
    let effects = stage.step(Input::Wake);
    let head = stage.journal.list.len() as u64;
    let heard = told(&effects);
    let is_head_told = heard.iter().any(|said| said.contains(&format!("at {head}")));
    assert!(is_head_told || failing == Failing::Before, "{about}: {heard:?}");
    stage.later(40_000);
    let base = stage.journal.list.len() as u64;
    let heard = told(&stage.post(B, 77, base, "まだいる"));
    assert!(
        heard.contains(&format!("2<ack {}", base + 1)),
        "{about}: {heard:?}"
    );
    let effects = stage.hello(
        B,
        Pass {
            ruled: None,
            ..pass("mod", Role::Moderator)
        },
        None,
    );
    let beside = &stage.journal.beside;
    assert_eq!(
        welcome(&effects).pin.as_ref().map(|pin| pin.seq),
        beside.pin,
        "{about}"
    );
    let reactions = effects.iter().find_map(|effect| match effect {
        Effect::Send(_, ServerFrame::Reactions(reactions)) => Some(reactions),
        _ => None,
    });
    let counted: u32 = reactions
        .unwrap()
        .list
        .iter()
        .flat_map(|tally| tally.counts.iter().map(|count| count.n))
        .sum();
    let kept = beside.voices.values().filter(|kind| kind.is_some()).count();
    assert_eq!(counted as usize, kept, "{about}");
    let lines = stage
        .journal
        .list
        .iter()
        .filter(|entry| entry.what.act() == Some(Act::Join))
        .count();
    assert_eq!(
        lines,
        beside.readers.len(),
        "{about}: a line for each that is counted"
    );
}
