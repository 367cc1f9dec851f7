//! Who somebody is, as the relay signed it.

use protocol::http::TicketReply;
use protocol::{ClientFrame, CloseReason, Hello, Refusal, Role, Seq};
use relay_tests::client::Ended;
use relay_tests::{Relay, Site, fresh};

fn said(site: &Site, ticket: &str) -> (Refusal, Ended) {
    let mut client = site.socket("lounge");
    client.say(&ClientFrame::Hello(Hello {
        ticket: ticket.to_owned(),
        have: None,
        pending: Vec::new(),
    }));
    (client.refused().refusal, client.end())
}

#[test]
fn i2_a_ticket_that_is_missing_altered_or_of_another_site_opens_nothing() {
    let relay = Relay::shared();
    let (site, other) = (Site::new(relay, "ticket"), Site::new(relay, "othersite"));
    let good = site.ticket("a").ticket;
    let (payload, tag) = good.split_once('.').expect("two parts");
    let altered = format!("{payload}.{}", tag.chars().rev().collect::<String>());
    let promoted = format!(
        "{}{tag}",
        other.ticket("a").ticket.split_once('.').expect("two parts").0
    );
    for ticket in [
        "",
        "x",
        ".",
        payload,
        &altered,
        &promoted,
        &other.ticket("a").ticket,
        &"x".repeat(5_000),
    ] {
        let answer = said(&site, ticket);
        assert_eq!(
            answer,
            (
                Refusal::TicketInvalid,
                Ended::Closed(CloseReason::Forbidden.code())
            ),
            "{ticket}"
        );
    }
    site.socket("lounge").hello(&good);
}

#[test]
fn i2_a_ticket_in_the_address_is_not_looked_at() {
    let site = Site::new(Relay::shared(), "urlticket");
    let path = format!("{}?ticket={}", site.path("lounge"), site.ticket("a").ticket);
    let mut client = relay_tests::Client::connect(&site.relay, &path, Some(&site.relay)).expect("an upgrade");
    client.post_as(fresh(), "x");
    assert_eq!(client.refused().refusal, Refusal::HelloFirst);
}

#[test]
fn i1_a_guest_is_the_same_person_on_return_and_a_stranger_on_another_site() {
    let relay = Relay::shared();
    let (site, other) = (Site::new(relay, "guest"), Site::new(relay, "guestother"));
    let secret = fresh();
    let member = |site: &Site, name| site.guest(secret, name).json::<TicketReply>().member;
    let first = member(&site, Some("もか"));
    assert_eq!(member(&site, Some("콩떡")), first);
    assert_eq!(member(&site, None), first);
    assert_ne!(member(&other, Some("もか")), first);
    assert!(first.as_str().starts_with('g'));
    assert!(!first.as_str().contains(&secret.to_string()));
}

#[test]
fn i2_the_sites_server_vouches_for_its_own_people() {
    let site = Site::new(Relay::shared(), "mint");
    site.account("ruan", "루안");
    let reply: TicketReply = site.minted(Role::Moderator, "staff-1", Some("スタッフ")).json();
    assert_eq!((reply.member.as_str(), reply.role), ("staff-1", Role::Moderator));
    let mut staff = site.socket("lounge");
    let you = staff.hello(&reply.ticket).you;
    assert_eq!((you.member.as_str(), you.role), ("staff-1", Role::Moderator));
    assert_eq!(staff.post("공지").seq, Seq(1));

    let official: TicketReply = site.minted(Role::Official, "ruan", None).json();
    assert_eq!(
        (
            official.member.as_str(),
            official.name.as_ref().map(|n| n.as_str())
        ),
        ("@ruan", Some("루안"))
    );
    assert_eq!(site.minted(Role::Official, "haeon", None).status, 404);
    let posing = site.minted(Role::Fan, "@ruan", Some("x"));
    assert_eq!((posing.status, posing.refusal()), (422, Refusal::FieldInvalid));
}
