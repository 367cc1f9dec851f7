//! Readers that do not read, frames that are too large, and the same message over two sockets.

use std::time::Instant;

use protocol::{CloseReason, Seq, limits};
use relay_tests::client::Ended;
use relay_tests::member::{self, Member, until};
use relay_tests::{Client, Relay, Site, fresh};
use tungstenite::Message;

fn long() -> String {
    "あ".repeat(limits::BODY_UNITS)
}

/// All of them say it, and hear everything that is said.
fn talk(members: &mut [Member], body: &str, said: &mut u64) {
    for member in &mut *members {
        member.post(body);
        *said += 1;
    }
    let head = Seq(*said);
    until(members, "everybody who reads to have it", |all| {
        all.iter().all(|member| member.is_settled(head))
    });
}

#[test]
fn r2_a_reader_that_stalls_is_cut_off_and_nobody_else_notices() {
    let relay = Relay::start();
    let site = Site::new(&relay, "stall");
    let mut members = member::room(&site, "lounge", &["もか", "콩떡", "Leafi"]);
    let mut stalled = site.join("lounge", "stalled");
    let mut said = 0;
    // Half as much again as it may be behind.
    while said < 27 {
        talk(&mut members, &long(), &mut said);
    }
    assert!(members.iter().all(|member| member.connects == 1));
    // It reads again: everything up to its end is there, in order, and its end says why.
    assert_eq!(stalled.end(), Ended::Closed(CloseReason::Slow.code()));
    let behind = limits::BEHIND_BYTES as usize / long().len() + 1;
    assert_eq!(stalled.log.len(), behind);
    // And it resumes.
    let have = stalled.position();
    let mut back = site.socket("lounge");
    back.hello_with(&site.ticket("stalled").ticket, have, Vec::new());
    back.reach(Seq(said));
}

#[test]
fn r2_with_every_reader_stalled_what_is_held_for_them_stays_bounded() {
    const STALLED: usize = 200;
    const MIB: u64 = 1024 * 1024;
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "swamp");
    let mut members = member::room(&site, "lounge", &["もか", "콩떡"]);
    let ticket = site.ticket("stalled").ticket;
    // A tab that the browser froze: its frames arrive, and nobody hears them.
    let frozen = member::room(&site, "lounge", &["frozen"]).remove(0);
    let mut stalled: Vec<Client> = (0..STALLED).map(|_| site.socket("lounge")).collect();
    for client in &mut stalled {
        client.hello(&ticket);
    }
    let before = relay.resident_bytes();
    let (mut said, mut slowest, mut most) = (0, 0, 0);
    // 450 KB of messages to each: 90 MB, were nobody watching.
    for _ in 0..15 {
        let start = Instant::now();
        talk(&mut members, &long(), &mut said);
        slowest = slowest.max(start.elapsed().as_millis());
        most = most.max(relay.counters(&site, "lounge").outstanding_bytes);
    }
    let grown = relay.resident_bytes().saturating_sub(before);
    println!(
        "{STALLED} stalled readers, {said} messages of 15 KB: at most {:.1} MiB held by the room's account, workerd grew by \
         {:.1} MiB; two messages took {slowest} ms at the slowest",
        most as f64 / MIB as f64,
        grown as f64 / MIB as f64,
    );
    assert!(most <= limits::OUTSTANDING_BYTES as u64 + MIB, "{most}");
    assert!(grown <= 128 * MIB, "{grown}");
    assert!(members.iter().all(|member| member.connects == 1));

    // The frozen one thaws: it was told that it is told nothing, says where it is, and finds what it missed, all by itself.
    members.push(frozen);
    talk(&mut members, "また聞こえる", &mut said);
    assert_eq!(members.last().map(|frozen| frozen.connects), Some(1));
}

#[test]
fn r2_frames_of_a_megabyte_and_of_thirty_two_end_their_own_socket_alone() {
    let relay = Relay::start();
    let site = Site::new(&relay, "oversize");
    let mut members = member::room(&site, "lounge", &["もか", "콩떡"]);
    let mut said = 0;
    for bytes in [limits::FRAME_BYTES + 1, (1 << 20) + 1, (32 << 20) + 1] {
        let mut big = site.join("lounge", "big");
        big.send(Message::text("x".repeat(bytes)));
        // Where the runtime will not even read it, the link may break under what is still being sent.
        let ended = big.end();
        let told = Ended::Closed(CloseReason::TooBig.code());
        assert!(
            ended == told || (bytes > 1 << 20 && ended == Ended::Cut),
            "{bytes}: {ended:?}"
        );
        talk(&mut members, "元気", &mut said);
    }
    assert!(members.iter().all(|member| member.connects == 1));
}

#[test]
fn g1_one_draft_over_two_sockets_at_once_is_one_message() {
    let site = Site::new(Relay::shared(), "twice");
    let ticket = site.ticket("a").ticket;
    let mut sockets = [site.socket("lounge"), site.socket("lounge")];
    for socket in &mut sockets {
        socket.hello(&ticket);
    }
    for number in 1..=10 {
        let draft = fresh();
        for _ in 0..2 {
            for socket in &mut sockets {
                socket.post_as(draft, "한 번");
            }
        }
        for socket in &mut sockets {
            for _ in 0..2 {
                assert_eq!(socket.acked(draft).seq, Seq(number));
            }
        }
    }
    assert_eq!(sockets[0].history(Seq::ZERO, Seq(99)).list.len(), 10);
}
