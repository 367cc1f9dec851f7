//! Who comes in, and what they are given.

use protocol::limits;

use super::*;

#[test]
fn a_newcomer_gets_the_newest_page_and_the_count() {
    let mut stage = stage();
    stage.wrote(70);
    stage.step(Input::Connected(A));
    let effects = stage.hello(A, fan("a"), None);
    assert_eq!(
        told(&effects),
        [
            "1 is a",
            "1<welcome Snapshot 70",
            "1<events 21..70",
            "*<presence 1 at 70"
        ]
    );
    let welcome = welcome(&effects);
    assert_eq!(
        (welcome.epoch, welcome.floor, welcome.now),
        (EPOCH, Seq(0), START)
    );
    assert_eq!(welcome.you.name.as_ref().unwrap().as_str(), "aさん");
}

#[test]
fn an_empty_room_welcomes_without_events() {
    let mut stage = stage();
    stage.step(Input::Connected(A));
    assert_eq!(
        told(&stage.hello(A, fan("a"), None)),
        ["1 is a", "1<welcome Snapshot 0", "*<presence 1 at 0"]
    );
}

#[test]
fn whoever_was_away_resumes_up_to_the_gap_that_one_answer_holds() {
    for (seq, mode, first) in [
        (250, "Resume 250", None),
        (249, "Resume 250", Some(250)),
        (50, "Resume 250", Some(51)),
        (49, "Snapshot 250", Some(201)),
        (251, "Reset 250", Some(201)),
    ] {
        let mut stage = stage();
        stage.wrote(250);
        stage.step(Input::Connected(A));
        let effects = told(&stage.hello(A, fan("a"), have(seq)));
        assert_eq!(effects[1], format!("1<welcome {mode}"), "have {seq}");
        match first {
            Some(first) => assert_eq!(effects[2], format!("1<events {first}..250"), "have {seq}"),
            None => assert_eq!(effects[2], "*<presence 1 at 250", "have {seq}"),
        }
    }
}

#[test]
fn a_gap_of_too_many_bytes_is_a_snapshot_and_never_a_part() {
    let mut stage = stage();
    stage.wrote_each(40, |_| "あ".repeat(limits::BODY_UNITS));
    stage.step(Input::Connected(A));
    // 40 bodies of 15,000 bytes; 17 of them fit into 256 KiB.
    assert_eq!(
        told(&stage.hello(A, fan("a"), have(20)))[1..3],
        ["1<welcome Snapshot 40", "1<events 24..40"]
    );
    stage.step(Input::Connected(B));
    assert_eq!(
        told(&stage.hello(B, fan("b"), have(30)))[1..3],
        ["2<welcome Resume 40", "2<events 31..40"]
    );
}

#[test]
fn another_history_is_a_reset() {
    let mut stage = stage();
    stage.wrote(3);
    stage.step(Input::Connected(A));
    let elsewhere = Position {
        epoch: Epoch::from_bits(8),
        seq: Seq(2),
    };
    assert_eq!(
        told(&stage.hello(A, fan("a"), Some(elsewhere)))[1..3],
        ["1<welcome Reset 3", "1<events 1..3"]
    );
}

#[test]
fn what_is_no_longer_kept_is_not_promised() {
    let mut stage = stage();
    stage.wrote(100);
    stage.journal.floor = Seq(60);
    stage.journal.list.drain(..60);
    for (conn, seq, mode, first) in [(A, 59, "Snapshot", 61), (B, 60, "Resume", 61)] {
        stage.step(Input::Connected(conn));
        let effects = stage.hello(conn, fan("a"), have(seq));
        assert_eq!(
            told(&effects)[1..3],
            [
                format!("{}<welcome {mode} 100", conn.0),
                format!("{}<events {first}..100", conn.0)
            ]
        );
        assert_eq!(welcome(&effects).floor, Seq(60));
    }
}

#[test]
fn each_pending_draft_is_settled() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.post(A, 1, 0, "하나");
    stage.post(B, 2, 0, "남의 것");
    let ask = |number, base| Pending {
        draft: draft(number),
        base_seq: Seq(base),
    };
    stage.step(Input::Connected(C));
    let effects = stage.hello_with(C, Ok(fan("a")), None, vec![ask(1, 0), ask(2, 0), ask(3, 1)]);
    let settled: Vec<_> = welcome(&effects)
        .settled
        .iter()
        .map(|settled| (settled.draft, settled.seq))
        .collect();
    assert_eq!(
        settled,
        [(draft(1), Some(Seq(1))), (draft(2), None), (draft(3), None)]
    );
}

