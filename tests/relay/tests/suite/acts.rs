//! What changes an entry that stands already, on the real runtime.

use protocol::http::{ChatSettings, Settings};
use protocol::{Act, Fate, Joins, ReadMarks, Refusal, Role, Seq, StickerName, With};
use relay_tests::site::settings;
use relay_tests::{Client, Relay, Site, fresh};

fn refusal(client: &mut Client, act: Act, body: &str) -> Refusal {
    let draft = client.try_act(act, body);
    let refused = client.refused();
    assert_eq!(refused.draft, Some(draft));
    refused.refusal
}

fn post_refused(client: &mut Client, body: &str, with: With) -> Refusal {
    client.post_with(fresh(), body, with);
    client.refused().refusal
}

fn row(client: &mut Client, seq: u64) -> protocol::Entry {
    let list = client.history(Seq(seq - 1), Seq(seq + 1)).list;
    list.into_iter().next().expect("it is there")
}

#[test]
fn g7_what_is_edited_or_unsent_is_so_for_whoever_is_here_and_whoever_comes_and_in_the_ledger() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "acts");
    let (mut moka, mut kong) = (site.join("lounge", "もか🌿"), site.join("lounge", "콩떡"));
    moka.post("まちがい");
    moka.post("とても秘密のこと");
    moka.react(Seq(2), Some(protocol::Reaction::Heart));
    moka.reach(Seq(2));
    moka.act(Act::Edit(Seq(2)), "もっと秘密のこと");
    assert_eq!(moka.act(Act::Edit(Seq(1)), "なおした").seq, Seq(4));
    assert_eq!(moka.act(Act::Unsend(Seq(2)), "…").seq, Seq(5));
    kong.reach(Seq(5));
    let acts: Vec<_> = kong.log.iter().filter_map(|entry| entry.what.act()).collect();
    let expected = [Act::Edit(Seq(2)), Act::Edit(Seq(1)), Act::Unsend(Seq(2))];
    assert_eq!(acts, expected, "as it happened");
    assert_eq!(refusal(&mut kong, Act::Unsend(Seq(1)), "…"), Refusal::NotYours);
    assert_eq!(refusal(&mut moka, Act::Edit(Seq(2)), "x"), Refusal::Gone);

    // Whoever comes later is given what became of it; and so it is after a death, and in the room's file.
    relay.kill_and_restart();
    let mut late = site.join("lounge", "late");
    late.reach(Seq(5));
    assert_eq!(late.bodies(), ["なおした", "…", "…", "なおした", "…"]);
    let fates: Vec<_> = late
        .log
        .iter()
        .map(|entry| entry.what.with().and_then(|with| with.fate))
        .collect();
    assert_eq!(fates, [Some(Fate::Edited), Some(Fate::Gone), None, None, None]);
    assert_eq!(late.log[1].author.name.as_str(), "…");
    let file = site.api("GET", "/rooms/lounge/export", &site.key, "");
    assert_eq!(file.status, 200);
    assert!(!file.body.contains("秘密") && !file.body.contains("まちがい"));
    let page = relay_tests::http::call("GET", &format!("{}/r/{}/lounge", site.relay, site.id), &[], "");
    assert!(!page.body.contains("秘密"));
}

#[test]
fn g7_the_owner_sets_the_windows_and_a_change_holds_at_once() {
    let site = Site::new(Relay::shared(), "windows");
    let mut fan = site.join("lounge", "a");
    assert_eq!(
        fan.welcome.as_ref().unwrap().rules,
        Some(protocol::Rules::default())
    );
    fan.post("x");
    let never = Settings {
        chat: ChatSettings {
            edit_min: 0,
            unsend_min: 0,
            ..ChatSettings::default()
        },
        ..settings()
    };
    site.settle(&never);
    let other = site.join("lounge", "b");
    let rules = other.welcome.as_ref().unwrap().rules.unwrap();
    assert_eq!((rules.edit_min, rules.unsend_min), (0, 0));
    let late = Refusal::TooLate { minutes: 0 };
    assert_eq!(refusal(&mut fan, Act::Edit(Seq(1)), "y"), late);
    assert_eq!(refusal(&mut fan, Act::Unsend(Seq(1)), "…"), late);
    site.settle(&settings());
    site.join("lounge", "c");
    assert_eq!(fan.act(Act::Edit(Seq(1)), "y").seq, Seq(2));
}

