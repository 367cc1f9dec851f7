//! Order, acknowledgements, and coming back.

use protocol::{ClientFrame, Epoch, Fetch, Mode, Pending, Position, Seq, ServerFrame, limits};
use relay_tests::client::Ended;
use relay_tests::{Relay, Site, fresh};
use tungstenite::Message;

#[test]
fn g1_two_people_talk_and_both_see_one_order() {
    let site = Site::new(Relay::shared(), "talk");
    let (mut moka, mut kong) = (site.join("lounge", "もか🌿"), site.join("lounge", "콩떡"));
    let mut said = Vec::new();
    for turn in 0..5 {
        for (who, body) in [
            (&mut moka, format!("見た？ {turn}")),
            (&mut kong, format!("봤어요 {turn}\n진짜로")),
        ] {
            let ack = who.post(&body);
            said.push(body);
            assert_eq!(ack.seq.0, said.len() as u64);
        }
    }
    for client in [&mut moka, &mut kong] {
        client.reach(Seq(10));
        assert_eq!(client.bodies(), said);
        assert!(client.log.is_sorted_by_key(|entry| entry.at));
    }
    let names: Vec<_> = moka
        .log
        .iter()
        .take(2)
        .map(|entry| entry.author.name.as_str().to_owned())
        .collect();
    assert_eq!(names, ["もか🌿", "콩떡"]);
}

#[test]
fn g1_posts_under_way_together_are_placed_in_the_order_they_were_sent() {
    let site = Site::new(Relay::shared(), "window");
    let mut sender = site.join("lounge", "a");
    let mut reader = site.join("lounge", "b");
    let drafts: Vec<_> = (0..limits::WINDOW).map(|_| fresh()).collect();
    for draft in &drafts {
        sender.post_as(*draft, &format!("{draft}"));
    }
    for draft in &drafts {
        sender.acked(*draft);
    }
    reader.reach(Seq(limits::WINDOW as u64));
    assert_eq!(
        reader.log.iter().map(|entry| entry.draft).collect::<Vec<_>>(),
        drafts
    );
}

#[test]
fn g1_a_draft_that_is_sent_again_keeps_its_place_also_after_a_reconnect() {
    let site = Site::new(Relay::shared(), "again");
    let guest = fresh();
    let ticket = || {
        site.guest(guest, Some("a"))
            .json::<protocol::http::TicketReply>()
            .ticket
    };
    let mut first = site.socket("lounge");
    first.hello(&ticket());
    let draft = fresh();
    first.post_as(draft, "once");
    let seq = first.acked(draft).seq;
    first.post_as(draft, "once");
    assert_eq!(first.acked(draft).seq, seq);
    drop(first);

    let mut second = site.socket("lounge");
    let unknown = fresh();
    let pending = [draft, unknown].map(|draft| Pending {
        draft,
        base_seq: Seq::ZERO,
    });
    let welcome = second.hello_with(&ticket(), None, pending.to_vec());
    let settled: Vec<_> = welcome
        .settled
        .iter()
        .map(|each| (each.draft, each.seq))
        .collect();
    assert_eq!(settled, [(draft, Some(seq)), (unknown, None)]);
    second.post_as(draft, "once");
    assert_eq!(second.acked(draft).seq, seq);
    assert_eq!(second.history(Seq::ZERO, Seq(100)).list.len(), 1);
}

#[test]
fn g1_the_same_draft_of_two_people_is_two_messages() {
    let site = Site::new(Relay::shared(), "drafts");
    let (mut a, mut b) = (site.join("lounge", "a"), site.join("lounge", "b"));
    let draft = fresh();
    a.post_as(draft, "mine");
    b.post_as(draft, "mine");
    let mut places = [a.acked(draft).seq, b.acked(draft).seq];
    places.sort();
    assert_eq!(places, [Seq(1), Seq(2)]);
}

#[test]
fn g1_who_was_away_resumes_where_they_were() {
    let site = Site::new(Relay::shared(), "resume");
    let mut stays = site.join("lounge", "a");
    let mut leaves = site.join("lounge", "b");
    stays.post("1");
    leaves.reach(Seq(1));
    let have = leaves.position();
    drop(leaves);
    stays.post("2");
    stays.post("3");

    let mut back = site.socket("lounge");
    let welcome = back.hello_with(&site.ticket("b").ticket, have, Vec::new());
    assert_eq!((welcome.mode, welcome.head), (Mode::Resume, Seq(3)));
    back.reach(Seq(3));
    assert_eq!(back.bodies(), ["2", "3"]);
}

