//! Who may write, what, and how fast.

use protocol::{Author, limits};

use super::*;

#[test]
fn a_message_is_acknowledged_and_told_to_everybody() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    assert_eq!(
        told(&stage.post(A, 1, 0, "  やった！\r\n")),
        ["1<ack 1", "*<events 1..1"]
    );
    let entry = &stage.journal.list[0];
    let body = entry.what.body();
    assert_eq!(body.as_str(), "やった！");
    assert_eq!(entry.author.member.as_str(), "a");
    assert_eq!(entry.at, stage.now);
}

#[test]
fn a_message_sent_again_is_acknowledged_at_its_old_place_and_nothing_else() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.post(A, 1, 0, "한 번");
    stage.later(1_000);
    assert_eq!(told(&stage.post(A, 1, 0, "한 번")), ["1<ack 1"]);
    assert_eq!(stage.journal.list.len(), 1);
}

#[test]
fn the_same_draft_of_another_member_is_another_message() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.post(A, 1, 0, "x");
    stage.later(1_000);
    assert_eq!(told(&stage.post(B, 1, 0, "x")), ["2<ack 2", "*<events 2..2"]);
}

#[test]
fn a_bound_of_another_history_does_not_hide_a_duplicate() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.post(A, 1, 900, "x");
    stage.later(1_000);
    assert_eq!(told(&stage.post(A, 1, 900, "x")), ["1<ack 1"]);
}

#[test]
fn a_draft_older_than_the_search_goes_is_refused_unless_it_is_found() {
    let mut stage = stage();
    stage.wrote(10);
    stage.join(A, fan("a"));
    stage.post(A, 1, 5, "x");
    stage.wrote(limits::DEDUPE_ENTRIES);
    stage.hello(A, fan("a"), None);
    assert_eq!(told(&stage.post(A, 2, 5, "y"))[0], "1<refused DraftExpired");
    assert_eq!(told(&stage.post(A, 1, 5, "x")), ["1<refused DraftExpired"]);
    stage.later(60_000);
    let head = stage.journal.list.len() as u64;
    assert_eq!(
        told(&stage.post(A, 3, head, "z"))[0],
        format!("1<ack {}", head + 1)
    );
    stage.later(60_000);
    stage.wrote(limits::DEDUPE_ENTRIES - 1);
    stage.hello(A, fan("a"), None);
    // Its bound is out of reach by now; its place is not.
    assert_eq!(told(&stage.post(A, 3, 5, "z"))[0], format!("1<ack {}", head + 1));
}

#[test]
fn only_officials_write_in_a_feed() {
    let mut stage = stage_of(RoomKind::Feed);
    stage.join(A, fan("a"));
    stage.join(B, pass("mod", Role::Moderator));
    stage.join(C, pass("@miruna", Role::Official));
    assert_eq!(told(&stage.post(A, 1, 0, "x")), ["1<refused ReadOnly"]);
    assert_eq!(told(&stage.post(B, 1, 0, "x")), ["2<refused ReadOnly"]);
    assert_eq!(told(&stage.post(C, 1, 0, "x")), ["3<ack 1", "*<events 1..1"]);
}

#[test]
fn a_bad_text_refuses_the_draft_and_not_the_connection() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    assert_eq!(told(&stage.post(A, 1, 0, " \n\u{200b}")), ["1<refused BodyBlank"]);
    assert_eq!(
        told(&stage.post(A, 1, 0, &"あ".repeat(5_001))),
        ["1<refused BodyTooLong { units: 5001, max: 5000 }"]
    );
    assert_eq!(told(&stage.post(A, 1, 0, "ok")), ["1<ack 1", "*<events 1..1"]);
}

#[test]
fn after_a_burst_a_member_waits_whatever_socket_they_use() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("a"));
    stage.join(C, fan("c"));
    for number in 0..u128::from(limits::BURST_POSTS) {
        let conn = if number % 2 == 0 { A } else { B };
        assert!(told(&stage.post(conn, number, 0, "w"))[0].contains("ack"));
    }
    assert_eq!(told(&stage.post(A, 99, 0, "w"))[0], "1<refused TooFast for 200");
    assert_eq!(told(&stage.post(B, 98, 0, "w"))[0], "2<refused TooFast for 200");
    assert_eq!(told(&stage.post(C, 1, 0, "ㅋ"))[0], "3<ack 21");
    // Coming back on a new socket earns no new burst; sending again what is written costs nothing.
    stage.step(Input::Closed(A));
    stage.step(Input::Closed(B));
    stage.step(Input::Connected(A));
    stage.hello(A, fan("a"), None);
    assert_eq!(told(&stage.post(A, 99, 0, "w"))[0], "1<refused TooFast for 200");
    assert_eq!(told(&stage.post(A, 5, 0, "w"))[0], "1<ack 6");
    stage.later(200);
    assert_eq!(told(&stage.post(A, 99, 0, "w"))[0], "1<ack 22");
}

