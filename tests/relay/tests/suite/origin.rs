//! Whose pages reach a room.

use std::time::Instant;

use protocol::http::{Problem, Settings};
use protocol::{Refusal, Seq, codec, version};
use relay_tests::client::OFFERED;
use relay_tests::runtime::OWNER_KEY;
use relay_tests::site::{PAGES, settings};
use relay_tests::{Client, DEADLINE, Refusing, Relay, Site, fresh, http};

fn refusal(refusing: &Refusing) -> (u16, Refusal) {
    let problem: Problem = serde_json::from_str(&refusing.body).expect("a problem");
    (refusing.status, problem.refusal)
}

#[test]
fn e8_another_origin_is_refused_before_the_upgrade() {
    let site = Site::new(Relay::shared(), "origin");
    let connect = |origin| Client::connect(&site.relay, &site.path("lounge"), origin);
    for origin in [
        Some("https://evil.example"),
        Some("http://fans.example"),
        Some("https://fans.example:8443"),
        Some("https://fans.example.evil"),
        Some("null"),
        Some(""),
        None,
    ] {
        let refusing = connect(origin).err().expect("no upgrade");
        assert_eq!(refusal(&refusing), (403, Refusal::OriginForbidden), "{origin:?}");
    }
    assert!(connect(Some(PAGES)).is_ok());
    assert!(connect(Some(&site.relay)).is_ok());
}

#[test]
fn e8_a_site_that_is_not_there_has_no_rooms() {
    let relay = Relay::shared();
    let refusing = Client::connect(relay.url(), "/s/nobody/lounge", Some(relay.url()))
        .err()
        .expect("no upgrade");
    assert_eq!(refusal(&refusing), (404, Refusal::NotFound));
    let site = Site::new(relay, "noroom");
    for room in ["@staff", "a b", ""] {
        let refusing = Client::connect(relay.url(), &site.path(room), Some(relay.url()))
            .err()
            .expect("no upgrade");
        assert_eq!(refusal(&refusing), (404, Refusal::NotFound), "{room:?}");
    }
}

#[test]
fn d2_a_socket_speaks_the_protocol_that_it_names() {
    let site = Site::new(Relay::shared(), "subprotocol");
    for protocol in [None, Some("maru.v0"), Some("graphql-ws")] {
        let asked = Client::connect_as(&site.relay, &site.path("lounge"), Some(&site.relay), protocol);
        let refusing = asked.err().expect("no upgrade");
        assert_eq!(refusal(&refusing), (426, Refusal::Malformed), "{protocol:?}");
    }
    let plain = http::call(
        "GET",
        &format!("{}{}", site.relay, site.path("lounge")),
        &[("origin", &site.relay)],
        "",
    );
    assert_eq!(plain.status, 426);
}

/// Of a client of an earlier release, and of ours: in the room itself, on a spoke, and for a memory that has only what is on the socket.
#[test]
fn d2_frames_are_of_the_kind_that_a_client_reads_after_an_eviction_too() {
    let mut relay = Relay::start_spread(2);
    let site = Site::new(&relay, "kinds");
    let path = site.path("lounge");
    let come = |offers: &str| {
        let asked = Client::connect_as(&site.relay, &path, Some(&site.relay), Some(offers));
        let mut client = asked.expect("an upgrade");
        client.hello(&site.ticket("もか").ticket);
        client
    };
    let mut clients = Vec::new();
    for offers in [
        version::SUBPROTOCOL,
        OFFERED,
        version::BINARY,
        version::SUBPROTOCOL,
    ] {
        clients.push(come(offers));
    }
    clients[0].post("見えますか");
    clients.iter_mut().for_each(|client| client.reach(Seq(1)));
    relay.evict();
    clients[3].post("보여요");
    clients.iter_mut().for_each(|client| client.reach(Seq(2)));
    let kinds = clients.iter().map(|client| client.told.map(|count| count > 1));
    let (text, binary) = ([true, false], [false, true]);
    assert_eq!(kinds.collect::<Vec<_>>(), [text, binary, binary, text]);
    // Whatever a socket reads, the runtime answers its question in a text.
    clients[1].send(tungstenite::Message::text(version::PING));
    assert_eq!(clients[1].text(), version::PONG);
}

#[test]
fn e8_only_the_frame_asks_for_a_guests_ticket() {
    let site = Site::new(Relay::shared(), "ticketorigin");
    let url = format!("{}/f/{}/ticket", site.relay, site.id);
    let body = format!("{{\"guest\":\"{}\"}}", fresh());
    for origin in [None, Some(PAGES), Some("https://evil.example"), Some("null")] {
        let headers: Vec<_> = origin.map(|origin| ("origin", origin)).into_iter().collect();
        let answer = http::call("POST", &url, &headers, &*body);
        assert_eq!(
            (answer.status, answer.refusal()),
            (403, Refusal::OriginForbidden),
            "{origin:?}"
        );
    }
    assert_eq!(site.guest(fresh(), None).status, 200);
}

#[test]
fn e8_a_strangers_headers_do_not_name_another_room() {
    let site = Site::new(Relay::shared(), "strange");
    let mut there = site.join("there", "a");
    let query = format!("{}?site={}&room=there", site.path("here"), site.id);
    let mut here = Client::connect(&site.relay, &query, Some(&site.relay)).expect("an upgrade");
    here.hello(&site.ticket("b").ticket);
    assert_eq!(here.post("here").seq.0, 1);
    assert_eq!(there.post("there").seq.0, 1);
}

#[test]
fn e8_a_changed_list_is_obeyed_within_moments() {
    let site = Site::new(Relay::shared(), "changed");
    let connects = |origin| Client::connect(&site.relay, &site.path("lounge"), Some(origin)).is_ok();
    let moved = "https://moved.example";
    assert!(connects(PAGES) && !connects(moved));
    let settings = Settings {
        origins: vec![moved.to_owned()],
        ..settings()
    };
    assert_eq!(
        site.api("PUT", "", OWNER_KEY, codec::encode(&settings)).status,
        200
    );
    // Another instance of the Worker may remember the old list for five seconds.
    let start = Instant::now();
    while !connects(moved) || connects(PAGES) {
        assert!(start.elapsed() < DEADLINE, "the old list is still obeyed");
    }
}
