//! A night with 100,000 fans; with 13,000 in a build that is not optimized.

#![cfg(test)]

use protocol::limits;
use simulation::{Night, night};

#[test]
fn g2_a_hundred_thousand_on_spokes_hear_one_order_and_are_counted_exactly_whatever_is_lost() {
    let is_whole = std::env::var("MARU_SEEDS").is_ok();
    let fans = if is_whole { limits::ROOM_SOCKETS } else { 13_000 };
    let night = night(fans).unwrap_or_else(|broken| panic!("{broken}"));
    println!("{night:?}");
    let Night {
        messages,
        back,
        pushes,
        spokes,
        frames,
        ..
    } = night;
    // 40 a second for ten seconds, in ticks of a quarter of a second.
    assert_eq!((messages, back), (400, 4_000));
    assert!(
        frames > 30 * fans as u64 && frames < 100 * fans as u64,
        "{frames}"
    );
    assert!(pushes < 1_000 * spokes as u64, "{pushes}");
}
