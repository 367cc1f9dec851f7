//! What happens to a room, and to those in it, while a file comes in.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use protocol::http::Problem;
use protocol::{DraftId, Mode, Position, Seq, limits};
use relay_tests::client::Ended;
use relay_tests::member::{self, until};
use relay_tests::{DEADLINE, Relay, Site};

use super::{entries, everything, exported, import, imported, talk};

/// An upload that takes its time.
struct Upload(TcpStream);

impl Upload {
    fn begin(site: &Site, room: &str, query: &str, length: usize) -> Self {
        let host = site.relay.strip_prefix("http://").expect("a local address");
        let mut stream = TcpStream::connect(host).expect("the relay listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a timeout");
        let head = format!(
            "PUT /api/v1/sites/{}/rooms/{room}/import{query} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n",
            site.id, site.key
        );
        stream.write_all(head.as_bytes()).expect("the head is sent");
        Self(stream)
    }

    fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).expect("a piece is sent");
    }

    fn end(mut self) -> String {
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// As when the one who sends it dies.
    fn break_off(self) {
        self.0.shutdown(Shutdown::Both).expect("it was open");
    }
}

#[test]
fn r4_a_real_client_begins_anew_by_itself_and_what_it_wrote_meanwhile_arrives_once() {
    let site = Site::new(Relay::shared(), "tab");
    let mut writer = site.join("lounge", "콩떡");
    let mut tab = member::room(&site, "lounge", &["もか"]);
    for number in 0..6 {
        writer.post(&format!("kept {number}"));
    }
    let file = exported(&site, "lounge");
    for number in 0..4 {
        writer.post(&format!("lost {number}"));
    }
    until(&mut tab, "everything", |all| all[0].is_settled(Seq(10)));

    let (first, rest) = file.as_bytes().split_at(file.len() / 2);
    let mut upload = Upload::begin(&site, "lounge", "?replace=true", file.len());
    upload.send(first);
    assert_eq!(
        writer.end(),
        Ended::Closed(1012),
        "who writes is cut as soon as the file comes"
    );
    until(&mut tab, "the cut", |all| !all[0].is_live());
    let draft = tab[0].post("written while the room was being replaced");
    // Nobody writes now; who tries is told when to try again.
    let ruan = site.account("ruan", "루안");
    let post = site.api(
        "POST",
        "/posts",
        &ruan.key,
        "{\"body\":\"x\",\"room\":\"lounge\"}",
    );
    assert_eq!(post.status, 503, "{post:?}");
    assert_eq!(post.header("retry-after"), "2");
    assert_eq!(post.json::<Problem>().retry_after_ms, Some(2_000));
    // Reading goes on, and it is the old room that is read.
    assert_eq!(entries(&exported(&site, "lounge")).len(), 10);
    let other = import(&site, "lounge", "?replace=true", &site.key, &file);
    assert_eq!(other.status, 409, "one import at a time: {other:?}");
    assert_eq!(tab[0].client.outbox().list().len(), 1, "it waits on the device");
    upload.send(rest);
    let answer = upload.end();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    until(&mut tab, "its message", |all| all[0].is_settled(Seq(7)));
    let mut expected: Vec<(u64, DraftId)> = entries(&file)
        .iter()
        .map(|entry| (entry.seq.0, entry.draft))
        .collect();
    expected.push((7, draft));
    let shown = tab[0].client.timeline().entries();
    let shown: Vec<(u64, DraftId)> = shown.iter().map(|entry| (entry.seq.0, entry.draft)).collect();
    assert_eq!(shown, expected);
    let now = entries(&exported(&site, "lounge"));
    assert_eq!(now[..6], entries(&file));
    assert_eq!(now.len(), 7);
}

