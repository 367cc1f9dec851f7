//! A room with a crowd in it, on the real runtime: what a tick costs, and what becomes of it when the relay falls.

use std::time::Instant;

use protocol::http::Settings;
use protocol::{Act, Refusal, Refused, Role, Rules, Seq, ServerFrame, Writers, limits, version};
use relay_tests::faults::Trap;
use relay_tests::member::{self, Member, settle};
use relay_tests::runtime::OWNER_KEY;
use relay_tests::site::settings;
use relay_tests::{Client, DEADLINE, Relay, Site, fresh};

/// They hear everything, and say nothing. So no more may be told them than a room holds for those who do not read.
fn listeners(site: &Site, count: usize) -> Vec<Client> {
    let ticket = site.ticket("listener").ticket;
    let mut listeners: Vec<Client> = (0..count).map(|_| site.socket("lounge")).collect();
    for listener in &mut listeners {
        listener.hello(&ticket);
    }
    listeners
}

fn writers(site: &Site, count: usize) -> Vec<Member> {
    let names: Vec<String> = (0..count).map(|n| format!("w{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    member::room(site, "lounge", &names)
}

#[test]
fn g2_a_crowd_costs_a_write_and_a_frame_to_each_a_tick_and_not_a_message() {
    const LISTENERS: usize = 500;
    const WRITERS: usize = 20;
    const EACH: u64 = 10;
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "crowd");
    let mut heard = listeners(&site, LISTENERS);
    let mut members = writers(&site, WRITERS);
    let before = relay.counters(&site, "lounge");
    let start = Instant::now();
    for turn in 0..EACH {
        for member in &mut members {
            member.post(&format!("{turn} わー"));
        }
    }
    let said = EACH * WRITERS as u64;
    settle(&mut members, said);
    let took = start.elapsed().as_millis() as u64;
    let cost = relay.counters(&site, "lounge");
    let (frames, commits) = (cost.broadcasts - before.broadcasts, cost.commits - before.commits);
    println!(
        "{said} messages to {} sockets in {took} ms: {commits} commits, {frames} frames to each",
        LISTENERS + WRITERS,
    );
    assert_eq!(cost.posts - before.posts, said);
    let tick_us = (LISTENERS + WRITERS) as u64 * limits::FRAME_US * limits::FRAME_SHARE;
    let ticks = (limits::TICK_CREDIT_MS + took) * 1_000 / tick_us + 1;
    // And head counts, read marks.
    assert!(
        frames <= ticks + 3 * (took / 1_000 + 2),
        "{frames} frames, {ticks} ticks"
    );
    assert!(commits < said * 3 / 4, "{commits} commits");
    assert!(members.iter().all(|member| member.connects == 1));
    // Who only listened has all of it.
    for listener in &mut heard[..10] {
        listener.reach(Seq(said));
    }
}

/// A crowd takes a while to be told, and an official does not wait for the end of it.
#[test]
fn g2_what_is_due_to_somebody_at_once_is_one_message_of_bytes_and_several_of_text() {
    let site = Site::new(Relay::shared(), "joined");
    let text = Client::connect_as(
        &site.relay,
        &site.path("lounge"),
        Some(&site.relay),
        Some(version::SUBPROTOCOL),
    );
    let mut reader = text.expect("an upgrade");
    reader.hello(&site.ticket("reader").ticket);
    let mut heard = listeners(&site, 600);
    site.account("miru", "미루");
    let mut official = site.join_as("lounge", Role::Official, "miru");
    let start = Instant::now();
    let mut said = 0;
    while heard.iter().all(|listener| listener.joined == 0) {
        assert!(start.elapsed() < DEADLINE, "{said} words, each told by itself");
        let drafts = [fresh(), fresh(), fresh()];
        for draft in drafts {
            official.post_as(draft, "聞こえますか");
        }
        said += 3;
        for client in heard.iter_mut().chain([&mut reader]) {
            client.reach(Seq(said));
        }
    }
    assert_eq!((reader.joined, reader.told[1]), (0, 0));
}

#[test]
fn g2_a_fall_within_a_tick_loses_nothing_that_was_acknowledged_and_doubles_nothing() {
    let mut relay = Relay::start_with_faults();
    let site = Site::new(&relay, "fall");
    let _heard = listeners(&site, 500);
    let mut members = writers(&site, 10);
    let mut said = 0;
    for at in Trap::ALL {
        for turn in 0..12 {
            if turn == 6 {
                relay.trap(&site, "lounge", at);
            }
            for member in &mut members {
                member.post(&format!("{at:?} {turn}"));
                said += 1;
            }
        }
        settle(&mut members, said);
    }
    // A death of all of it, in the middle.
    for turn in 0..12 {
        for member in &mut members {
            member.post(&format!("{turn}"));
            said += 1;
        }
        if turn == 6 {
            relay.kill_and_restart();
        }
    }
    settle(&mut members, said);
}

fn refused(client: &mut Client, body: &str) -> Refused {
    client.post_as(fresh(), body);
    client.refused()
}

/// What holds from now on, as everybody who is there is told.
fn rules(client: &mut Client) -> Rules {
    client.until("other rules", |frame| match frame {
        ServerFrame::Rules(rules) => Some(*rules),
        _ => None,
    })
}

#[test]
fn g3_slow_mode_and_a_frozen_room_hold_at_once_for_everybody_whatever_ticket_they_came_with() {
    let site = Site::new(Relay::shared(), "slow");
    let mut fan = site.join_as("lounge", Role::Fan, "minted");
    let mut guest = site.join("lounge", "guest");
    let mut staff = site.join_as("lounge", Role::Moderator, "staff");
    site.settle(&Settings {
        slow_rooms: [("lounge".to_owned(), 600)].into(),
        ..settings()
    });
    for client in [&mut fan, &mut guest, &mut staff] {
        assert_eq!(rules(client).slow_s, 600);
    }
    for client in [&mut fan, &mut guest] {
        client.post("1");
        let told = refused(client, "2");
        assert_eq!(told.refusal, Refusal::SlowMode { seconds: 600 });
        let wait = told.retry_after_ms.expect("a time");
        assert!((500_000..=600_000).contains(&wait), "{wait}");
    }
    // By another socket it is the same member.
    let mut again = site.join_as("lounge", Role::Fan, "minted");
    assert_eq!(
        refused(&mut again, "2").refusal,
        Refusal::SlowMode { seconds: 600 }
    );
    staff.post("3");
    staff.post("4");

    site.settle(&Settings {
        frozen_rooms: vec!["lounge".to_owned()],
        ..settings()
    });
    for client in [&mut fan, &mut guest, &mut staff] {
        assert_eq!(rules(client).writers, Writers::Staff);
    }
    let told = refused(&mut fan, "5");
    assert_eq!((told.refusal, told.retry_after_ms), (Refusal::Frozen, None));
    staff.post("6");
    fan.act(Act::Unsend(Seq(1)), "…");
    // Whoever comes now knows, and it goes as it came.
    let mut late = site.join("lounge", "late");
    assert_eq!(refused(&mut late, "7").refusal, Refusal::Frozen);
    site.settle(&settings());
    assert_eq!(rules(&mut guest), Rules::default());
    guest.post("8");
    let told = site.api(
        "PUT",
        "",
        OWNER_KEY,
        r#"{"origins": [], "slow_rooms": {"lounge": 3601}}"#,
    );
    assert_eq!(told.status, 422, "{told:?}");
}

#[test]
fn g3_of_a_flood_each_is_sent_or_held_until_its_time_and_all_of_it_stands_in_the_log() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "flood");
    let mut members = writers(&site, 40);
    // 400 may be said at once, and then 200 a second.
    for turn in 0..14 {
        for member in &mut members {
            member.post(&format!("{turn} わー"));
        }
    }
    let start = Instant::now();
    settle(&mut members, 14 * 40);
    println!("{} messages of 40 in {} ms", 14 * 40, start.elapsed().as_millis());
    assert!(members.iter().all(|member| member.connects == 1));
}
