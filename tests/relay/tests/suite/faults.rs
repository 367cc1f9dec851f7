//! What a fall of the relay's own costs, on the build that can be made to fall: one retry of whoever was under way, and nothing
//! that was acknowledged.

use protocol::http::Problem;
use protocol::{Refusal, Seq, limits};
use relay_tests::faults::Trap;
use relay_tests::member::{self, settle};
use relay_tests::{Relay, Site, fresh};
use serde_json::json;

#[test]
fn r2_a_trap_costs_its_room_nothing_that_was_said_and_a_neighbour_one_retry_at_most() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "trap");
    let mut room = member::room(&site, "lounge", &["もか", "콩떡"]);
    let mut neighbours = member::room(&site, "next-door", &["さくら", "윤슬"]);
    let (mut said, mut said_there) = (0, 0);
    for (round, at) in (1..).zip(Trap::ALL) {
        for member in &mut room {
            member.post(&format!("{at:?}, before it"));
            said += 1;
        }
        settle(&mut room, said);
        for member in &mut neighbours {
            member.post("before it");
            said_there += 1;
        }
        settle(&mut neighbours, said_there);
        let restores = relay.counters(&site, "next-door").restores;

        relay.trap(&site, "lounge", at);
        // Under way next door at that moment.
        for member in &mut neighbours {
            for _ in 0..3 {
                member.post("meanwhile");
                said_there += 1;
            }
        }
        let into: Vec<_> = (0..4).map(|n| format!("{at:?}, into it: {n}")).collect();
        for body in &into {
            room[0].post(body);
            said += 1;
        }
        settle(&mut room, said);
        let mut bodies = room[1].bodies();
        bodies.retain(|body| body.contains("into it"));
        assert!(
            bodies.ends_with(&into.iter().map(String::as_str).collect::<Vec<_>>()),
            "{bodies:?}"
        );
        settle(&mut neighbours, said_there);
        neighbours[0].post("after it");
        said_there += 1;
        settle(&mut neighbours, said_there);

        // They are of one isolate, so the neighbour fell as well, and was made anew from its ledger and its cards.
        assert!(relay.counters(&site, "next-door").restores > restores);
        assert!(room[0].connects <= 1 + round, "{at:?}: {}", room[0].connects);
        assert_eq!(room[1].connects, 1, "{at:?}: who only reads is not disturbed");
        for member in &neighbours {
            assert!(member.connects <= 1 + round, "{at:?}: {}", member.connects);
        }
    }
}

#[test]
fn r2_a_trap_under_an_officials_post_is_told_and_trying_again_posts_once() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "trap-http");
    let ruan = site.account("ruan", "루안");
    let mut fans = member::room(&site, "@feed", &["もか"]);
    for (round, at) in (1..).zip(Trap::ALL) {
        let draft = fresh();
        let request = json!({ "body": "本日18時より", "draft": draft }).to_string();
        relay.trap(&site, "@feed", at);
        let answer = site.api("POST", "/posts", &ruan.key, request);
        assert!(answer.status >= 500, "{answer:?}");
        assert_eq!(site.post(&ruan, draft, "本日18時より").seq, Seq(round));
        settle(&mut fans, round);
    }
}

#[test]
fn r2_a_full_storage_refuses_each_message_and_goes_on_being_read() {
    let mut relay = Relay::start_with_faults();
    let site = Site::new(&relay, "full");
    let ruan = site.account("ruan", "루안");
    let (mut a, mut b) = (site.join("lounge", "a"), site.join("lounge", "b"));
    let long = "あ".repeat(limits::BODY_UNITS);
    a.post(&long);
    relay.fill(&site, "lounge", true);
    let draft = fresh();
    for _ in 0..3 {
        a.post_as(draft, &long);
        let refused = a.refused();
        assert_eq!(
            (refused.draft, refused.refusal, refused.retry_after_ms),
            (Some(draft), Refusal::StorageFull, Some(limits::FULL_RETRY_MS))
        );
    }
    let request = json!({ "body": long, "room": "lounge" }).to_string();
    let answer = site.api("POST", "/posts", &ruan.key, request);
    assert_eq!((answer.status, answer.refusal()), (507, Refusal::StorageFull));
    assert_eq!(
        answer.json::<Problem>().retry_after_ms,
        Some(limits::FULL_RETRY_MS)
    );
    // Everybody reads on, and so does whoever comes.
    b.reach(Seq(1));
    assert_eq!(b.history(Seq::ZERO, Seq(2)).list.len(), 1);
    let mut late = site.join("lounge", "c");
    late.reach(Seq(1));
    assert_eq!(relay.get(&format!("/f/{}/lounge", site.id)).status, 200);
    // Nothing of what was refused was written, and the same socket writes again as soon as there is room.
    relay.fill(&site, "lounge", false);
    a.post_as(draft, &long);
    assert_eq!(a.acked(draft).seq, Seq(2));
    for client in [&mut b, &mut late] {
        client.reach(Seq(2));
        assert_eq!(client.bodies(), [long.as_str(), long.as_str()]);
    }
    relay.kill_and_restart();
    let mut after = site.join("lounge", "d");
    after.reach(Seq(2));
    assert_eq!(after.log, late.log);
}

#[test]
fn r2_an_instance_whose_memory_has_grown_is_left_for_a_fresh_one_and_nobody_notices() {
    const MIB: u64 = 1024 * 1024;
    const GROWN: u32 = 72;
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "memory");
    let mut room = member::room(&site, "lounge", &["もか", "콩떡"]);
    let start = relay.resident_bytes() / MIB;
    // The runtime collects the instances that were left when it likes, so it is given time: were they kept, it would
    // hold all of them in the end.
    let is_collected =
        |round: u64| (relay.resident_bytes() / MIB).saturating_sub(start) < round * u64::from(GROWN) / 2;
    let mut rounds = 0;
    while rounds < 5 || (rounds < 40 && !is_collected(rounds)) {
        rounds += 1;
        let round = rounds;
        let before = relay.counters(&site, "lounge");
        assert!(before.memory_bytes < 16 * MIB, "{before:?}");
        let grown = relay.grow(&site, "lounge", GROWN);
        assert!(grown.memory_bytes > u64::from(GROWN) * MIB, "{grown:?}");
        for member in &mut room {
            member.post(&format!("{round}"));
        }
        settle(&mut room, 2 * round);
        let after = relay.counters(&site, "lounge");
        assert!(after.memory_bytes < 16 * MIB, "{after:?}");
        assert!(after.restores > before.restores);
    }
    assert!(room.iter().all(|member| member.connects == 1));
    let resident = relay.resident_bytes() / MIB;
    println!("{rounds} times {GROWN} MiB grown and left: workerd holds {resident} MiB, {start} at the start");
    assert!(
        is_collected(rounds),
        "{resident} of {}",
        rounds * u64::from(GROWN)
    );
}

#[test]
fn r2_the_build_that_is_deployed_has_none_of_these_doors() {
    let relay = Relay::shared();
    let site = Site::new(relay, "doors");
    for what in ["panic", "full", "grow", "counters"] {
        let answer = relay.knock(what, &site, "lounge", json!({ "at": "before_write", "times": 1 }));
        assert_eq!(
            (answer.status, answer.refusal()),
            (404, Refusal::NotFound),
            "{what}"
        );
    }
    // And where there are, they open to the owner alone.
    let relay = Relay::start_with_faults();
    let body = json!({ "site": site.id, "room": "lounge" }).to_string();
    assert_eq!(
        relay
            .call("POST", "/api/v1/faults/counters", "somebody", body)
            .status,
        401
    );
}
