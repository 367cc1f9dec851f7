//! A room as a file: out of one room and into another, or back into the same, with real clients in it.

mod flaws;
mod meanwhile;
mod storage;

use protocol::http::{ImportReply, Problem};
use protocol::{Entry, Mode, Refusal, Seq, codec, limits};
use relay_tests::client::Ended;
use relay_tests::runtime::OWNER_KEY;
use relay_tests::site::encoded;
use relay_tests::{Answer, Client, Relay, Site, fresh};

fn export(site: &Site, room: &str, key: &str) -> Answer {
    site.api("GET", &format!("/rooms/{}/export", encoded(room)), key, "")
}

fn exported(site: &Site, room: &str) -> String {
    let answer = export(site, room, &site.key);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    answer.body
}

fn import(site: &Site, room: &str, query: &str, key: &str, file: &str) -> Answer {
    let path = format!("/rooms/{}/import{query}", encoded(room));
    site.api("PUT", &path, key, file)
}

fn imported(site: &Site, room: &str, query: &str, file: &str) -> ImportReply {
    let answer = import(site, room, query, &site.key, file);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn refused(answer: &Answer) -> (u16, Refusal, String) {
    let Problem { refusal, detail, .. } = answer.json();
    (answer.status, refusal, detail)
}

/// What stands between the first and the last line.
fn entries(file: &str) -> Vec<Entry> {
    let lines: Vec<&str> = file.lines().collect();
    let inner = &lines[1..lines.len() - 1];
    inner
        .iter()
        .map(|line| codec::parse(line).expect("an entry"))
        .collect()
}

/// All of it, as somebody who scrolls to the top sees it.
fn everything(client: &mut Client) -> Vec<Entry> {
    let head = client.welcome.as_ref().expect("a welcome").head;
    let mut list: Vec<Entry> = Vec::new();
    loop {
        let before = list.first().map_or(head.next(), |first| first.seq);
        let page = client.history(Seq::ZERO, before).list;
        if page.is_empty() {
            return list;
        }
        list.splice(0..0, page);
    }
}

const TEXTS: [&str; 6] = [
    "はじめまして！よろしくお願いします🙇‍♀️",
    "안녕하세요ㅋㅋㅋ 반가워요ㅠㅠ",
    "It's \"me\" \\ / </script> -- ; DROP TABLE entry",
    "一行目\n二行目\n\n四行目\tおわり",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "(*´ω｀*)ﾉ ｗｗｗ",
];

/// Sixty messages by three fans: six kinds of text, and forty of the largest size, which make three pages.
fn talk(site: &Site, room: &str) -> Vec<Entry> {
    let mut fans = ["もか🌿", "콩떡", "Tom O'Neil"].map(|name| site.join(room, name));
    let long = [
        "あ".repeat(limits::BODY_UNITS),
        "😀".repeat(limits::BODY_UNITS / 2),
    ];
    for turn in 0..20 {
        for (place, fan) in fans.iter_mut().enumerate() {
            let number = turn * 3 + place;
            let body = if number % 3 == 0 {
                TEXTS[turn % TEXTS.len()]
            } else {
                &long[usize::from(number % 5 == 1)]
            };
            fan.post(body);
        }
    }
    let list = everything(&mut site.join(room, "reader"));
    assert_eq!(list.len(), 60);
    let bytes: usize = list.iter().map(|entry| codec::encode(&entry.what).len()).sum();
    assert!(bytes > 2 * limits::FETCH_BYTES, "three pages");
    list
}

#[test]
fn r4_a_room_that_is_imported_elsewhere_is_identical_and_carries_a_new_epoch() {
    let relay = Relay::shared();
    let (here, there) = (Site::new(relay, "from"), Site::new(relay, "to"));
    let list = talk(&here, "/응원/ルーム");
    let file = exported(&here, "/응원/ルーム");
    assert_eq!(entries(&file), list);
    assert!(
        file.starts_with("{\"maru_room\":{\"version\":1,\"site\":\"from-"),
        "{}",
        &file[..80]
    );

    let before = here.join("/응원/ルーム", "x").welcome.expect("a welcome").epoch;
    let reply = imported(&there, "lounge", "", &file);
    assert_eq!((reply.head, reply.floor, reply.replaced), (Seq(60), Seq(0), None));
    assert_ne!(reply.epoch, before);
    let mut guest = there.join("lounge", "x");
    assert_eq!(guest.welcome.as_ref().expect("a welcome").epoch, reply.epoch);
    assert_eq!(everything(&mut guest), list);
    // The room goes on, and what comes out of it is what went in.
    assert_eq!(guest.post("and on").seq, Seq(61));
    let again = entries(&exported(&there, "lounge"));
    assert_eq!(again[..60], list);
    assert_eq!(again.len(), 61);
    // Where it came from, nothing has changed.
    assert_eq!(entries(&exported(&here, "/응원/ルーム")), list);
}

#[test]
fn r4_a_room_is_replaced_only_by_who_says_so_and_its_people_begin_anew() {
    let site = Site::new(Relay::shared(), "replace");
    let mut writer = site.join("lounge", "もか");
    for number in 0..5 {
        writer.post(&format!("kept {number}"));
    }
    let file = exported(&site, "lounge");
    let kept = entries(&file);
    let mut reader = site.join("lounge", "콩떡");
    for number in 0..3 {
        writer.post(&format!("lost {number}"));
    }
    reader.reach(Seq(8));
    let (position, epoch) = (
        reader.position(),
        reader.welcome.as_ref().expect("a welcome").epoch,
    );

    let (status, refusal, detail) = refused(&import(&site, "lounge", "", &site.key, &file));
    assert_eq!((status, refusal), (409, Refusal::FieldInvalid));
    assert!(
        detail.contains("up to 8") && detail.contains("?replace=true"),
        "{detail}"
    );
    assert_eq!(
        entries(&exported(&site, "lounge")).len(),
        8,
        "nothing was changed"
    );
    assert_eq!(writer.post("still here").seq, Seq(9));

    let reply = imported(&site, "lounge", "?replace=true", &file);
    let replaced = reply.replaced.expect("there was something");
    assert_eq!((replaced.epoch, replaced.head), (epoch, Seq(9)));
    for mut there in [writer, reader] {
        assert_eq!(there.end(), Ended::Closed(1012), "cut, and told to come back");
    }
    let mut back = site.socket("lounge");
    let welcome = back.hello_with(&site.ticket("콩떡").ticket, position, Vec::new());
    assert_eq!(
        (welcome.mode, welcome.epoch, welcome.head),
        (Mode::Reset, reply.epoch, Seq(5))
    );
    assert_eq!(everything(&mut back), kept);
    // Of the old room's memory nothing is left: the next place is the one after the file's last.
    assert_eq!(back.post("anew").seq, Seq(6));
}

#[test]
fn r4_a_message_that_was_never_acknowledged_is_settled_by_the_history_that_came_in() {
    let site = Site::new(Relay::shared(), "settled");
    let mut fan = site.join("lounge", "もか");
    let ticket = site.ticket("もか").ticket;
    let mut same = site.socket("lounge");
    same.hello(&ticket);
    let draft = fresh();
    same.post_as(draft, "in the file");
    same.acked(draft);
    fan.post("another");
    let position = same.position();
    let file = exported(&site, "lounge");
    imported(&site, "lounge", "?replace=true", &file);
    // The ack was lost, say: it asks again, and is told the place in the new history, and not a second time.
    let mut back = site.socket("lounge");
    let pending = |draft| protocol::Pending {
        draft,
        base_seq: Seq::ZERO,
    };
    let unknown = fresh();
    let welcome = back.hello_with(&ticket, position, vec![pending(draft), pending(unknown)]);
    assert_eq!(welcome.mode, Mode::Reset);
    let settled: Vec<_> = welcome
        .settled
        .iter()
        .map(|each| (each.draft, each.seq))
        .collect();
    assert_eq!(settled, [(draft, Some(Seq(1))), (unknown, None)]);
}

#[test]
fn r4_a_room_goes_out_and_comes_in_by_the_sites_key_or_the_owners_alone() {
    let relay = Relay::shared();
    let (site, other) = (Site::new(relay, "keys"), Site::new(relay, "strangers"));
    site.join("lounge", "もか").post("x");
    let ruan = site.account("ruan", "루안");
    let file = exported(&site, "lounge");
    for key in ["", "nonsense", &ruan.key, &other.key] {
        for answer in [
            export(&site, "lounge", key),
            import(&site, "lounge", "?replace=true", key, &file),
        ] {
            assert_eq!(
                (answer.status, answer.refusal()),
                (401, Refusal::KeyInvalid),
                "{answer:?}"
            );
        }
    }
    assert_eq!(export(&site, "lounge", OWNER_KEY).status, 200);
    assert_eq!(import(&site, "second", "", OWNER_KEY, &file).status, 200);
    for (method, path, status) in [
        ("GET", "/rooms/lounge/import", 405),
        ("POST", "/rooms/lounge/export", 405),
        ("GET", "/rooms/a%20b/export", 404),
        ("GET", "/rooms/@staff/export", 404),
        ("GET", "/rooms/lounge", 404),
    ] {
        assert_eq!(
            site.api(method, path, OWNER_KEY, "").status,
            status,
            "{method} {path}"
        );
    }
    let nobody = relay.call("GET", "/api/v1/sites/nobody/rooms/lounge/export", OWNER_KEY, "");
    assert_eq!((nobody.status, nobody.refusal()), (404, Refusal::NotFound));
}