#[test]
fn the_log_never_goes_back_in_time() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.post(A, 1, 0, "x");
    let at = stage.now;
    stage.now = UnixMillis(at.0 - 3_600_000);
    // Nobody waits for a clock that was set back, either.
    assert_eq!(told(&stage.post(A, 2, 0, "y")), ["1<ack 2", "*<events 2..2"]);
    assert_eq!(stage.journal.list[1].at, at);
}

#[test]
fn an_official_posts_over_http_once() {
    let mut stage = stage_of(RoomKind::Feed);
    stage.join(A, fan("a"));
    let post = |role| Input::Post {
        author: Author {
            member: MemberId::parse("@miruna").unwrap(),
            name: DisplayName::parse("MIRUNA").unwrap(),
            role,
        },
        draft: draft(1),
        body: "本日18時より".to_owned(),
    };
    assert_eq!(told(&stage.step(post(Role::Fan))), ["answer ReadOnly"]);
    let at = stage.now;
    assert_eq!(
        told(&stage.step(post(Role::Official))),
        ["answer 1", "*<events 1..1"]
    );
    stage.later(5_000);
    assert_eq!(
        stage.step(post(Role::Official)),
        [Effect::Answer(Ok((Seq(1), at)))]
    );
}

#[test]
fn history_is_served_newest_first_within_the_bounds_asked_for() {
    let mut stage = stage();
    stage.wrote(300);
    stage.join(A, fan("a"));
    for (after, before, answer) in [
        (0, 251, "1<history 51..250"),
        (10, 20, "1<history 11..19"),
        (290, u64::MAX, "1<history 291..300"),
        (300, 301, "1<history 301 empty"),
        (0, 1, "1<history 1 empty"),
        (20, 10, "1<history 10 empty"),
        (900, u64::MAX, "1<history 301 empty"),
    ] {
        let fetch = protocol::Fetch {
            after: Seq(after),
            before: Seq(before),
        };
        assert_eq!(told(&stage.frame(A, ClientFrame::Fetch(fetch))), [answer]);
    }
}

#[test]
fn what_follows_a_message_that_has_to_wait_waits_behind_it() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    stage.journal.is_full = true;
    assert_eq!(
        told(&stage.post(A, 1, 0, "1")),
        ["1<refused StorageFull for 30000"]
    );
    stage.journal.is_full = false;
    stage.later(10);
    for number in [2, 3] {
        assert_eq!(
            told(&stage.post(A, number, 0, "later")),
            ["1<refused StorageFull for 29990"]
        );
    }
    // Nobody else waits.
    assert_eq!(told(&stage.post(B, 1, 0, "b"))[0], "2<ack 1");
    for number in 1..=3_u64 {
        assert_eq!(
            told(&stage.post(A, u128::from(number), 0, "again"))[0],
            format!("1<ack {}", number + 1)
        );
    }
    // One that never comes again holds nobody up for longer than it was told to wait.
    for number in 10..=26 {
        stage.post(A, number, 0, "w");
    }
    assert_eq!(told(&stage.post(A, 27, 0, "w")), ["1<refused TooFast for 200"]);
    stage.later(100);
    assert_eq!(told(&stage.post(A, 28, 0, "w"))[0], "1<refused TooFast for 100");
    stage.later(100);
    assert!(told(&stage.post(A, 28, 0, "w"))[0].starts_with("1<ack"));
}

#[test]
fn a_clock_that_goes_back_lengthens_no_wait() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.journal.is_full = true;
    stage.post(A, 1, 0, "1");
    stage.journal.is_full = false;
    stage.now = UnixMillis(stage.now.0 - 20 * 60 * 1_000);
    assert_eq!(told(&stage.post(A, 2, 0, "2"))[0], "1<ack 1");
}
