//! What is answered and lies elsewhere.

use client::{Effect, Input};
use protocol::{Act, ClientFrame, Events, Log, Looked, Mode, Seq, ServerFrame};

use crate::tab::{EPOCH, Tab, act, answer, entries, me, said_up};

pub fn looks(effects: &[Effect]) -> Vec<Vec<u64>> {
    let seqs = |frame| match frame {
        ClientFrame::Look(look) => Some(look.seqs.iter().map(|seq| seq.0).collect()),
        _ => None,
    };
    said_up(effects).into_iter().filter_map(seqs).collect()
}

fn looked(tab: &mut Tab, seq: u64) -> Vec<Effect> {
    tab.frame(ServerFrame::Looked(Looked {
        list: entries(seq..=seq).list,
    }))
}

#[test]
fn g8_what_is_answered_and_not_here_is_asked_for_together_and_once() {
    let mut tab = Tab::ruled(1_000);
    let effects = tab.hear(vec![
        answer(1_001, 3),
        answer(1_002, 4),
        answer(1_003, 3),
        answer(1_004, 995),
    ]);
    assert_eq!(looks(&effects), [vec![3, 4]]);
    let effects = tab.hear(vec![answer(1_005, 5)]);
    assert!(looks(&effects).is_empty(), "one question at a time");
    let effects = looked(&mut tab, 3);
    assert_eq!(looks(&effects), [vec![5]]);
    assert!(effects.contains(&Effect::Changed));
    assert_eq!((tab.text(3), tab.text(4), tab.text(995)), ("안녕", "", "안녕"));
    assert!(tab.client.is_lost(Seq(4)) && !tab.client.is_lost(Seq(5)) && !tab.client.is_lost(Seq(6)));
    assert!(looks(&tab.hear(vec![answer(1_006, 4)])).is_empty(), "it is gone");
}

#[test]
fn g8_what_is_answered_and_was_only_shown_aside_is_asked_for_when_another_place_is_shown() {
    let mut tab = Tab::ruled(1_000);
    tab.step(Input::Jump(Seq(500)));
    tab.page(450..=550);
    assert!(
        looks(&tab.hear(vec![answer(1_001, 460)])).is_empty(),
        "it is here"
    );
    // The next place comes in two pages; what the first of them answers is here until the second.
    tab.step(Input::Jump(Seq(300)));
    let list = entries(320..=349).list.into_iter();
    let list = list.chain([answer(350, 470)]).collect();
    let page = Events { from: Seq(320), list };
    assert!(looks(&tab.frame(ServerFrame::History(page))).is_empty());
    let effects = tab.page(250..=319);
    assert_eq!(tab.shown(), (250, 350));
    assert_eq!(looks(&effects), [vec![460, 470]]);
}

#[test]
fn g8_where_a_second_welcome_follows_nothing_is_asked_before_it_so_no_answer_is_taken_for_another_ones() {
    let mut log = Log::plain(EPOCH, Seq(1_001), Seq(0), entries(991..=1_000).list);
    log.list.push(answer(1_001, 3));
    let mut tab = Tab::of(log);
    tab.rules = Some(protocol::Rules::default());
    tab.step(Input::Start);
    let ticket = |tab: &Tab| protocol::http::TicketReply {
        ticket: "t".into(),
        member: me(),
        name: None,
        role: protocol::Role::Fan,
        expires_at: tab.now.plus(protocol::limits::TICKET_MS),
    };
    tab.step(Input::Ticket(ticket(&tab)));
    tab.step(Input::Opened);
    // The room has not answered when the person takes a name.
    tab.step(Input::Ticket(ticket(&tab)));
    let welcome = |tab: &Tab| {
        let (member, name, role) = (me(), None, protocol::Role::Fan);
        tab.welcome(
            protocol::You { member, name, role },
            Mode::Resume,
            1_001,
            Vec::new(),
        )
    };
    let first = welcome(&tab);
    assert!(looks(&tab.frame(first)).is_empty());
    let second = welcome(&tab);
    assert_eq!(looks(&tab.frame(second)), [vec![3]]);
    // One that never comes is not waited for without an end.
    tab.cut();
    tab.step(Input::Ticket(ticket(&tab)));
    tab.step(Input::Opened);
    tab.step(Input::Ticket(ticket(&tab)));
    let first = welcome(&tab);
    tab.frame(first);
    assert!(tab.later(10_000).contains(&Effect::Disconnect));
}

