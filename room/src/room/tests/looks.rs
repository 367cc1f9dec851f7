//! Single entries, times, reports, and what a document carries.

use protocol::{Find, Grounds, Look, Report, limits};

use super::*;

fn look(stage: &mut Stage, conn: Conn, seqs: &[u64]) -> Vec<String> {
    let seqs = seqs.iter().copied().map(Seq).collect();
    told(&stage.frame(conn, ClientFrame::Look(Look { seqs })))
}

fn report(stage: &mut Stage, conn: Conn, seq: u64) -> Vec<String> {
    let seq = Seq(seq);
    let grounds = Grounds::Scam;
    told(&stage.frame(conn, ClientFrame::Report(Report { seq, grounds })))
}

#[test]
fn g8_what_is_quoted_is_looked_up() {
    let mut stage = stage();
    stage.wrote(100);
    stage.join(A, fan("a"));
    assert_eq!(look(&mut stage, A, &[7, 3, 999, 3]), ["1<looked 3 7"]);
    assert_eq!(look(&mut stage, A, &[]), ["1<looked "]);
    let many: Vec<u64> = (1..=100).collect();
    let looked = look(&mut stage, A, &many);
    assert!(looked[0].ends_with(" 50"), "so many at once: {looked:?}");
    stage.step(Input::Connected(B));
    assert_eq!(look(&mut stage, B, &[1]), ["2<refused HelloFirst"]);
}

#[test]
fn g8_a_quote_of_what_was_unsent_is_looked_up_as_gone() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.post(A, 1, 0, "秘密");
    stage.later(1_000);
    stage.act(A, 2, Act::Unsend(Seq(1)), "…");
    let effects = stage.frame(A, ClientFrame::Look(Look { seqs: vec![Seq(1)] }));
    let Some(Effect::Send(_, ServerFrame::Looked(looked))) = effects.first() else {
        panic!("{effects:?}");
    };
    assert!(looked.list[0].what.is_gone());
}

#[test]
fn g9_a_time_is_found() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    let began = stage.now;
    for number in 1..=3 {
        stage.post(A, number, 0, "x");
        stage.later(60_000);
    }
    for (at, seq) in [(0, 1), (60_000, 2), (60_001, 3), (500_000, 4)] {
        let at = began.plus(at);
        let effects = stage.frame(A, ClientFrame::Find(Find { at }));
        assert_eq!(told(&effects), [format!("1<found {seq}")]);
        let Some(Effect::Send(_, ServerFrame::Found(found))) = effects.first() else {
            panic!("{effects:?}");
        };
        assert_eq!(found.at, at, "which question it answers");
    }
}

#[test]
fn m1_a_report_is_noted_and_kept_and_nobody_else_hears_of_it() {
    let mut stage = stage();
    stage.wrote(20);
    let nameless = Pass {
        name: None,
        ..fan("a")
    };
    stage.join(A, nameless);
    stage.join(B, fan("b"));
    assert_eq!(report(&mut stage, A, 10), ["1<noted 10"]);
    assert_eq!(report(&mut stage, A, 10), ["1<noted 10"]);
    stage.later(1);
    assert_eq!(report(&mut stage, B, 2), ["2<noted 2"]);
    assert_eq!(report(&mut stage, B, 21), ["2<refused Gone"]);
    let (list, total) = stage.room.reports(&stage.journal, 0, 9).unwrap();
    let short = |reported: &protocol::http::Reported| {
        let around: Vec<u64> = reported.context.iter().map(|entry| entry.seq.0).collect();
        (reported.seq.0, reported.by.to_string(), around)
    };
    let list: Vec<_> = list.iter().map(short).collect();
    assert_eq!(
        list,
        [
            (10, "a".to_owned(), (5..=15).collect()),
            (2, "b".to_owned(), (1..=7).collect())
        ]
    );
    assert_eq!(total, 2);
}

#[test]
fn m1_reports_have_a_pace_and_a_full_storage_says_so() {
    let mut stage = stage();
    stage.wrote(1);
    stage.join(A, fan("a"));
    for _ in 0..limits::BURST_POSTS {
        assert_eq!(report(&mut stage, A, 1), ["1<noted 1"]);
    }
    assert_eq!(report(&mut stage, A, 1), ["1<refused TooFast for 200"]);
    stage.later(10_000);
    stage.journal.is_full = true;
    assert_eq!(report(&mut stage, A, 1), ["1<refused StorageFull for 30000"]);
}

#[test]
fn g8_a_document_carries_the_pin_the_quotes_the_reactions_and_the_marks_of_its_page() {
    let mut stage = stage();
    stage.wrote(70);
    let read = Rules {
        read_marks: ReadMarks::Read,
        ..QUIET.rules
    };
    stage.join_under(A, fan("a"), read);
    stage.join_under(B, pass("mod", Role::Moderator), read);
    let with = |seq: u64| With {
        reply: Some(Seq(seq)),
        ..With::default()
    };
    stage.post_with(A, 1, "答え", with(3));
    stage.post_with(A, 2, "答え", with(71));
    stage.act(B, 3, Act::Pin(Seq(5)), "…");
    stage.react(A, 72, Some(Reaction::Heart));
    stage.react(A, 4, Some(Reaction::Heart));
    stage.read(B, 72);
    let ruled = Ruled {
        since: stage.now,
        rules: read,
    };
    let log = stage.room.page(&mut stage.journal, stage.now, ruled).unwrap();
    assert_eq!((log.head, log.list.len()), (Seq(73), limits::PAGE_ENTRIES));
    assert_eq!(log.pin.map(|pin| pin.seq), Some(Seq(5)));
    let quoted: Vec<u64> = log.quoted.iter().map(|entry| entry.seq.0).collect();
    assert_eq!(quoted, [3], "the other one is in the list");
    let tallies: Vec<u64> = log.tallies.iter().map(|tally| tally.seq.0).collect();
    assert_eq!(tallies, [72]);
    let marks = log.marks.unwrap();
    assert_eq!(short_frame(&ServerFrame::Marks(marks)), "marks 24..72=1");
    // Of an empty room, and of one that counts nothing, there is nothing beside the entries.
    let mut empty = super::stage();
    let log = empty.room.page(&mut empty.journal, START, QUIET).unwrap();
    assert_eq!(log, protocol::Log::plain(EPOCH, Seq(0), Seq(0), Vec::new()));
    assert!(empty.journal.beside.readers.is_empty());
}

#[test]
fn g12_a_page_of_the_document_shows_nothing_that_was_unsent() {
    let mut stage = stage();
    stage.join(A, pass("mod", Role::Moderator));
    stage.post(A, 1, 0, "x");
    stage.act(A, 2, Act::Pin(Seq(1)), "…");
    stage.act(A, 3, Act::Unsend(Seq(1)), "…");
    let log = stage.room.page(&mut stage.journal, stage.now, QUIET).unwrap();
    assert_eq!(log.pin, None);
    assert!(log.list[0].what.is_gone());
}