#[test]
fn a_draft_too_old_to_look_for_is_not_called_unknown() {
    let mut stage = stage();
    stage.wrote(limits::DEDUPE_ENTRIES + 10);
    stage.step(Input::Connected(A));
    let ask = |number, base| Pending {
        draft: draft(number),
        base_seq: Seq(base),
    };
    let effects = stage.hello_with(A, Ok(fan("a")), have(10), vec![ask(1, 9), ask(2, 10)]);
    let settled: Vec<_> = welcome(&effects)
        .settled
        .iter()
        .map(|settled| settled.draft)
        .collect();
    assert_eq!(settled, [draft(2)]);
}

#[test]
fn a_draft_of_another_history_is_looked_for_without_its_bound() {
    let mut stage = stage();
    stage.wrote(5);
    stage.join(A, fan("a"));
    stage.post(A, 1, 5, "x");
    stage.wrote(4);
    let elsewhere = Position {
        epoch: Epoch::from_bits(8),
        seq: Seq(9),
    };
    let pending = Pending {
        draft: draft(1),
        base_seq: Seq(9),
    };
    let effects = stage.hello_with(A, Ok(fan("a")), Some(elsewhere), vec![pending]);
    assert_eq!(welcome(&effects).settled[0].seq, Some(Seq(6)));
}

#[test]
fn no_more_drafts_are_settled_than_an_outbox_holds() {
    let mut stage = stage();
    stage.step(Input::Connected(A));
    let pending = (0..500)
        .map(|number| Pending {
            draft: draft(number),
            base_seq: Seq(0),
        })
        .collect();
    let effects = stage.hello_with(A, Ok(fan("a")), None, pending);
    assert_eq!(welcome(&effects).settled.len(), limits::PENDING);
}

#[test]
fn a_bad_ticket_is_refused_and_the_socket_closed() {
    for (refusal, reason) in [
        (Refusal::TicketExpired, "TicketExpired"),
        (Refusal::TicketInvalid, "Forbidden"),
    ] {
        let mut stage = stage();
        stage.step(Input::Connected(A));
        assert_eq!(
            told(&stage.hello_with(A, Err(refusal), None, Vec::new())),
            [format!("1<refused {refusal:?}"), format!("1 closed {reason}")]
        );
    }
}

#[test]
fn hello_may_come_again_with_a_name() {
    let mut stage = stage();
    let nameless = Pass {
        name: None,
        ..fan("a")
    };
    stage.join(A, nameless);
    assert_eq!(told(&stage.post(A, 1, 0, "안녕")), ["1<refused NameMissing"]);
    assert_eq!(
        told(&stage.hello(A, fan("a"), have(0))),
        ["1 is a", "1<welcome Resume 0", "1<presence 1 at 0"]
    );
    assert_eq!(told(&stage.post(A, 1, 0, "안녕")), ["1<ack 1", "*<events 1..1"]);
}

#[test]
fn hello_comes_first() {
    let mut stage = stage();
    stage.step(Input::Connected(A));
    assert_eq!(told(&stage.post(A, 1, 0, "x")), ["1<refused HelloFirst"]);
    let fetch = protocol::Fetch {
        after: Seq(0),
        before: Seq(9),
    };
    assert_eq!(
        told(&stage.frame(A, ClientFrame::Fetch(fetch))),
        ["1<refused HelloFirst"]
    );
}

#[test]
fn the_reconnect_window_grows_with_the_room() {
    let mut stage = stage();
    for (sockets, window) in [(1, 1_000), (200, 1_000), (400, 2_000), (31_999, 60_000)] {
        for conn in 0..sockets {
            stage.step(Input::Connected(Conn(conn)));
        }
        let effects = stage.hello(Conn(0), fan("a"), have(0));
        assert_eq!(welcome(&effects).reconnect_window_ms, window, "{sockets} sockets");
        stage.later(60_000);
    }
}
