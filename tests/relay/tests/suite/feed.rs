//! Official accounts and their feed.

use protocol::http::{PostReply, PostRequest};
use protocol::{Refusal, Role, RoomName, Seq, codec};
use relay_tests::{Relay, Site, fresh};

#[test]
fn f1_a_post_with_the_accounts_key_appears_live_in_the_feed_with_its_badge() {
    let site = Site::new(Relay::shared(), "feed");
    let ruan = site.account("ruan", "루안");
    let mut fan = site.join("@feed", "콩떡");
    let reply = site.post(&ruan, fresh(), "カムバックは11/27(金) 18:00です");
    assert_eq!(
        (reply.room.as_str(), reply.account.as_str(), reply.seq),
        ("@feed", "ruan", Seq(1))
    );
    fan.reach(Seq(1));
    let entry = &fan.log[0];
    assert_eq!(
        (entry.author.member.as_str(), entry.author.role),
        ("@ruan", Role::Official)
    );
    assert_eq!((entry.author.name.as_str(), entry.at), ("루안", reply.at));
}

#[test]
fn f1_a_post_that_is_sent_again_stands_where_it_stood() {
    let site = Site::new(Relay::shared(), "feedagain");
    let ruan = site.account("ruan", "루안");
    let draft = fresh();
    let first = site.post(&ruan, draft, "one");
    let other = site.post(&ruan, fresh(), "two");
    assert_eq!((first.seq, other.seq), (Seq(1), Seq(2)));
    assert_eq!(site.post(&ruan, draft, "one"), first);
}

#[test]
fn f1_a_fan_reads_the_feed_and_cannot_write_in_it() {
    let site = Site::new(Relay::shared(), "feedfan");
    let mut fan = site.join("@feed", "콩떡");
    fan.post_as(fresh(), "me too");
    assert_eq!(fan.refused().refusal, Refusal::ReadOnly);
    assert_eq!(fan.history(Seq::ZERO, Seq(10)).list, []);
}

#[test]
fn f1_only_an_accounts_own_key_posts() {
    let site = Site::new(Relay::shared(), "feedkey");
    let ruan = site.account("ruan", "루안");
    let body = codec::encode(&PostRequest {
        body: "x".to_owned(),
        draft: None,
        room: None,
    });
    for key in [
        "",
        "nonsense",
        &site.key,
        relay_tests::runtime::OWNER_KEY,
        &format!("{}x", ruan.key),
    ] {
        let answer = site.api("POST", "/posts", key, &*body);
        assert_eq!(
            (answer.status, answer.refusal()),
            (401, Refusal::KeyInvalid),
            "{key}"
        );
    }
    assert_eq!(site.api("POST", "/posts", &ruan.key, &*body).status, 201);
}

#[test]
fn f1_an_account_can_speak_in_a_room_and_its_text_is_checked_like_anybodys() {
    let site = Site::new(Relay::shared(), "feedroom");
    let ruan = site.account("ruan", "루안");
    let post = |body: &str, room: &str| {
        let room = Some(RoomName::parse(room).expect("a room"));
        let request = PostRequest {
            body: body.to_owned(),
            draft: None,
            room,
        };
        site.api("POST", "/posts", &ruan.key, codec::encode(&request))
    };
    let mut fan = site.join("lounge", "콩떡");
    let reply: PostReply = post("안녕", "lounge").json();
    assert_eq!((reply.room.as_str(), reply.seq), ("lounge", Seq(1)));
    fan.reach(Seq(1));
    assert_eq!(fan.log[0].author.role, Role::Official);
    let blank = post(" \n ", "lounge");
    assert_eq!((blank.status, blank.refusal()), (422, Refusal::BodyBlank));
    assert_eq!(post("x", "@staff").status, 404);
}

#[test]
fn f1_an_official_writes_in_the_feed_over_a_socket_too() {
    let site = Site::new(Relay::shared(), "feedsock");
    site.account("ruan", "루안");
    let ticket = site
        .minted(Role::Official, "ruan", None)
        .json::<protocol::http::TicketReply>();
    let mut ruan = site.socket("@feed");
    let you = ruan.hello(&ticket.ticket).you;
    assert_eq!((you.member.as_str(), you.role), ("@ruan", Role::Official));
    assert_eq!(ruan.post("hello").seq, Seq(1));
}
