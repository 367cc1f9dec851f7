//! What a message costs, held against what it may: rows written are what a small room pays for, inbound frames what a large one
//! does.

use protocol::{ClientFrame, Seen, Seq};
use relay_tests::faults::Counters;
use relay_tests::member::{self, Member, settle, until};
use relay_tests::prices::{CROWD_BUDGET, ROOM_BUDGET, Usage};
use relay_tests::{Client, Relay, Site};

const MESSAGES: u64 = 300;

/// Dollars for a million messages, the object's time apart: that is a matter of how fast they come.
fn usd_a_million(before: &Counters, after: &Counters) -> f64 {
    let messages = (after.posts - before.posts) as f64;
    let usage = Usage::between(before, after, 0.0);
    (usage.requests_usd() + usage.rows_usd()) * 1_000_000.0 / messages
}

#[test]
fn g1_a_message_costs_one_row_and_few_frames_in_an_ordinary_room() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "cost");
    let names = [
        "もか",
        "콩떡",
        "Leafi",
        "さくら",
        "윤슬",
        "José",
        "あおい",
        "하루",
        "Mia",
        "ソラ",
    ];
    let mut members = member::room(&site, "lounge", &names);
    // The tables, and a row for each who has come.
    let before = relay.counters(&site, "lounge");
    let came = before.rows_written;
    let mut said = 0;
    let mut cuts = 0;
    while said < MESSAGES {
        // Each in turn, and now and then somebody loses the network.
        for member in &mut members {
            member.post(&format!("{said} 見た？ 진짜 최고"));
            said += 1;
        }
        if said % 50 == 0 {
            members[(said / 50) as usize].cut();
            cuts += 1;
        }
        let head = Seq(said);
        until(&mut members, "everybody to have it", |all| {
            all.iter().all(|member| member.is_settled(head))
        });
    }
    let cost = relay.counters(&site, "lounge");
    assert_eq!(cost.posts, MESSAGES);
    let per = |count: u64| count as f64 / MESSAGES as f64;
    let frames: u32 = members.iter().map(|member| member.frames).sum();
    let rows = cost.rows_written - came;
    println!(
        "{MESSAGES} messages of 10 members, {cuts} reconnects: {:.3} rows written, {:.3} frames in ({:.3} said), \
         {:.1} rows read, {:.3} frames to each, a message",
        per(rows),
        per(cost.frames_in),
        per(u64::from(frames)),
        per(cost.rows_read),
        per(cost.broadcasts),
    );
    assert!(members.iter().map(|member| member.connects).sum::<u32>() >= 10 + cuts);
    // And what each who was cut had read by then.
    assert!(came <= 40, "{came} rows before anything was said");
    assert!(rows <= MESSAGES + u64::from(cuts), "{rows} rows, {cost:?}");
    assert!(per(cost.frames_in) <= 1.3, "{cost:?}");
    let usd = usd_a_million(&before, &cost);
    assert!(usd <= ROOM_BUDGET, "${usd:.3} a million messages, {cost:?}");
    assert!(members.iter().all(Member::is_live));
}

#[test]
fn g2_what_a_crowd_of_readers_says_costs_frames_and_no_rows_and_keeps_the_price_of_a_message() {
    const READERS: usize = 200;
    /// A second of the busiest room: so often a reader says at most what they have read.
    const A_SECOND: u64 = 50;
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "prices");
    let mut readers: Vec<(Client, u64, u64)> = (0..READERS)
        .map(|number| {
            let mut client = site.socket("lounge");
            let welcome = client.hello(&site.ticket(&format!("r{number}")).ticket);
            let asked = welcome.seen_every.expect("a room asks where its readers are");
            (client, u64::from(asked.events), 0)
        })
        .collect();
    let names: Vec<String> = (0..10).map(|number| format!("w{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut writers = member::room(&site, "lounge", &names);
    let before = relay.counters(&site, "lounge");
    for said in 1..=MESSAGES {
        writers[said as usize % 10].post("わー！ 최고");
        if !said.is_multiple_of(A_SECOND) {
            continue;
        }
        settle(&mut writers, said);
        for (reader, asked, told) in &mut readers {
            reader.reach(Seq(said));
            if said >= *told + *asked {
                *told = said;
                reader.say(&ClientFrame::Seen(Seen { seq: Seq(said) }));
            }
            reader.read(Seq(said));
        }
    }
    let heard = READERS as u64 * (MESSAGES / A_SECOND + MESSAGES / 256);
    let mut after = relay.counters(&site, "lounge");
    relay_tests::until("the room to have heard them all", || {
        after = relay.counters(&site, "lounge");
        after.frames_in - before.frames_in >= MESSAGES + heard
    });
    let usd = usd_a_million(&before, &after);
    let each = Usage::between(&before, &after, 0.0).times(1.0 / MESSAGES as f64);
    println!(
        "{MESSAGES} messages before {READERS} readers: {:.2} frames in, {:.3} rows written, {:.1} read a message: ${usd:.3} a million",
        each.frames_in, each.rows_written, each.rows_read,
    );
    assert_eq!(after.posts - before.posts, MESSAGES);
    assert!(usd <= CROWD_BUDGET, "${usd:.3} a million messages, {after:?}");
}

#[test]
fn g1_who_only_reads_says_where_they_are_and_is_never_cut_off() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "readers");
    let writers: Vec<String> = (0..30).map(|n| format!("w{n}")).collect();
    let names: Vec<&str> = writers
        .iter()
        .map(String::as_str)
        .chain(["もか", "콩떡"])
        .collect();
    let mut members = member::room(&site, "lounge", &names);
    let before = relay.counters(&site, "lounge");
    // More than anybody may be behind, as fast as the pace of thirty allows.
    for turn in 0..20 {
        for writer in &mut members[..30] {
            writer.post(&format!("{turn}"));
        }
    }
    until(&mut members, "everybody to have all 600", |all| {
        all.iter().all(|member| member.is_settled(Seq(600)))
    });
    assert!(members.iter().all(|member| member.connects == 1));
    let cost = relay.counters(&site, "lounge");
    let readers: u32 = members[30..].iter().map(|member| member.frames).sum();
    println!(
        "600 messages to 32: {} frames in; a reader said {} frames; {} bytes outstanding in the end",
        cost.frames_in - before.frames_in,
        readers / 2,
        cost.outstanding_bytes,
    );
    // A hello each, and a word every 128 entries or 64 KiB, and what a hole may ask for.
    assert!(readers <= 2 * (1 + 600 / 128 + 4), "{readers}");
}
