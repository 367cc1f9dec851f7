//! Of a crowd each tick is one write, one frame to everybody, and an answer to each.

use protocol::limits;

use super::*;
use crate::memory::Failing;

/// As many as one object is to be good for.
const CROWD: usize = 3_000;

/// A large room whose credit is spent: A and B are here, and a tick has just passed.
fn crowded() -> Stage {
    let stage = crowded_by(CROWD);
    assert_eq!(stage.journal.list.len(), 4);
    stage
}

fn crowded_by(elsewhere: usize) -> Stage {
    let mut stage = stage();
    stage.room.pays(elsewhere);
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    let mut number = 900;
    while number < 904 || stage.room.unanswered().next().is_none() {
        stage.post(B, number, 0, "わー");
        stage.later(limits::COALESCE_MS);
        number += 1;
    }
    while stage.room.unanswered().next().is_some() {
        stage.wait(1);
    }
    stage
}

fn unanswered(stage: &Stage) -> Vec<Conn> {
    stage.room.unanswered().map(|(conn, _)| conn).collect()
}

/// Until whatever waits is told.
fn tick(stage: &mut Stage) -> Vec<String> {
    told(&stage.wait(limits::TICK_MS))
}

#[test]
fn g2_what_a_crowd_says_within_a_tick_is_one_write_one_frame_and_an_answer_to_each() {
    let mut stage = crowded();
    let batches = stage.journal.batches;
    assert!(told(&stage.post(A, 1, 0, "1"))[0].starts_with("wake in"));
    assert_eq!(told(&stage.post(B, 2, 0, "2")), Vec::<String>::new());
    assert_eq!(told(&stage.post(A, 3, 0, "3")), Vec::<String>::new());
    assert_eq!(stage.journal.list.len(), 4, "nothing is written yet");
    assert_eq!(
        tick(&mut stage),
        ["1<ack 5", "2<ack 6", "1<ack 7", "*<events 5..7"]
    );
    assert_eq!(stage.journal.batches, batches + 1);
    // A quiet second later the first word leaves at once again.
    stage.later(1_000);
    assert_eq!(told(&stage.post(A, 4, 7, "4")), ["1<ack 8", "*<events 8..8"]);
}

#[test]
fn g2_a_draft_that_waits_and_comes_again_stands_once_and_is_answered_where_it_came_last() {
    let mut stage = crowded();
    stage.post(A, 1, 0, "1");
    stage.post(A, 1, 0, "1");
    stage.step(Input::Connected(C));
    stage.hello(C, fan("a"), have(4));
    assert_eq!(told(&stage.post(C, 1, 0, "1")), Vec::<String>::new());
    // Another member's draft of the same number is another message.
    stage.post(B, 1, 0, "2");
    let told = tick(&mut stage);
    assert_eq!(told[..3], ["3<ack 5", "2<ack 6", "*<events 5..6"]);
}

#[test]
fn g2_what_changes_something_is_written_at_once_and_after_what_came_before_it() {
    let mut stage = crowded();
    stage.post(B, 1, 0, "1");
    assert_eq!(
        told(&stage.act(B, 2, Act::Edit(Seq(4)), "わーい")),
        ["2<ack 5", "2<ack 6"]
    );
    assert_eq!(stage.journal.list[3].what.body().as_str(), "わーい");
    assert_eq!(tick(&mut stage), ["*<events 5..6"]);
}

#[test]
fn g2_who_leaves_before_the_tick_has_said_it() {
    let mut stage = crowded();
    stage.post(A, 1, 0, "1");
    stage.step(Input::Closed(A));
    assert_eq!(
        tick(&mut stage)[..2],
        ["1<ack 5", "*<events 5..5"],
        "the answer goes nowhere"
    );
    // And the last of all takes nothing along.
    (0..5).for_each(|number| drop(stage.post(B, 910 + number, 0, "x")));
    let said = stage.journal.list.len();
    stage.step(Input::Closed(B));
    assert!(stage.journal.list.len() > said);
}

