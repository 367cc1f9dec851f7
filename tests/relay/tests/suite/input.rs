//! What a stranger may send: each bad thing has its own answer, and others do not notice.

use protocol::{CloseReason, Refusal, Seq, limits};
use relay_tests::client::Ended;
use relay_tests::{Relay, Site, fresh};
use tungstenite::Message;

#[test]
fn g4_the_longest_message_passes_whole_and_one_unit_more_is_refused() {
    let site = Site::new(Relay::shared(), "long");
    let (mut a, mut b) = (site.join("lounge", "a"), site.join("lounge", "b"));
    let longest = format!("{}\n{}", "あ".repeat(2_499), "😀".repeat(1_250));
    a.post(&longest);
    b.reach(Seq(1));
    assert_eq!(b.bodies(), [longest.as_str()]);

    let draft = fresh();
    a.post_as(draft, &format!("{longest}x"));
    let refused = a.refused();
    assert_eq!(
        (refused.draft, refused.refusal),
        (
            Some(draft),
            Refusal::BodyTooLong {
                units: 5_001,
                max: 5_000
            }
        )
    );
    assert_eq!(a.post("still here").seq, Seq(2));
}

#[test]
fn g4_blank_text_is_refused_and_the_socket_stays() {
    let site = Site::new(Relay::shared(), "blank");
    let mut client = site.join("lounge", "a");
    for blank in ["", " \n\t", "\u{3164}", "\u{200b}"] {
        client.post_as(fresh(), blank);
        assert_eq!(client.refused().refusal, Refusal::BodyBlank, "{blank:?}");
    }
    assert_eq!(client.post("x").seq, Seq(1));
}

#[test]
fn g4_a_frame_over_the_limit_closes_its_socket_alone() {
    let site = Site::new(Relay::shared(), "oversize");
    let (mut big, mut other) = (site.join("lounge", "a"), site.join("lounge", "b"));
    big.send(Message::text("x".repeat(limits::FRAME_BYTES + 1)));
    assert_eq!(big.end(), Ended::Closed(CloseReason::TooBig.code()));
    assert_eq!(other.post("not disturbed").seq, Seq(1));

    let mut binary = site.join("lounge", "c");
    binary.send(Message::binary(vec![0_u8; limits::FRAME_BYTES + 1]));
    assert_eq!(binary.end(), Ended::Closed(CloseReason::TooBig.code()));
    assert_eq!(other.post("still not").seq, Seq(2));
}

#[test]
fn g1_what_is_no_frame_is_refused_by_what_is_wrong_with_it() {
    let site = Site::new(Relay::shared(), "nonsense");
    let mut client = site.join("lounge", "a");
    for text in [
        "",
        "x",
        "{}",
        "[]",
        "null",
        "{\"post\":{}}",
        "{\"hello\":1}",
        "{\"post\":{\"draft\":\"zz\"}}",
        "pp",
    ] {
        client.send(Message::text(text));
        assert_eq!(client.refused().refusal, Refusal::Malformed, "{text}");
    }
    client.send(Message::binary(
        b"{\"fetch\":{\"after\":0,\"before\":1}}".to_vec(),
    ));
    assert_eq!(client.refused().refusal, Refusal::Malformed);
    client.send(Message::text("{\"dance\":{}}"));
    assert_eq!(client.refused().refusal, Refusal::Unknown);
    assert_eq!(client.post("x").seq, Seq(1));
}

#[test]
fn i1_nothing_is_heard_or_written_before_hello() {
    let site = Site::new(Relay::shared(), "silent");
    let mut silent = site.socket("lounge");
    silent.post_as(fresh(), "x");
    assert_eq!(silent.refused().refusal, Refusal::HelloFirst);
    silent.send(Message::text("{\"fetch\":{\"after\":0,\"before\":1}}"));
    assert_eq!(silent.refused().refusal, Refusal::HelloFirst);
    site.join("lounge", "a").post("a secret of the room");
    silent.hello(&site.ticket("b").ticket);
    silent.reach(Seq(1));
}

#[test]
fn i1_a_name_is_refused_by_what_is_wrong_with_it() {
    let site = Site::new(Relay::shared(), "names");
    site.account("ruan", "루안");
    for (name, refusal) in [
        (" ", Refusal::NameBlank),
        (&*"가".repeat(25), Refusal::NameTooLong { max: 24 }),
        ("\u{202e}nimda", Refusal::NameHostile),
        ("a\u{200b}b", Refusal::NameHostile),
    ] {
        let answer = site.guest(fresh(), Some(name));
        assert_eq!((answer.status, answer.refusal()), (422, refusal), "{name:?}");
    }
    assert_eq!(site.guest(fresh(), Some("もか🌿")).status, 200);
}

#[test]
fn i6_a_guest_cannot_carry_an_officials_name_or_one_that_looks_like_it() {
    let site = Site::new(Relay::shared(), "reserved");
    site.account("ruan", "Ruan");
    site.account("ruan-ko", "루안");
    for name in ["Ruan", "ruan", " RUAN ", "루안", "Ｒｕａｎ"] {
        let answer = site.guest(fresh(), Some(name));
        assert_eq!(
            (answer.status, answer.refusal()),
            (422, Refusal::NameReserved),
            "{name}"
        );
    }
}

#[test]
fn i1_without_a_name_one_reads_and_does_not_write() {
    let site = Site::new(Relay::shared(), "nameless");
    site.join("lounge", "a").post("x");
    let guest = fresh();
    let ticket = |name| {
        site.guest(guest, name)
            .json::<protocol::http::TicketReply>()
            .ticket
    };
    let mut reader = site.socket("lounge");
    reader.hello(&ticket(None));
    reader.reach(Seq(1));
    reader.post_as(fresh(), "me");
    assert_eq!(reader.refused().refusal, Refusal::NameMissing);
    // The name is chosen on the open socket.
    assert_eq!(
        reader
            .hello(&ticket(Some("콩떡")))
            .you
            .name
            .map(String::from)
            .as_deref(),
        Some("콩떡")
    );
    assert_eq!(reader.post("me").seq, Seq(2));
}

#[test]
fn g3_a_flood_is_told_to_slow_down_and_then_closed() {
    let site = Site::new(Relay::shared(), "flood");
    let mut client = site.join("lounge", "a");
    // So many that a machine with better things to do cannot make a steady pace of them.
    for n in 0..limits::BURST_POSTS + 35 {
        client.post_as(fresh(), &n.to_string());
    }
    let refused = client.refused();
    assert_eq!(refused.refusal, Refusal::TooFast);
    assert!(refused.retry_after_ms.is_some_and(|ms| ms > 0));
    for _ in 0..(limits::BURST_FRAMES * 3) {
        client.send(Message::text("{}"));
    }
    assert_eq!(client.end(), Ended::Closed(CloseReason::Limited.code()));
}