#[test]
fn g1_entries_of_another_history_are_reset() {
    let site = Site::new(Relay::shared(), "reset");
    let mut client = site.join("lounge", "a");
    client.post("1");
    let mut other = site.socket("lounge");
    let have = Some(Position {
        epoch: Epoch::from_bits(1),
        seq: Seq(1),
    });
    assert_eq!(
        other.hello_with(&site.ticket("b").ticket, have, Vec::new()).mode,
        Mode::Reset
    );
    other.reach(Seq(1));
}

#[test]
fn g9_a_late_joiner_starts_from_the_newest_page_and_reads_back_to_the_first() {
    let site = Site::new(Relay::shared(), "late");
    // Each may send 20 at once.
    let total = limits::PAGE_ENTRIES + 10;
    let mut said = 0;
    while said < total {
        let mut speaker = site.join("lounge", "a");
        for _ in 0..20.min(total - said) {
            said += 1;
            speaker.post(&said.to_string());
        }
    }
    let mut late = site.socket("lounge");
    let welcome = late.hello(&site.ticket("b").ticket);
    assert_eq!(
        (welcome.mode, welcome.head, welcome.floor),
        (Mode::Snapshot, Seq(total as u64), Seq::ZERO)
    );
    late.reach(welcome.head);
    assert_eq!(late.log.len(), limits::PAGE_ENTRIES);
    let oldest = late.log[0].seq;
    let older = late.history(Seq::ZERO, oldest);
    assert_eq!((older.from, older.list.len()), (Seq(1), 10));
    late.say(&ClientFrame::Fetch(Fetch {
        after: Seq(70),
        before: Seq(90),
    }));
    let beyond = late.until("an empty page", |frame| match frame {
        ServerFrame::History(events) => Some(events.list.len()),
        _ => None,
    });
    assert_eq!(beyond, 0);
}

#[test]
fn g6_everybody_hears_how_many_are_here() {
    let site = Site::new(Relay::shared(), "count");
    let mut a = site.join("lounge", "a");
    let heard = |client: &mut relay_tests::Client, members| {
        client.until("the count", |frame| match frame {
            ServerFrame::Presence(presence) if presence.members == members => Some(()),
            _ => None,
        });
    };
    heard(&mut a, 1);
    let mut b = site.join("lounge", "b");
    heard(&mut a, 2);
    heard(&mut b, 2);
    drop(b);
    heard(&mut a, 1);
}

#[test]
fn g1_rooms_do_not_hear_each_other_whatever_they_are_called() {
    let site = Site::new(Relay::shared(), "rooms");
    for room in ["lounge", "/goods/ルアン", "/goods/ルアン/", "축제", "a&room=b"] {
        let mut client = site.join(room, "a");
        assert_eq!(client.post(room).seq, Seq(1), "{room}");
    }
}

#[test]
fn g1_a_ping_is_answered() {
    let site = Site::new(Relay::shared(), "ping");
    let mut client = site.socket("lounge");
    client.send(Message::text("p"));
    assert_eq!(client.text(), "P");
}

#[test]
fn g1_a_goodbye_is_answered() {
    let site = Site::new(Relay::shared(), "goodbye");
    let (mut leaves, mut stays) = (site.join("lounge", "a"), site.join("lounge", "b"));
    leaves.goodbye();
    assert_eq!(leaves.end(), Ended::Closed(1000));
    assert_eq!(stays.post("alone").seq, Seq(1));
}

#[test]
fn g2_a_hundred_tabs_hear_one_message() {
    let site = Site::new(Relay::shared(), "crowd");
    let ticket = site.ticket("a").ticket;
    let mut tabs: Vec<_> = (0..100).map(|_| site.socket("lounge")).collect();
    for tab in &mut tabs {
        tab.hello(&ticket);
    }
    let mut speaker = site.join("lounge", "b");
    speaker.post("모두 안녕");
    for tab in &mut tabs {
        tab.reach(Seq(1));
        assert_eq!(tab.bodies(), ["모두 안녕"]);
    }
}
