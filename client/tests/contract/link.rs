//! When a client gives up, waits, and comes back.

use client::{Effect, Input, Link};
use protocol::http::TicketReply;
use protocol::{ClientFrame, DisplayName, Presence, Role, Seq, ServerFrame, limits};

use crate::tab::{Tab, entries, me};

#[test]
fn r2_a_silent_link_is_given_up_and_every_wait_has_an_end() {
    let mut tab = Tab::live();
    let mut pings = 0;
    for _ in 0..20 {
        let effects = tab.later(5_000);
        pings += effects.iter().filter(|effect| **effect == Effect::Ping).count();
        if effects.contains(&Effect::Disconnect) {
            break;
        }
    }
    assert!(pings >= 2);
    assert!(matches!(
        tab.client.link(),
        Link::Offline {
            retry_at: Some(_),
            ..
        }
    ));
    tab.later(2_000);
    assert!(
        tab.later(10_000).contains(&Effect::Disconnect),
        "a socket that does not open is given up"
    );
}

#[test]
fn r2_a_link_that_is_dead_in_one_direction_is_given_up_while_the_room_is_still_heard() {
    let mut tab = Tab::live();
    let mut spoke = 0;
    for seq in 4..30 {
        if tab.later(5_000).contains(&Effect::Disconnect) {
            break;
        }
        tab.frame(ServerFrame::Events(entries(seq..=seq)));
        spoke = seq;
    }
    assert!(matches!(tab.client.link(), Link::Offline { .. }), "{spoke}");
    // Where the runtime answers, the same room is left by nobody.
    let mut tab = Tab::live();
    for seq in 4..30 {
        tab.frame(ServerFrame::Events(entries(seq..=seq)));
        if tab.later(5_000).contains(&Effect::Ping) {
            tab.step(Input::Pong);
        }
    }
    assert_eq!(tab.client.link(), Link::Live);
}

#[test]
fn r2_a_hidden_page_waits_and_comes_back_when_it_is_seen() {
    let mut tab = Tab::live();
    tab.step(Input::Visible(false));
    tab.step(Input::Closed { code: 1012 });
    assert!(matches!(tab.client.link(), Link::Offline { retry_at: None, .. }));
    assert!(tab.later(600_000).is_empty());
    let back = tab.step(Input::Visible(true));
    assert!(is_on_the_way(&back), "at once");
}

#[test]
fn r2_a_page_that_was_visible_all_the_time_keeps_its_pace_of_tries() {
    let mut tab = Tab::live();
    tab.step(Input::Closed { code: 1012 });
    assert!(!is_on_the_way(&tab.step(Input::Visible(true))));
}

#[test]
fn r2_who_came_first_spreads_over_the_room_as_it_is_now() {
    let mut tab = Tab::live();
    let presence = Presence {
        members: 5_000,
        head: Seq(3),
    };
    tab.frame(ServerFrame::Presence(presence));
    tab.dice = 20_000;
    tab.step(Input::Closed { code: 1012 });
    let Link::Offline { since, retry_at } = tab.client.link() else {
        panic!("{:?}", tab.client.link())
    };
    assert_eq!(retry_at, Some(since.plus(20_000)), "of 25 seconds");
}

fn is_on_the_way(effects: &[Effect]) -> bool {
    effects
        .iter()
        .any(|effect| matches!(effect, Effect::Connect | Effect::FetchTicket))
}

#[test]
fn i1_a_name_chosen_later_is_told_on_the_open_socket() {
    let mut tab = Tab::live();
    let ticket = TicketReply {
        ticket: "named".into(),
        member: me(),
        name: DisplayName::parse("もか").ok(),
        role: Role::Fan,
        expires_at: tab.now.plus(limits::TICKET_MS),
    };
    let effects = tab.step(Input::Ticket(ticket));
    assert!(
        matches!(effects.first(), Some(Effect::Send(ClientFrame::Hello(hello))) if hello.ticket == "named")
    );
    assert_eq!(tab.client.link(), Link::Live);
}
