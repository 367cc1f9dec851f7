//! Frames that are none, too many of them, and too many sockets.

use protocol::limits;

use super::*;

#[test]
fn bad_frames_are_refused_and_the_socket_stays() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    assert_eq!(
        told(&stage.garbage(A, DecodeError::Malformed)),
        ["1<refused Malformed"]
    );
    assert_eq!(
        told(&stage.garbage(A, DecodeError::Unknown)),
        ["1<refused Unknown"]
    );
    assert_eq!(told(&stage.post(A, 1, 0, "x"))[0], "1<ack 1");
}

#[test]
fn a_frame_that_is_too_big_closes_the_socket() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    assert_eq!(
        told(&stage.garbage(A, DecodeError::TooBig)),
        ["1<refused TooBig { max_bytes: 65536 }", "1 closed TooBig"]
    );
    assert_eq!(told(&stage.post(A, 1, 0, "x")), Vec::<String>::new());
    assert_eq!(told(&stage.step(Input::Closed(A))), Vec::<String>::new());
}

#[test]
fn a_flood_of_any_frames_closes_the_socket() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    for _ in 0..limits::BURST_FRAMES {
        assert_eq!(
            told(&stage.garbage(A, DecodeError::Malformed)),
            ["1<refused Malformed"]
        );
    }
    assert_eq!(
        told(&stage.garbage(A, DecodeError::Malformed)),
        ["1<bye Limited", "1 closed Limited"]
    );
}

#[test]
fn a_steady_pace_is_never_a_flood() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    let mut all = Vec::new();
    for number in 0..1_000_u64 {
        all.extend(told(&stage.wait(limits::POST_EVERY_MS)));
        all.extend(told(&stage.post(A, u128::from(number), number, "x")));
    }
    all.extend(told(&stage.wait(limits::TICK_MS)));
    let acks = all.iter().filter(|what| what.starts_with("1<ack"));
    assert_eq!(acks.count(), 1_000);
}

#[test]
fn a_full_room_closes_the_next_socket_and_knows_nothing_of_it() {
    let mut stage = stage();
    let full = u64::try_from(limits::ROOM_SOCKETS).unwrap();
    stage.room = Room::restore(RoomKind::Chat, (0..full).map(|conn| (Conn(conn), None)));
    assert_eq!(
        told(&stage.step(Input::Connected(Conn(full)))),
        [format!("{full}<bye Full"), format!("{full} closed Full")]
    );
    stage.step(Input::Closed(Conn(0)));
    assert_eq!(
        told(&stage.step(Input::Connected(Conn(full)))),
        Vec::<String>::new()
    );
}

#[test]
fn who_never_says_hello_is_answered_a_burst_of_times_at_any_pace() {
    let mut stage = stage();
    stage.step(Input::Connected(A));
    for _ in 0..limits::BURST_FRAMES {
        stage.later(60_000);
        assert_eq!(told(&stage.post(A, 1, 0, "x")), ["1<refused HelloFirst"]);
    }
    stage.later(60_000);
    assert_eq!(
        told(&stage.post(A, 1, 0, "x")),
        ["1<bye Limited", "1 closed Limited"]
    );
}

#[test]
fn g2_a_herd_is_let_in_at_a_bounded_rate_and_the_others_are_told_times_that_spread() {
    let mut stage = stage();
    let mut tries: Vec<u64> = vec![0; 10_000];
    let (mut most, mut worst) = (0, 0);
    for second in 0..60 {
        let mut came = 0;
        let mut later = Vec::new();
        for at in tries.drain(..) {
            if at > second * 1_000 {
                later.push(at);
                continue;
            }
            match stage.room.may_come(stage.now) {
                Ok(()) => came += 1,
                Err(wait_ms) => {
                    worst = worst.max(wait_ms);
                    later.push(second * 1_000 + u64::from(wait_ms));
                }
            }
        }
        tries = later;
        most = most.max(came);
        stage.later(1_000);
    }
    // All of them are in within a minute, nobody is sent away for longer than that, and no second has more than a burst.
    assert_eq!(tries.len(), 0);
    assert_eq!(most, 1_000);
    assert!((10_000..=60_000).contains(&worst), "{worst}");
    // Whoever comes into a quiet room just comes.
    assert_eq!(stage.room.may_come(stage.now), Ok(()));
}
