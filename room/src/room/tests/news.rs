//! What everybody is told, and when.

use super::*;

#[test]
fn the_first_message_of_a_quiet_room_leaves_at_once_and_what_follows_shares_a_frame() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    assert_eq!(told(&stage.post(A, 1, 0, "1")), ["1<ack 1", "*<events 1..1"]);
    stage.later(1);
    assert_eq!(told(&stage.post(A, 2, 0, "2")), ["1<ack 2", "wake in 4"]);
    stage.later(2);
    assert_eq!(told(&stage.post(A, 3, 0, "3")), ["1<ack 3"]);
    stage.later(2);
    assert_eq!(told(&stage.step(Input::Wake)), ["*<events 2..3"]);
    stage.later(5);
    assert_eq!(told(&stage.post(A, 4, 0, "4")), ["1<ack 4", "*<events 4..4"]);
}

#[test]
fn what_is_due_leaves_with_whatever_step_comes_first() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.post(A, 1, 0, "1");
    stage.post(A, 2, 0, "2");
    stage.later(6);
    assert_eq!(told(&stage.post(A, 3, 0, "3")), ["1<ack 3", "*<events 2..3"]);
    assert_eq!(told(&stage.step(Input::Wake)), Vec::<String>::new());
}

#[test]
fn a_timer_that_comes_early_is_set_again() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.post(A, 1, 0, "1");
    stage.post(A, 2, 0, "2");
    stage.later(4);
    assert_eq!(told(&stage.step(Input::Wake)), ["wake in 1"]);
    stage.later(1);
    assert_eq!(told(&stage.step(Input::Wake)), ["*<events 2..2"]);
}

#[test]
fn a_timer_that_never_came_is_set_again_by_what_happens_next() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.later(60_000);
    stage.step(Input::Closed(B));
    stage.later(100);
    stage.step(Input::Connected(B));
    assert_eq!(
        told(&stage.hello(B, fan("b"), have(0)))[2..],
        ["2<presence 2 at 0", "wake in 900"]
    );
    stage.later(5_000);
    assert_eq!(told(&stage.step(Input::Connected(C))), ["*<presence 2 at 0"]);
}

#[test]
fn whoever_comes_in_between_misses_nothing() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.later(10_000);
    stage.post(A, 1, 0, "1");
    stage.post(A, 2, 0, "2");
    stage.step(Input::Connected(B));
    // The welcome has what waits; the frame that follows overlaps, and the client trims it.
    assert_eq!(
        told(&stage.hello(B, fan("b"), have(0))),
        [
            "2 is b",
            "2<welcome Resume 2",
            "2<events 1..2",
            "*<events 2..2",
            "*<presence 2 at 2"
        ]
    );
}

#[test]
fn a_head_is_never_told_before_its_entries() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.post(A, 1, 0, "1");
    assert_eq!(told(&stage.post(A, 2, 0, "2")), ["1<ack 2", "wake in 5"]);
    assert_eq!(
        told(&stage.step(Input::Closed(B))),
        ["*<events 2..2", "*<presence 1 at 2"]
    );
}

#[test]
fn many_waiting_entries_do_not_wait_for_the_timer() {
    let mut stage = stage();
    for member in 0..11 {
        stage.join(Conn(member), fan(&format!("m{member}")));
    }
    let mut frames = Vec::new();
    for number in 0..220_u128 {
        let conn = Conn((number % 11) as u64);
        frames.extend(told(&stage.post(conn, number, 0, "x")));
    }
    frames.retain(|frame| frame.contains("events"));
    assert_eq!(frames, ["*<events 1..1", "*<events 2..201"]);
}

#[test]
fn the_count_is_told_at_once_and_then_once_a_second() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.step(Input::Connected(B));
    assert_eq!(
        told(&stage.hello(B, fan("b"), have(0)))[2..],
        ["*<presence 2 at 0"]
    );
    stage.later(100);
    stage.step(Input::Connected(C));
    assert_eq!(
        told(&stage.hello(C, fan("c"), have(0)))[2..],
        ["3<presence 3 at 0", "wake in 900"]
    );
    stage.later(100);
    assert_eq!(told(&stage.step(Input::Closed(B))), Vec::<String>::new());
    stage.later(100);
    assert_eq!(told(&stage.step(Input::Closed(A))), Vec::<String>::new());
    stage.later(700);
    assert_eq!(told(&stage.step(Input::Wake)), ["*<presence 1 at 0"]);
}

#[test]
fn a_count_that_came_back_to_what_it_was_is_not_told() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.join(C, fan("c"));
    stage.step(Input::Closed(C));
    stage.later(500);
    stage.step(Input::Closed(B));
    stage.step(Input::Connected(B));
    stage.hello(B, fan("b"), have(0));
    stage.later(500);
    assert_eq!(told(&stage.step(Input::Wake)), Vec::<String>::new());
}

#[test]
fn a_member_with_two_tabs_is_one_member() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.step(Input::Connected(B));
    assert_eq!(
        told(&stage.hello(B, fan("a"), have(0)))[1..],
        ["2<welcome Resume 0", "2<presence 1 at 0"]
    );
    stage.later(5_000);
    assert_eq!(told(&stage.step(Input::Closed(A))), Vec::<String>::new());
    // The same tab, and another person: the member before has left.
    assert_eq!(
        told(&stage.hello(B, fan("z"), have(0)))[2..],
        ["2<presence 1 at 0"]
    );
    stage.step(Input::Closed(B));
    stage.step(Input::Connected(C));
    stage.later(5_000);
    assert_eq!(
        told(&stage.hello(C, fan("c"), have(0)))[2..],
        ["*<presence 1 at 0"]
    );
}

#[test]
fn a_room_without_listeners_keeps_nothing_for_them() {
    let mut stage = stage();
    let post = |number| Input::Post {
        author: protocol::Author {
            member: MemberId::parse("@miruna").unwrap(),
            name: DisplayName::parse("MIRUNA").unwrap(),
            role: Role::Official,
        },
        draft: draft(number),
        body: "x".to_owned(),
    };
    assert_eq!(told(&stage.step(post(1))), ["answer 1"]);
    assert_eq!(told(&stage.step(post(2))), ["answer 2"]);
    stage.step(Input::Connected(A));
    assert_eq!(
        told(&stage.hello(A, fan("a"), have(0)))[1..],
        ["1<welcome Resume 2", "1<events 1..2", "*<presence 1 at 2"]
    );
}