#[test]
fn g8_more_than_one_question_holds_is_asked_in_turns() {
    let mut tab = Tab::ruled(1_000);
    let list = (0..60).map(|nth| answer(1_001 + nth, 1 + nth)).collect();
    let effects = tab.hear(list);
    assert_eq!(looks(&effects), [(1..=50).collect::<Vec<_>>()]);
    let effects = tab.frame(ServerFrame::Looked(Looked {
        list: entries(1..=50).list,
    }));
    assert_eq!(looks(&effects), [(51..=60).collect::<Vec<_>>()]);
}

#[test]
fn g8_what_the_document_brings_is_not_asked_for_and_what_it_lacks_is() {
    let mut log = Log::plain(EPOCH, Seq(22), Seq(0), entries(11..=20).list);
    log.list.extend([answer(21, 3), answer(22, 4)]);
    log.quoted = entries(3..=3).list;
    let mut tab = Tab::of(log);
    tab.rules = Some(protocol::Rules::default());
    assert!(
        looks(&tab.step(Input::Start)).is_empty(),
        "nobody is there to be asked"
    );
    assert_eq!(tab.text(3), "안녕");
    tab.connect(Mode::Resume, 22, Vec::new());
    looked(&mut tab, 4);
    assert_eq!(tab.text(4), "안녕");
}

#[test]
fn g8_an_answer_that_was_lost_with_its_link_is_asked_for_on_the_next() {
    let mut tab = Tab::ruled(1_000);
    assert_eq!(looks(&tab.hear(vec![answer(1_001, 3)])), [vec![3]]);
    assert!(tab.later(10_000).contains(&Effect::Disconnect));
    tab.later(60_000);
    tab.connect(Mode::Resume, 1_001, Vec::new());
    looked(&mut tab, 3);
    assert_eq!(tab.text(3), "안녕");
    tab.cut();
    tab.connect(Mode::Resume, 1_001, Vec::new());
    assert!(
        looks(&tab.step(Input::Wake)).is_empty(),
        "known, and every act since was heard"
    );
}

#[test]
fn g8_a_room_that_knows_no_quotes_is_not_asked() {
    let mut tab = Tab::live();
    assert!(said_up(&tab.hear(vec![answer(4, 1), act(5, "…", Act::Pin(Seq(1)))])).is_empty());
    let mut tab = Tab::of(Log::plain(EPOCH, Seq(20), Seq(0), entries(11..=20).list));
    tab.step(Input::Start);
    tab.connect(Mode::Resume, 20, Vec::new());
    assert!(said_up(&tab.hear(vec![answer(21, 3)])).is_empty());
}

#[test]
fn g8_quotes_are_bounded() {
    let mut tab = Tab::ruled(5_000);
    for nth in 0..30_u64 {
        let list = (0..50)
            .map(|of| answer(5_001 + nth * 50 + of, 1 + nth * 50 + of))
            .collect();
        tab.hear(list);
        tab.frame(ServerFrame::Looked(Looked {
            list: entries(1 + nth * 50..=nth * 50 + 50).list,
        }));
    }
    assert_eq!((tab.text(1), tab.text(1_500)), ("", "안녕"));
    let held = (1..=1_500)
        .filter(|seq| tab.client.entry(Seq(*seq)).is_some())
        .count();
    assert_eq!(held, 1_000);
}

#[test]
fn g8_what_was_answered_by_what_an_excursion_held_is_asked_for_after_it() {
    let mut tab = Tab::ruled(1_000);
    tab.step(Input::Jump(Seq(500)));
    tab.page(450..=550);
    assert!(looks(&tab.hear(vec![answer(1_001, 500)])).is_empty());
    assert_eq!(looks(&tab.step(Input::Return)), [vec![500]]);
}