#[test]
fn g2_a_tick_that_cannot_be_written_answers_nobody_and_all_of_them_ask_again() {
    for failing in [Failing::Before, Failing::After] {
        let mut stage = crowded();
        stage.post(A, 1, 0, "1");
        stage.post(B, 2, 0, "2");
        stage.journal.fail_append = Some(failing);
        stage.later(limits::TICK_MS);
        stage.try_step(Input::Wake).unwrap_err();
        assert_eq!(unanswered(&stage), [A, B]);
        // The edge has closed them. They come back and send again what was not answered.
        for conn in [A, B] {
            stage.step(Input::Closed(conn));
        }
        assert_eq!(stage.room.unanswered().count(), 0);
        stage.step(Input::Connected(C));
        stage.hello(C, fan("a"), have(4));
        stage.later(1_000);
        assert_eq!(told(&stage.post(C, 1, 0, "1"))[0], "3<ack 5", "{failing:?}");
        let drafts = stage.journal.list.iter().filter(|entry| entry.draft == draft(1));
        assert_eq!(drafts.count(), 1, "{failing:?}");
    }
}

#[test]
fn g2_a_fault_of_another_socket_leaves_nobody_waiting_for_ever() {
    let mut stage = crowded();
    stage.post(A, 1, 0, "1");
    stage.journal.fail_reads = true;
    let fetch = ClientFrame::Fetch(protocol::Fetch {
        after: Seq(0),
        before: Seq(3),
    });
    let input = Input::Frame {
        conn: B,
        frame: Ok(fetch),
        pass: None,
    };
    stage.try_step(input).unwrap_err();
    assert_eq!(unanswered(&stage), [A]);
}

#[test]
fn g2_a_full_storage_refuses_the_whole_tick_and_tells_each_when_to_try_again() {
    let mut stage = crowded();
    stage.post(A, 1, 0, "1");
    stage.post(B, 2, 0, "2");
    stage.journal.is_full = true;
    assert_eq!(
        tick(&mut stage),
        [
            "1<refused StorageFull for 30000",
            "2<refused StorageFull for 30000"
        ]
    );
    assert_eq!(stage.journal.list.len(), 4);
}

#[test]
fn g2_a_tick_holds_so_much_and_no_more() {
    // Of which fans may say so much at once.
    let mut stage = crowded_by(700);
    for member in 0..30 {
        stage.step(Input::Connected(Conn(100 + member)));
        stage.hello(Conn(100 + member), fan(&format!("m{member}")), have(4));
    }
    let before = stage.journal.list.len();
    let mut frames = Vec::new();
    for number in 0..300_u128 {
        let conn = Conn(100 + (number % 30) as u64);
        frames.extend(told(&stage.post(conn, 1_000 + number, 0, "x")));
    }
    frames.retain(|frame| frame.contains("events"));
    assert_eq!(frames.len(), 1, "{frames:?}");
    assert_eq!(stage.journal.list.len() - before, limits::FETCH_ENTRIES);
    tick(&mut stage);
    assert_eq!(stage.journal.list.len() - before, 300);
}

#[test]
fn g2_of_thousands_each_is_told_less_often_who_is_here_and_what_they_feel() {
    assert_eq!(limits::presence_ms(100), 1_000);
    assert_eq!(limits::presence_ms(3_000), 4_000);
    assert_eq!(limits::presence_ms(32_000), 5_000);
    assert_eq!(
        (limits::reactions_ms(100), limits::reactions_ms(3_000)),
        (516, 1_000)
    );
    let mut stage = crowded();
    stage.later(10_000);
    stage.step(Input::Connected(C));
    assert_eq!(
        told(&stage.hello(C, fan("c"), have(4)))[2..],
        ["*<presence 3 at 4"]
    );
    stage.later(1_000);
    let wake = told(&stage.step(Input::Closed(C)));
    assert_eq!(wake, ["wake in 3000"]);
    stage.later(3_000);
    assert_eq!(told(&stage.step(Input::Wake)), ["*<presence 2 at 4"]);
}