#[test]
fn m1_a_moderators_ticket_opens_more_than_a_fans() {
    let site = Site::new(Relay::shared(), "moderator");
    let mut fan = site.join("lounge", "a");
    let mut staff = site.join_as("lounge", Role::Moderator, "staff-1");
    fan.post("ひどいこと");
    staff.reach(Seq(1));
    assert_eq!(
        refusal(&mut staff, Act::Edit(Seq(1)), "やさしいこと"),
        Refusal::NotYours
    );
    assert_eq!(refusal(&mut fan, Act::Pin(Seq(1)), "…"), Refusal::NotYours);
    staff.act(Act::Unsend(Seq(1)), "…");
    assert!(row(&mut fan, 1).what.is_gone());
    fan.post("また");
    staff.reach(Seq(3));
    staff.act(Act::Pin(Seq(3)), "…");
}

#[test]
fn g12_what_is_pinned_is_seen_by_joiners_and_in_the_document_until_another_is() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "pins");
    site.account("ruan", "루안");
    let mut official = site.join_as("lounge", Role::Official, "ruan");
    official.post("本日18時より");
    official.act(Act::Pin(Seq(1)), "…");
    let pinned = |site: &Site| {
        let pin = site.join("lounge", "b").welcome.as_ref().unwrap().pin.clone();
        pin.map(|entry| (entry.seq, entry.what.body().as_str().to_owned()))
    };
    assert_eq!(pinned(&site), Some((Seq(1), "本日18時より".to_owned())));
    official.act(Act::Edit(Seq(1)), "本日19時より");
    relay.kill_and_restart();
    assert_eq!(pinned(&site), Some((Seq(1), "本日19時より".to_owned())));
    let page = relay_tests::http::call("GET", &format!("{}/r/{}/lounge", site.relay, site.id), &[], "");
    let boot = super::document::boot(&page);
    assert_eq!(boot.chat.pin.map(|pin| pin.seq), Some(Seq(1)));
    let mut official = site.join_as("lounge", Role::Official, "ruan");
    let head = official.welcome.as_ref().unwrap().head;
    official.reach(head);
    official.act(Act::Unsend(Seq(1)), "…");
    assert_eq!(pinned(&site), None);
    let again = official.post("あらためて").seq;
    official.act(Act::Pin(again), "…");
    assert_eq!(pinned(&site).map(|(seq, _)| seq), Some(again));
    official.act(Act::Unpin(again), "…");
    assert_eq!(pinned(&site), None);
}

#[test]
fn g14_in_a_room_of_pictures_a_text_is_impossible_whoever_sends_it_and_the_owner_says_which_those_are() {
    let site = Site::new(Relay::shared(), "photos");
    let mut before = site.join("ruan", "a");
    before.post("まだ言える");
    let photos = Settings {
        photo_rooms: vec!["ruan".to_owned()],
        ..settings()
    };
    site.settle(&photos);
    let mut fan = site.join("ruan", "b");
    for client in [&mut before, &mut fan] {
        assert_eq!(
            post_refused(client, "見た？", With::default()),
            Refusal::PhotosOnly
        );
    }
    let sticker = With {
        sticker: StickerName::parse("maru/thanks").ok(),
        ..With::default()
    };
    fan.post_with(fresh(), "ありがとう", sticker);
    let nothing = With {
        sticker: StickerName::parse("maru/nothing").ok(),
        ..With::default()
    };
    assert_eq!(post_refused(&mut fan, "x", nothing), Refusal::NoSuchSticker);
    fan.post("#ルアン #生誕祭");
    let image = With {
        images: vec![protocol::Image {
            key: protocol::ImageKey(fresh()),
            w: 1,
            h: 1,
            tint: None,
        }],
        ..With::default()
    };
    assert_eq!(post_refused(&mut fan, "画像", image), Refusal::NoSuchImage);
    // The room beside it is as free as ever.
    site.join("lounge", "c").post("見た？");
    site.account("ruan", "루안");
    site.join_as("ruan", Role::Official, "ruan")
        .post("みんな、ありがとう");
}

#[test]
fn g6_a_line_tells_who_has_come_once_also_after_an_eviction() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "joins");
    let joins = Settings {
        read_marks: ReadMarks::Off,
        chat: ChatSettings {
            joins: Joins::Shown,
            ..ChatSettings::default()
        },
        ..settings()
    };
    site.settle(&joins);
    let guest = fresh();
    let come = || {
        let mut client = site.socket("lounge");
        let ticket = site
            .guest(guest, Some("もか"))
            .json::<protocol::http::TicketReply>();
        client.hello(&ticket.ticket);
        client
    };
    let mut first = come();
    first.reach(Seq(1));
    relay.evict();
    let mut again = come();
    again.post("また来た");
    first.reach(Seq(2));
    let acts: Vec<_> = first.log.iter().map(|entry| entry.what.act()).collect();
    assert_eq!(acts, [Some(Act::Join), None]);
    let mut other = site.join("lounge", "콩떡");
    other.reach(Seq(3));
    first.reach(Seq(3));
    assert_eq!(first.log[2].author.name.as_str(), "콩떡");
}
