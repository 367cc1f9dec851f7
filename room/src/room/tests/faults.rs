//! A ledger that fails, and a memory that is lost.

use super::*;
use crate::memory::Failing;

#[test]
fn a_failed_write_says_nothing_and_the_next_step_works() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.journal.fail_append = Some(Failing::Before);
    let post = Input::Frame {
        conn: A,
        frame: Ok(ClientFrame::Post(a_post(1, 0, "x"))),
        pass: None,
    };
    stage.try_step(post).unwrap_err();
    assert_eq!(
        told(&stage.post(A, 1, 0, "x")),
        ["1<ack 1", "*<events 1..1", "*<presence 1 at 1"]
    );
}

#[test]
fn a_write_that_succeeded_and_reported_a_fault_is_told_with_the_next_step() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.journal.fail_append = Some(Failing::After);
    let post = Input::Frame {
        conn: A,
        frame: Ok(ClientFrame::Post(a_post(1, 0, "x"))),
        pass: None,
    };
    stage.try_step(post).unwrap_err();
    // The edge closes the socket of whoever met the fault. The others hear what is durable.
    assert_eq!(
        told(&stage.step(Input::Closed(A))),
        ["*<events 1..1", "*<presence 1 at 1"]
    );
    stage.step(Input::Connected(A));
    stage.hello(A, fan("a"), have(0));
    stage.later(1_000);
    assert_eq!(told(&stage.post(A, 1, 0, "x"))[0], "1<ack 1");
    assert_eq!(stage.journal.list.len(), 1);
}

#[test]
fn a_burst_is_not_spent_by_messages_that_were_not_written() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    for _ in 0..50 {
        stage.journal.fail_append = Some(Failing::Before);
        let post = Input::Frame {
            conn: A,
            frame: Ok(ClientFrame::Post(a_post(1, 0, "x"))),
            pass: None,
        };
        stage.try_step(post).unwrap_err();
    }
    assert_eq!(told(&stage.post(A, 1, 0, "x"))[0], "1<ack 1");
}

#[test]
fn a_failed_reading_leaves_a_hello_unsaid() {
    let mut stage = stage();
    stage.wrote(3);
    stage.step(Input::Connected(A));
    stage.journal.fail_reads = true;
    let hello = || Input::Frame {
        conn: A,
        frame: Ok(ClientFrame::Hello(Hello {
            ticket: String::new(),
            have: None,
            pending: Vec::new(),
        })),
        pass: Some(Ok(fan("a"))),
    };
    stage.try_step(hello()).unwrap_err();
    stage.journal.fail_reads = false;
    assert_eq!(told(&stage.post(A, 1, 0, "x")), ["1<refused HelloFirst"]);
    assert_eq!(told(&stage.step(hello()))[1], "1<welcome Snapshot 3");
}

#[test]
fn what_waited_in_a_lost_memory_is_made_known_by_the_head() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.post(A, 1, 0, "1");
    assert_eq!(told(&stage.post(A, 2, 0, "2")), ["1<ack 2", "wake in 5"]);
    let card = |member: &str| {
        let Pass {
            member, name, role, ..
        } = fan(member);
        Some(Card {
            member,
            name,
            role,
            seen: None,
            read: None,
            blocked: Vec::new(),
            ruled: Some(QUIET),
        })
    };
    stage.room = Room::restore(RoomKind::Chat, [(A, card("a")), (B, card("b")), (C, None)]);
    stage.later(30_000);
    assert_eq!(
        told(&stage.post(B, 3, 1, "3")),
        ["2<ack 3", "*<events 3..3", "*<presence 2 at 3"]
    );
    assert_eq!(told(&stage.post(C, 4, 1, "4")), ["3<refused HelloFirst"]);
}

#[test]
fn a_room_restored_without_listeners_has_nothing_to_say() {
    let mut stage = stage();
    stage.wrote(3);
    stage.room = Room::restore(RoomKind::Chat, [(A, None)]);
    assert_eq!(told(&stage.step(Input::Wake)), Vec::<String>::new());
}

#[test]
fn what_another_object_wrote_is_told_as_well() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.post(A, 1, 0, "1");
    stage.later(1_000);
    stage.wrote(2);
    // It writes where the log ended when it last asked, and its storage does not let it.
    let post = Input::Frame {
        conn: A,
        frame: Ok(ClientFrame::Post(a_post(2, 1, "4"))),
        pass: None,
    };
    stage.try_step(post).unwrap_err();
    let effects = stage.post(A, 2, 1, "4");
    assert_eq!(told(&effects)[..2], ["1<ack 4", "*<events 2..4"]);
}

#[test]
fn a_full_storage_refuses_the_message_and_the_room_goes_on_being_read() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.post(A, 1, 0, "1");
    stage.later(1_000);
    stage.journal.is_full = true;
    for _ in 0..50 {
        assert_eq!(
            told(&stage.post(A, 2, 1, "2")),
            ["1<refused StorageFull for 30000"]
        );
        stage.later(200);
    }
    let official = Input::Post {
        author: protocol::Author {
            member: MemberId::parse("@miruna").unwrap(),
            name: DisplayName::parse("MIRUNA").unwrap(),
            role: Role::Official,
        },
        draft: draft(9),
        body: "x".to_owned(),
    };
    assert_eq!(told(&stage.step(official.clone())), ["answer StorageFull"]);
    // What is written is found, read, and told to whoever comes.
    assert_eq!(told(&stage.post(A, 1, 0, "1")), ["1<ack 1"]);
    stage.step(Input::Connected(C));
    assert_eq!(
        told(&stage.hello(C, fan("c"), None))[1..3],
        ["3<welcome Snapshot 1", "3<events 1..1"]
    );
    stage.journal.is_full = false;
    stage.later(1_000);
    assert_eq!(told(&stage.post(A, 2, 1, "2"))[0], "1<ack 2");
    assert_eq!(told(&stage.step(official)), ["answer 3", "wake in 5"]);
}

#[test]
fn an_empty_room_that_cannot_keep_its_epoch_tells_none_and_asks_to_come_back() {
    let mut stage = stage();
    stage.journal.is_full = true;
    stage.step(Input::Connected(A));
    assert_eq!(
        told(&stage.hello(A, fan("a"), None)),
        ["1<refused StorageFull", "1<bye Full", "1 closed Full"]
    );
    stage.journal.is_full = false;
    stage.step(Input::Connected(A));
    assert_eq!(told(&stage.hello(A, fan("a"), None))[1], "1<welcome Snapshot 0");
}

#[test]
fn a_timer_that_goes_off_twice_does_nothing_twice() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.post(A, 1, 0, "1");
    stage.post(A, 2, 0, "2");
    stage.later(5);
    assert_eq!(told(&stage.step(Input::Wake)), ["*<events 2..2"]);
    for _ in 0..3 {
        assert_eq!(told(&stage.step(Input::Wake)), Vec::<String>::new());
        stage.later(5_000);
    }
    assert_eq!(told(&stage.post(A, 3, 0, "3")), ["1<ack 3", "*<events 3..3"]);
}
