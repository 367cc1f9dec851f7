//! Read marks of three hundred on the real runtime: exact, and cheap.

use std::collections::BTreeMap;
use std::time::Instant;

use protocol::http::{Settings, TicketReply};
use protocol::{DraftId, Marks, Position, ReadMarks, Seq};
use relay_tests::site::settings;
use relay_tests::{Client, Relay, Site, fresh};

const READERS: u64 = 300;
const MESSAGES: u64 = 20;

/// What a client makes of it.
fn shown(marks: &Marks, seq: u64, above: u32) -> u32 {
    let run = marks.runs.iter().find(|run| Seq(seq) <= run.upto);
    run.map_or(above, |run| run.n)
}

fn is_exact(marks: &Marks, expected: &BTreeMap<u64, u32>) -> bool {
    expected.iter().all(|(seq, n)| shown(marks, *seq, 0) == *n)
}

struct Fan {
    guest: DraftId,
    client: Client,
    read: u64,
}

impl Fan {
    fn come(site: &Site, guest: DraftId, have: Option<Position>) -> Client {
        let mut client = site.socket("lounge");
        let ticket = site.guest(guest, Some("もか")).json::<TicketReply>().ticket;
        client.hello_with(&ticket, have, Vec::new());
        client
    }
}

/// So many have a mark at each place or above: these, and who wrote all of it.
fn truth(fans: &[Fan]) -> BTreeMap<u64, u32> {
    let n = |seq: u64| fans.iter().filter(|fan| fan.read >= seq).count() as u32 + 1;
    (1..=MESSAGES).map(|seq| (seq, n(seq))).collect()
}

#[test]
fn g6_the_marks_of_300_are_exact_through_a_death_and_an_eviction_and_cost_a_row_a_session() {
    let mut relay = Relay::start_with_faults();
    let site = Site::new(&relay, "marks");
    let mut writer = site.join_as("lounge", protocol::Role::Moderator, "writer");
    for number in 0..MESSAGES {
        writer.post(&format!("{number}番"));
    }
    let before = relay.counters(&site, "lounge");
    let mut fans: Vec<Fan> = (0..READERS)
        .map(|_| {
            let guest = fresh();
            let client = Fan::come(&site, guest, None);
            Fan {
                guest,
                client,
                read: 0,
            }
        })
        .collect();
    let came = relay.counters(&site, "lounge");
    assert_eq!(came.rows_written - before.rows_written, READERS, "a row each");

    // Everybody reads some of it, several times, and not always further than before: a mark never goes back.
    let start = Instant::now();
    for round in 1..=3 {
        for (number, fan) in (0_u64..).zip(&mut fans) {
            let read = (number * 7 + round * 5) % MESSAGES + 1;
            fan.client.read(Seq(read));
            fan.read = fan.read.max(read);
        }
    }
    let expected = truth(&fans);
    for fan in &mut fans {
        fan.client.marks(|marks| is_exact(marks, &expected));
    }
    let took = start.elapsed().as_secs();
    let told = relay.counters(&site, "lounge");
    let frames = told.broadcasts - came.broadcasts;
    println!(
        "{} words of {READERS} readers: {frames} frames to everybody in {took} s, {} rows written, {} rows read",
        3 * READERS,
        told.rows_written - came.rows_written,
        told.rows_read - came.rows_read,
    );
    // Two of each kind a second at most: head counts and marks.
    assert!(frames <= 2 * (took + 2), "{frames} frames in {took} s");
    assert_eq!(told.rows_written, came.rows_written, "reading costs no row");

    // Put out of memory: the cards know it.
    relay.evict();
    fans[0].read = MESSAGES;
    fans[0].client.read(Seq(MESSAGES));
    let expected = truth(&fans);
    fans[7].client.marks(|marks| is_exact(marks, &expected));

    // Killed: whoever comes back says it again, and whoever does not had it kept when they left.
    let gone: Vec<Fan> = fans.split_off(200);
    let kept: Vec<u64> = gone.iter().map(|fan| fan.read).collect();
    for mut fan in gone {
        fan.client.goodbye();
        fan.client.end();
    }
    writer.goodbye();
    writer.end();
    let leaving = kept.len() as u64 + 1;
    let written = || relay.counters(&site, "lounge").rows_written - told.rows_written;
    while written() < leaving {
        assert!(start.elapsed() < relay_tests::DEADLINE, "{} rows", written());
    }
    assert_eq!(written(), leaving, "a row a session");
    relay.kill_and_restart();
    for fan in &mut fans {
        fan.client = Fan::come(&site, fan.guest, None);
        fan.client.read(Seq(fan.read));
    }
    let n = |seq: u64| {
        let here = fans.iter().filter(|fan| fan.read >= seq).count();
        (here + kept.iter().filter(|read| **read >= seq).count()) as u32 + 1
    };
    let expected: BTreeMap<u64, u32> = (1..=MESSAGES).map(|seq| (seq, n(seq))).collect();
    for fan in &mut fans {
        fan.client.marks(|marks| is_exact(marks, &expected));
    }
    let page = relay_tests::http::call("GET", &format!("{}/r/{}/lounge", site.relay, site.id), &[], "");
    let boot = super::document::boot(&page);
    assert!(is_exact(&boot.chat.marks.expect("marks"), &expected));
}

#[test]
fn g6_the_count_goes_down_to_nothing_where_the_owner_wants_it_so() {
    let site = Site::new(Relay::shared(), "down");
    site.settle(&Settings {
        read_marks: ReadMarks::CountDown,
        ..settings()
    });
    let mut fans: Vec<Client> = ["a", "b", "c"].map(|name| site.join("lounge", name)).into();
    fans[0].post("見た？");
    // Its author has it before their eyes.
    fans[1].marks(|marks| shown(marks, 1, 3) == 2);
    fans[1].reach(Seq(1));
    fans[1].read(Seq(1));
    fans[0].marks(|marks| shown(marks, 1, 3) == 1);
    fans[2].read(Seq(1));
    fans[0].marks(|marks| shown(marks, 1, 3) == 0);
}