#[test]
fn r4_a_file_that_is_too_large_is_refused_before_it_comes() {
    let site = Site::new(Relay::shared(), "large");
    let mut fan = site.join("lounge", "もか");
    fan.post("one");
    let upload = Upload::begin(&site, "lounge", "?replace=true", limits::ARCHIVE_BYTES + 1);
    let answer = upload.end();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("\"max_bytes\":100000000"), "{answer}");
    assert_eq!(fan.post("nobody was cut").seq, Seq(2));
}

#[test]
fn r4_an_upload_that_breaks_off_gives_the_room_back() {
    let site = Site::new(Relay::shared(), "broken");
    let mut fan = site.join("lounge", "もか");
    fan.post("one");
    let file = exported(&site, "lounge");
    let mut upload = Upload::begin(&site, "lounge", "?replace=true", file.len());
    upload.send(&file.as_bytes()[..file.len() / 2]);
    assert_eq!(fan.end(), Ended::Closed(1012));
    upload.break_off();
    let ruan = site.account("ruan", "루안");
    let post = || {
        site.api(
            "POST",
            "/posts",
            &ruan.key,
            "{\"body\":\"two\",\"room\":\"lounge\"}",
        )
        .status
    };
    let start = Instant::now();
    while post() != 201 {
        assert!(start.elapsed() < DEADLINE, "the room stayed closed");
        std::thread::sleep(Duration::from_millis(100));
    }
    let list = entries(&exported(&site, "lounge"));
    assert_eq!(list[..1], entries(&file));
    // What was left of it is in nobody's way.
    assert_eq!(imported(&site, "lounge", "?replace=true", &file).head, Seq(1));
}

/// A sender that is gone without a word looks like one that has stopped.
#[test]
fn r4_an_upload_that_stops_coming_closes_the_room_for_half_a_minute_and_no_longer() {
    let site = Site::new(Relay::shared(), "stopped");
    let mut fan = site.join("lounge", "もか");
    fan.post("one");
    let file = exported(&site, "lounge");
    let mut upload = Upload::begin(&site, "lounge", "?replace=true", file.len());
    upload.send(&file.as_bytes()[..file.len() / 2]);
    assert_eq!(fan.end(), Ended::Closed(1012));
    let answer = upload.end();
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("nothing was changed"),
        "{answer}"
    );
    let mut back = site.join("lounge", "もか");
    assert_eq!(back.post("two").seq, Seq(2));
}

#[test]
fn r4_a_relay_that_is_killed_in_an_import_has_the_old_room_and_takes_the_file_again() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "killed");
    let list = talk(&site, "lounge");
    let file = exported(&site, "lounge");
    site.join("lounge", "x").post("after the file");
    let epoch = site.join("lounge", "x").welcome.expect("a welcome").epoch;
    let mut upload = Upload::begin(&site, "lounge", "?replace=true", file.len());
    upload.send(&file.as_bytes()[..file.len() - 100]);
    let ruan = site.account("ruan", "루안");
    let start = Instant::now();
    while site
        .api(
            "POST",
            "/posts",
            &ruan.key,
            "{\"body\":\"x\",\"room\":\"lounge\"}",
        )
        .status
        != 503
    {
        assert!(start.elapsed() < DEADLINE, "the import never began");
    }
    relay.kill_and_restart();
    let mut back = site.join("lounge", "x");
    let welcome = back.welcome.clone().expect("a welcome");
    assert_eq!(welcome.epoch, epoch);
    assert!(welcome.head >= Seq(61), "{welcome:?}");
    assert_eq!(everything(&mut back)[..60], list);
    let reply = imported(&site, "lounge", "?replace=true", &file);
    // And what it says of the new room outlives the object's memory.
    relay.evict();
    relay.kill_and_restart();
    let mut there = site.socket("lounge");
    let have = Position {
        epoch: reply.epoch,
        seq: Seq(60),
    };
    let welcome = there.hello_with(&site.ticket("y").ticket, Some(have), Vec::new());
    assert_eq!(
        (welcome.mode, welcome.epoch, welcome.head),
        (Mode::Resume, reply.epoch, Seq(60))
    );
    assert_eq!(everything(&mut there), list);
}
